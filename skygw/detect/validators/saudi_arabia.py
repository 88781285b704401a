"""Saudi Arabia: identity numbers of citizens and residents."""

from __future__ import annotations

from .checks import luhn, repeats


def identity(value: str) -> bool:
    """National id (begins with 1) or iqama (2): ten digits by Luhn."""
    return len(value) == 10 and value[0] in "12" and not repeats(value) and luhn(value)
