"""Words of pictures, BinHex, files in cards and in text: no fault on any octets, within the budgets."""

# ruff: noqa: E501 - octets are written as they are

from __future__ import annotations

import base64
import struct

from hypothesis import given
from hypothesis import strategies as st

from skygw.extract import Budget, Leaf, Outcome, binhex, calendar, enclosed, metadata, textless
from skygw.extract.binhex import _repeated
from skygw.extract.budget import Allowance
from skygw.extract.found import Unfit
from skygw.extract.reading import Reading

BEGINNINGS = st.sampled_from([
    b"\x89PNG\r\n\x1a\n", b"\x89PNG\r\n\x1a\n\0\0\0\x20zTXt", b"\x89PNG\r\n\x1a\n\0\0\0\x20iTXtk\0\1\0",
    b"\xff\xd8", b"\xff\xd8\xff\xe1\0\x60Exif\0\0MM\0*\0\0\0\x08\0\2", b"\xff\xd8\xff\xed\0\x40\x1c\2\x78\0\x09",
    b"\xff\xd8\xff\xda\0\2\xff\xd9", b"GIF89a\1\0\1\0\x80\0\0", b"GIF89a" + bytes(7) + b"!\xfe\x05", b"II*\0\x08\0\0\0\3\0",
    b"MM\0*\0\0\0\x08", b"RIFF\0\0\0\0WEBPXMP \x10\0\0\0", b"RIFF\0\0\0\0WAVELIST\x10\0\0\0INFO", b"fLaC\4\0\0\x10",
    b"ID3\4\0\0\0\0\1\0TIT2\0\0\0\x10\0\0\1", b"ID3\2\0\0\0\0\1\0TT2\0\0\x08\0",
    b"(This file must be converted with BinHex 4.0)\n:",
    b"BEGIN:VCARD\nNOTE;B:", b"BEGIN:VCARD\nX;A=\"", b"> begin 644 a\n> ", b"mailto:%",
])  # fmt: skip
PIECES = st.lists(
    st.one_of(
        st.binary(max_size=30),
        st.sampled_from([b";BASE64:\r\n", b";ENCODING=b:QUJD\r\n", b"\n ", b":", b"\xff\xd9", b"\0\0\0\1", b"\x87\x69\0\4"]),
    ),
    max_size=12,
).map(b"".join)
READERS = (binhex.read, calendar.read, metadata.read)


@given(BEGINNINGS, PIECES)
def test_any_octets(beginning: bytes, rest: bytes) -> None:
    budget = Budget(message_octets=5000, leaf_octets=4000, entries=50, free_octets=20_000, ratio=2)
    before = budget.expanded_octets
    leaf = Leaf(beginning + rest, "application/octet-stream", within="zip")
    for reader in READERS:
        try:
            list(reader(leaf, Allowance(budget, len(leaf.octets))))
        except Unfit:
            continue
    list(enclosed.files(leaf, leaf.octets))
    list(enclosed.words(leaf.octets.decode("latin-1")))
    reading = Reading(leaf, budget)
    reading.run()
    assert reading.outcome is not Outcome.FAILED or beginning[:1] in b"(PB"
    assert before - budget.expanded_octets <= 3 * 20_000
    for text in reading.texts():
        text.encode("utf-8")


@given(st.binary(max_size=60), st.integers(0, 300))
def test_runs_are_within_the_limit(packed: bytes, limit: int) -> None:
    octets, whole = _repeated(packed, limit)
    assert len(octets) <= limit
    if whole and b"\x90" not in packed:
        assert octets == packed


@given(st.binary(max_size=200), st.integers(1, 76), st.booleans())
def test_files_in_cards(content: bytes, width: int, folded: bool) -> None:
    coded = base64.b64encode(b"S" + content)
    between = b"\r\n " if folded else b"\r\n"
    lines = between.join(coded[at : at + width] for at in range(0, len(coded), width))
    octets = b"BEGIN:VCARD\r\nPHOTO;ENCODING=BASE64:" + between + lines + b"\r\n\r\nEND:VCARD\r\n"
    found = [thing for thing in calendar.read(Leaf(octets), Allowance(Budget(), 100)) if isinstance(thing, Leaf)]
    if folded or width >= 4:
        assert [leaf.octets for leaf in found] == [b"S" + content]


@given(st.binary(min_size=1, max_size=300), st.sampled_from(["image/png", "audio/x", "font/ttf", "text/plain"]))
def test_what_fits_is_told_of_any_octets(octets: bytes, media_type: str) -> None:
    assert textless.fits(octets, media_type) in (True, False)
    assert textless.reads_as_text(Leaf(struct.pack(">I", 9) + octets, media_type)) in (True, False)
