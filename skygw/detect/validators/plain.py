"""Numbers of digits alone without a check digit (licences, accounts, cards): what they cannot be."""

from __future__ import annotations

from .checks import is_date, is_digits, repeats

_ROWS = ("01234567890123456789", "98765432109876543210")


def digits(value: str) -> bool:
    """Whether digits are no placeholder (one digit repeated, a row) and no date with a year of four digits.

    Dates of issue and of birth are the usual neighbours of such numbers.
    """
    if not is_digits(value) or repeats(value) or any(value in row for row in _ROWS):
        return False
    return len(value) != 8 or not _day(value)


def _day(value: str) -> bool:
    """Whether eight digits read as YYYYMMDD, MMDDYYYY or DDMMYYYY of the years 1900 to 2099."""
    return any(
        "1900" <= year <= "2099" and is_date(year, month, day)
        for year, month, day in (
            (value[:4], value[4:6], value[6:]),
            (value[4:], value[:2], value[2:4]),
            (value[4:], value[2:4], value[:2]),
        )
    )
