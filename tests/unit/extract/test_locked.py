"""Files that are encrypted as a whole."""

from __future__ import annotations

import pytest

from skygw.extract import Budget, Leaf, Outcome, extract, locked

KEY = b"\x8c\x0d\x04\x09\x03\x08" + bytes(9)
DATA = b"\xd2\x10\x01" + bytes(15)
SIGNATURE = b"\x88\x04\x04\0\0\0"


@pytest.mark.parametrize(
    ("octets", "expected"),
    [
        (b"Salted__" + bytes(99), locked.ENCRYPTED),
        (b"age-encryption.org/v1\n-> X25519", locked.ENCRYPTED),
        (KEY + DATA, locked.ENCRYPTED),
        (KEY + KEY + DATA, locked.ENCRYPTED),
        (KEY + b"\xd2\xe9\x01", locked.ENCRYPTED),  # a partial length
        (KEY, ""),  # a key, and nothing that is locked with it
        (DATA, ""),  # no key
        (KEY + SIGNATURE, ""),
        (SIGNATURE, locked.SIGNATURE),
        (SIGNATURE * 2, locked.SIGNATURE),
        (SIGNATURE + b"x", ""),
        (SIGNATURE[:-1], ""),
        (b"\xc2\x04\x04\0\0\0", locked.SIGNATURE),
        (b"\xc2\xc0\x00" + b"\x04" + bytes(191), locked.SIGNATURE),
        (b"\xc2\xff\0\0\0\x04\x04\0\0\0", locked.SIGNATURE),
        (b"", ""),
        (b"\x8c", ""),
        (b"\x89PNG\r\n\x1a\n", ""),
    ],
)
def test_kind(octets: bytes, expected: str) -> None:
    assert locked.kind(octets) == expected


def test_outcomes() -> None:
    assert extract(Leaf(KEY + DATA, "application/octet-stream"), Budget()).outcome is Outcome.ENCRYPTED
    assert extract(Leaf(SIGNATURE, "application/octet-stream"), Budget()).outcome is Outcome.NONE
