"""BinHex, declared as such or anywhere in a text."""

from __future__ import annotations

import binascii
import struct

import pytest

from skygw.extract import Budget, Extraction, Leaf, Outcome, extract
from skygw.extract.binhex import _ALPHABET, _BASE64, _repeated

WORD = b"SecretWord \x90 and" + b"-" * 300


def coded(data: bytes, resource: bytes = b"", *, squeeze: bool = False) -> bytes:
    head = b"\x09notes.txt\0TEXTttxt\0\0" + struct.pack(">II", len(data), len(resource))
    raw = b"".join(part + struct.pack(">H", binascii.crc_hqx(part, 0)) for part in (head, data, resource))
    raw = raw.replace(b"\x90", b"\x90\0")
    if squeeze:
        raw = raw.replace(b"-" * 200, b"-\x90\xc8")
    bits = "".join(f"{octet:08b}" for octet in raw)
    bits += "0" * (-len(bits) % 6)
    text = b":" + bytes(_ALPHABET[int(bits[at : at + 6], 2)] for at in range(0, len(bits), 6)) + b":"
    lines = b"\r\n".join(text[at : at + 64] for at in range(0, len(text), 64))
    return b"(This file must be converted with BinHex 4.0)\r\n\r\n" + lines + b"\r\n"


DECLARED = "application/mac-binhex40"


def read(octets: bytes, media_type: str = DECLARED, budget: Budget | None = None) -> Extraction:
    return extract(Leaf(octets, media_type), budget or Budget())


@pytest.mark.parametrize("media_type", [DECLARED, "text/plain", "application/octet-stream"])
@pytest.mark.parametrize("squeeze", [True, False])
def test_files_and_what_is_around(media_type: str, squeeze: bool) -> None:
    file = coded(WORD, b"ForkWord", squeeze=squeeze)
    extraction = read(b"Before\r\n\r\n" + file + b"After\r\n", media_type)
    text = extraction.texts[0]
    words = ("Before", "After", "SecretWord", " and" + "-" * 300, "ForkWord", "notes.txt")
    assert [word for word in words if word not in text] == []
    assert extraction.outcome is Outcome.TEXT


def test_a_file_that_is_cut_is_no_clean_text() -> None:
    octets = coded(WORD)
    for end in range(60, len(octets) - 20, 7):
        assert read(octets[:end]).outcome is not Outcome.NONE
    assert read(octets[:300]).outcome is Outcome.FAILED


def test_the_mark_alone_is_text() -> None:
    extraction = read(b"It says (This file must be converted with BinHex 4.0)", "text/plain")
    assert (extraction.outcome, len(extraction.texts)) == (Outcome.TEXT, 1)


def test_runs() -> None:
    assert _repeated(b"a\x90\0b\x90\x03\x90\0", 99) == (b"a\x90bbb\x90", True)
    assert _repeated(b"a\x90\xff", 9) == (b"a" * 9, False)


def test_without_the_mark() -> None:
    assert "SecretWord" in read(coded(WORD).partition(b"\r\n\r\n")[2]).texts[0]


def test_runs_are_bounded() -> None:
    raw = b"\x01n\0TEXTttxt\0\0" + struct.pack(">II", 1 << 30, 0) + b"\0\0" + b"a" + b"\x90\xff" * 100_000
    table = bytes.maketrans(_BASE64, _ALPHABET)
    digits = binascii.b2a_base64(raw + bytes(-len(raw) % 3), newline=False).translate(table)
    budget = Budget(expanded_octets=1 << 20)
    octets = b"(This file must be converted with BinHex 4.0)\n:" + digits + b":"
    assert read(octets, budget=budget).outcome is Outcome.LIMIT
    assert budget.expanded_octets >= 0
