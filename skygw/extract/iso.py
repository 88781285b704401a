"""ISO 9660 images (ECMA-119), with Joliet's names if there are any: the files of every directory."""

from __future__ import annotations

from collections.abc import Iterator

from skygw.extract.budget import Allowance
from skygw.extract.found import PAUSE, Found, Leaf, Unfit
from skygw.extract.outcome import Outcome

_SECTOR = 2048
_FIRST_DESCRIPTOR = 16
_DESCRIPTORS = 64
_DIRECTORIES = 10_000
_RECORDS = 100_000
_DIRECTORY = 4 << 20
"""Octets of one directory."""
_ENTRIES = 100
"""System use entries of a record."""
_JOLIET = (b"%/@", b"%/C", b"%/E")


def read(leaf: Leaf, allowance: Allowance) -> Iterator[Found]:
    """Every file of the image, found from either descriptor, each extent once; volume names as text."""
    octets = leaf.octets
    roots: list[tuple[bool, bytes]] = []
    for sector in range(_FIRST_DESCRIPTOR, _FIRST_DESCRIPTOR + _DESCRIPTORS):
        at = sector * _SECTOR
        kind = octets[at : at + 1]
        if octets[at + 1 : at + 6] != b"CD001" or kind == b"\xff":
            break
        if kind in (b"\x01", b"\x02"):
            joliet = kind == b"\x02" and octets[at + 88 : at + 91] in _JOLIET
            roots.append((joliet, octets[at + 156 : at + 190]))
            yield _name(octets[at + 40 : at + 72], joliet).strip()
    if not roots:
        raise Unfit
    seen: set[int] = set()
    for joliet, root in sorted(roots, key=lambda row: not row[0]):
        yield from _files(octets, root, joliet, seen, allowance)


def _files(octets: bytes, root: bytes, joliet: bool, seen: set[int], allowance: Allowance) -> Iterator[Found]:
    todo = [root]
    directories: set[int] = set()
    left = _RECORDS
    while todo and len(directories) < _DIRECTORIES:
        extent, size, _flags, _ = _record(todo.pop())
        if extent in directories:
            continue
        directories.add(extent)
        yield PAUSE
        data = octets[extent * _SECTOR : extent * _SECTOR + min(size, _DIRECTORY)]
        if len(data) < size:
            yield Outcome.LIMIT if len(data) == _DIRECTORY else Outcome.FAILED
        for record in _records(data):
            left -= 1
            if left < 0:
                yield Outcome.LIMIT
                return
            start, length, flags, raw = _record(record)
            if raw in (b"\0", b"\1"):
                continue
            if flags & 2:
                todo.append(record)
            elif start not in seen:
                seen.add(start)
                names = (_long_name(octets, record), _name(raw, joliet).partition(";")[0])
                yield from _file(octets, start, length, tuple(filter(None, names)), allowance)


def _file(
    octets: bytes, extent: int, size: int, names: tuple[str, ...], allowance: Allowance
) -> Iterator[Found]:
    limit = allowance.octets
    data = octets[extent * _SECTOR : extent * _SECTOR + min(size, limit)]
    if len(data) < size:
        yield Outcome.LIMIT if len(data) == limit else Outcome.FAILED
    allowance.expand(len(data))
    yield Leaf(data, "application/octet-stream", names=names, within="iso")


def _long_name(octets: bytes, record: bytes) -> str:
    """The name by Rock Ridge (IEEE P1282, 4.1.4): entries NM behind the record's name, or where CE says."""
    at = 33 + record[32] + (record[32] + 1) % 2
    area, pieces = record[at:], []
    for _ in range(_ENTRIES):
        if len(area) < 5 or area[2] < 4:
            break
        kind, size = area[:2], area[2]
        if kind == b"NM":
            pieces.append(area[5:size])
        if kind == b"CE" and size >= 28:
            sector, offset, length = (int.from_bytes(area[at : at + 4], "little") for at in (4, 12, 20))
            start = sector * _SECTOR + offset
            area = octets[start : start + min(length, _SECTOR)]
        else:
            area = area[size:]
    return b"".join(pieces).decode("utf-8", "replace")


def _records(data: bytes) -> Iterator[bytes]:
    """The records of a directory (9.1); none crosses a sector's border."""
    position = 0
    while position < len(data):
        length = data[position]
        if not length:
            position += _SECTOR - position % _SECTOR
            continue
        if length >= 34:
            yield data[position : position + length]
        position += length


def _record(record: bytes) -> tuple[int, int, int, bytes]:
    """Extent, size, flags and raw name."""
    if len(record) < 34:
        return 0, 0, 0, b"\0"
    extent, size = int.from_bytes(record[2:6], "little"), int.from_bytes(record[10:14], "little")
    return extent, size, record[25], record[33 : 33 + record[32]]


def _name(raw: bytes, joliet: bool) -> str:
    return raw.decode("utf-16-be" if joliet else "latin-1", "replace")
