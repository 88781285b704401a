"""The blocking end of a socket: what the fork server and the children use (the gateway has ``channel``)."""

from __future__ import annotations

import array
import os
import socket
from collections import deque
from typing import Any

from skygw.inspect.frames import Frame, FrameReader, encode

READ_OCTETS = 256 * 1024

#: Room for a descriptor, and for a few more that were not expected.
ANCILLARY_OCTETS = socket.CMSG_SPACE(8 * array.array("i").itemsize)


class Endpoint:
    """Sends and receives frames, and receives descriptors, over a connected AF_UNIX stream socket.

    The peer is the gateway, or the fork server we came from: it is trusted, a frame out of bounds is a bug.
    """

    def __init__(self, connection: socket.socket, header_limit: int, octets_limit: int = 0) -> None:
        self._socket = connection
        # Kept: a fresh buffer per read would cost more than the reading (46 us here, page faults).
        self._buffer = bytearray(READ_OCTETS)
        self._reader = FrameReader(header_limit, octets_limit)
        self._frames: deque[Frame] = deque()
        self._descriptors: deque[int] = deque()

    def fileno(self) -> int:
        return self._socket.fileno()

    def close(self) -> None:
        self._socket.close()
        while self._descriptors:
            os.close(self._descriptors.popleft())

    def send(self, header: dict[str, Any]) -> None:
        self._socket.sendall(encode(header))

    def receive(self) -> Frame | None:
        """The next frame, or None once the peer has closed.  Blocks."""
        while not self._frames:
            if not self._read():
                return None
        return self._frames.popleft()

    def receive_ready(self) -> list[Frame] | None:
        """The frames that one read brings (call when readable), or None once the peer has closed."""
        if not self._read():
            return None
        frames = list(self._frames)
        self._frames.clear()
        return frames

    def take_descriptor(self) -> int:
        """The descriptor that came with the frame just received; the caller owns it.

        A frame that announces a descriptor carries it with its first octet, and the kernel never joins
        the octets of two such writes into one read (unix(7)), so the order is that of the frames.
        """
        return self._descriptors.popleft()

    def _read(self) -> bool:
        try:
            count, ancillary, _flags, _address = self._socket.recvmsg_into([self._buffer], ANCILLARY_OCTETS)
        except ConnectionError:  # the peer closed and left something unread
            return False
        for _level, _type, data in ancillary:  # SCM_RIGHTS: nothing else was asked for
            self._descriptors.extend(array.array("i", data))
        self._frames.extend(self._reader.feed(memoryview(self._buffer)[:count]))
        return count > 0
