"""Frames over an AF_UNIX socket on the reactor: the gateway's end towards the fork server and each child.

Twisted's own UNIX transport would do, with three drawbacks here: it copies and joins what it writes, it waits
one turn of the reactor before it writes, and it accepts (and logs) descriptors that the peer sends.  A plain
``recv`` makes the kernel close any that come: a child has no business sending some.
"""

from __future__ import annotations

import array
import os
import socket
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from twisted.internet import main
from twisted.internet.interfaces import IReactorFDSet, IReadDescriptor, IWriteDescriptor
from twisted.python.failure import Failure
from zope.interface import implementer

from skygw.inspect.frames import Frame, FrameError, FrameReader, encode
from skygw.inspect.message import Octets

READ_OCTETS = 64 * 1024

#: Room in the kernel for an inline message, so that it leaves in one call; the kernel caps it silently
#: (net.core.wmem_max) and then it leaves in two.
SEND_BUFFER_OCTETS = 512 * 1024


def pair() -> tuple[socket.socket, socket.socket]:
    """Our end (not blocking) and the other's (blocking)."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    ours.setblocking(False)
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_OCTETS)
    return ours, theirs


@implementer(IReadDescriptor, IWriteDescriptor)
class Channel:
    """One connected socket.

    Args:
        reactor: any reactor with file descriptors.
        connection: our end; owned by the channel from here on.
        header_limit: the longest header that is taken; octets behind a header are never taken.
        received: called with each frame, which it must distrust.
        lost: called once, when the peer has closed (``CLOSED``) or sent what is no frame (a reason in words);
            not after ``close``.
    """

    CLOSED = "closed by the peer"

    def __init__(
        self,
        reactor: IReactorFDSet,
        connection: socket.socket,
        header_limit: int,
        received: Callable[[Frame], None],
        lost: Callable[[str], None],
    ) -> None:
        self._reactor = reactor
        self._socket: socket.socket | None = connection
        self._reader = FrameReader(header_limit)
        self._received = received
        self._lost = lost
        self._queue: deque[tuple[memoryview, int | None]] = deque()
        reactor.addReader(self)

    def send(
        self, header: dict[str, Any], octets: Octets = b"", descriptor: int | None = None
    ) -> None:
        """Send a frame, with a descriptor if there is one.

        ``octets`` must not change until they are written.  The descriptor is owned by the channel from here
        on and closed once it is sent, or cannot be.  After the peer is gone this sends nothing.
        """
        if self._socket is None:
            if descriptor is not None:
                os.close(descriptor)
            return
        idle = not self._queue
        self._queue.append((memoryview(encode(header, len(octets))), descriptor))
        if len(octets):
            self._queue.append((memoryview(octets).cast("B"), None))
        if idle and self._write():
            self._reactor.addWriter(self)

    def close(self) -> None:
        """Close without a word to ``lost``."""
        if self._socket is not None:
            self._reactor.removeReader(self)
            self._reactor.removeWriter(self)
            self._socket.close()
            self._socket = None
            self._drop_queue()

    def fileno(self) -> int:
        return self._socket.fileno() if self._socket is not None else -1

    def logPrefix(self) -> str:
        return "inspection"

    # The reactor takes an exception as well as a Failure here, and makes one of it; the interface names only
    # the latter (twisted.internet.posixbase, _disconnectSelectable).
    def doRead(self) -> Exception | None:  # type: ignore[override]
        if self._socket is None:
            return None
        try:
            data = self._socket.recv(READ_OCTETS)
        except BlockingIOError:
            return None
        except OSError:
            return main.CONNECTION_LOST
        if not data:
            return main.CONNECTION_DONE
        try:
            for frame in self._reader.feed(data):
                if self._socket is not None:  # the receiver may close us
                    self._received(frame)
        except FrameError as error:
            self._end(str(error))
        return None

    def doWrite(self) -> None:
        if not self._write():
            self._reactor.removeWriter(self)

    def connectionLost(self, reason: Failure) -> None:
        self._end(self.CLOSED)

    def _end(self, reason: str) -> None:
        if self._socket is not None:
            self.close()
            self._lost(reason)

    def _write(self) -> bool:
        """Write what the kernel takes; True if something is left for later."""
        while self._queue and self._socket is not None:
            try:
                self._write_first(self._socket)
            except BlockingIOError:
                return True
            except OSError:
                # The peer is gone: the reader gets to know it, after what the peer said last.
                self._drop_queue()
        return False

    def _write_first(self, connection: socket.socket) -> None:
        """Write what is first in the queue, together with what follows if no descriptor comes between."""
        first, descriptor = self._queue[0]
        buffers = [first]
        if len(self._queue) > 1 and self._queue[1][1] is None:
            buffers.append(self._queue[1][0])
        sent = connection.sendmsg(buffers, _rights(descriptor))
        if descriptor is not None:
            os.close(descriptor)
        for buffer in buffers:
            if sent < len(buffer):
                self._queue[0] = (buffer[sent:], None)
                return
            sent -= len(buffer)
            self._queue.popleft()

    def _drop_queue(self) -> None:
        for _buffer, descriptor in self._queue:
            if descriptor is not None:
                os.close(descriptor)
        self._queue.clear()


def _rights(descriptor: int | None) -> Sequence[tuple[int, int, bytes]]:
    if descriptor is None:
        return ()
    return [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [descriptor]).tobytes())]
