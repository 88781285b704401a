"""Hong Kong: identity cards."""

from __future__ import annotations

from .checks import is_digits, weighted


def identity_card(value: str) -> bool:
    """HKID: one or two letters, six digits, check digit modulo 11 with A for 10.

    A single letter counts as if a blank of value 36 stood before it (Wikipedia: Hong Kong identity card).
    """
    letters, digits, check = value[:-7], value[-7:-1], value[-1:]
    if len(letters) not in (1, 2) or not (letters.isascii() and letters.isupper() and is_digits(digits)):
        return False
    total = weighted(letters[-1] + digits, range(8, 1, -1))
    total += 9 * (36 if len(letters) == 1 else weighted(letters[0], (1,)))
    return check == "0123456789A"[-total % 11]
