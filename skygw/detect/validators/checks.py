"""Check digits and dates that many identifiers share.

All take the canonical value: ASCII digits, or digits and capital letters.  They return False, and raise
nothing, for what is empty or of other characters.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

_PLAIN = bytes(max(0, octet - 48) if octet < 58 else 0 for octet in range(256))
# The digit doubled, and its two digits added: 7 -> 14 -> 5.
_DOUBLED = bytes((0, 2, 4, 6, 8, 1, 3, 5, 7, 9)[_PLAIN[octet]] for octet in range(256))
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}

# The dihedral group D5 (J. Verhoeff, Error Detecting Decimal Codes, 1969).
_VERHOEFF_MULTIPLY = (
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 9), (1, 2, 3, 4, 0, 6, 7, 8, 9, 5), (2, 3, 4, 0, 1, 7, 8, 9, 5, 6),
    (3, 4, 0, 1, 2, 8, 9, 5, 6, 7), (4, 0, 1, 2, 3, 9, 5, 6, 7, 8), (5, 9, 8, 7, 6, 0, 4, 3, 2, 1),
    (6, 5, 9, 8, 7, 1, 0, 4, 3, 2), (7, 6, 5, 9, 8, 2, 1, 0, 4, 3), (8, 7, 6, 5, 9, 3, 2, 1, 0, 4),
    (9, 8, 7, 6, 5, 4, 3, 2, 1, 0),
)  # fmt: skip
_VERHOEFF_PERMUTE = (
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 9), (1, 5, 7, 6, 2, 8, 3, 0, 9, 4), (5, 8, 0, 3, 7, 9, 6, 1, 4, 2),
    (8, 9, 1, 6, 0, 4, 3, 5, 2, 7), (9, 4, 5, 3, 1, 2, 6, 8, 7, 0), (4, 2, 8, 6, 5, 7, 3, 9, 0, 1),
    (2, 7, 9, 3, 8, 0, 6, 4, 1, 5), (7, 0, 4, 6, 9, 1, 3, 2, 5, 8),
)  # fmt: skip


def is_digits(value: str) -> bool:
    """Whether ``value`` is one or more ASCII digits."""
    return value.isascii() and value.isdigit()


def weighted(value: str, weights: Sequence[int]) -> int:
    """The sum of the characters' values (0 to 9, A = 10 ... Z = 35), each times its weight.

    Counts as many characters as there are weights, or fewer.  -1 if a character has no value.
    """
    total = 0
    for character, weight in zip(value, weights, strict=False):
        number = _VALUES.get(character)
        if number is None:
            return -1
        total += number * weight
    return total


def luhn(value: str) -> bool:
    """ISO/IEC 7812-1, annex B, over digits, the last of which is the check digit."""
    octets = value.encode("ascii", "replace")[::-1]
    if not octets.isdigit():
        return False
    return (sum(octets[::2].translate(_PLAIN)) + sum(octets[1::2].translate(_DOUBLED))) % 10 == 0


def mod97(value: str) -> int:
    """The remainder by 97 of digits and letters read as numbers (ISO 7064, MOD 97-10); -1 if there is none.

    1 means "valid" where the check digits stand at the end (IBAN: its first four characters moved there).
    """
    numbers = [_VALUES.get(character, -1) for character in value]
    if not numbers or min(numbers) < 0:
        return -1
    return int("".join(map(str, numbers))) % 97 if len(numbers) <= 200 else -1


def mod11_10(value: str) -> bool:
    """ISO 7064, MOD 11,10 over digits, the last of which is the check digit."""
    return _hybrid(value, 10)


def mod37_36(value: str) -> bool:
    """ISO 7064, MOD 37,36 over digits and capital letters, the last of which is the check character."""
    return _hybrid(value, 36)


def _hybrid(value: str, modulus: int) -> bool:
    if len(value) < 2:
        return False
    check = modulus
    for character in value[:-1]:
        number = _VALUES.get(character, modulus)
        if number >= modulus:
            return False
        check = (check + number) % modulus or modulus
        check = check * 2 % (modulus + 1)
    last = _VALUES.get(value[-1], modulus)
    return last < modulus and (check + last) % modulus == 1


def verhoeff(value: str) -> bool:
    """The dihedral check over digits, the last of which is the check digit."""
    if not is_digits(value):
        return False
    check = 0
    for place, digit in enumerate(reversed(value)):
        check = _VERHOEFF_MULTIPLY[check][_VERHOEFF_PERMUTE[place % 8][ord(digit) - 48]]
    return check == 0


def is_date(year: int | str, month: int | str, day: int | str) -> bool:
    """Whether the three make a date (Gregorian); False for anything that is no number."""
    try:
        datetime.date(int(year), int(month), int(day))
    except (ValueError, OverflowError):
        return False
    return True


def is_short_date(year: int | str, month: int | str, day: int | str) -> bool:
    """Whether the three make a date in the 19th, 20th or 21st century; ``year`` has two digits."""
    try:
        century = int(year) % 100
    except ValueError:
        return False
    return is_date(2000 + century, month, day) or is_date(1900 + century, month, day)


def repeats(value: str) -> bool:
    """Whether all characters are the same, as in placeholders."""
    return len(set(value)) <= 1


def is_digits_of(value: str, *lengths: int) -> bool:
    """Whether ``value`` is ASCII digits, as many as one of ``lengths``."""
    return len(value) in lengths and is_digits(value)
