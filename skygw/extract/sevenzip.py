"""7z archives (7zFormat.txt of the LZMA SDK) of the methods that Python has.

LZMA, LZMA2, Deflate, bzip2 and none, with the filters for machine code; PPMd and BCJ2 only with the native
library.
"""

from __future__ import annotations

import lzma
import struct
from collections.abc import Iterator
from typing import Any

import attrs

from skygw.extract import native
from skygw.extract.budget import Allowance
from skygw.extract.found import Found, Leaf, Unfit
from skygw.extract.inflate import Expanded, bzipped, deflated, raw_lzma
from skygw.extract.outcome import Outcome

_MAGIC = b"7z\xbc\xaf\x27\x1c"
_AES = b"\x06\xf1\x07\x01"
_END, _HEADER, _STREAMS, _FILES, _PACK, _UNPACK, _SUBSTREAMS = 0, 1, 4, 5, 6, 7, 8
_SIZE, _DIGESTS, _FOLDER, _UNPACK_SIZES, _COUNTS = 9, 10, 11, 12, 13
_EMPTY_STREAM, _NAMES, _ENCODED = 0x0E, 0x11, 0x17
_COUNT = 1 << 16
"""Folders, coders, streams: more than anybody has, few enough to be read."""
_ENCODED_LEVELS = 4
_HEADER_OCTETS = 16 << 20
_FILTERS = {
    b"\x03": lzma.FILTER_DELTA, b"\x03\x03\x01\x03": lzma.FILTER_X86,
    b"\x03\x03\x02\x05": lzma.FILTER_POWERPC,
    b"\x03\x03\x04\x01": lzma.FILTER_IA64, b"\x03\x03\x05\x01": lzma.FILTER_ARM,
    b"\x03\x03\x07\x01": lzma.FILTER_ARMTHUMB, b"\x03\x03\x08\x05": lzma.FILTER_SPARC,
}  # fmt: skip
_LZMA, _LZMA2, _COPY, _DEFLATE, _BZIP2 = b"\x03\x01\x01", b"\x21", b"\0", b"\x04\x01\x08", b"\x04\x02\x02"


class _Damaged(Exception):  # noqa: N818 - a fact about the file
    pass


class _Unknown(Exception):  # noqa: N818 - a fact about the file
    """A method that is not read here."""


@attrs.define
class _Folder:
    """A compressed stream: methods with their properties, and the sizes of the files in it."""

    coders: list[tuple[bytes, bytes]]
    packed_streams: int
    sizes: list[int] = attrs.field(factory=list)
    files: list[int] = attrs.field(factory=list)

    @property
    def is_encrypted(self) -> bool:
        return any(method == _AES for method, _ in self.coders)


@attrs.define
class _Streams:
    start: int = 0
    packed: list[int] = attrs.field(factory=list)
    folders: list[_Folder] = attrs.field(factory=list)


def read(leaf: Leaf, allowance: Allowance) -> Iterator[Found]:
    """The files in turn; names also of those whose octets cannot be read."""
    octets = leaf.octets
    if not octets.startswith(_MAGIC):
        raise Unfit
    try:
        header = _Bytes(_header(octets, allowance))
        streams, names = _contents(header)
    except (_Unknown, PermissionError) as error:
        yield Outcome.ENCRYPTED if isinstance(error, PermissionError) else Outcome.UNSUPPORTED
        return
    except (_Damaged, struct.error, lzma.LZMAError):
        yield Outcome.FAILED
        return
    position = 32 + streams.start
    number = 0
    rest = iter(names)
    for folder in streams.folders:
        packed = streams.packed[number : number + folder.packed_streams]
        number += folder.packed_streams
        content, outcome = _folder(octets, position, packed, folder, allowance)
        position += sum(packed)
        if outcome is Outcome.UNSUPPORTED and native.LIBARCHIVE in allowance.native:
            yield from native.archive(leaf, allowance)
            return
        yield outcome
        at = 0
        for size in folder.files:
            data = content[at : at + size]
            at += size
            yield Leaf(data, "application/octet-stream", names=(next(rest, ""),), within="7z")
    yield "\n".join(rest)


