"""The side that listens: each inbound protocol is paired with a far leg by its ``Session``."""

from __future__ import annotations

import socket
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IAddress, IPushProducer
from twisted.internet.protocol import ServerFactory, connectionDone
from twisted.python.failure import Failure
from zope.interface import implementer

from skygw.net.connection import Connection
from skygw.net.door import Door
from skygw.net.tls import InboundTls, peer_identity, session_text
from skygw.relay.gateway import Gateway
from skygw.relay.legs import Peer
from skygw.relay.session import Session
from skygw.smtp import Reply

#: A sender that is not read is looked after so often: that it has left frees both legs (I18).
LOOK_EVERY = 1.0
#: tcpi_state, the first octet of struct tcp_info (linux/tcp.h, net/tcp_states.h).
_ESTABLISHED = 1


@implementer(IPushProducer)
class InboundProtocol(Connection):
    """The sender's connection.

    It is also the producer of its own replies: a sender that does not read them is not read from.
    """

    def __init__(self, factory: ESMTPServerFactory, peer: Peer) -> None:
        self._factory = factory
        self._clock = factory.gateway.clock
        self._peer = peer
        self._inside = False
        self._session: Session | None = None
        self._held = False  # the session wants no more
        self._choked = False  # the sender takes no more
        self._tls = ""
        self._client_problem = ""
        self._options = factory.tls  # what the session was offered, whatever a reload says later
        self._look: Any = None

    # -- Twisted calls ---------------------------------------------------------------------------------

    def connectionMade(self) -> None:
        self.transport.setTcpNoDelay(True)
        self.transport.bufferSize = self._factory.read_octets
        refusal = self._factory.door.enter(self._peer.address)
        if refusal is not None:
            self._turn_away(*refusal)
            return
        self._inside = True
        self.transport.registerProducer(self, True)
        self._session = Session(self._factory.gateway, self, self._peer)
        self._factory.sessions.add(self._session)
        self._session.open()

    def _turn_away(self, why: str, refusal: Reply) -> None:
        self._factory.gateway.observer.session_refused(self._peer, why, refusal.text)
        self.write(refusal.raw)
        self.close()

    def dataReceived(self, data: bytes) -> None:
        if self._session is not None:
            self._session.received(data)

    def handshakeCompleted(self) -> None:
        self._tls = session_text(self.transport)
        if self._factory.asks_certificates:
            identity = peer_identity(self.transport)
            if not identity.matches and (identity.presented or self._factory.demands_certificates):
                self._client_problem = identity.error
        super().handshakeCompleted()

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        self.ended(reason.value or ConnectionError())
        if self._look is not None and self._look.active():
            self._look.cancel()
        session, self._session = self._session, None
        if session is not None:
            self._factory.sessions.discard(session)
            session.lost(reason.getErrorMessage())
        if self._inside:
            self._inside = False
            self._factory.door.leave(self._peer.address)
            self._factory.left()

    def pauseProducing(self) -> None:
        self._choked = True
        self._regulate()

    def resumeProducing(self) -> None:
        self._choked = False
        self._regulate()

    def stopProducing(self) -> None:
        self._choked = True

    # -- the session calls -----------------------------------------------------------------------------

    @property
    def tls(self) -> str:
        """Version and cipher, or an empty string in clear."""
        return self._tls

    def client_problem(self) -> str:
        """Why the client's certificate does not do, or an empty string."""
        if self._factory.demands_certificates and not self._tls:
            return "no certificate without TLS"
        return self._client_problem

    def pause(self) -> None:
        """Read no more."""
        self._held = True
        self._regulate()

    def resume(self) -> None:
        """Read on."""
        self._held = False
        self._regulate()

    def _regulate(self) -> None:
        if self._held or self._choked:
            self.transport.pauseProducing()
            if self._look is None and not self._lost:
                self._look = self._clock.callLater(LOOK_EVERY, self._look_after)
        else:
            self.transport.resumeProducing()

    def is_gone(self) -> bool:
        """Whether the sender has left; looked for only while it is not read, else the reactor tells.

        The kernel knows: its end of the connection is then no more ESTABLISHED.
        """
        if not (self._held or self._choked):
            return False
        try:
            state = self.transport.socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0]
        except (AttributeError, OSError):  # not TCP, or gone so far that there is no socket
            return False
        return bool(state != _ESTABLISHED)

    def _look_after(self) -> None:
        self._look = None
        if self._lost or not (self._held or self._choked):
            return
        if self.is_gone():
            self.abort()
        else:
            self._look = self._clock.callLater(LOOK_EVERY, self._look_after)

    def close(self) -> None:
        """See ``Connection.close``; a transport with a producer would wait for it."""
        if self._inside and not self._lost and self._cut is None:
            self.transport.unregisterProducer()
        super().close()

    def start_tls(self) -> Deferred[None]:
        """Begin TLS with our certificate."""
        return self.upgrade(self._factory.tls or self._options)


class ESMTPServerFactory(ServerFactory):
    """Pairs each inbound connection with an ESMTP client leg to the far server.

    Args:
        gateway: what all sessions share.
        door: who may come in.
        tls: our certificate; None where STARTTLS is not served.
        read_octets: the most that is read from a connection at a time.
        asks_certificates: whether senders are asked for a certificate.
        demands_certificates: whether one that does not show any is refused at MAIL.
    """

    noisy = False

    def __init__(
        self,
        gateway: Gateway,
        door: Door,
        tls: InboundTls | None = None,
        *,
        read_octets: int = 65_536,
        asks_certificates: bool = False,
        demands_certificates: bool = False,
    ) -> None:
        self.gateway = gateway
        self.door = door
        self.read_octets = read_octets
        self.take(tls, asks_certificates=asks_certificates, demands_certificates=demands_certificates)
        self.sessions: set[Session] = set()
        self._drained: Deferred[None] | None = None

    def take(self, tls: InboundTls | None, *, asks_certificates: bool, demands_certificates: bool) -> None:
        """Another certificate from now on; sessions under TLS keep theirs."""
        self.tls = tls
        self.asks_certificates = asks_certificates
        self.demands_certificates = demands_certificates

    def buildProtocol(self, addr: IAddress | None) -> InboundProtocol:
        """Twisted: somebody connected."""
        source: Any = addr
        return InboundProtocol(self, Peer(getattr(source, "host", "?"), getattr(source, "port", 0)))

    def drain(self) -> Deferred[None]:
        """Take nothing new; fires when the last session has ended.  Messages under way are finished."""
        self.gateway.stopping = True
        drained: Deferred[None] = Deferred()
        self._drained = drained
        for session in list(self.sessions):
            session.stop()
        self.left()
        return drained

    def cut(self) -> None:
        """End what is left: 421 to everybody; what was not answered is still with the sender."""
        for session in list(self.sessions):
            session.cut()

    def left(self) -> None:
        """A session ended."""
        if self._drained is not None and not self.sessions:
            drained, self._drained = self._drained, None
            drained.callback(None)
