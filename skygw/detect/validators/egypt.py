"""Egypt: national identity numbers."""

from __future__ import annotations

from .checks import is_date, is_digits

# Civil Status Organization: codes of the governorates, 88 for birth abroad.
_GOVERNORATES = frozenset(
    f"{code:02}" for code in (1, 2, 3, 4, *range(11, 20), *range(21, 30), *range(31, 36), 88)
)


def identity(value: str) -> bool:
    """National number: century (2 for 1900, 3 for 2000), birth as YYMMDD, governorate, five digits."""
    if len(value) != 14 or not is_digits(value) or value[0] not in "23" or value[7:9] not in _GOVERNORATES:
        return False
    return is_date((1900 if value[0] == "2" else 2000) + int(value[1:3]), value[3:5], value[5:7])
