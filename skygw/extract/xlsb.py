"""Binary workbooks (MS-XLSB): the cells of a sheet and the shared strings.

A part is a sequence of records: type (1 or 2 octets), size (1 to 4 octets of 7 bits), data (2.1.4).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from skygw.extract.budget import Allowance
from skygw.extract.found import PAUSE, Found
from skygw.extract.outcome import Outcome

_ROW = 0
_RK = 2
_REAL = (5, 9)
_STRING = (6, 8)
_SHARED = 7
_SHARED_ITEM = 19
_LINES = 10_000
_CELL = 8
"""Octets of column and style before the value (2.5.9)."""


def records(octets: bytes) -> Iterator[tuple[int, int, int]]:
    """Type, start and end of the data of each record."""
    position, end = 0, len(octets)
    while position < end:
        kind = octets[position]
        position += 1
        if kind & 0x80 and position < end:
            kind = (kind & 0x7F) | (octets[position] & 0x7F) << 7
            position += 1
        size = shift = 0
        while position < end and shift < 28:
            byte = octets[position]
            position += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        yield kind, position, min(end, position + size)
        position += size


def strings(octets: bytes) -> list[str]:
    """The shared strings in their order."""
    return [_wide(octets, at + 1, end) for kind, at, end in records(octets) if kind == _SHARED_ITEM]


def sheet(octets: bytes, shared: list[str], allowance: Allowance) -> Iterator[Found]:
    """The cells of a sheet row by row, and every other string in it."""
    cells: list[str] = []
    size = 0
    for step, (kind, at, end) in enumerate(records(octets)):
        if not step % 500:
            yield PAUSE
        if kind == _ROW:
            cells.append("\n")
            size += 1
        else:
            value = _value(octets, kind, at, end, shared)
            if value:
                cells += (value, "\t")
                size += len(value) + 1
        if len(cells) > _LINES or size > 1 << 20:
            if size > allowance.text:
                yield Outcome.TRUNCATED
                return
            yield "".join(cells)
            cells, size = [], 0
    yield "".join(cells)


def _value(octets: bytes, kind: int, at: int, end: int, shared: list[str]) -> str:
    value = at + _CELL
    if kind in _REAL and value + 8 <= end:
        return number(struct.unpack_from("<d", octets, value)[0])
    if kind == _RK and value + 4 <= end:
        return number(rk(struct.unpack_from("<L", octets, value)[0]))
    if kind == _SHARED and value + 4 <= end:
        (index,) = struct.unpack_from("<L", octets, value)
        return shared[index] if index < len(shared) else ""
    if kind in _STRING:
        return _wide(octets, value, end)
    return _loose(octets[at:end]) if end - at > _CELL and kind > 11 else ""


def _wide(octets: bytes, at: int, end: int) -> str:
    """XLWideString (2.5.168): a count of characters, and as many of UTF-16."""
    if at + 4 > end:
        return ""
    (count,) = struct.unpack_from("<L", octets, at)
    return octets[at + 4 : min(end, at + 4 + 2 * count)].decode("utf-16-le", "replace")


def _loose(data: bytes) -> str:
    """Strings in records that are not told apart: hyperlinks, headers and footers, validations."""
    found: list[str] = []
    position = 0
    while position + 4 < len(data) and len(found) < 100:
        (count,) = struct.unpack_from("<L", data, position)
        text = data[position + 4 : position + 4 + 2 * count] if 2 < count < 4096 else b""
        if len(text) == 2 * count and text and text.count(0) * 3 > len(text):
            found.append(text.decode("utf-16-le", "replace"))
            position += 4 + len(text)
        else:
            position += 1
        if position > 8192:
            break
    return "\n".join(found)


def rk(value: int) -> float:
    """RkNumber (2.5.122): 30 bits of an integer or of a double, perhaps hundredfold."""
    if value & 2:
        whole = (value >> 2) - (1 << 30 if value & 0x80000000 else 0)
        result = float(whole)
    else:
        (result,) = struct.unpack("<d", struct.pack("<Q", (value & 0xFFFFFFFC) << 32))
    return result / 100 if value & 1 else result


def number(value: float) -> str:
    """A number as a cell shows it: whole numbers in full."""
    if value == value and abs(value) < 1e21 and value == int(value):
        return str(int(value))
    return repr(value)
