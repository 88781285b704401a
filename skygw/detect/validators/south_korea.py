"""South Korea: resident, business and corporate registration numbers."""

from __future__ import annotations

from .checks import is_date, is_digits, repeats, weighted

_RESIDENT = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)  # Wikipedia: Resident registration number
# By the seventh digit.
_CENTURIES = (1800, 1900, 1900, 2000, 2000, 1900, 1900, 2000, 2000, 1800)
# Numbers of the years from here on are not looked for: EAN codes of Europe begin with such dates.
_UNBORN = "203501"
_BUSINESS = (1, 3, 7, 1, 3, 7, 1, 3, 5)  # National Tax Service
_CORPORATE = (1, 2) * 6  # Supreme Court: rules on registration numbers of corporations


def resident(value: str) -> bool:
    """RRN or alien registration number: birth as YYMMDD, century and sex, six digits.

    The last digit checks modulo 11, another way for foreigners.  Since October 2020 the six are drawn by lot:
    whoever was born since then has no check digit.
    """
    month = _born(value)
    return "202010" <= month < _UNBORN or resident_checked(value)


def resident_checked(value: str) -> bool:
    """RRN or alien registration number with a check digit, as all have who were born before October 2020."""
    if not _born(value) or _born(value) >= _UNBORN:
        return False
    rest = weighted(value, _RESIDENT) % 11
    citizen, foreigner = (11 - rest) % 10, (13 - rest) % 10
    return int(value[12]) == (foreigner if value[6] in "5678" else citizen)


def _born(value: str) -> str:
    """Year and month of birth, empty where it is no such number."""
    if len(value) != 13 or not is_digits(value):
        return ""
    year = _CENTURIES[int(value[6])] + int(value[:2])
    return f"{year}{value[2:4]}" if is_date(year, value[2:4], value[4:6]) else ""


def business(value: str) -> bool:
    """Business registration number: tax office, kind, order, check digit modulo 10."""
    if len(value) != 10 or not is_digits(value) or value[:3] < "101" or value[3:5] == "00":
        return False
    total = weighted(value, _BUSINESS) + int(value[8]) * 5 // 10
    return -total % 10 == int(value[9])


def corporate(value: str) -> bool:
    """Corporate registration number: registry, kind, order, check digit modulo 10."""
    if len(value) != 13 or not is_digits(value) or repeats(value):
        return False
    return -weighted(value, _CORPORATE) % 10 == int(value[12])
