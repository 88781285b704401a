"""The content of one message while both sessions are alive: in memory and nowhere else.

Small content is a list of the chunks that the network gave us; content that outgrows ``SPILL_OCTETS`` goes
to a memfd, which is memory too and can be handed to an inspection child without a copy.  It is never held
twice, and never touches a disk.
"""

from __future__ import annotations

import fcntl
import mmap
import os
from collections.abc import Iterator

#: Up to here a copy through a socket is cheaper than a descriptor.
SPILL_OCTETS = 256 * 1024
#: What a transport is given at a time: Twisted joins all that is pending at each write.
PIECE_OCTETS = 256 * 1024
#: Chunks smaller than this are gathered: a bytes object costs 33 octets beside its content, so a sender of
#: single octets would take forty times what the budget counted.
_SMALL = 2048

_SEALS = fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE | fcntl.F_SEAL_SEAL


class Body:
    """Content as it arrives.  ``close`` it in every case.

    Args:
        spill: whether large content goes to a memfd.
    """

    __slots__ = ("_chunks", "_file", "_map", "_sealed", "_small", "_spill", "size")

    def __init__(self, *, spill: bool = False) -> None:
        self.size = 0
        self._spill = spill
        self._chunks: list[bytes] = []
        self._small = bytearray()
        self._file = -1
        self._map: mmap.mmap | None = None
        self._sealed = False

    def append(self, octets: bytes) -> None:
        """Add what came.  Raises OSError where the kernel has no memory for it."""
        self.size += len(octets)
        if self._file >= 0:
            _write(self._file, octets)
        elif self._spill and self.size > SPILL_OCTETS:
            self._spill_over(octets)
        elif len(octets) < _SMALL:
            self._small += octets
            if len(self._small) >= 16 * _SMALL:
                self._gather()
        else:
            self._gather()
            self._chunks.append(octets)

    def starts_with_fold(self) -> bool:
        """Whether the first octet is a blank: our header would take the first line for its own."""
        return self.beginning(1) in (b" ", b"\t")

    def beginning(self, limit: int) -> bytes:
        """The first octets, at most ``limit``."""
        if self._file >= 0:
            return os.pread(self._file, limit, 0)
        self._gather()
        if len(self._chunks) == 1:
            return self._chunks[0][:limit]
        gathered, size = [], 0
        for chunk in self._chunks:
            gathered.append(chunk)
            size += len(chunk)
            if size >= limit:
                break
        return b"".join(gathered)[:limit]

    def octets(self) -> bytes | memoryview:
        """The whole content, read-only; valid until ``close``."""
        if self._file >= 0:
            return memoryview(self._mapped())
        self._gather()
        if len(self._chunks) != 1:
            self._chunks = [b"".join(self._chunks)]
        return self._chunks[0]

    def fileno(self) -> int | None:
        """The sealed memfd that holds the content, or None where it is small."""
        if self._file < 0:
            return None
        if not self._sealed:
            fcntl.fcntl(self._file, fcntl.F_ADD_SEALS, _SEALS)
            self._sealed = True
        return self._file

    def pieces(self) -> Iterator[bytes]:
        """The content in order, each piece at most ``PIECE_OCTETS``."""
        if self._file >= 0:
            for start in range(0, self.size, PIECE_OCTETS):
                yield os.pread(self._file, PIECE_OCTETS, start)
            return
        self._gather()
        for chunk in self._chunks:
            if len(chunk) <= PIECE_OCTETS:
                yield chunk
            else:
                for start in range(0, len(chunk), PIECE_OCTETS):
                    yield chunk[start : start + PIECE_OCTETS]

    def close(self) -> None:
        """Free it; what ``octets`` gave may be in use a little longer."""
        self._chunks = []
        self._small = bytearray()
        if self._map is not None:
            try:
                self._map.close()
            except BufferError:  # somebody still holds the view; it goes with the last reference
                pass
            self._map = None
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
            self.size = 0

    def _gather(self) -> None:
        if self._small:
            self._chunks.append(bytes(self._small))
            self._small = bytearray()

    def _spill_over(self, octets: bytes) -> None:
        self._file = os.memfd_create("skygw-message", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        self._gather()
        for chunk in self._chunks:
            _write(self._file, chunk)
        _write(self._file, octets)
        self._chunks = []

    def _mapped(self) -> mmap.mmap:
        if self._map is None:
            self._map = mmap.mmap(self._file, self.size, prot=mmap.PROT_READ)
        return self._map


def _write(file: int, octets: bytes) -> None:
    rest = memoryview(octets)
    while rest:
        rest = rest[os.write(file, rest) :]
