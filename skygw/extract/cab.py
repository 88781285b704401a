"""Cabinets (MS-CAB): files stored or in MSZIP; LZX and Quantum only with the native library."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

import attrs

from skygw.extract import native
from skygw.extract.budget import Allowance
from skygw.extract.found import Found, Leaf, Unfit
from skygw.extract.outcome import Outcome

_MAGIC = b"MSCF\0\0\0\0"
_PREVIOUS, _NEXT, _RESERVE = 1, 2, 4
_STORED, _MSZIP = 0, 1
_UTF8_NAME = 0x80
_WINDOW = 1 << 15


@attrs.define
class _Folder:
    """A compressed run of blocks with the files in it; ``files`` are (offset, size, name)."""

    start: int
    blocks: int
    method: int
    files: list[tuple[int, int, str]] = attrs.field(factory=list)


def read(leaf: Leaf, allowance: Allowance) -> Iterator[Found]:
    """The files, folder by folder."""
    octets = leaf.octets
    if not octets.startswith(_MAGIC):
        raise Unfit
    try:
        folders, reserve = _directory(octets, allowance)
    except struct.error:
        yield Outcome.FAILED
        return
    if any(folder.method not in (_STORED, _MSZIP) for folder in folders):
        if native.LIBARCHIVE in allowance.native:
            yield from native.archive(leaf, allowance)
            return
        yield Outcome.UNSUPPORTED
    for folder in folders:
        if folder.method in (_STORED, _MSZIP):
            content, outcome = _content(octets, folder, reserve, allowance.octets)
            allowance.expand(len(content))
            yield outcome
        else:
            content = b""
        for offset, size, name in folder.files:
            data = content[offset : offset + size]
            yield Leaf(data, "application/octet-stream", names=(name,), within="cab")


def _directory(octets: bytes, allowance: Allowance) -> tuple[list[_Folder], int]:
    """The folders with their files, and the octets reserved before each block's data."""
    first_file = struct.unpack_from("<L", octets, 16)[0]
    folder_count, file_count, flags = struct.unpack_from("<HHH", octets, 26)
    position, folder_reserve, data_reserve = 36, 0, 0
    if flags & _RESERVE:
        header_reserve, folder_reserve, data_reserve = struct.unpack_from("<HBB", octets, 36)
        position += 4 + header_reserve
    for _ in range(2 * bool(flags & _PREVIOUS) + 2 * bool(flags & _NEXT)):
        position = octets.find(b"\0", position) + 1
    folders = []
    for _ in range(folder_count):
        start, blocks, method = struct.unpack_from("<LHH", octets, position)
        folders.append(_Folder(start, blocks, method & 15))
        position += 8 + folder_reserve
    position = first_file
    for _ in range(min(file_count, allowance.budget.entries + 1)):
        size, offset, folder, _date, _time, attributes = struct.unpack_from("<LLHHHH", octets, position)
        end = octets.find(b"\0", position + 16)
        raw = octets[position + 16 : end if end > 0 else len(octets)]
        name = raw.decode("utf-8" if attributes & _UTF8_NAME else "cp1252", "replace")
        if folders:  # 0xFFFD and above: the file goes on in another cabinet
            folders[folder if folder < len(folders) else -1].files.append((offset, size, name))
        position += 16 + len(raw) + 1
    return folders, data_reserve


def _content(octets: bytes, folder: _Folder, reserve: int, limit: int) -> tuple[bytes, Outcome]:
    """What the blocks of a folder give, each with the window of those before it."""
    out = bytearray()
    position = folder.start
    for _ in range(folder.blocks):
        if position + 8 > len(octets):
            return bytes(out), Outcome.FAILED
        size = struct.unpack_from("<H", octets, position + 4)[0]
        position += 8 + reserve
        block = octets[position : position + size]
        position += size
        if folder.method == _MSZIP:
            if not block.startswith(b"CK"):
                return bytes(out), Outcome.FAILED
            stream = zlib.decompressobj(-15, zdict=bytes(out[-_WINDOW:])) if out else zlib.decompressobj(-15)
            try:
                block = stream.decompress(block[2:], _WINDOW)
            except zlib.error:
                return bytes(out), Outcome.FAILED
        out += block
        if len(out) > limit:
            return bytes(out[:limit]), Outcome.LIMIT
    return bytes(out), Outcome.TEXT
