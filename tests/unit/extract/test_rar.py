from __future__ import annotations

import struct

import pytest

from skygw.extract import Budget, Leaf, Outcome, extract
from skygw.extract.rar import is_encrypted

FIVE = b"Rar!\x1a\x07\x01\0"
FOUR = b"Rar!\x1a\x07\0"


def block(kind: int, body: bytes = b"", extra: bytes = b"", data: bytes = b"") -> bytes:
    """A block of RAR 5 whose numbers are all below 128."""
    flags = bool(extra) | 2 * bool(data)
    sizes = (bytes([len(extra)]) if extra else b"") + (bytes([len(data)]) if data else b"")
    header = bytes([kind, flags]) + sizes + body + extra
    return bytes(4) + bytes([len(header)]) + header + data


def old(kind: int, flags: int, data: bytes = b"") -> bytes:
    size = 11 if data else 7
    head = struct.pack("<HBHH", 0, kind, flags | (0x8000 if data else 0), size)
    return head + (struct.pack("<L", len(data)) if data else b"") + data


@pytest.mark.parametrize(
    ("octets", "expected"),
    [
        (FIVE + block(1) + block(2, b"name", data=b"xx") + block(5), False),
        (FIVE + block(4), True),  # headers too
        (FIVE + block(1) + block(2, b"name", extra=b"\x02\x01x", data=b"xx"), True),
        (FIVE + block(1) + block(2, b"name", extra=b"\x02\x02x\x02\x01x", data=b"xx"), True),  # second record
        (FIVE + block(1) + block(2, b"a", data=b"xx") + block(2, b"b", extra=b"\x02\x01x"), True),  # second
        (FOUR + old(0x73, 0) + old(0x74, 0, b"xx") + old(0x7B, 0), False),
        (FOUR + old(0x73, 0x80), True),
        (FOUR + old(0x73, 0) + old(0x74, 0, b"xx") + old(0x74, 4, b"xx"), True),
        (FIVE, False),
        (FIVE + b"\xff" * 40, False),
        (b"", False),
    ],
)
def test_is_encrypted(octets: bytes, expected: bool) -> None:
    assert is_encrypted(octets) is expected
    if octets:
        outcome = Outcome.ENCRYPTED if expected else Outcome.UNSUPPORTED
        assert extract(Leaf(octets, "application/octet-stream"), Budget()).outcome is outcome
