"""STARTTLS over real sockets: transports upgraded from inside a protocol, and a client of another kind."""

from __future__ import annotations

import socket
import ssl
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest
from OpenSSL import SSL
from twisted.internet import defer, reactor, threads
from twisted.internet.endpoints import TCP4ClientEndpoint, TCP4ServerEndpoint, connectProtocol
from twisted.internet.error import ConnectionDone, ConnectionLost
from twisted.internet.interfaces import IHandshakeListener
from twisted.internet.protocol import Factory, Protocol, connectionDone
from twisted.python.failure import Failure
from twisted.trial.unittest import TestCase
from zope.interface import implementer

from skygw.net.tls import (
    InboundTls,
    InboundTlsSettings,
    PeerIdentity,
    UpstreamTls,
    UpstreamTlsSettings,
    peer_identity,
    session_text,
)
from tests.support import pki

TIMEOUT = 10
GATEWAY = "gw.example"
EXCHANGE = "mail.protection.example"
CLIENTS = pki.authority("Client Root")


@implementer(IHandshakeListener)
class Upgrading(Protocol):
    """One side of a STARTTLS as it will be in SMTP: clear text, upgrade, a line under TLS each way."""

    def __init__(self, options: Any, *, server: bool) -> None:
        self.options = options
        self.server = server
        self.events: list[str] = []
        self.text = b""
        self.identity: PeerIdentity | None = None
        self.completed: defer.Deferred[None] = defer.Deferred()
        self.heard: defer.Deferred[bytes] = defer.Deferred()
        self.lost: defer.Deferred[BaseException] = defer.Deferred()

    def connectionMade(self) -> None:
        if not self.server:
            self.transport.write(b"STARTTLS\r\n")  # type: ignore[union-attr]

    def dataReceived(self, data: bytes) -> None:
        self.text += data
        if self.text in (b"STARTTLS\r\n", b"220 go\r\n"):
            if self.server:
                self.transport.write(b"220 go\r\n")  # type: ignore[union-attr]
            self.text = b""
            self.transport.startTLS(self.options)  # type: ignore[union-attr]
        elif self.text.endswith(b"\r\n"):
            self.heard.callback(self.text)

    def handshakeCompleted(self) -> None:
        self.events.append(f"completed {session_text(self.transport).split(' ')[0]}")
        self.identity = peer_identity(self.transport)
        if self.server:
            self.transport.write(b"hello\r\n")  # type: ignore[union-attr]
        self.completed.callback(None)

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        self.events.append("lost")
        self.lost.callback(reason.value)


@attrs.frozen
class Seen:
    """What Python's own client saw of a session."""

    version: str | None
    chain: int
    tickets: bool
    greeting: bytes


