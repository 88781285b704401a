"""Single compressed streams: gzip, bzip2, xz, lzma, Zstandard.  Each holds one file, mostly an archive."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from skygw.extract import signature
from skygw.extract.budget import Allowance
from skygw.extract.found import Defect, Found, Leaf, Unfit
from skygw.extract.inflate import Expanded, Unavailable, bzipped, gzipped, xzed, zstandardised
from skygw.extract.outcome import Outcome

_INNER_SUFFIX = {"tgz": ".tar", "tbz": ".tar", "tbz2": ".tar", "txz": ".tar", "tzst": ".tar", "svgz": ".svg"}
TRAILING = Defect("trailing-data")
_NO_ZERO = re.compile(rb"[^\0]")
_STREAMS = 10_000
"""Streams behind each other in one file, as the formats allow."""


def gzip(leaf: Leaf, allowance: Allowance) -> Iterator[Found]:
    """The file in a gzip file; its own name goes before that of the leaf."""
    if not leaf.octets.startswith(b"\x1f\x8b"):
        raise Unfit
    yield from _one(leaf, allowance, gzipped, b"\x1f\x8b", _gzip_name(leaf.octets))


def bzip2(leaf: Leaf, allowance: Allowance) -> Iterator[Found]:
    """The file in a bzip2 file."""
    if not leaf.octets.startswith(b"BZh"):
        raise Unfit
    yield from _one(leaf, allowance, bzipped, b"BZh")


def xz(leaf: Leaf, allowance: Allowance) -> Iterator[Found]:
    """The file in an xz or lzma file."""
    if not leaf.octets.startswith((b"\xfd7zXZ\0", b"\x5d\0\0")):
        raise Unfit
    yield from _one(leaf, allowance, xzed, b"\xfd7zXZ\0")


def zstd(leaf: Leaf, allowance: Allowance) -> Iterator[Found]:
    """The file in a Zstandard file."""
    if not leaf.octets.startswith(b"\x28\xb5\x2f\xfd"):
        raise Unfit
    try:
        yield from _one(leaf, allowance, zstandardised, b"\x28\xb5\x2f\xfd")
    except Unavailable:
        yield Outcome.UNSUPPORTED


def _one(
    leaf: Leaf,
    allowance: Allowance,
    expand: Callable[[memoryview, int], Expanded],
    magic: bytes,
    name: str = "",
) -> Iterator[Found]:
    view = memoryview(leaf.octets)
    given: list[bytes] = []
    position = following = 0
    part = Expanded(b"", 0, whole=False, limited=False)
    for _ in range(_STREAMS):
        part = expand(view[position:], allowance.octets)
        allowance.expand(len(part.octets))
        given.append(part.octets)
        position += part.consumed
        if part.limited or not part.whole:
            yield Outcome.LIMIT if part.limited else Outcome.FAILED
            break
        # Zeros between streams, and behind the last, are told of by xz (2.2) and passed over by gzip.
        following = _skip_zeros(leaf.octets, position)
        if not leaf.octets.startswith(magic, following):
            break
        position = following
    octets = b"".join(given)
    if octets:
        names = (*((name,) if name else ()), *map(_inner, leaf.names))
        yield Leaf(octets, "application/octet-stream", names=names, within="stream")
    if part.whole and not part.limited:
        yield from _behind(leaf.octets, following)


def _behind(octets: bytes, position: int) -> Iterator[Found]:
    """What follows the last stream: programs that unpack pass it over, or say a word about garbage."""
    if position >= len(octets):
        return
    yield TRAILING
    # An archive at the end is found from the end of the leaf, and read there.
    if not signature.ZIPS.intersection(signature.true_types(octets)):
        yield Leaf(octets[position:], "application/octet-stream", within="stream")


def _skip_zeros(octets: bytes, position: int) -> int:
    found = _NO_ZERO.search(octets, position)
    return found.start() if found else len(octets)


def _inner(name: str) -> str:
    stem, _, suffix = name.rpartition(".")
    return (stem or name) + _INNER_SUFFIX.get(suffix.lower(), "")


def _gzip_name(octets: bytes) -> str:
    """FNAME (RFC 1952, 2.3); the field FEXTRA before it is passed over."""
    if len(octets) < 18 or not octets[3] & 8:
        return ""
    start = 10
    if octets[3] & 4:
        start += 2 + int.from_bytes(octets[10:12], "little")
    end = octets.find(b"\0", start, start + 1024)
    return octets[start:end].decode("latin-1") if end > 0 else ""
