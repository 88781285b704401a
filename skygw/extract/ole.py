"""Compound files of Office and Outlook: which stream is read by whom.

Every stream of every storage is looked at, so objects inside of documents are read with them.  What has no
reader of its own gives its strings.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from skygw.extract import doc, msg, ppt, propertyset, strings, vba, xls
from skygw.extract.budget import Allowance
from skygw.extract.cfb import CompoundFile, Damaged, Entry
from skygw.extract.found import Found, Leaf, Unfit
from skygw.extract.outcome import Outcome

_ENCRYPTED = frozenset({"EncryptedPackage", "EncryptionInfo", "DRMEncryptedDataSpace", "EncryptedSummary"})
_PICTURES = frozenset({"Pictures", "\x03ObjInfo", "\x01CompObj", "\x03LinkInfo", "\x02OlePres000"})
_WHOLE = frozenset({"Package", "CONTENTS", "Contents", "EmbeddedOdf", "package_stream"})
_PROPERTY_SETS = frozenset({"\x05SummaryInformation", "\x05DocumentSummaryInformation"})


def read(leaf: Leaf, allowance: Allowance) -> Iterator[Found]:
    """The text of every stream, embedded files as leaves."""
    try:
        file = CompoundFile(leaf.octets)
    except Damaged:
        if not leaf.octets.startswith(b"\xd0\xcf\x11\xe0"):
            raise Unfit from None
        yield Outcome.FAILED
        yield from strings.runs(leaf.octets)
        return
    entries = list(file.streams())
    if any(entry.name in _ENCRYPTED for entry in file.entries):
        yield Outcome.ENCRYPTED
    if any(entry.name.startswith("__substg1.0_") for entry in entries):
        yield from msg.read(file, allowance)
        return
    by_path = {entry.path: entry for entry in entries}
    for entry in entries:
        if not allowance.enter():
            yield Outcome.LIMIT
            return
        octets = file.read(entry, allowance.octets)
        allowance.expand(len(octets))
        if len(octets) < entry.size:
            yield Outcome.FAILED
        yield from _stream(entry, octets, by_path, file, allowance)


def _stream(
    entry: Entry,
    octets: bytes,
    by_path: dict[tuple[str, ...], Entry],
    file: CompoundFile,
    allowance: Allowance,
) -> Iterator[Found]:
    name = entry.name
    if name == "WordDocument":
        place = by_path.get((*entry.path[:-1], doc.table_name(octets)))
        table = file.read(place, allowance.octets) if place else b""
        allowance.expand(len(table))
        yield from doc.read(octets, table)
    elif name in ("Workbook", "Book"):
        yield from xls.read(octets, allowance)
    elif name == "PowerPoint Document":
        yield from ppt.read(octets, allowance)
    elif name == "Current User":
        if ppt.is_encrypted(octets):
            yield Outcome.ENCRYPTED
    elif name == "\x01Ole10Native":
        yield from native(octets)
    elif name in _WHOLE and octets:
        yield Leaf(octets, "application/octet-stream", within="ole")
    elif name in _PROPERTY_SETS:
        yield from propertyset.read(octets)
    elif name == "VisioDocument":
        yield Outcome.UNSUPPORTED  # compressed in a way of its own
        yield from strings.runs(octets)
    elif name not in _PICTURES:
        yield from vba.source(octets)
        yield from strings.runs(octets)


def native(octets: bytes) -> Iterator[Found]:
    """A packaged file (MS-OLEDS 2.3.6 and what packager.exe writes): its paths, and its octets as a leaf."""
    try:
        position = 6  # size, flags
        names = []
        for _ in range(2):
            end = octets.index(b"\0", position)
            names.append(octets[position:end].decode("cp1252", "replace"))
            position = end + 1
        position += 4
        length = struct.unpack_from("<L", octets, position)[0]
        names.append(octets[position + 4 : position + 4 + length].rstrip(b"\0").decode("cp1252", "replace"))
        position += 4 + length
        size = struct.unpack_from("<L", octets, position)[0]
        data = octets[position + 4 : position + 4 + size]
        yield Leaf(data, "application/octet-stream", names=tuple(dict.fromkeys(names)), within="ole")
    except (ValueError, struct.error):
        yield Leaf(octets[4:], "application/octet-stream", within="ole")
