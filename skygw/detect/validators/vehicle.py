"""Vehicles: VIN."""

from __future__ import annotations

from .checks import is_digits, repeats

# 49 CFR 565.15 and ISO 3779: values of the characters; I, O and Q are not used.
_VALUES = {letter: value for value, letter in enumerate("0123456789")}
_VALUES |= {letter: value for value, letter in enumerate("ABCDEFGH", 1)}
_VALUES |= {letter: value for value, letter in enumerate("JKLMN", 1)} | {"P": 7, "R": 9}
_VALUES |= {letter: value for value, letter in enumerate("STUVWXYZ", 2)}
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def identification(value: str) -> bool:
    """VIN of North America and China: 17 characters, the ninth a check digit modulo 11 with X for 10."""
    if not form(value):
        return False
    total = sum(_VALUES[character] * weight for character, weight in zip(value, _WEIGHTS, strict=True))
    return value[8] == "0123456789X"[total % 11]


def form(value: str) -> bool:
    """VIN of anywhere: 17 characters of the set, the last four digits, letters and digits before them."""
    if len(value) != 17 or not is_digits(value[13:]) or any(character not in _VALUES for character in value):
        return False
    return not is_digits(value) and not repeats(value)
