"""Colombia: NIT."""

from __future__ import annotations

from .checks import is_digits, repeats

# DIAN, orden administrativa 4 of 1989; from the last digit on.
_NIT = (3, 7, 13, 17, 19, 23, 29, 37, 41, 43, 47, 53, 59, 67, 71)


def nit(value: str) -> bool:
    """NIT: eight to ten digits and a check digit modulo 11."""
    if not 9 <= len(value) <= 11 or not is_digits(value) or repeats(value):
        return False
    rest = sum(int(digit) * weight for digit, weight in zip(reversed(value[:-1]), _NIT, strict=False)) % 11
    return int(value[-1]) == (rest if rest < 2 else 11 - rest)
