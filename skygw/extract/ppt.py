"""PowerPoint 97 to 2003 (MS-PPT): the text atoms of all slides, notes and masters, and embedded objects.

A stream is a tree of records: version and instance (2 octets), type (2), size (4); version 15 is a container
whose records follow (2.3.1).  The tree is not walked: every record is met anyway.
"""

from __future__ import annotations

import itertools
import struct
from collections.abc import Iterator

from skygw.extract.budget import Allowance
from skygw.extract.found import PAUSE, STRIDE, Found, Leaf
from skygw.extract.inflate import zlibbed
from skygw.extract.outcome import Outcome

_WIDE = frozenset({0x0FA0, 0x0FBA})
"""TextCharsAtom, CString: titles, names, comments and their authors, hyperlinks."""
_NARROW = 0x0FA8
_TAG_DATA = 0x138B
"""BinaryTagDataBlob (2.3.23): records as well, comments among them, though it says otherwise."""
_OBJECT = frozenset({0x1011, 0x1006})
"""ExOleObjStg, and the storage of macros in the same form."""
_ENCRYPTED_TOKEN = 0xF3D1C4DF


def is_encrypted(current_user: bytes) -> bool:
    """Whether the stream "Current User" says so (2.3.2)."""
    return len(current_user) >= 16 and struct.unpack_from("<L", current_user, 12)[0] == _ENCRYPTED_TOKEN


def read(octets: bytes, allowance: Allowance) -> Iterator[Found]:
    """Every text; embedded objects as leaves."""
    position, end = 0, len(octets)
    texts: list[str] = []
    for step in itertools.count():
        if position + 8 > end:
            break
        if not step % STRIDE:
            yield PAUSE
        version, kind, size = struct.unpack_from("<HHL", octets, position)
        position += 8
        if version & 15 == 15 or kind == _TAG_DATA:
            continue
        data = octets[position : min(end, position + size)]
        if kind in _WIDE:
            texts.append(data.decode("utf-16-le", "replace"))
        elif kind == _NARROW:
            texts.append(data.decode("latin-1"))
        elif kind in _OBJECT:
            yield from _object(data, version >> 4, allowance)
        position += size
        if len(texts) > 1000:
            yield _lines(texts)
            texts = []
    yield _lines(texts)


def _lines(texts: list[str]) -> str:
    return "\n".join(texts).replace("\r", "\n").replace("\x0b", "\n")


def _object(data: bytes, instance: int, allowance: Allowance) -> Iterator[Found]:
    if instance == 1 and len(data) > 4:  # compressed (2.10.34)
        given = zlibbed(memoryview(data)[4:], allowance.octets)
        allowance.expand(len(given.octets))
        if not given.whole:
            yield Outcome.LIMIT if given.limited else Outcome.FAILED
        data = given.octets
    yield Leaf(data, "application/octet-stream", within="ole")
