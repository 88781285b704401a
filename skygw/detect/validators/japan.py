"""Japan: individual and corporate My Number, driver's licences."""

from __future__ import annotations

from .checks import is_digits, repeats, weighted

_PERSONAL = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)  # Ministry of Internal Affairs, ordinance 85 of 2014, art. 5
_CORPORATE = (2, 1) * 6  # Ministry of Finance, ordinance 70 of 2014; from the second digit on
_LICENCE = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)  # Wikipedia (ja): 日本の運転免許
# Codes of the prefectures' public safety commissions, the first two digits of a licence.
_COMMISSIONS = frozenset(
    str(code)
    for code in (
        *range(10, 15), *range(20, 26), 30, *range(40, 56), *range(60, 66), *range(70, 75), *range(80, 84),
        *range(90, 98),
    )
)  # fmt: skip


def personal(value: str) -> bool:
    """Individual number: eleven digits and a check digit modulo 11."""
    if len(value) != 12 or not is_digits(value) or repeats(value):
        return False
    rest = weighted(value, _PERSONAL) % 11
    return int(value[11]) == (0 if rest < 2 else 11 - rest)


def corporate(value: str) -> bool:
    """Corporate number: a check digit 1 to 9, then twelve digits, modulo 9."""
    if len(value) != 13 or not is_digits(value) or repeats(value[1:]):
        return False
    return int(value[0]) == 9 - weighted(value[1:], _CORPORATE) % 9


def invoice_issuer(value: str) -> bool:
    """Number of a qualified invoice issuer: T and a number with the corporate number's check digit."""
    return value[:1] == "T" and corporate(value[1:])


def driver_licence(value: str) -> bool:
    """Driver's licence: commission, year, six digits, check digit modulo 11, times it was issued again."""
    if len(value) != 12 or not is_digits(value) or value[:2] not in _COMMISSIONS:
        return False
    return int(value[10]) == (11 - weighted(value, _LICENCE) % 11) % 10
