"""China: resident identity numbers and unified social credit codes."""

from __future__ import annotations

from .checks import is_date, is_digits, is_short_date

# GB 11643-1999: weights 2**17 ... 2**1 modulo 11.
_RESIDENT = tuple(pow(2, place, 11) for place in range(17, 0, -1))
# GB/T 2260: codes of the provinces.
_PROVINCES = frozenset(
    str(code)
    for code in (
        *range(11, 16), 21, 22, 23, *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66),
        71, 81, 82, 83, 91,
    )
)  # fmt: skip
# GB 32100-2015: 31 characters, weights 3**0 ... 3**16 modulo 31.
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT = tuple(pow(3, place, 31) for place in range(17))


def resident(value: str) -> bool:
    """Identity number of 18 places: district, date of birth, order, check digit modulo 11 with X for 10."""
    body = value[:17]
    if len(value) != 18 or not is_digits(body) or body[:2] not in _PROVINCES:
        return False
    if not "1880" <= body[6:10] <= "2099" or not is_date(body[6:10], body[10:12], body[12:14]):
        return False
    rest = sum(int(digit) * weight for digit, weight in zip(body, _RESIDENT, strict=True)) % 11
    return value[17] == "10X98765432"[rest]


def resident_old(value: str) -> bool:
    """Identity number of 15 digits, as before 1999: district, date of birth without century, order."""
    if len(value) != 15 or not is_digits(value) or value[:2] not in _PROVINCES:
        return False
    return is_short_date(value[6:8], value[8:10], value[10:12])


def social_credit(value: str) -> bool:
    """Unified social credit code: authority, kind, district of six digits, organisation of nine, check."""
    if len(value) != 18 or not is_digits(value[2:8]) or value[2:4] not in _PROVINCES | {"10"}:
        return False
    numbers = [_CREDIT_ALPHABET.find(character) for character in value]
    if min(numbers) < 0:
        return False
    total = sum(number * weight for number, weight in zip(numbers[:17], _CREDIT, strict=True))
    return numbers[17] == -total % 31
