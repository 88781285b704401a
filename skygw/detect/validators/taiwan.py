"""Taiwan: identity cards, resident certificates, business numbers."""

from __future__ import annotations

from .checks import is_digits, weighted

# Ministry of the Interior: value of the letter of the place of first registration.
_PLACES = {letter: number for number, letter in enumerate("ABCDEFGHJKLMNPQRSTUVXYWZIO", 10)}
_PERSON = (8, 7, 6, 5, 4, 3, 2, 1, 1)
_BUSINESS = (1, 2, 1, 2, 1, 2, 4, 1)


def _person(letter: str, digits: str) -> bool:
    place = _PLACES.get(letter)
    if place is None or len(digits) != 9 or not is_digits(digits):
        return False
    return (place // 10 + 9 * (place % 10) + weighted(digits, _PERSON)) % 10 == 0


def identity(value: str) -> bool:
    """National identity number: letter of a place, 1 or 2 by sex, seven digits, check digit modulo 10."""
    return value[1:2] in ("1", "2") and _person(value[0], value[1:])


def resident(value: str) -> bool:
    """Number of a resident certificate: as the national one, the second place 8 or 9, until 2020 A to D."""
    second = value[1:2]
    if second in ("8", "9"):
        return _person(value[0], value[1:])
    if second not in ("A", "B", "C", "D"):
        return False
    return _person(value[0], str(_PLACES[second] % 10) + value[2:])


def business(value: str) -> bool:
    """Unified business number: eight digits, the digits of the products add up to a multiple of 5.

    Until April 2023 it had to be one of 10.  Where the seventh digit is 7, its product 28 may count 0 or 1.
    """
    if len(value) != 8 or not is_digits(value) or value == "0" * 8:
        return False
    total = sum(sum(divmod(int(digit) * weight, 10)) for digit, weight in zip(value, _BUSINESS, strict=True))
    return total % 5 == 0 or (value[6] == "7" and (total + 1) % 5 == 0)