class HandshakeTestCase(TestCase):
    timeout = 60

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.accepted: list[Upgrading] = []
        self.issued = pki.authority().intermediate("Between").issue(GATEWAY)
        self.files = self.issued.write(self.folder)
        self.ca = pki.authority().write(self.folder / "ca.pem")

    def inbound(self, **wanted: Any) -> InboundTls:
        return InboundTls(InboundTlsSettings(self.files.certificate, self.files.key, **wanted))

    def upstream(self, **wanted: Any) -> UpstreamTls:
        return UpstreamTls(UpstreamTlsSettings(ca=self.ca, **wanted))

    async def listen(self, tls: Any) -> int:
        def accept() -> Upgrading:
            self.accepted.append(Upgrading(tls, server=True))
            return self.accepted[-1]

        endpoint = TCP4ServerEndpoint(reactor, 0, interface="127.0.0.1")
        port = await endpoint.listen(Factory.forProtocol(accept))
        self.addCleanup(port.stopListening)
        number: int = port.getHost().port
        return number

    async def connect(self, port: int, options: Any) -> Upgrading:
        endpoint = TCP4ClientEndpoint(reactor, "127.0.0.1", port)
        return await connectProtocol(endpoint, Upgrading(options, server=False))

    async def close(self, client: Upgrading) -> None:
        client.transport.loseConnection()  # type: ignore[union-attr]
        await client.lost
        await self.accepted[-1].lost

    # -- our two legs with each other

    async def test_both_ends_learn_that_the_handshake_is_over(self) -> None:
        port = await self.listen(self.inbound())
        options = self.upstream().client_options(GATEWAY)
        client = await self.connect(port, options)
        await client.completed
        await self.accepted[0].completed
        assert (options.verified, options.failure) == (True, "")
        await self.close(client)
        assert client.events == ["completed TLSv1.3", "lost"]
        assert self.accepted[0].events == ["completed TLSv1.3", "lost"]

    async def test_lines_go_both_ways_under_tls(self) -> None:
        port = await self.listen(self.inbound())
        client = await self.connect(port, self.upstream().client_options(GATEWAY))
        assert await client.heard == b"hello\r\n"
        client.transport.write(b"EHLO\r\n")  # type: ignore[union-attr]
        assert await self.accepted[0].heard == b"EHLO\r\n"
        await self.close(client)

    async def test_a_wrong_name_is_learnt_of_by_connection_lost(self) -> None:
        port = await self.listen(self.inbound())
        options = self.upstream().client_options("mx.contoso.example")
        client = await self.connect(port, options)
        reason = await client.lost
        assert client.events == ["lost"]
        assert isinstance(reason, SSL.Error)
        text = f"the certificate is for {GATEWAY}, not for mx.contoso.example"
        assert options.explain(reason) == text
        await self.accepted[0].lost
        assert self.accepted[0].events == ["lost"]

    async def test_an_opportunistic_leg_goes_on(self) -> None:
        port = await self.listen(self.inbound())
        options = self.upstream(required=False).client_options("mx.contoso.example")
        client = await self.connect(port, options)
        await client.completed
        assert not options.verified
        await self.close(client)

    async def test_a_client_certificate_of_either_leg(self) -> None:
        """Our own far leg presents what our own inbound leg asks for."""
        ours = CLIENTS.intermediate("Clients").issue(EXCHANGE, purposes=[pki.SERVER])
        files = ours.write(self.folder, "client")
        tls = self.inbound(client_ca=CLIENTS.write(self.folder / "c.pem"), client_names=(EXCHANGE,))
        port = await self.listen(tls)
        upstream = self.upstream(certificate=files.certificate, key=files.key)
        client = await self.connect(port, upstream.client_options(GATEWAY))
        await client.completed
        await self.accepted[0].completed
        assert self.accepted[0].identity == PeerIdentity(True, True, (EXCHANGE,), matches=True)
        await self.close(client)

    async def test_contexts_are_shared_by_all_sessions(self) -> None:
        port = await self.listen(self.inbound())
        tls = self.upstream()
        for _ in range(3):
            client = await self.connect(port, tls.client_options(GATEWAY))
            await client.completed
            await self.close(client)
        made: list[Any] = [tls.client_options(GATEWAY).clientConnectionForTLS(None) for _ in range(2)]
        assert made[0].get_context() is made[1].get_context()

    # -- Python's own client: another OpenSSL, another library

    async def visit(
        self, port: int, prepare: Callable[[ssl.SSLContext], None] = lambda context: None
    ) -> Seen:
        context = ssl.create_default_context(cafile=self.ca)
        prepare(context)
        seen: Seen = await threads.deferToThread(visit, port, context)
        await self.accepted[-1].lost
        return seen

    async def test_tls_1_3_without_tickets_and_with_the_whole_chain(self) -> None:
        port = await self.listen(self.inbound())
        assert await self.visit(port) == Seen("TLSv1.3", 2, False, b"hello\r\n")

    async def test_tls_1_2_without_tickets(self) -> None:
        port = await self.listen(self.inbound())
        seen = await self.visit(port, at_most(ssl.TLSVersion.TLSv1_2))
        assert seen == Seen("TLSv1.2", 2, False, b"hello\r\n")

    async def test_tls_1_2_with_tickets_where_they_are_wanted(self) -> None:
        port = await self.listen(self.inbound(session_tickets=True))
        seen = await self.visit(port, at_most(ssl.TLSVersion.TLSv1_2))
        assert seen.tickets

    async def test_tls_1_1_is_refused(self) -> None:
        port = await self.listen(self.inbound())

        def old(context: ssl.SSLContext) -> None:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)
                context.minimum_version = ssl.TLSVersion.TLSv1
                context.maximum_version = ssl.TLSVersion.TLSv1_1
            context.set_ciphers("ALL:@SECLEVEL=0")

        with pytest.raises(ssl.SSLError):
            await self.visit(port, old)
        await self.accepted[0].lost
        assert self.accepted[0].events == ["lost"]

    async def identity(self, issued: pki.Issued, *client_names: str) -> PeerIdentity:
        files = issued.write(self.folder, "client")
        ca = CLIENTS.write(self.folder / "c.pem")
        port = await self.listen(self.inbound(client_ca=ca, client_names=client_names))
        await self.visit(port, lambda context: context.load_cert_chain(files.certificate, files.key))
        identity = self.accepted[-1].identity
        assert identity is not None
        return identity

    async def test_a_certificate_for_servers_alone_is_taken(self) -> None:
        issued = CLIENTS.intermediate("Clients").issue(EXCHANGE, purposes=[pki.SERVER])
        identity = await self.identity(issued, "*.protection.example")
        assert identity == PeerIdentity(True, True, (EXCHANGE,), matches=True)

    async def test_bad_certificates_are_taken_down(self) -> None:
        cases = (
            (CLIENTS.expired(EXCHANGE), "expired on"),
            (pki.root("Foreign").issue(EXCHANGE), "not among the trusted authorities"),
            (CLIENTS.issue("other.example"), f"is for other.example, not for {EXCHANGE}"),
        )
        for issued, text in cases:
            identity = await self.identity(issued, EXCHANGE)
            assert identity.presented
            assert not identity.matches
            assert text in identity.error

    async def test_an_end_without_close_notify_is_told_from_a_proper_one(self) -> None:
        """Else whoever sits in between could cut a message short."""
        port = await self.listen(self.inbound())
        context = ssl.create_default_context(cafile=self.ca)
        await threads.deferToThread(visit, port, context, proper_end=True)
        assert isinstance(await self.accepted[-1].lost, ConnectionDone)
        await threads.deferToThread(visit, port, context, proper_end=False)
        assert isinstance(await self.accepted[-1].lost, ConnectionLost)

    async def test_clear_text_in_place_of_a_handshake_ends_it(self) -> None:
        port = await self.listen(self.inbound())
        await threads.deferToThread(speak_clear_text, port)
        assert isinstance(await self.accepted[-1].lost, SSL.Error)
        assert self.accepted[-1].events == ["lost"]
        assert self.accepted[-1].text == b""


def at_most(version: ssl.TLSVersion) -> Callable[[ssl.SSLContext], None]:
    def limit(context: ssl.SSLContext) -> None:
        context.maximum_version = version

    return limit


def begin(port: int) -> socket.socket:
    sock = socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT)
    sock.sendall(b"STARTTLS\r\n")
    assert sock.recv(100) == b"220 go\r\n"
    return sock


def visit(port: int, context: ssl.SSLContext, proper_end: bool = True) -> Seen:
    """A whole session of Python's client; it reads under TLS, because tickets come behind the handshake."""
    with begin(port) as sock:
        secure = context.wrap_socket(sock, server_hostname=GATEWAY)
        greeting = secure.recv(100)
        assert secure.session is not None
        # Python 3.13 has get_unverified_chain in public.
        chain = getattr(secure, "get_unverified_chain", None) or secure._sslobj.get_unverified_chain
        seen = Seen(secure.version(), len(chain()), secure.session.has_ticket, greeting)
        if proper_end:
            secure.unwrap()
        secure.close()
        return seen


def speak_clear_text(port: int) -> None:
    with begin(port) as sock:
        sock.sendall(b"EHLO not.tls\r\n")
        while sock.recv(1000):
            pass
