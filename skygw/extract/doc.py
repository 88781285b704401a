"""Word 97 to 2003 (MS-DOC): the text of every part of a document by its piece table."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from skygw.extract import strings
from skygw.extract.found import Found
from skygw.extract.outcome import Outcome

_MAGIC = 0xA5EC
_FLAGS = 10
_ENCRYPTED = 0x0100
_TABLE_1 = 0x0200
_CLX = 0x01A2
"""Offset of fcClx and lcbClx in the file information block (2.5.6)."""

# Section 2.4.1: paragraph, cell, page, line, column; hyphens; field begin, separator, end; object.
_MARKS = dict.fromkeys(range(32)) | {
    7: "\t", 9: "\t", 10: "\n", 11: "\n", 12: "\n", 13: "\n", 14: "\n", 0x13: " ", 0x14: " ", 0x15: None,
    0x1E: "-", 0x1F: None, 1: None, 8: None,
}  # fmt: skip


def table_name(octets: bytes) -> str:
    """The name of the stream that holds the piece table."""
    flags = struct.unpack_from("<H", octets, _FLAGS)[0] if len(octets) >= 12 else 0
    return "1Table" if flags & _TABLE_1 else "0Table"


def read(octets: bytes, table: bytes) -> Iterator[Found]:
    """The text: body, notes, headers, footers, comments, text boxes stand behind each other.

    Without a piece table (Word 95, damage) every string of the stream.
    """
    if len(octets) >= 12 and struct.unpack_from("<H", octets, _FLAGS)[0] & _ENCRYPTED:
        yield Outcome.ENCRYPTED
        return
    pieces = _pieces(octets, table)
    text = "".join(pieces).translate(_MARKS)
    if text.strip():
        yield text
    else:
        yield from strings.runs(octets)


def _pieces(octets: bytes, table: bytes) -> list[str]:
    try:
        if struct.unpack_from("<H", octets, 0)[0] != _MAGIC:
            return []
        start, size = struct.unpack_from("<LL", octets, _CLX)
        return _read_pieces(octets, table[start : start + size])
    except struct.error:
        return []


def _read_pieces(octets: bytes, clx: bytes) -> list[str]:
    position = 0
    while clx[position : position + 1] == b"\x01":  # Prc (2.9.209): formatting
        position += 3 + struct.unpack_from("<H", clx, position + 1)[0]
    if clx[position : position + 1] != b"\x02":
        return []
    size = struct.unpack_from("<L", clx, position + 1)[0]
    plc = clx[position + 5 : position + 5 + size]
    count = max(0, (len(plc) - 4) // 12)
    places = struct.unpack_from(f"<{count + 1}L", plc, 0)
    pieces = []
    room = len(octets) * 2  # pieces may overlap; what they give is bounded by what there is
    for number in range(count):
        length = places[number + 1] - places[number]
        where = struct.unpack_from("<L", plc, 4 * (count + 1) + 8 * number + 2)[0]
        if length <= 0 or room <= 0:
            continue
        length = min(length, room)
        room -= length
        start = where & 0x3FFFFFFF
        if where & 0x40000000:
            pieces.append(octets[start // 2 : start // 2 + length].decode("cp1252", "replace"))
        else:
            pieces.append(octets[start : start + 2 * length].decode("utf-16-le", "replace"))
    return pieces
