"""ZIP archives, read the two ways that readers read them (PKWARE APPNOTE 6.3).

Most readers believe the central directory at the end; streaming ones believe the local headers from the
beginning on.  Whoever makes the two differ shows one content to a scanner and another to a person.  Here the
local headers are followed in the order of the file, each held against the central directory; entries that
only one of the two knows, or that they tell differently, are read too, with the defect ``zip-ambiguous``.

An archive that is cut, or that has junk before it, is read as far as it goes.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Generator, Iterator

import attrs

from skygw.extract import native
from skygw.extract.budget import Allowance
from skygw.extract.found import Defect, Found, Leaf, Unfit
from skygw.extract.inflate import Expanded, Unavailable, bzipped, deflated, xzed, zip_lzma, zstandardised
from skygw.extract.outcome import Outcome

_LOCAL = b"PK\x03\x04"
_CENTRAL = b"PK\x01\x02"
_END = b"PK\x05\x06"
_DESCRIPTOR = b"PK\x07\x08"
_END_SEARCH = 65_557
"""The end record and the longest comment (4.3.16)."""

_ENCRYPTED = 1
_SIZES_FOLLOW = 8
_UTF8 = 0x800
_STORED = 0
_AES = 99
_UNKNOWN = 0xFFFFFFFF

_METHODS: dict[int, Callable[[memoryview, int], Expanded]] = {
    8: deflated,
    12: bzipped,
    14: zip_lzma,
    93: zstandardised,
    95: xzed,
}

MANIFEST, ENCRYPTION = "META-INF/manifest.xml", b"encryption-data"
"""Where OpenDocument says that its parts are encrypted (1.2, part 3, 4.4)."""

AMBIGUOUS = Defect("zip-ambiguous")


@attrs.frozen
class Entry:
    """One file as one of the two headers tells it; ``data`` is the offset of its octets."""

    name: str = attrs.field(repr=False)
    flags: int
    method: int
    compressed: int
    size: int
    data: int
    checksum: int = 0
    comment: str = attrs.field(default="", repr=False)


@attrs.frozen
class File:
    """The octets of one entry; ``outcome`` is ``text`` if they are whole, else what went wrong."""

    entry: Entry
    octets: bytes = attrs.field(repr=False)
    outcome: Outcome
    consumed: int = 0


def read(leaf: Leaf, allowance: Allowance) -> Iterator[Found]:
    """Every file of the archive as a leaf, names and comments as text."""
    unread: set[str] = set()
    for found in files(leaf.octets, allowance):
        if not isinstance(found, File):
            yield found
            continue
        if found.outcome is Outcome.UNSUPPORTED and native.LIBARCHIVE in allowance.native:
            unread.add(found.entry.name)
            continue
        if found.outcome is not Outcome.TEXT:
            yield found.outcome
        if found.entry.comment:
            yield found.entry.comment
        if found.entry.name == MANIFEST and ENCRYPTION in found.octets:
            yield Outcome.ENCRYPTED
        yield from member(found)
    if unread:  # of methods that are read nowhere else: PPMd
        yield from _by_others(unread, leaf, allowance)


def _by_others(unread: set[str], leaf: Leaf, allowance: Allowance) -> Iterator[Found]:
    """The files with these names, as the native library reads them; their names if it does not find them."""
    for found in native.archive(leaf, allowance):
        if not isinstance(found, Leaf):
            yield found
        elif unread.intersection(found.names):
            unread.difference_update(found.names)
            yield found
    if unread:
        yield Outcome.UNSUPPORTED
        yield "\n".join(sorted(unread))


def member(found: File, within: str = "zip") -> Iterator[Found]:
    """The leaf in a file; it is empty for a directory, and for a file that could not be read."""
    yield Leaf(found.octets, "application/octet-stream", names=(found.entry.name,), within=within)


def files(octets: bytes, allowance: Allowance) -> Iterator[File | Defect | Outcome | str]:
    """Every file in the order of the local headers, then those that only the central directory knows."""
    central, comment = _central(octets, allowance)
    start = octets.find(_LOCAL)
    if start < 0 and not central and _END not in octets[-_END_SEARCH:]:
        raise Unfit
    if comment:
        yield comment
    if not central and start >= 0 and _END not in octets[-_END_SEARCH:]:
        yield Outcome.FAILED  # cut
    walk = _Walk(octets, central, allowance)
    yield from walk.run(start)


class _Walk:
    def __init__(self, octets: bytes, central: dict[int, Entry], allowance: Allowance) -> None:
        self.octets = octets
        self.view = memoryview(octets)
        self.central = central
        self.has_directory = bool(central)
        self.allowance = allowance

    def run(self, position: int) -> Iterator[File | Defect | Outcome]:
        while position >= 0:
            local = _local(self.octets, position)
            if local is None:
                position = self.octets.find(_LOCAL, position + 4)
                continue
            entry = self.central.pop(position, None)
            end = yield from self._both(local, entry)
            position = self.octets.find(_LOCAL, max(end, position + 30))
        for entry in list(self.central.values()):
            yield AMBIGUOUS
            yield self._file(entry)

    def _both(self, local: Entry, entry: Entry | None) -> Generator[File | Defect, None, int]:
        """The file of one local header, as both headers tell it; returns where it ends."""
        if entry is None:
            if self.has_directory:
                yield AMBIGUOUS
            file = self._file(local)
            yield file
            return local.data + file.consumed
        file = self._file(entry)
        yield file
        if not _agree(local, entry) or self._ends_early(file):
            yield AMBIGUOUS
            other = self._file(local)
            if (other.octets, local.name) != (file.octets, entry.name):
                yield other
            return entry.data + min(file.consumed, other.consumed)
        return entry.data + file.consumed

    def _ends_early(self, file: File) -> bool:
        whole = file.outcome is Outcome.TEXT
        return whole and file.entry.method != _STORED and file.consumed != file.entry.compressed

    def _file(self, entry: Entry) -> File:
        if entry.flags & _ENCRYPTED or entry.method == _AES:
            return File(entry, b"", Outcome.ENCRYPTED, self._known(entry))
        limit = self.allowance.octets
        if entry.method == _STORED:
            return self._stored(entry, limit)
        expand = _METHODS.get(entry.method)
        if expand is None:
            return File(entry, b"", Outcome.UNSUPPORTED, self._known(entry))
        end = len(self.octets) if entry.compressed == _UNKNOWN else entry.data + entry.compressed
        try:
            given = expand(self.view[entry.data : end], limit)
        except Unavailable:
            return File(entry, b"", Outcome.UNSUPPORTED, self._known(entry))
        self.allowance.expand(len(given.octets))
        outcome = Outcome.LIMIT if given.limited else Outcome.TEXT if given.whole else Outcome.FAILED
        if given.whole and entry.checksum and zlib.crc32(given.octets) != entry.checksum:
            outcome = Outcome.FAILED
        consumed = given.consumed if given.whole or entry.compressed == _UNKNOWN else entry.compressed
        if not entry.compressed and not given.octets:
            outcome = Outcome.TEXT
        return File(entry, given.octets, outcome, consumed)

    def _known(self, entry: Entry) -> int:
        return 0 if entry.compressed == _UNKNOWN else entry.compressed

    def _stored(self, entry: Entry, limit: int) -> File:
        size = entry.compressed
        if size == _UNKNOWN:  # a streaming reader looks for what may come next
            ends = [self.octets.find(mark, entry.data) for mark in (_DESCRIPTOR, _CENTRAL, _LOCAL)]
            size = min((end for end in ends if end >= 0), default=len(self.octets)) - entry.data
        octets = self.octets[entry.data : entry.data + min(size, limit)]
        self.allowance.expand(len(octets))
        outcome = Outcome.TEXT
        if len(octets) < size:
            outcome = Outcome.LIMIT if len(octets) == limit else Outcome.FAILED
        return File(entry, octets, outcome, size)


def _agree(local: Entry, central: Entry) -> bool:
    """Whether both headers tell the same, as far as the local one tells it."""
    sizes = local.compressed in (central.compressed, _UNKNOWN)
    return (
        sizes
        and (local.method, local.flags & _ENCRYPTED) == (central.method, central.flags & _ENCRYPTED)
        and local.name.replace("\\", "/") == central.name.replace("\\", "/")
    )


def _local(octets: bytes, position: int) -> Entry | None:
    """The local header at ``position`` (4.3.7), or ``None`` if it is cut."""
    if position + 30 > len(octets):
        return None
    flags, method = struct.unpack_from("<HH", octets, position + 6)
    compressed, size, name, extra = struct.unpack_from("<LLHH", octets, position + 18)
    data = position + 30 + name + extra
    fields = octets[position + 30 + name : data]
    if compressed == _UNKNOWN:
        size, compressed = _zip64(fields, (size, compressed))
    elif flags & _SIZES_FOLLOW and not compressed:
        compressed = _UNKNOWN
    called = _name(octets[position + 30 : position + 30 + name], flags)
    return Entry(called, flags, method, compressed, size, data)


def _central(octets: bytes, allowance: Allowance) -> tuple[dict[int, Entry], str]:
    """The entries of the central directory by the offset of their local header, and the comment."""
    end = octets.rfind(_END, max(0, len(octets) - _END_SEARCH))
    if end < 0 or end + 22 > len(octets):
        return {}, ""
    size, offset, comment = struct.unpack_from("<LLH", octets, end + 12)
    start = end - size
    if _UNKNOWN in (size, offset):
        start, offset = _zip64_start(octets, end)
    if octets[start : start + 4] != _CENTRAL and octets[offset : offset + 4] == _CENTRAL:
        start = offset
    shift = max(0, start - offset)  # what stands before the archive, a self-extractor for one
    entries: dict[int, Entry] = {}
    while len(entries) <= allowance.budget.entries and octets[start : start + 4] == _CENTRAL:
        entry, local, start = _central_entry(octets, start, shift)
        if entry is None:
            break
        known = entries.setdefault(local, entry)
        if (known.method, known.compressed) != (entry.method, entry.compressed):
            entries[-start] = entry  # two tell one place differently
    return entries, _decoded(octets[end + 22 : end + 22 + comment])


def _central_entry(octets: bytes, start: int, shift: int) -> tuple[Entry | None, int, int]:
    """One header of the central directory (4.3.12), its local header's offset, and where the next begins."""
    if start + 46 > len(octets):
        return None, 0, start
    flags, method = struct.unpack_from("<HH", octets, start + 8)
    checksum, compressed, size, name, extra, comment = struct.unpack_from("<LLLHHH", octets, start + 16)
    (local,) = struct.unpack_from("<L", octets, start + 42)
    at = start + 46
    fields = octets[at + name : at + name + extra]
    if _UNKNOWN in (compressed, size, local):
        size, compressed, local = _zip64(fields, (size, compressed, local))
    local += shift
    here = _local(octets, local) if octets[local : local + 4] == _LOCAL else None
    data = here.data if here else local
    text = _decoded(octets[at + name + extra : at + name + extra + comment])
    entry = Entry(_name(octets[at : at + name], flags), flags, method, compressed, size, data, checksum, text)
    return entry, local, at + name + extra + comment


