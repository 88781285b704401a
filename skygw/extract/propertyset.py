"""Property sets (MS-OLEPS): title, subject, author, keywords, comments, and properties of one's own.

Sensitivity labels of old formats are among the latter, as ``MSIP_Label_<guid>_<attribute>``.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from skygw.extract.found import Found, Label

_STRING = 0x1E
_WIDE_STRING = 0x1F
_VECTOR = 0x1000
_VARIANT = 0x0C
_DICTIONARY = 0
_CODE_PAGE = 1
_PROPERTIES = 4096


def read(octets: bytes) -> Iterator[Found]:
    """Every string of every section; labels as facts."""
    try:
        sections = struct.unpack_from("<L", octets, 24)[0]
        for section in range(min(sections, 4)):
            start = struct.unpack_from("<L", octets, 28 + 20 * section + 16)[0]
            yield from _section(octets[start:])
    except struct.error:
        return


def _section(octets: bytes) -> Iterator[Found]:
    count = struct.unpack_from("<L", octets, 4)[0]
    count = min(count, _PROPERTIES, len(octets) // 8)
    places = [struct.unpack_from("<LL", octets, 8 + 8 * number) for number in range(count)]
    where = dict(places)
    wide = _CODE_PAGE in where and struct.unpack_from("<H", octets, where[_CODE_PAGE] + 4)[0] == 1200
    names = _names(octets, where[_DICTIONARY], wide) if _DICTIONARY in where else {}
    room = 4 * len(octets)  # properties may point to one place
    for number, at in places:
        if number in (_DICTIONARY, _CODE_PAGE) or room < 0:
            continue
        values = [value for value in _values(octets, at, wide) if value]
        name = names.get(number, "")
        room -= sum(map(len, values)) + len(name)
        if name.startswith("MSIP_Label_") and values:
            yield Label(name, values[0])
        if name or values:
            yield "\n".join((name, *values))


def _values(octets: bytes, at: int, wide: bool) -> Iterator[str]:
    kind = struct.unpack_from("<H", octets, at)[0]
    at += 4
    count = 1
    if kind & _VECTOR:
        count = min(struct.unpack_from("<L", octets, at)[0], _PROPERTIES)
        kind &= ~_VECTOR
        at += 4
    for _ in range(count):
        if at + 8 > len(octets):
            return
        own = kind
        if kind == _VARIANT:
            own = struct.unpack_from("<H", octets, at)[0]
            at += 4
        if own not in (_STRING, _WIDE_STRING):
            if kind != _VARIANT:
                return
            at += 4
            continue
        length = struct.unpack_from("<L", octets, at)[0] * (2 if own == _WIDE_STRING else 1)
        yield _text(octets[at + 4 : at + 4 + length], wide or own == _WIDE_STRING)
        at += 4 + length
        at += -at % 4 if own == _WIDE_STRING or kind == _VARIANT else 0
        if length > len(octets):
            return


def _names(octets: bytes, at: int, wide: bool) -> dict[int, str]:
    """The dictionary of names (2.17)."""
    names: dict[int, str] = {}
    count = struct.unpack_from("<L", octets, at)[0]
    at += 4
    for _ in range(min(count, _PROPERTIES)):
        if at + 8 > len(octets):
            break
        number, length = struct.unpack_from("<LL", octets, at)
        length *= 2 if wide else 1
        names[number] = _text(octets[at + 8 : at + 8 + length], wide)
        at += 8 + length
        at += -at % 4 if wide else 0
    return names


def _text(raw: bytes, wide: bool) -> str:
    if wide:
        return raw.decode("utf-16-le", "replace").rstrip("\0")
    raw = raw.rstrip(b"\0")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")
