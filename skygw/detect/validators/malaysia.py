"""Malaysia: MyKad."""

from __future__ import annotations

from .checks import is_digits, is_short_date

# National Registration Department: codes of the place of birth that were never given out.
_NO_PLACE = ("00", "17", "18", "19", "20", "69", "70", "73", "80", "81", "94", "95", "96", "97")


def identity_card(value: str) -> bool:
    """NRIC: birth as YYMMDD, place of birth, order of four digits."""
    if len(value) != 12 or not is_digits(value) or value[6:8] in _NO_PLACE or value[8:] == "0000":
        return False
    return is_short_date(value[:2], value[2:4], value[4:6])
