"""The far leg's connection: octets between a transport and ``relay.Upstream``."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IPullProducer
from twisted.internet.protocol import connectionDone
from twisted.python.failure import Failure
from zope.interface import implementer

from skygw.net.connection import Connection
from skygw.net.tls import UpstreamOptions
from skygw.relay.body import PIECE_OCTETS
from skygw.relay.legs import Clock
from skygw.relay.settings import Timeouts
from skygw.relay.upstream import Upstream


class TlsFailedError(Exception):
    """The handshake with the far server came to nothing; the text says why."""


@implementer(IPullProducer)
class UpstreamProtocol(Connection):
    """One connection to the far server.

    Args:
        options: what ``startTLS`` wants; None where TLS is off.
        gone: called with the protocol when its connection has ended.
    """

    def __init__(
        self,
        clock: Clock,
        timeouts: Timeouts,
        peer: str,
        options: UpstreamOptions | None,
        gone: Callable[[UpstreamProtocol], None] = lambda _: None,
    ) -> None:
        self._clock = clock
        self._options = options
        self._gone = gone
        self._pieces: Iterator[bytes] | None = None
        self._done: Callable[[], None] | None = None
        self.upstream = Upstream(self, clock, timeouts, peer)

    made: Deferred[None] | None = None
    """Fires once the connection stands."""

    # -- Twisted calls ---------------------------------------------------------------------------------

    def connectionMade(self) -> None:
        self.transport.setTcpNoDelay(True)
        if self.made is not None:
            self.made.callback(None)

    def dataReceived(self, data: bytes) -> None:
        self.upstream.received(data)

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        self._stop_pieces()
        if self._handshake is not None and self._options is not None and reason.value is not None:
            self.ended(TlsFailedError(self._options.explain(reason.value)))
        else:
            self.ended(reason.value or ConnectionError())
        self.upstream.lost(reason.getErrorMessage())
        self._gone(self)

    def resumeProducing(self) -> None:
        """The transport has sent what it had: the next pieces, a few hundred KiB of them."""
        if self._pieces is None:
            return
        group, size = [], 0
        for piece in self._pieces:
            group.append(piece)
            size += len(piece)
            if size >= PIECE_OCTETS:
                break
        if size:  # nobody would ask for what follows an empty piece
            # Not at once: its being sent is what asks for the next.  Twisted joins them as it sends.
            self.transport.writeSequence(group)
            return
        done = self._done
        self._stop_pieces()
        if done is not None:
            done()

    def stopProducing(self) -> None:
        """The connection is gone; ``connectionLost`` follows."""
        self._pieces = self._done = None

    # -- the far leg calls -----------------------------------------------------------------------------

    def send_pieces(self, pieces: Iterator[bytes], done: Callable[[], None]) -> None:
        """Send the pieces as the transport takes them (it would join all that is pending)."""
        self._pieces, self._done = pieces, done
        self.transport.registerProducer(self, False)

    def _stop_pieces(self) -> None:
        if self._pieces is not None:
            self._pieces = self._done = None
            self.transport.unregisterProducer()

    def abort(self) -> None:
        """End at once; no further piece goes out."""
        self._stop_pieces()
        super().abort()

    def start_tls(self) -> Deferred[None]:
        """Begin TLS; the far server must be who it has to be."""
        if self._options is None:
            raise TlsFailedError("TLS is switched off")
        return self.upgrade(self._options)
