"""Compound files (MS-CFB): a file system in a file, in which Office kept documents until 2007.

A small reader that trusts nothing: chains end after as many sectors as the file has, and a stream that is cut
is given as far as it goes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

import attrs

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END_OF_CHAIN = 0xFFFFFFFA
"""This and above are no sectors (2.1)."""
_NO_STREAM = 0xFFFFFFFF
_ENTRY = 128
_ENTRIES = 50_000


class Damaged(Exception):  # noqa: N818 - a fact about the file
    """The header or the directory cannot be read."""


@attrs.define
class Entry:
    """A storage (1), stream (2) or the root (5); ``path``: the names of the storages around and its own."""

    name: str = attrs.field(repr=False)
    kind: int
    start: int
    size: int
    left: int
    right: int
    child: int
    clsid: bytes
    path: tuple[str, ...] = ()


class CompoundFile:
    """The directory of a compound file, and the octets of its streams on request.

    Raises:
        Damaged: nothing can be made of it.
    """

    def __init__(self, octets: bytes) -> None:
        if len(octets) < 512 or not octets.startswith(MAGIC):
            raise Damaged
        self._octets = octets
        shift, mini_shift = struct.unpack_from("<HH", octets, 30)
        if shift not in (9, 12) or mini_shift != 6:
            shift, mini_shift = 9, 6
        self._sector, self._mini = 1 << shift, 1 << mini_shift
        self._sectors = max(0, len(octets) - self._sector) // self._sector + 1
        directory, self._cutoff, mini_fat = (
            struct.unpack_from("<L", octets, at)[0] for at in (48, 56, 60)
        )
        self._cutoff = min(self._cutoff, 1 << 16)
        self._fat = self._read_fat()
        self.entries = self._read_directory(directory)
        self._mini_fat = _numbers(self._chain(mini_fat, len(octets)))
        root = self.entries[0]
        self._mini_stream = self._chain(root.start, min(root.size, len(octets)))

    def streams(self) -> Iterator[Entry]:
        """Every stream, those outside of the tree too (readers may recover them)."""
        return (entry for entry in self.entries if entry.kind == 2)

    def read(self, entry: Entry, limit: int) -> bytes:
        """The octets of a stream, at most ``limit``."""
        size = min(entry.size, limit, len(self._octets))
        if entry.size < self._cutoff:
            return self._mini_chain(entry.start, size)
        return self._chain(entry.start, size)

    def _read_fat(self) -> list[int]:
        count = struct.unpack_from("<L", self._octets, 44)[0]
        places = list(struct.unpack_from("<109L", self._octets, 76))
        sector = struct.unpack_from("<L", self._octets, 68)[0]
        seen = 0
        while sector < _END_OF_CHAIN and seen * self._sector < len(self._octets):
            numbers = _numbers(self._at(sector))
            if not numbers:
                break
            places += numbers[:-1]
            sector = numbers[-1]
            seen += 1
        fat: list[int] = []
        for place in places[: min(count, self._sectors)]:
            if place < _END_OF_CHAIN and len(fat) <= self._sectors:
                fat += _numbers(self._at(place))
        return fat

    def _at(self, sector: int) -> bytes:
        start = (sector + 1) * self._sector
        return self._octets[start : start + self._sector]

    def _chain(self, sector: int, size: int) -> bytes:
        pieces = []
        left = size
        for _ in range(self._sectors):
            if left <= 0 or sector >= _END_OF_CHAIN:
                break
            pieces.append(self._at(sector)[:left])
            left -= self._sector
            sector = self._fat[sector] if sector < len(self._fat) else _NO_STREAM
        return b"".join(pieces)

    def _mini_chain(self, sector: int, size: int) -> bytes:
        pieces = []
        left = size
        while left > 0 and sector < _END_OF_CHAIN:
            at = sector * self._mini
            pieces.append(self._mini_stream[at : at + min(left, self._mini)])
            left -= self._mini
            sector = self._mini_fat[sector] if sector < len(self._mini_fat) else _NO_STREAM
        return b"".join(pieces)

    def _read_directory(self, sector: int) -> list[Entry]:
        raw = self._chain(sector, min(len(self._octets), _ENTRY * _ENTRIES))
        entries = [_entry(raw[at : at + _ENTRY]) for at in range(0, len(raw) - _ENTRY + 1, _ENTRY)]
        if not entries:
            raise Damaged
        self._give_paths(entries)
        return entries

    def _give_paths(self, entries: list[Entry]) -> None:
        """Walk the trees of siblings; each entry once, so a loop ends."""
        seen = {0}
        todo: list[tuple[int, tuple[str, ...]]] = [(entries[0].child, ())]
        while todo:
            number, around = todo.pop()
            if number >= len(entries) or number in seen:
                continue
            seen.add(number)
            entry = entries[number]
            entry.path = (*around, entry.name)
            todo += [(entry.left, around), (entry.right, around)]
            # Deeper than that nobody nests; a path per level would be quadratic.
            if entry.kind in (1, 5) and len(entry.path) < 100:
                todo.append((entry.child, entry.path))
        for entry in entries:
            entry.path = entry.path or (entry.name,)


def _numbers(octets: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(octets) // 4}L", octets[: len(octets) // 4 * 4]))


def _entry(raw: bytes) -> Entry:
    length = struct.unpack_from("<H", raw, 64)[0]
    name = raw[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
    left, right, child = struct.unpack_from("<LLL", raw, 68)
    start, size = struct.unpack_from("<LL", raw, 116)
    return Entry(name, raw[66], start, size, left, right, child, raw[80:96])