def _folder(
    octets: bytes, position: int, packed: list[int], folder: _Folder, allowance: Allowance
) -> tuple[bytes, Outcome]:
    if folder.is_encrypted:
        return b"", Outcome.ENCRYPTED
    try:
        given = _expanded(octets, position, packed, folder, allowance.octets)
    except _Unknown:
        return b"", Outcome.UNSUPPORTED
    except lzma.LZMAError:
        return b"", Outcome.FAILED
    allowance.expand(len(given.octets))
    if given.limited:
        return given.octets, Outcome.LIMIT
    return given.octets, Outcome.TEXT if len(given.octets) >= sum(folder.files) else Outcome.FAILED


def _expanded(octets: bytes, position: int, packed: list[int], folder: _Folder, limit: int) -> Expanded:
    if len(packed) != 1:
        raise _Unknown
    view = memoryview(octets)[position : position + packed[0]]
    size = max(folder.sizes, default=0)
    *filters, (method, properties) = folder.coders
    if method == _COPY and not filters:
        return Expanded(bytes(view[:limit]), len(view), whole=True, limited=len(view) > limit)
    if method in (_DEFLATE, _BZIP2) and not filters:
        return (deflated if method == _DEFLATE else bzipped)(view, limit)
    chain = [_filter(*coder) for coder in filters]
    chain.append(_last(method, properties))
    # Not every encoder writes an end mark: the size is the end.
    return raw_lzma(view, min(limit, size), chain, limited=size > limit)


def _filter(method: bytes, properties: bytes) -> dict[str, Any]:
    if method not in _FILTERS:
        raise _Unknown
    if method == b"\x03":
        return {"id": lzma.FILTER_DELTA, "dist": (properties[0] if properties else 0) + 1}
    return {"id": _FILTERS[method]}


