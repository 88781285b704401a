"""What both legs' connections have in common: ends that come within seconds, and TLS with an answer."""

from __future__ import annotations

from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IHandshakeListener
from twisted.internet.protocol import Protocol
from zope.interface import implementer

from skygw.net.direct import send
from skygw.relay.legs import Clock

#: What was written before the end is given this long to leave us; then the connection is cut (I18).
LINGER = 5.0


@implementer(IHandshakeListener)
class Connection(Protocol):
    """One TCP connection, later perhaps under TLS."""

    transport: Any
    _clock: Clock
    _cut: Any = None
    _handshake: Deferred[None] | None = None
    _lost = False

    def write(self, octets: bytes) -> None:
        """Send octets, now if possible."""
        send(self.transport, octets)

    def close(self) -> None:
        """Send what was written and end; cut the connection where the peer does not take it."""
        if self._lost or self._cut is not None:
            return
        self._cut = self._clock.callLater(LINGER, self.abort)
        self.transport.loseConnection()

    def abort(self) -> None:
        """End at once."""
        if not self._lost:
            self.transport.abortConnection()

    def upgrade(self, options: object) -> Deferred[None]:
        """Begin TLS; fires when the handshake is complete, errbacks when it fails."""
        self._handshake = Deferred(lambda _: self.abort())
        self.transport.startTLS(options)
        return self._handshake

    def handshakeCompleted(self) -> None:
        """Twisted: both sides have finished."""
        handshake, self._handshake = self._handshake, None
        if handshake is not None:
            handshake.callback(None)

    def ended(self, reason: BaseException) -> None:
        """For ``connectionLost`` of each leg: nothing of this connection stays with the reactor."""
        self._lost = True
        if self._cut is not None and self._cut.active():
            self._cut.cancel()
        handshake, self._handshake = self._handshake, None
        if handshake is not None and not handshake.called:  # it may have been cancelled
            handshake.errback(reason)
