"""Excel 97 to 2003: words outside of cells' values."""

# ruff: noqa: E501 - documents are written as they are

from __future__ import annotations

import struct

from skygw.extract import Budget, Leaf, extract
from tests.support import compound


def read(*records: bytes) -> list[str]:
    begin = compound.record(0x0809, struct.pack("<HHHHLL", 0x0600, 5, 0, 0, 0, 0))
    octets = compound.compound({"Workbook": begin + b"".join(records) + compound.record(0x000A, b"")})
    extraction = extract(Leaf(octets, "application/vnd.ms-excel"), Budget())
    return "\n".join(extraction.texts).split()


def formula(tokens: bytes, result: bytes) -> bytes:
    return compound.record(6, struct.pack("<HHH", 0, 0, 0) + result + bytes(6) + struct.pack("<H", len(tokens)) + tokens)


def test_strings_in_formulas() -> None:
    """A string in a formula used to be passed over, whatever the result."""
    narrow, wide = b"\x17\x05\x00" + b"Hello", b"\x17\x03\x01" + "für".encode("utf-16-le")
    number = struct.pack("<d", 7.0)
    assert read(formula(narrow + wide + b"\x08", number)) == ["7", "Hello", "für"]
    assert read(formula(b"\x17\x05\x00He", b"\0" * 6 + b"\xff\xff")) == []


def test_records_that_may_speak() -> None:
    series = compound.record(0x100D, b"\0\0\x09\0SeriesOne")
    condition = compound.record(0x01B1, bytes(10) + b"\x17\x03\x00abc")
    number_format = compound.record(0x041E, struct.pack("<HHB", 164, 9, 0) + b'0 "pieces" ')
    assert read(series, condition, number_format) == ["SeriesOne", "abc", "pieces"]


def test_records_of_layout_are_silent() -> None:
    assert read(compound.record(0x0031, bytes(14) + b"\x0b\0Font of it"), compound.record(0x00EB, b"Picture" * 9)) == []
