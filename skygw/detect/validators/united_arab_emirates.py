"""United Arab Emirates: identity cards."""

from __future__ import annotations

from .checks import luhn


def identity(value: str) -> bool:
    """Emirates ID: 784, year of birth, seven digits, check digit by Luhn."""
    return len(value) == 15 and value[:3] == "784" and "1900" <= value[3:7] <= "2099" and luhn(value)
