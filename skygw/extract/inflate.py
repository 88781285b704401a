"""Compressed octets to plain ones, never more than asked for.

The streams are fed in pieces, so that a short stream at the beginning of long octets costs no copy of the
rest, and that what came before a damaged place is kept.
"""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable
from typing import Any, Protocol

import attrs

from skygw.extract.optional import library

zstandard = library("zstandard")

_FIRST_PIECE = 4 << 10
_PIECE = 256 << 10
_XZ_MEMORY = 128 << 20
"""A dictionary that xz -9 (64 MiB) needs, and no more."""


@attrs.frozen
class Expanded:
    """``octets`` of one stream that took ``consumed`` octets.

    ``whole``: its end was reached; ``limited``: it would give more than was asked for.  Neither: it is cut or
    damaged.
    """

    octets: bytes = attrs.field(repr=False)
    consumed: int
    whole: bool
    limited: bool


class Unavailable(Exception):  # noqa: N818 - a fact about the installation
    """The library for this compression is not installed."""


class _Stream(Protocol):
    def decompress(self, data: Any, max_length: int = ...) -> bytes: ...
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...


_ERRORS = (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError)


def deflated(octets: memoryview, limit: int) -> Expanded:
    """A raw deflate stream (RFC 1951)."""
    return _zlib(octets, limit, -15)


def zlibbed(octets: memoryview, limit: int) -> Expanded:
    """A zlib stream (RFC 1950)."""
    return _zlib(octets, limit, 15)


def gzipped(octets: memoryview, limit: int) -> Expanded:
    """One member of a gzip file (RFC 1952)."""
    return _zlib(octets, limit, 31)


def _zlib(octets: memoryview, limit: int, bits: int) -> Expanded:
    stream = zlib.decompressobj(bits)
    given: list[bytes] = []
    size = position = 0
    step = _FIRST_PIECE
    while position < len(octets) and not stream.eof:
        piece = octets[position : position + step]
        position += len(piece)
        step = min(2 * step, _PIECE)
        tail: Any = piece
        while tail and not stream.eof:
            if size >= limit:
                # Perhaps only the end mark is left.
                return _finished(stream, given, tail, position, limit)
            try:
                part = stream.decompress(tail, limit - size)
            except zlib.error:
                return Expanded(b"".join(given), position, whole=False, limited=False)
            size += len(part)
            given.append(part)
            tail = stream.unconsumed_tail
    return Expanded(b"".join(given), position - len(stream.unused_data), stream.eof, limited=False)


def _finished(stream: Any, given: list[bytes], tail: Any, position: int, limit: int) -> Expanded:
    try:
        more = stream.decompress(tail, 1)
    except zlib.error:
        more = b""
    whole = stream.eof and not more
    consumed = position - len(stream.unused_data if stream.eof else stream.unconsumed_tail)
    return Expanded(b"".join(given), consumed, whole, limited=not whole)


def bzipped(octets: memoryview, limit: int) -> Expanded:
    """One stream of a bzip2 file."""
    return _stepwise(octets, limit, bz2.BZ2Decompressor)


def xzed(octets: memoryview, limit: int) -> Expanded:
    """One stream of an xz file, or an old .lzma file."""
    return _stepwise(octets, limit, lambda: lzma.LZMADecompressor(memlimit=_XZ_MEMORY))


def zip_lzma(octets: memoryview, limit: int) -> Expanded:
    """LZMA as in a ZIP entry (APPNOTE 5.8): version, size of the properties, properties, raw stream."""
    if len(octets) < 9 or octets[2] != 5:
        return Expanded(b"", len(octets), whole=False, limited=False)
    dictionary = int.from_bytes(octets[5:9], "little")
    coding, byte = {}, octets[4]
    coding["pb"], rest = divmod(byte, 45)
    coding["lp"], coding["lc"] = divmod(rest, 9)
    if dictionary > _XZ_MEMORY or byte >= 225 or coding["lc"] + coding["lp"] > 4:
        return Expanded(b"", len(octets), whole=False, limited=dictionary > _XZ_MEMORY)
    filters = [{"id": lzma.FILTER_LZMA1, "dict_size": max(4096, dictionary), **coding}]
    given = _stepwise(octets[9:], limit, lambda: lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=filters))
    # Without an end mark the size in the header is the end: that it is there is seen by the caller.
    return attrs.evolve(given, consumed=given.consumed + 9, whole=not given.limited)