def _last(method: bytes, properties: bytes) -> dict[str, Any]:
    if method == _LZMA and len(properties) >= 5 and properties[0] < 225:
        pb, rest = divmod(properties[0], 45)
        lp, lc = divmod(rest, 9)
        coder = {"id": lzma.FILTER_LZMA1, "pb": pb, "lp": lp, "lc": lc}
        return _sized(coder, int.from_bytes(properties[1:5], "little"))
    if method == _LZMA2 and properties and properties[0] < 40:
        return _sized({"id": lzma.FILTER_LZMA2}, (2 | properties[0] & 1) << (properties[0] // 2 + 11))
    raise _Unknown


def _sized(coder: dict[str, Any], dictionary: int) -> dict[str, Any]:
    if dictionary > 128 << 20:
        raise _Unknown  # more memory than a child has to spare
    return coder | {"dict_size": max(4096, dictionary)}


def _header(octets: bytes, allowance: Allowance) -> bytes:
    """The header at the end, expanded if it is compressed itself."""
    offset, size = struct.unpack_from("<QQ", octets, 12)
    header = octets[32 + offset : 32 + offset + size]
    if not size or len(header) < size:
        raise _Damaged
    for _ in range(_ENCODED_LEVELS):
        if header[0] != _ENCODED:
            break
        reader = _Bytes(header)
        reader.take(1)
        streams = _read_streams(reader)
        if not streams.folders:
            raise _Damaged
        folder = streams.folders[0]
        if folder.is_encrypted:
            raise PermissionError
        limit = min(allowance.octets, _HEADER_OCTETS)
        given = _expanded(octets, 32 + streams.start, streams.packed[:1], folder, limit)
        allowance.expand(len(given.octets))
        header = given.octets or b"\0"
    return header


def _contents(header: _Bytes) -> tuple[_Streams, list[str]]:
    streams, names = _Streams(), []
    if header.number() != _HEADER:
        raise _Damaged
    while (kind := header.number()) != _END:
        if kind == _STREAMS:
            streams = _read_streams(header)
        elif kind == _FILES:
            names = _read_names(header)
        else:
            raise _Damaged
    return streams, names


def _read_names(header: _Bytes) -> list[str]:
    """The names of files that have octets, then those of the others."""
    count = header.number()
    names: list[str] = []
    empty = b""
    while (kind := header.number()) != _END:
        data = header.take(header.number())
        if kind == _NAMES:
            names = data[1:].decode("utf-16-le", "replace").split("\0")[: min(count, len(data))]
        elif kind == _EMPTY_STREAM:
            empty = data
    bits = empty.ljust(len(names) // 8 + 1, b"\0")
    order = sorted(range(len(names)), key=lambda n: bits[n // 8] >> (7 - n % 8) & 1)
    return [names[n] for n in order]


def _read_streams(header: _Bytes) -> _Streams:
    streams = _Streams()
    while (kind := header.number()) != _END:
        if kind == _PACK:
            streams.start = header.number()
            count = header.count()
            while (part := header.number()) != _END:
                if part == _SIZE:
                    streams.packed = [header.number() for _ in range(count)]
                else:
                    header.digests(count)
        elif kind == _UNPACK:
            _read_folders(header, streams)
        elif kind == _SUBSTREAMS:
            _read_substreams(header, streams)
        else:
            raise _Damaged
    for folder in streams.folders:
        folder.files = folder.files or [max(folder.sizes, default=0)]
    return streams


def _read_folders(header: _Bytes, streams: _Streams) -> None:
    outs: list[int] = []
    while (part := header.number()) != _END:
        if part == _FOLDER:
            count = header.count()
            if header.take(1) != b"\0":
                raise _Damaged
            for _ in range(count):
                folder, out = _read_folder(header)
                streams.folders.append(folder)
                outs.append(out)
        elif part == _UNPACK_SIZES:
            for folder, out in zip(streams.folders, outs, strict=True):
                folder.sizes = [header.number() for _ in range(out)]
        else:
            header.digests(len(streams.folders))


def _read_folder(header: _Bytes) -> tuple[_Folder, int]:
    coders, ins, outs = [], 0, 0
    for _ in range(header.count(32)):
        flags = header.take(1)[0]
        method = header.take(flags & 15)
        coder_ins, coder_outs = (header.count(32), header.count(32)) if flags & 0x10 else (1, 1)
        coders.append((method, header.take(header.number()) if flags & 0x20 else b""))
        ins, outs = ins + coder_ins, outs + coder_outs
    pairs = {header.number(): header.number() for _ in range(max(0, outs - 1))}
    packed = ins - max(0, outs - 1)
    if packed > 1:
        for _ in range(packed):
            header.number()
    elif len(coders) == ins == outs:
        coders = _in_order(coders, {out: into for into, out in pairs.items()})
    return _Folder(coders, max(0, packed)), outs


def _in_order(coders: list[tuple[bytes, bytes]], next_of: dict[int, int]) -> list[tuple[bytes, bytes]]:
    """``coders`` as they come in encoding, by whose output is whose input; 7-Zip and libarchive differ.

    Raises:
        _Damaged: they are no chain.
    """
    number = next((n for n in range(len(coders)) if n not in next_of.values()), -1)
    chain = [number]
    while number in next_of and len(chain) < len(coders):
        number = next_of[number]
        chain.append(number)
    if len(chain) != len(coders) or any(not 0 <= n < len(coders) for n in chain):
        raise _Damaged
    return [coders[n] for n in reversed(chain)]


def _read_substreams(header: _Bytes, streams: _Streams) -> None:
    counts = [1] * len(streams.folders)
    sized = False
    while (part := header.number()) != _END:
        if part == _COUNTS:
            counts = [header.count() for _ in streams.folders]
        elif part == _SIZE:
            sized = True
            for folder, count in zip(streams.folders, counts, strict=True):
                sizes = [header.number() for _ in range(max(0, count - 1))]
                whole = max(folder.sizes, default=0)
                folder.files = [*sizes, max(0, whole - sum(sizes))] if count else []
        else:
            header.digests(sum(counts))
    if not sized:
        for folder, count in zip(streams.folders, counts, strict=True):
            folder.files = [max(folder.sizes, default=0)] if count else [0]


class _Bytes:
    """Octets that are taken from the front.  Raises ``_Damaged`` at the end."""

    def __init__(self, octets: bytes) -> None:
        self._octets = octets
        self._at = 0

    def take(self, size: int) -> bytes:
        if size > len(self._octets) - self._at:
            raise _Damaged
        self._at += size
        return self._octets[self._at - size : self._at]

    def number(self) -> int:
        """As many octets follow the first one as it has leading ones; its other bits are the highest."""
        first = self.take(1)[0]
        mask, value = 0x80, 0
        for octet in range(8):
            if not first & mask:
                return value | (first & (mask - 1)) << 8 * octet
            value |= self.take(1)[0] << 8 * octet
            mask >>= 1
        return value

    def count(self, most: int = _COUNT) -> int:
        value = self.number()
        if value > most:
            raise _Damaged
        return value

    def digests(self, count: int) -> None:
        """Pass over checksums, of which a bit each tells whether it is there."""
        defined = count
        if self.take(1) == b"\0":
            bits = self.take((count + 7) // 8)
            defined = sum(bits[n // 8] >> (7 - n % 8) & 1 for n in range(count))
        self.take(4 * defined)
