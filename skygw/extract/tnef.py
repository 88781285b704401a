"""TNEF, the file winmail.dat of Outlook (MS-OXTNEF): subject, bodies, other strings, attachments."""

from __future__ import annotations

import struct
from collections.abc import Iterator

import attrs

from skygw.extract.budget import Allowance
from skygw.extract.found import PAUSE, Found, Leaf, Unfit
from skygw.extract.outcome import Outcome

_MAGIC = b"\x78\x9f\x3e\x22"
_SUBJECT, _BODY, _PROPERTIES = 0x8004, 0x800C, 0x9003
_BEGIN_FILE, _FILE_TITLE, _FILE_DATA, _FILE_PROPERTIES = 0x9002, 0x8010, 0x800F, 0x9005

_FIXED = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 0xA: 4, 0xB: 4, 0x14: 8, 0x40: 8, 0x48: 16, 1: 0}
"""Octets of a value by its type (MS-OXCDATA 2.11.1), padding included."""
_NARROW, _WIDE, _OBJECT, _BINARY = 0x1E, 0x1F, 0x0D, 0x102
_MULTIPLE = 0x1000
_HTML, _RTF, _DATA, _NAMES = 0x1013, 0x1009, 0x3701, (0x3707, 0x3704)
_PROPERTY_COUNT = 4096
_INTERFACE = 16
"""Octets of an interface identifier before an embedded item."""


@attrs.define
class _File:
    """An attachment under way."""

    names: list[str] = attrs.field(factory=list)
    data: list[bytes] = attrs.field(factory=list)


def read(leaf: Leaf, allowance: Allowance) -> Iterator[Found]:
    """Everything in the order of the stream; an attachment when the next one begins."""
    octets = leaf.octets
    if not octets.startswith(_MAGIC):
        raise Unfit
    position = 6
    file = _File()
    while position + 9 <= len(octets):
        level, kind, _type, size = struct.unpack_from("<BHHL", octets, position)
        data = octets[position + 9 : position + 9 + size]
        position += 9 + size + 2
        yield PAUSE
        if level not in (1, 2) or len(data) < size:
            yield Outcome.FAILED
            break
        if kind == _BEGIN_FILE:
            yield from _closed(file)
            file = _File()
        elif kind == _FILE_TITLE:
            file.names.append(_narrow(data))
        elif kind == _FILE_DATA:
            file.data.append(data)
        elif kind == _FILE_PROPERTIES:
            yield from _file_properties(data, file)
        elif kind == _PROPERTIES:
            yield from _message_properties(data)
        elif kind in (_SUBJECT, _BODY) or (data[-1:] == b"\0" and data[:4].isalnum()):
            yield _narrow(data)
    yield from _closed(file)


def _closed(file: _File) -> Iterator[Found]:
    for data in file.data:
        yield Leaf(data, "application/octet-stream", names=tuple(dict.fromkeys(file.names)), within="tnef")


def _message_properties(data: bytes) -> Iterator[Found]:
    for tag, kind, value in _properties(data):
        if kind in (_NARROW, _WIDE):
            yield _string(value, kind)
        elif tag == _HTML:
            yield Leaf(value, "text/html", within="tnef")
        elif tag == _RTF:
            yield Leaf(value, "application/x-compressed-rtf", within="tnef")


def _file_properties(data: bytes, file: _File) -> Iterator[Found]:
    for tag, kind, value in _properties(data):
        if kind in (_NARROW, _WIDE):
            text = _string(value, kind)
            if tag in _NAMES:
                file.names.append(text)
            yield text
        elif tag == _DATA:
            file.data.append(value[_INTERFACE:] if kind == _OBJECT else value)


def _properties(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Tag, type and each value of the properties (MS-OXTNEF 2.1.3.4)."""
    try:
        (count,) = struct.unpack_from("<L", data, 0)
        position = 4
        for _ in range(min(count, _PROPERTY_COUNT)):
            kind, tag = struct.unpack_from("<HH", data, position)
            position += 4
            if tag & 0x8000:
                position = _after_name(data, position)
            multiple, kind = kind & _MULTIPLE, kind & ~_MULTIPLE
            values = 1
            if multiple or kind in (_NARROW, _WIDE, _OBJECT, _BINARY):
                (values,) = struct.unpack_from("<L", data, position)
                position += 4
            for _ in range(min(values, _PROPERTY_COUNT)):
                if kind in _FIXED:
                    position += _FIXED[kind]
                    continue
                (size,) = struct.unpack_from("<L", data, position)
                yield tag, kind, data[position + 4 : position + 4 + size]
                position += 4 + size + -size % 4
    except struct.error:
        return


def _after_name(data: bytes, position: int) -> int:
    (kind,) = struct.unpack_from("<L", data, position + 16)
    position += 20
    if kind == 0:
        return position + 4
    (size,) = struct.unpack_from("<L", data, position)
    return int(position + 4 + size + -size % 4)


def _string(value: bytes, kind: int) -> str:
    return value.decode("utf-16-le", "replace").rstrip("\0") if kind == _WIDE else _narrow(value)


def _narrow(value: bytes) -> str:
    return value.rstrip(b"\0").decode("cp1252", "replace")
