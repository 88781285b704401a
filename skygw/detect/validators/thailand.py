"""Thailand: identification numbers of people and companies."""

from __future__ import annotations

from .checks import is_digits, repeats, weighted


def _number(value: str) -> bool:
    if len(value) != 13 or not is_digits(value) or repeats(value):
        return False
    return int(value[12]) == (11 - weighted(value, range(13, 1, -1)) % 11) % 10


def identity(value: str) -> bool:
    """Population identification code: kind 1 to 8, eleven digits, check digit modulo 11."""
    return _number(value) and value[0] in "12345678"


def taxpayer(value: str) -> bool:
    """Tax number of a company: as the population code, begins with 0 (Department of Business Development)."""
    return _number(value) and value[0] == "0"
