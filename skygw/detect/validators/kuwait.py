"""Kuwait: civil identity numbers."""

from __future__ import annotations

from .checks import is_date, is_digits, weighted

_WEIGHTS = (2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # Public Authority for Civil Information


def civil(value: str) -> bool:
    """Civil ID: century (2 for 1900, 3 for 2000), birth as YYMMDD, four digits, check digit modulo 11."""
    if len(value) != 12 or not is_digits(value) or value[0] not in "23":
        return False
    year = (1900 if value[0] == "2" else 2000) + int(value[1:3])
    return is_date(year, value[3:5], value[5:7]) and 11 - weighted(value, _WEIGHTS) % 11 == int(value[11])
