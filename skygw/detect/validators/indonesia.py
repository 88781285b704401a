"""Indonesia: NIK and NPWP."""

from __future__ import annotations

from .checks import is_digits, is_short_date, luhn

# Kemendagri: codes of the provinces.
_PROVINCES = frozenset(
    str(code)
    for code in (
        *range(11, 20), 21, *range(31, 37), 51, 52, 53, *range(61, 66), *range(71, 77),
        81, 82, *range(91, 98),
    )
)  # fmt: skip


def resident(value: str) -> bool:
    """NIK: district of six digits, birth as DDMMYY with 40 added to women's day, order of four."""
    if len(value) != 16 or not is_digits(value) or value[:2] not in _PROVINCES or value[12:] == "0000":
        return False
    day = int(value[6:8])
    return is_short_date(value[10:12], value[8:10], day - 40 if day > 40 else day)


def taxpayer(value: str) -> bool:
    """NPWP of 15 digits: nine by Luhn, office of three, branch of three."""
    return len(value) == 15 and is_digits(value) and value[:9] != "0" * 9 and luhn(value[:9])
