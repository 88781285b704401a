"""RAR without decompression (RAR 5.0 archive format; technote of RAR 4): is anything in it encrypted?"""

from __future__ import annotations

from collections.abc import Iterator

_MAGIC_4, _MAGIC_5 = b"Rar!\x1a\x07\0", b"Rar!\x1a\x07\x01\0"
_BLOCKS = 10_000
_ENCRYPTION, _FILE = 4, 2
_MAIN_4, _FILE_4 = 0x73, 0x74


def is_encrypted(octets: bytes) -> bool:
    """Whether the headers, or any file whose header can be seen, are encrypted."""
    if octets.startswith(_MAGIC_5):
        return any(_is_locked_5(kind, extra) for kind, extra in _blocks_5(octets))
    if octets.startswith(_MAGIC_4):
        return any(
            (kind == _MAIN_4 and flags & 0x80) or (kind == _FILE_4 and flags & 4)
            for kind, flags in _blocks_4(octets)
        )
    return False


def _is_locked_5(kind: int, extra: bytes) -> bool:
    if kind == _ENCRYPTION:
        return True
    position = 0
    while kind == _FILE and position < len(extra):
        size, start = _number(extra, position)
        record, _ = _number(extra, start)
        if record == 1:  # file encryption
            return True
        position = start + max(1, size)
    return False


def _blocks_5(octets: bytes) -> Iterator[tuple[int, bytes]]:
    """Type and extra area of each block: CRC, size, type, flags, sizes of extra area and data."""
    position = len(_MAGIC_5)
    for _ in range(_BLOCKS):
        if position + 6 > len(octets):
            return
        size, start = _number(octets, position + 4)
        kind, at = _number(octets, start)
        flags, at = _number(octets, at)
        extra, at = _number(octets, at) if flags & 1 else (0, at)
        data, at = _number(octets, at) if flags & 2 else (0, at)
        end = start + size
        yield kind, octets[max(at, end - extra) : end] if extra <= size else b""
        position = end + data


def _blocks_4(octets: bytes) -> Iterator[tuple[int, int]]:
    """Type and flags of each block: CRC (2), type, flags (2), size (2), if flagged size of the data (4)."""
    position = len(_MAGIC_4)
    for _ in range(_BLOCKS):
        if position + 7 > len(octets):
            return
        kind = octets[position + 2]
        flags, size = (int.from_bytes(octets[position + at : position + at + 2], "little") for at in (3, 5))
        data = octets[position + 7 : position + 11] if flags & 0x8000 else b""
        yield kind, flags
        position += max(7, size) + int.from_bytes(data, "little")


def _number(octets: bytes, position: int) -> tuple[int, int]:
    """Seven bits an octet, lowest first; the highest bit says that more follow."""
    value = 0
    for step, octet in enumerate(octets[position : position + 10]):
        value |= (octet & 0x7F) << 7 * step
        if not octet & 0x80:
            return value, position + step + 1
    return value, position + 10
