"""Vietnam: identity and tax numbers."""

from __future__ import annotations

from .checks import is_digits, repeats, weighted

_TAX = (31, 29, 23, 19, 17, 13, 7, 5, 3)  # General Department of Taxation: mã số thuế


def identity(value: str) -> bool:
    """Căn cước: province 001 to 096, century and sex 0 to 3, year of birth, six digits (decree 137/2015)."""
    return len(value) == 12 and is_digits(value) and 1 <= int(value[:3]) <= 96 and value[3] in "0123"


def taxpayer(value: str) -> bool:
    """Tax code: province, seven digits, check digit modulo 11, perhaps a branch of three digits."""
    if len(value) not in (10, 13) or not is_digits(value) or repeats(value[2:9]):
        return False
    return value[10:] != "000" and int(value[9]) == 10 - weighted(value, _TAX) % 11
