"""TLS sessions in memory, with Twisted's own TLS transport at both ends."""

from __future__ import annotations

from typing import Any

import attrs
from OpenSSL import SSL
from twisted.internet.interfaces import (
    IHandshakeListener,
    IOpenSSLClientConnectionCreator,
    IOpenSSLServerConnectionCreator,
)
from twisted.internet.protocol import Factory, Protocol, connectionDone
from twisted.internet.task import Clock
from twisted.protocols.tls import TLSMemoryBIOFactory
from twisted.python.failure import Failure
from twisted.test import iosim
from zope.interface import implementer

from skygw.net.tls import PeerIdentity, peer_identity, session_text


@implementer(IHandshakeListener)
class End(Protocol):
    """One end of a session; remembers what it was told."""

    completed = False
    received = b""
    identity: PeerIdentity | None = None
    session = ""
    lost: BaseException | None = None

    def handshakeCompleted(self) -> None:
        self.completed = True
        self.identity = peer_identity(self.transport)
        self.session = session_text(self.transport)

    def dataReceived(self, data: bytes) -> None:
        self.received += data

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        self.lost = reason.value


@attrs.define
class Session:
    """Both ends after a handshake, successful or not."""

    server: End
    client: End
    pump: iosim.IOPump

    @property
    def completed(self) -> bool:
        """Whether the handshake was completed at both ends."""
        return self.server.completed and self.client.completed

    def handle(self, end: End) -> SSL.Connection:
        """The OpenSSL connection at one end."""
        return end.transport.getHandle()  # type: ignore[union-attr]


def shake(server: object, client: object) -> Session:
    """Shake hands between two connection creators."""
    clock = Clock()
    ends = End(), End()
    protocols: list[Any] = []
    for end, options, is_client in ((ends[0], server, False), (ends[1], client, True)):
        inner = Factory.forProtocol(lambda end=end: end)
        factory: Any = TLSMemoryBIOFactory(options, is_client, inner, clock)
        protocols.append(factory.buildProtocol(None))
    transports = iosim.makeFakeServer(protocols[0]), iosim.makeFakeClient(protocols[1])
    pump = iosim.connect(protocols[0], transports[0], protocols[1], transports[1], clock=clock)
    return Session(ends[0], ends[1], pump)


@implementer(IOpenSSLClientConnectionCreator, IOpenSSLServerConnectionCreator)
class Plain:
    """A peer that is none of ours: any context, as client or as server."""

    def __init__(self, context: SSL.Context | None = None, sni: bytes = b"") -> None:
        self.context = context or SSL.Context(SSL.TLS_METHOD)
        self.sni = sni

    def clientConnectionForTLS(self, tlsProtocol: object) -> SSL.Connection:
        connection = SSL.Connection(self.context, None)
        if self.sni:
            connection.set_tlsext_host_name(self.sni)
        return connection

    def serverConnectionForTLS(self, tlsProtocol: object) -> SSL.Connection:
        return SSL.Connection(self.context, None)


def context_of(issued: Any = None, *, chain: bool = True) -> SSL.Context:
    """A context that presents what a `tests.support.pki.Issued` holds, with or without what is behind it."""
    context = SSL.Context(SSL.TLS_METHOD)
    if issued is not None:
        context.use_certificate(issued.certificate)
        context.use_privatekey(issued.key)
        for certificate in issued.chain[1:] if chain else ():
            context.add_extra_chain_cert(certificate)
    return context