def raw_lzma(octets: memoryview, size: int, filters: list[dict[str, Any]], *, limited: bool) -> Expanded:
    """A raw LZMA stream that gives ``size`` octets; ``limited`` if it would give more.

    Raises:
        lzma.LZMAError: the filters are not possible.
    """
    lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=filters)
    if size <= 0:
        return Expanded(b"", 0, whole=not limited, limited=limited)
    given = _stepwise(octets, size, lambda: lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=filters))
    whole = len(given.octets) == size
    return attrs.evolve(given, whole=whole and not limited, limited=limited)


def _stepwise(octets: memoryview, limit: int, make: Callable[[], _Stream]) -> Expanded:
    stream = make()
    given: list[bytes] = []
    size = position = 0
    step = _FIRST_PIECE
    try:
        while not stream.eof and size <= limit:
            piece = b""
            if getattr(stream, "needs_input", True):
                if position >= len(octets):
                    break
                piece = bytes(octets[position : position + step])
                position += len(piece)
                step = min(2 * step, _PIECE)
            part = stream.decompress(piece, limit + 1 - size)
            if not part and not piece:
                break  # it wants no input and gives no output
            size += len(part)
            given.append(part)
    except _ERRORS:
        return Expanded(b"".join(given)[:limit], position, whole=False, limited=False)
    consumed = position - (len(stream.unused_data) if stream.eof else 0)
    return Expanded(b"".join(given)[:limit], consumed, stream.eof and size <= limit, size > limit)


def zstandardised(octets: memoryview, limit: int) -> Expanded:
    """All frames of a Zstandard file (RFC 8878); what is behind the last one is not consumed.

    Raises:
        Unavailable: the library ``zstandard`` is not installed.
    """
    if zstandard is None:
        raise Unavailable
    window = 27  # 128 MiB, the most that "zstd --ultra" uses
    decompressor = zstandard.ZstdDecompressor(max_window_size=1 << window)
    given = bytearray()
    # The library ends without a word where the octets end, and gives nothing if there is more than frames.
    end, whole = _zstd_end(octets)
    try:
        with decompressor.stream_reader(octets[:end], read_across_frames=True) as reader:
            while len(given) <= limit:
                part = reader.read(min(_PIECE, limit + 1 - len(given)))
                if not part:
                    break
                given += part
    except zstandard.ZstdError:
        return Expanded(bytes(given[:limit]), end, whole=False, limited=False)
    limited = len(given) > limit
    return Expanded(bytes(given[:limit]), end, whole and not limited, limited)


def _zstd_end(octets: memoryview) -> tuple[int, bool]:
    """Where the last frame ends, by the headers of frames and blocks (RFC 8878, 3.1), and whether it does."""
    position = 0
    while position < len(octets):
        magic = bytes(octets[position : position + 4])
        if magic[1:] == b"\x2a\x4d\x18" and 0x50 <= magic[0] < 0x60:  # to be passed over
            position += 8 + int.from_bytes(octets[position + 4 : position + 8], "little")
            continue
        if magic != b"\x28\xb5\x2f\xfd" or position + 5 > len(octets):
            cut = not position or magic == b"\x28\xb5\x2f\xfd"
            return (len(octets) if cut else position), not cut
        descriptor = octets[position + 4]
        single = descriptor >> 5 & 1
        content = (single, 2, 4, 8)[descriptor >> 6]
        position += 5 + 1 - single + (0, 1, 2, 4)[descriptor & 3] + content
        last = 0
        while not last:
            if position + 3 > len(octets):
                return len(octets), False
            header = int.from_bytes(octets[position : position + 3], "little")
            last = header & 1
            position += 3 + (1 if header >> 1 & 3 == 1 else header >> 3)
        position += 4 * (descriptor >> 2 & 1)
    return min(position, len(octets)), position == len(octets)
