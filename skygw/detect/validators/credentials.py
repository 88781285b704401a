"""Whether a string is random enough to be a key or a token.

Randomness is measured as Shannon's entropy of the characters (C. E. Shannon, A Mathematical Theory of
Communication, 1948, section 6), against what a string of that length over that alphabet can have: names and
sentences reach seven tenths of it, random strings nine.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter

from skygw.detect.validators.credential_decoys import (
    is_code,
    is_file_name,
    is_reference,
    is_uuid,
    placeholder,
)

# The share of the possible entropy: random strings of 16 to 100 characters fall below it less than once in
# ten thousand times, identifiers and prose seldom exceed it.
_SHARE = 0.75
_WITH_PREFIX = 0.68
_HEX_RUNS = re.compile(r"[0-9a-f]{4,}|[0-9A-F]{4,}")
_HEX = re.compile(r"[0-9a-f]+\Z|[0-9A-F]+\Z")
_SEPARATORS = re.compile(r"[^A-Za-z0-9+/]+")
_ONE_CASE = re.compile(r"[0-9a-z_\-]+\Z|[0-9A-Z_\-]+\Z")
_LOWER_ONLY = re.compile(r"[a-z_\-.]+\Z")
_HASH_PREFIX = re.compile(r"(?:sha(?:1|256|384|512)|md5)[-:_$]", re.IGNORECASE)


def entropy(value: str) -> float:
    """Bits per character, from the frequencies of the characters in ``value``; 0.0 if it is empty."""
    size = len(value)
    return -sum(count / size * math.log2(count / size) for count in Counter(value).values()) if size else 0.0


def is_random(value: str, share: float = _SHARE) -> bool:
    """Whether the entropy is near to what a string of this length over its own alphabet can have.

    Judged is the part that was drawn by lot: the hexadecimal digits, if there are little else; else the
    longest part between separators, if it is long enough to tell; else all.
    """
    if len(value) < 8:
        return False
    digits = "".join(_HEX_RUNS.findall(value)).lower()
    if len(digits) * 5 >= len(value) * 3 and not digits.isdigit():
        return entropy(digits) >= _bound(share, len(digits), 16)
    part = max(_SEPARATORS.split(value), key=len)
    drawn = part if len(part) >= 16 else value
    letters = 16 if _HEX.match(drawn) else 36 if _ONE_CASE.match(drawn) else 64
    return entropy(drawn) >= _bound(share, len(drawn), letters)


def _bound(share: float, size: int, letters: int) -> float:
    # Of short strings the measured entropy scatters: one in a hundred of 19 hexadecimal digits has 2.8 bits.
    if size < 28:
        share = min(share, 0.62 if letters == 16 else 0.7)
    return share * math.log2(min(size, letters))


def token(value: str) -> bool:
    """A token with a prefix of its own: only decoys and what is not random are to be kept out."""
    return not placeholder(value) and not _LOWER_ONLY.match(value) and is_random(value, _WITH_PREFIX)


def assigned(value: str) -> bool:
    """A string without a prefix, beside the name of a service or of a key: it must not be code or a file."""
    return (
        scattered(value)
        and not placeholder(value)
        and is_random(value)
        and not is_uuid(value)
        and not is_code(value)
        and not is_file_name(value)
        and not is_reference(value)
        and not _HASH_PREFIX.match(value)
    )


def scattered(value: str) -> bool:
    """Whether digits and letters alternate as chance makes them, not as camelCase and snake_case do."""
    digits = sum(character.isdigit() for character in value)
    if digits == len(value):
        return False
    return _changes(value) >= (0.38 if digits == 0 else 0.1)


def _changes(value: str) -> float:
    kinds = ["u" if character.isupper() else "l" if character.islower() else "d" for character in value]
    changes = sum(before != after for before, after in itertools.pairwise(kinds))
    return changes / max(1, len(value) - 1)


def letters(value: str) -> bool:
    """As :func:`token`, for tokens of letters alone: both cases, in no order."""
    return token(value) and _changes(value) >= 0.25


def uuid(value: str) -> bool:
    """A UUID (RFC 9562) that is not nil, a row of digits, or printed in documentation."""
    return is_uuid(value) and not placeholder(value) and is_random(value.replace("-", "").lower(), 0.6)


def identifier(value: str) -> bool:
    """A client's or account's number: digits, or letters and digits, that are no placeholder."""
    return not placeholder(value) and len(set(value)) >= min(6, len(value) // 2) and not is_code(value)


def short_key(value: str) -> bool:
    """A key of 10 to 22 characters beside its own name: letters and digits both, and not one word."""
    return (
        (any(character.isdigit() for character in value) or _changes(value) >= 0.28)
        and any(character.isalpha() for character in value)
        and len(set(value)) >= len(value) // 2
        and not placeholder(value)
        and not is_code(value)
        and not is_file_name(value)
        and not is_reference(value)
    )


def opaque(value: str) -> bool:
    """A long encoded string (session tokens, signed keys): random as a whole, its zeros may repeat."""
    return is_random(value, 0.6) and "example" not in value.lower()


def shared(value: str) -> bool:
    """A key whose form says nothing but base64 or hexadecimal: random, and of both letters and digits."""
    return scattered(value) and not placeholder(value) and is_random(value.rstrip("="))


def bearer(value: str) -> bool:
    """What stands in an Authorization header: a token of any form, also one of several parts."""
    if is_reference(value) or not scattered(value) or (len(value) < 64 and is_code(value)):
        return False
    return is_random(value) and not placeholder(value if len(value) <= 128 else value[:64])


def key_string(value: str) -> bool:
    """The key of a web framework: any printable characters, of three kinds or in disorder."""
    secret = value.removeprefix("base64:").removeprefix("django-insecure-")
    return (
        sum(not character.isalpha() for character in secret) >= 2
        and not placeholder(secret)
        and not is_reference(value)
        and not value.startswith(("os.", "env(", "config", "process."))
        and is_random(secret)
    )
