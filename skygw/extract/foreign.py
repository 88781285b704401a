"""Archives that only a native library reads: 7z, RAR, CAB, LHA and others, by libarchive."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from skygw.extract.budget import Allowance
from skygw.extract.found import Found, Leaf, Unfit
from skygw.extract.optional import library
from skygw.extract.outcome import Outcome

_ENCRYPTED = ("encrypt", "passphrase", "password")


def read(leaf: Leaf, allowance: Allowance) -> Iterator[Found]:
    """The files in turn.  Nothing is written: octets come block by block."""
    libarchive = library("libarchive")
    if libarchive is None:
        raise Unfit
    begun = False
    try:
        with libarchive.memory_reader(leaf.octets) as archive:
            for entry in archive:
                begun = True
                if not entry.isfile:
                    continue
                octets, limited = _octets(entry, allowance)
                names = (entry.pathname or "",)
                yield Leaf(octets, "application/octet-stream", names=names, within="archive")
                if limited:
                    yield Outcome.LIMIT
                    return
    except libarchive.ArchiveError as error:
        message = str(error.msg or "").lower()
        if any(word in message for word in _ENCRYPTED):
            yield Outcome.ENCRYPTED
        elif not begun and "unrecognized" in message:
            raise Unfit from None
        else:
            yield Outcome.FAILED


def _octets(entry: Any, allowance: Allowance) -> tuple[bytes, bool]:
    """The octets of a file within the allowance, and whether there would be more."""
    limit = allowance.octets
    pieces: list[bytes] = []
    size = 0
    for block in entry.get_blocks():
        pieces.append(bytes(block[: limit - size]))
        size += len(block)
        if size > limit:
            break
    allowance.expand(min(size, limit))
    return b"".join(pieces), size > limit
