"""Outlook items (MS-OXMSG): subject, bodies, all other strings, attachments; items inside of items too."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skygw.extract.budget import Allowance
from skygw.extract.cfb import CompoundFile, Entry
from skygw.extract.found import Again, Found, Leaf
from skygw.extract.outcome import Outcome

_STREAM = re.compile(r"__substg1\.0_([0-9A-Fa-f]{4})([0-9A-Fa-f]{4})(?:-[0-9A-Fa-f]{8})?")
_WIDE = 0x001F
_NARROW = 0x001E
_BINARY = 0x0102
_DATA = 0x3701
_HTML = 0x1013
_RTF = 0x1009
_NAMES = (0x3707, 0x3704, 0x3001)
_TYPE = 0x370E
_HEADERS = 0x007D
_LONG = 1 << 10


def read(file: CompoundFile, allowance: Allowance) -> Iterator[Found]:
    """Strings as text, bodies in HTML and RTF and attachments as leaves."""
    names: dict[tuple[str, ...], dict[int, str]] = {}
    later: list[tuple[int, Entry]] = []
    for entry in file.streams():
        if not allowance.enter():
            yield Outcome.LIMIT
            return
        found = _STREAM.fullmatch(entry.name)
        if found is None:
            continue
        tag, kind = int(found[1], 16), int(found[2], 16) & ~0x1000
        if kind in (_WIDE, _NARROW):
            text = _text(file, entry, kind == _WIDE, allowance)
            if entry.size < _LONG:
                names.setdefault(entry.path[:-1], {})[tag] = text
            yield Again(text) if tag == _HEADERS else text
        elif kind == _BINARY:
            later.append((tag, entry))
    for tag, entry in later:
        yield from _binary(file, tag, entry, names.get(entry.path[:-1], {}), allowance)


def _text(file: CompoundFile, entry: Entry, wide: bool, allowance: Allowance) -> str:
    octets = file.read(entry, allowance.octets)
    allowance.expand(len(octets))
    return octets.decode("utf-16-le" if wide else "cp1252", "replace")


def _binary(
    file: CompoundFile, tag: int, entry: Entry, around: dict[int, str], allowance: Allowance
) -> Iterator[Found]:
    if tag not in (_DATA, _HTML, _RTF):
        return
    octets = file.read(entry, allowance.octets)
    allowance.expand(len(octets))
    if len(octets) < entry.size:
        yield Outcome.FAILED
    if tag == _HTML:
        yield Leaf(octets, "text/html", within="msg")
    elif tag == _RTF:
        yield Leaf(octets, "application/x-compressed-rtf", within="msg")
    else:
        names = tuple(around[name] for name in _NAMES if around.get(name))
        kind = around.get(_TYPE, "").lower() or "application/octet-stream"
        yield Leaf(octets, kind, names=names, within="msg")