def _zip64(fields: bytes, values: tuple[int, ...]) -> tuple[int, ...]:
    """``values`` with those that are all ones taken from the extended information (4.5.3)."""
    position = 0
    while position + 4 <= len(fields):
        kind, size = struct.unpack_from("<HH", fields, position)
        if kind == 1:
            numbers = iter(
                struct.unpack_from("<Q", fields, at)[0]
                for at in range(position + 4, min(position + 4 + size, len(fields)) - 7, 8)
            )
            return tuple(next(numbers, 0) if value == _UNKNOWN else value for value in values)
        position += 4 + size
    return tuple(0 if value == _UNKNOWN else value for value in values)


def _zip64_start(octets: bytes, end: int) -> tuple[int, int]:
    """Where the central directory begins by the zip64 end record (4.3.14) that stands before ``end``."""
    record = octets.rfind(b"PK\x06\x06", max(0, end - 20 - 4096), end)
    if record < 0 or record + 56 > len(octets):
        return len(octets), 0
    size, offset = struct.unpack_from("<QQ", octets, record + 40)
    return max(0, record - size), offset


def _name(raw: bytes, flags: int) -> str:
    if flags & _UTF8:
        return raw.decode("utf-8", "replace")
    return _decoded(raw)


def _decoded(raw: bytes) -> str:
    """UTF-8 if it is (many tools forget the flag), else code page 437 (APPNOTE, appendix D)."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp437")
