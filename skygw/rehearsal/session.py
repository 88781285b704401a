"""The far server's end of one connection: octets in and out, waiting, the end.

What is said, and when, is ``dialogue``'s part.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from twisted.internet.defer import Deferred
from twisted.internet.error import ConnectionDone
from twisted.internet.interfaces import IDelayedCall, IHandshakeListener
from twisted.internet.protocol import Protocol, connectionDone
from twisted.python.failure import Failure
from zope.interface import implementer

from skygw.rehearsal.dialogue import Dialogue
from skygw.rehearsal.exchange import TIMED_OUT
from skygw.rehearsal.record import SessionRecord
from skygw.rehearsal.tls import FarTls, describe
from skygw.smtp import Event, Refused, ServerConnection

if TYPE_CHECKING:
    from skygw.rehearsal.server import FarServer

#: While the server speaks, waits or hangs, this much is taken from the network, then reading pauses.
_MAX_BUFFERED = 1024 * 1024


@implementer(IHandshakeListener)
class FarSession(Protocol):
    """A connection to the far server."""

    def __init__(self, server: FarServer, record: SessionRecord) -> None:
        self.server = server
        self.record = record
        self.wire = ServerConnection(starttls=server.can_tls, require_tls=server.script.require_tls)
        self._copy = bytearray()  # what the wire has not looked at: its lines go into the record
        self._story: Deferred[None] | None = None
        self._wanted: Deferred[bool] | None = None  # the story waits for octets
        self._limit: IDelayedCall | None = None
        self._paused = False
        self._over = False

    # -- Twisted calls ---------------------------------------------------------------------------------

    def connectionMade(self) -> None:
        self.server.session_opened(self)
        exchange = self.server.script.exchange
        if exchange is not None and exchange.session_timeout:
            self._limit = self.server.clock.callLater(exchange.session_timeout, self._time_out)
        self._story = Deferred.fromCoroutine(Dialogue(self).tell())

    def dataReceived(self, data: bytes) -> None:
        if self._over:
            return
        self.wire.receive(data)
        self._copy += data
        self._wake(True)
        if self.wire.buffered > _MAX_BUFFERED and not self._paused and not self._over:
            self._paused = True
            self.transport.pauseProducing()  # type: ignore[union-attr]

    def handshakeCompleted(self) -> None:
        self.record.tls, self.record.certificate_names = describe(self.transport)
        names = ", ".join(self.record.certificate_names)
        self.note(f"TLS: {self.record.tls}; client certificate: {names or 'none'}")

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        if self._limit is not None and self._limit.active():
            self._limit.cancel()
        self._over = True
        self.ended("the client closed" if isinstance(reason.value, ConnectionDone) else str(reason.value))
        if self._story is not None:
            self._story.cancel()
        self.server.session_ended(self)

    # -- what the dialogue does ------------------------------------------------------------------------

    async def next_event(self, silence: float) -> Event | None:
        """The next event; None after ``silence`` seconds without an octet (0: never)."""
        while (event := self._cut()) is None:
            if self._paused:
                self._paused = False
                self.transport.resumeProducing()  # type: ignore[union-attr]
            if not await self._octets(silence):
                return None
        return event

    def write(self, octets: bytes) -> None:
        if octets:
            self.transport.write(octets)  # type: ignore[union-attr]
            self.record.said(octets)
            self.server.tell("said", self.record, octets)

    def start_tls(self, tls: FarTls) -> None:
        self.transport.startTLS(tls)  # type: ignore[union-attr]

    def disconnect(self) -> None:
        """FIN, after what was written."""
        self._over = True
        self.transport.loseConnection()  # type: ignore[union-attr]

    def reset(self) -> None:
        """RST, where it is a connection that knows it."""
        self._over = True
        self.transport.abortConnection()  # type: ignore[union-attr]

    def stall(self) -> None:
        """Read nothing more."""
        self._over = True
        self.transport.pauseProducing()  # type: ignore[union-attr]

    def note(self, text: str) -> None:
        self.server.tell("noted", self.record, text)

    def ended(self, why: str) -> None:
        """The first reason given is the reason."""
        if self.record.ended is None:
            self.record.ended = why

    # -- below -----------------------------------------------------------------------------------------

    def _cut(self) -> Event | None:
        """The next event on the wire; its line, if it was one, goes into the record."""
        before, in_content = self.wire.buffered, self.wire.in_content
        event = self.wire.next_event()
        taken = before - self.wire.buffered
        line = b"" if in_content else bytes(self._copy[: taken or 4096])
        del self._copy[:taken]
        if (taken and not in_content) or (isinstance(event, Refused) and event.fatal):
            line = line.partition(b"\n")[0].removesuffix(b"\r")
            self.record.heard(line)
            self.server.tell("heard", self.record, line)
        return event

    async def _octets(self, silence: float) -> bool:
        self._wanted = Deferred()
        timer = self.server.clock.callLater(silence, self._wake, False) if silence else None
        try:
            return await self._wanted
        finally:
            if timer is not None and timer.active():
                timer.cancel()

    def _wake(self, octets: bool) -> None:
        if self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            wanted.callback(octets)

    def _time_out(self) -> None:
        self.write(TIMED_OUT)
        self.ended("too long a session")
        self.disconnect()
        if self._story is not None:
            self._story.cancel()
