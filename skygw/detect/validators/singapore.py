"""Singapore: NRIC and FIN of people, UEN of organisations."""

from __future__ import annotations

from .checks import is_digits, weighted

_NRIC = (2, 7, 6, 5, 4, 3, 2)  # Wikipedia: National Registration Identity Card
# Series: (added to the sum, letters by remainder).
_SERIES = {
    "S": (0, "JZIHGFEDCBA"),
    "T": (4, "JZIHGFEDCBA"),
    "F": (0, "XWUTRQPNMLK"),
    "G": (4, "XWUTRQPNMLK"),
    "M": (3, "XWUTRQPNJLK"),
}
# ACRA: Unique Entity Number; Wikipedia: Unique Entity Number.
_BUSINESS = (10, 4, 9, 3, 8, 2, 7, 1)
_COMPANY = (10, 8, 6, 4, 9, 7, 5, 3, 1)
_OTHER = (4, 3, 5, 3, 10, 2, 2, 5, 7)
_OTHER_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWX0123456789"
_OTHER_KINDS = (
    "CC CD CH CL CM CP CS CX DP FB FC FM FN GA GB GS HS LL LP MB MC MD MH MM MQ NB NR PA PB PF RF RP SM SS "
    "TC TU VH XL"
)


def identity(value: str) -> bool:
    """NRIC or FIN: series, seven digits, check letter modulo 11."""
    if len(value) != 9 or value[0] not in _SERIES or not is_digits(value[1:8]):
        return False
    added, letters = _SERIES[value[0]]
    return value[8] == letters[(added + weighted(value[1:], _NRIC)) % 11]


def entity(value: str) -> bool:
    """UEN of a business (8 digits), a company (year, 5 digits) or another body (year, kind, 4 digits)."""
    body, check = value[:-1], value[-1:]
    if len(value) == 9:
        return is_digits(body) and check == "XMKECAWLJDB"[weighted(body, _BUSINESS) % 11]
    if len(value) != 10:
        return False
    if is_digits(body):
        return "1800" <= body[:4] < "2100" and check == "ZKCMDNERGWH"[weighted(body, _COMPANY) % 11]
    return _other_entity(body, check)


def _other_entity(body: str, check: str) -> bool:
    if body[0] not in "RST" or not is_digits(body[1:3] + body[5:]) or body[3:5] not in _OTHER_KINDS.split():
        return False
    numbers = [_OTHER_ALPHABET.find(character) for character in body]
    if min(numbers) < 0:
        return False
    total = sum(number * weight for number, weight in zip(numbers, _OTHER, strict=True))
    return check == _OTHER_ALPHABET[(total - 5) % 11]
