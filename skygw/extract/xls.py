"""Excel 97 to 2003 (MS-XLS): cells row by row with their strings, comments, names, headers and footers.

A stream is a row of records: type (2 octets), size (2), data; what does not fit into 8,224 octets goes on in
records of type Continue (2.1.4).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from skygw.extract import strings
from skygw.extract.budget import Allowance
from skygw.extract.found import PAUSE, STRIDE, Again, Found
from skygw.extract.outcome import Outcome
from skygw.extract.xlsb import number, rk

_BIFF8 = 0x0600
_BOF = 0x0809
_CONTINUE = 0x003C
_FILE_PASS = 0x002F
_SST = 0x00FC
_LABEL_SST = 0x00FD
_NUMBER = 0x0203
_RK = 0x027E
_MULTIPLE_RK = 0x00BD
_FORMULA = 0x0006
_FORMAT = 0x041E
_STRINGS = frozenset(
    {0x0204, 0x0207, 0x0085, 0x0018, 0x001C, 0x0014, 0x0015, 0x01B8, 0x01BE, 0x01B6, 0x005C, 0x01AE}
)
"""Label, String, BoundSheet8, Lbl, Note, Header, Footer, HLink, Dv, TxO, WriteAccess, SupBook."""
_SILENT = frozenset(
    {
        0x0201, 0x00BE, 0x0208, 0x00D7, 0x00E0, 0x0031, 0x0092, 0x0200, 0x007D, 0x020B, 0x00E5, 0x00EB,
        0x00FF, 0x0809, 0x000A, 0x087D, 0x0892, 0x0293, 0x088E, 0x0896, 0x001D, 0x0225, 0x003D, 0x1060,
        0x0205, -1,
    }
)  # fmt: skip
"""Blank, MulBlank, Row, DBCell, XF, Font, Palette, Dimensions, ColInfo, Index, MergeCells, MsoDrawingGroup
(pictures), ExtSST, BOF, EOF and others with nothing but numbers, or names of layout.  All the rest may speak:
charts, filters, conditions, alternative texts, pivot tables ..."""
_QUOTED = re.compile(r'"([^"]{2,})"')
_CONDITION = 0x01B1
"""CF: formulas of a conditional format."""
_LITERAL = b"\x17"
"""PtgStr (2.5.198.89): a string in a formula."""
_PIECES = 10_000


def read(octets: bytes, allowance: Allowance) -> Iterator[Found]:
    """The text of a workbook; all strings of it if it is older than BIFF 8."""
    if len(octets) < 8 or struct.unpack_from("<HHH", octets, 0)[0::2] != (_BOF, _BIFF8):
        yield from strings.runs(octets)
        return
    shared: list[str] = []
    pieces: list[str] = []
    size = row = 0
    for step, (kind, data) in enumerate(_records(octets)):
        if not step % STRIDE:
            yield PAUSE
        if kind == _FILE_PASS:
            yield Outcome.ENCRYPTED
            return
        if kind == _SST:
            shared = _shared_strings(data)
            continue
        value = _value(kind, data, shared)
        if not value:
            continue
        here = struct.unpack_from("<H", data[0])[0] if kind in _CELLS and len(data[0]) > 1 else -1
        pieces.append("\t" if here == row else "\n")
        pieces.append(value)
        row = here
        size += len(value) + 1
        if len(pieces) > _PIECES or size > 1 << 20:
            if size > allowance.text:
                yield Outcome.TRUNCATED
                return
            yield "".join(pieces)
            pieces, size = [], 0
    yield "".join(pieces)
    yield Again("\n".join(shared))


_CELLS = frozenset({_LABEL_SST, _NUMBER, _RK, _MULTIPLE_RK, _FORMULA, 0x0204})


def _records(octets: bytes) -> Iterator[tuple[int, list[bytes]]]:
    """Type and the data of a record and those that continue it."""
    position, end = 0, len(octets)
    kind, data = -1, [b""]
    while position + 4 <= end:
        following, size = struct.unpack_from("<HH", octets, position)
        part = octets[position + 4 : position + 4 + size]
        position += 4 + size
        if following == _CONTINUE:
            data.append(part)
        else:
            yield kind, data
            kind, data = following, [part]
    yield kind, data


def _value(kind: int, data: list[bytes], shared: list[str]) -> str:
    first = data[0]
    try:
        if kind == _LABEL_SST:
            (index,) = struct.unpack_from("<L", first, 6)
            return shared[index] if index < len(shared) else ""
        if kind == _NUMBER:
            return number(struct.unpack_from("<d", first, 6)[0])
        if kind == _RK:
            return number(rk(struct.unpack_from("<L", first, 6)[0]))
        if kind == _MULTIPLE_RK:
            places = range(6, len(first) - 5, 6)
            return "\t".join(number(rk(struct.unpack_from("<L", first, at)[0])) for at in places)
        if kind == _FORMULA:
            shown = "" if first[12:14] == b"\xff\xff" else number(struct.unpack_from("<d", first, 6)[0])
            return " ".join(filter(None, (shown, *_literals(first[22:]))))
    except (struct.error, ValueError, OverflowError):
        return ""
    if kind in _STRINGS:
        return "\n".join(_loose(data))
    if kind in _SILENT:
        return ""
    runs = (run for part in data[:100] for run in strings.runs(part) if run)
    if kind == _FORMAT:
        return "\n".join(_QUOTED.findall("".join(runs)))
    return "\n".join((*runs, *(_literals(data[0]) if kind == _CONDITION else ())))


def _literals(tokens: bytes) -> Iterator[str]:
    """Strings in a formula; the tokens between them are not told apart."""
    at = tokens.find(_LITERAL)
    while 0 <= at < len(tokens) - 3:
        count, wide = tokens[at + 1], tokens[at + 2]
        raw = tokens[at + 3 : at + 3 + (2 * count if wide else count)]
        text = raw.decode("utf-16-le" if wide else "latin-1", "replace") if wide < 2 else ""
        whole = bool(text) and len(text) == count and text.isprintable()
        if whole:
            yield text
        at = tokens.find(_LITERAL, at + (3 + len(raw) if whole else 1))


def _loose(data: list[bytes]) -> Iterator[str]:
    """Strings of records that are not told apart; short ones too: a sheet may be called "A"."""
    for part in data[:100]:
        if part[:1] == b"\x01" and len(part) % 2:
            yield part[1:].decode("utf-16-le", "replace")
        elif part[:1] == b"\0" and part[1:2].isalnum():
            yield part[1:].decode("latin-1")
        else:
            yield from strings.runs(part)


def _shared_strings(parts: list[bytes]) -> list[str]:
    """The strings of an SST record (2.4.265); where one goes on in a Continue, its width is told again."""
    cursor = _Cursor(parts)
    cursor.take(4)
    (count,) = struct.unpack("<L", cursor.take(4).ljust(4, b"\0"))
    found: list[str] = []
    while len(found) < count and not cursor.at_end:
        found.append(_rich_string(cursor))
    return found


class _Cursor:
    """A position in the data of a record and its continuations."""

    def __init__(self, parts: list[bytes]) -> None:
        self.parts = parts
        self.part = self.at = 0

    @property
    def at_end(self) -> bool:
        return self.part >= len(self.parts)

    def left(self) -> int:
        """Octets left in this part; steps into the next one at its end."""
        while not self.at_end and self.at >= len(self.parts[self.part]):
            self.part, self.at = self.part + 1, 0
        return 0 if self.at_end else len(self.parts[self.part]) - self.at

    def take(self, size: int) -> bytes:
        """``size`` octets over borders, fewer at the end."""
        pieces = []
        while size > 0 and self.left():
            piece = self.parts[self.part][self.at : self.at + size]
            self.at += len(piece)
            size -= len(piece)
            pieces.append(piece)
        return b"".join(pieces)


def _rich_string(cursor: _Cursor) -> str:
    """XLUnicodeRichExtendedString (2.5.293)."""
    head = cursor.take(3).ljust(3, b"\0")
    count, flags = struct.unpack("<HB", head)
    runs = struct.unpack("<H", cursor.take(2).ljust(2, b"\0"))[0] if flags & 8 else 0
    extended = struct.unpack("<L", cursor.take(4).ljust(4, b"\0"))[0] if flags & 4 else 0
    pieces = []
    wide = flags & 1
    while count > 0 and cursor.left():
        octets = cursor.take(min(cursor.left(), count * 2 if wide else count))
        pieces.append(octets.decode("utf-16-le" if wide else "latin-1", "replace"))
        count -= max(1, len(octets) // 2 if wide else len(octets))
        if count > 0 and cursor.left():
            wide = cursor.take(1)[0] & 1
    cursor.take(4 * runs)
    cursor.take(extended)
    return "".join(pieces)
