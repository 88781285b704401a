"""A transport in memory that behaves as Twisted's TCP transports do, as far as ``skygw.net`` cares."""

from __future__ import annotations

from typing import Any

from twisted.internet.error import ConnectionAborted, ConnectionDone
from twisted.python.failure import Failure


class WireTransport:
    """Keeps what was written until ``drain`` takes it, as a socket whose peer does not read would.

    ``sent`` is what went out, at once (``writeSomeData``) or by ``drain``.
    """

    TLS = False
    bufferSize = 65_536

    def __init__(self, *, takes: int = 1 << 30) -> None:
        self.takes = takes  # octets that the socket takes at once
        self.sent = b""
        self.dataBuffer = b""
        self._tempDataBuffer: list[bytes] = []
        self._tempDataLen = 0
        self.connected = True
        self.disconnecting = False
        self.aborted = False
        self.producer: Any = None
        self.streaming = False
        self.reading = True
        self.no_delay = False
        self.tls_options: object = None
        self.protocol: Any = None

    def connect(self, protocol: Any) -> WireTransport:
        """Make the connection of ``protocol``."""
        self.protocol = protocol
        protocol.makeConnection(self)
        return self

    # -- what protocols call ---------------------------------------------------------------------------

    def setTcpNoDelay(self, wanted: bool) -> None:
        self.no_delay = wanted

    def write(self, octets: bytes) -> None:
        if octets:
            self._tempDataBuffer.append(octets)
            self._tempDataLen += len(octets)

    def writeSequence(self, pieces: list[bytes]) -> None:
        for piece in pieces:
            self.write(piece)

    def writeSomeData(self, octets: bytes) -> int:
        taken = octets[: self.takes]
        self.sent += taken
        self.takes -= len(taken)
        return len(taken)

    def loseConnection(self) -> None:
        self.disconnecting = True
        self._end_if_empty()

    def abortConnection(self) -> None:
        if self.connected:
            self.aborted = True
            self.lose(ConnectionAborted())

    def registerProducer(self, producer: Any, streaming: bool) -> None:
        assert self.producer is None
        self.producer, self.streaming = producer, streaming
        if not streaming:
            producer.resumeProducing()

    def unregisterProducer(self) -> None:
        self.producer = None

    def pauseProducing(self) -> None:
        self.reading = False

    def resumeProducing(self) -> None:
        self.reading = True

    def startTLS(self, options: object) -> None:
        self.tls_options = options
        self.TLS = True

    # -- what tests call -------------------------------------------------------------------------------

    @property
    def pending(self) -> bytes:
        """What was written and has not gone out."""
        return self.dataBuffer + b"".join(self._tempDataBuffer)

    def drain(self) -> bytes:
        """Send all that is pending; a pull producer is asked for more, once."""
        octets = self.pending
        self.sent += octets
        self.dataBuffer, self._tempDataBuffer, self._tempDataLen = b"", [], 0
        if self.producer is not None and not self.streaming:
            self.producer.resumeProducing()
        self._end_if_empty()
        return octets

    def lose(self, reason: BaseException | None = None) -> None:
        """The connection ends."""
        if self.connected:
            self.connected = False
            self.protocol.connectionLost(Failure(reason or ConnectionDone()))

    def _end_if_empty(self) -> None:
        if self.disconnecting and not self.pending and self.producer is None:
            self.lose()
