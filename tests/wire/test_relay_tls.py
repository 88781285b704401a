"""TLS on both legs of a real pair: verified onward or not at all (I20), nothing in clear behind it (I19)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs
from twisted.internet import reactor
from twisted.internet.endpoints import TCP4ServerEndpoint
from twisted.internet.protocol import Factory, Protocol

from skygw.net import connection
from skygw.net.tls import InboundTls, InboundTlsSettings, UpstreamTls, UpstreamTlsSettings
from skygw.rehearsal import FarServer, FarTls, Fault, Script, Step
from skygw.relay.settings import Settings
from tests.support import pki
from tests.support.legs import settings
from tests.support.pairs import ENVELOPE, QUICK, Sender, WirePair
from tests.support.tls import Plain, context_of
from tests.wire.test_relay import LARGE, LARGE_STUFFED, WITHOUT_CHUNKING

GATEWAY = "gw.example"
FAR = "far.example"
CLIENTS = pki.authority("Client Root")
UNAVAILABLE = b"421 4.4.1 The next hop is not available: "


def relay(**wanted: Any) -> Settings:
    return settings(starttls=True, timeouts=QUICK, **wanted)


class TlsPair(WirePair):
    def setUp(self) -> None:
        super().setUp()
        self.ca = pki.authority().write(self.folder / "ca.pem")

    def far_tls(self, issued: pki.Issued | None = None) -> FarTls:
        files = (issued or pki.issued(FAR)).write(self.folder, "far")
        return FarTls(Path(files.certificate), Path(files.key))

    def upstream(self, **wanted: Any) -> UpstreamTls:
        return UpstreamTls(UpstreamTlsSettings(**{"ca": self.ca, **wanted}))

    def inbound(self, **wanted: Any) -> InboundTls:
        files = pki.issued(GATEWAY).write(self.folder, "gateway")
        return InboundTls(InboundTlsSettings(files.certificate, files.key, **wanted))

    async def under_tls(self, certificate: pki.Issued | None = None) -> Sender:
        """A sender under TLS that has said EHLO again."""
        sender = await self.greeted()
        assert (await sender.ask(b"STARTTLS"))[:3] == b"220"
        transport: Any = sender.transport
        transport.startTLS(Plain(context_of(certificate), GATEWAY.encode()))
        await sender.shaken()
        assert sender.completed, sender.reason
        assert (await sender.ask(b"EHLO sender.example"))[:3] == b"250"
        return sender


class FarTlsTestCase(TlsPair):
    async def refused(self, far: FarServer) -> bytes:
        """What the sender is told instead of a greeting."""
        await self.open(upstream_tls=self.upstream(), host=FAR)
        sender = await self.sender()
        reply = await sender.reply()
        assert reply.startswith(UNAVAILABLE), reply
        await sender.ended()
        await self.freed()
        await far.when_sessions_ended(1)
        said = far.sessions[0].commands
        assert said in ([b"EHLO gw.example"], [b"EHLO gw.example", b"STARTTLS"])  # and nothing else in clear
        return reply[len(UNAVAILABLE) :]

    async def test_a_message_under_tls(self) -> None:
        far = await self.far(tls=self.far_tls())
        await self.open(upstream_tls=self.upstream(), host=FAR)
        sender = await self.enveloped()
        sender.octets(b"BDAT 3 LAST\r\nabc")
        assert (await sender.reply())[:3] == b"250"
        assert far.sessions[0].tls.startswith("TLSv1.3")
        assert far.messages[0].content == b"abc"
        assert far.sessions[0].commands[:3] == [b"EHLO gw.example", b"STARTTLS", b"EHLO gw.example"]

    async def test_a_large_message_by_data_under_tls(self) -> None:
        far = await self.far(Script(capabilities=_starttls(WITHOUT_CHUNKING)), tls=self.far_tls())
        await self.open(upstream_tls=self.upstream(), host=FAR, relay=settings())
        sender = await self.enveloped()
        await sender.ask(b"DATA")
        sender.octets(LARGE_STUFFED + b".\r\n")
        assert (await sender.reply())[:3] == b"250"
        assert (far.messages[0].content, far.messages[0].by) == (LARGE, "DATA")

    async def test_our_certificate_is_shown(self) -> None:
        files = CLIENTS.issue("gw.contoso.example", purposes=(pki.SERVER,)).write(self.folder, "own")
        far = await self.far(tls=self.far_tls())
        own = self.upstream(certificate=files.certificate, key=files.key)
        await self.open(upstream_tls=own, host=FAR)
        await self.greeted()
        assert far.sessions[0].certificate_names == ("gw.contoso.example",)

    async def test_another_name(self) -> None:
        far = await self.far(tls=self.far_tls(pki.issued("other.example")))
        assert await self.refused(far) == (
            b"TLS: the certificate is for other.example, not for far.example\r\n"
        )

    async def test_the_name_that_was_configured_counts(self) -> None:
        await self.far(tls=self.far_tls(pki.issued("other.example")))
        await self.open(upstream_tls=self.upstream(verify_name="other.example"), host=FAR)
        await self.greeted()

    async def test_an_authority_that_nobody_knows(self) -> None:
        far = await self.far(tls=self.far_tls(pki.self_signed(FAR)))
        assert (await self.refused(far)).startswith(b"TLS: ")

    async def test_a_certificate_that_has_expired(self) -> None:
        far = await self.far(tls=self.far_tls(pki.authority().expired(FAR)))
        assert b"expired" in await self.refused(far)

    async def test_no_starttls_is_offered(self) -> None:
        far = await self.far()
        assert b"offers no STARTTLS" in await self.refused(far)

    async def test_starttls_is_refused(self) -> None:
        far = await self.far(Script.of(starttls="454 4.7.0 not now"), tls=self.far_tls())
        assert await self.refused(far) == b"STARTTLS: 454 4.7.0 not now\r\n"

    async def test_replies_injected_behind_the_220(self) -> None:
        step = Step(b"220 go\r\n", fault=Fault.SURPLUS, extra=b"250 injected\r\n")
        far = await self.far(Script.of(starttls=step), tls=self.far_tls())
        assert await self.refused(far) == b"clear text behind the reply to STARTTLS\r\n"

    async def test_a_far_side_that_closes_behind_its_220(self) -> None:
        far = await self.far(Script.of(starttls="220 go"))  # it has no certificate
        assert (await self.refused(far)).startswith(b"TLS: ")

    async def test_a_far_side_that_hangs_in_the_handshake(self) -> None:
        """The attempt was given up, and then its end used to raise AlreadyCalledError."""
        silent = await self.silent()
        await self.open(upstream_tls=self.upstream(), host=FAR, connect=0.3)
        sender = await self.sender()
        assert await sender.reply() == b"421 4.4.1 The next hop is not available\r\n"
        await sender.ended()
        assert self.refusals() == ["127.0.0.1: no answer within 0.3 s"]
        await self.freed()
        await self.until(lambda: silent.ended, "the far side to be told")

    async def test_the_sender_goes_while_the_far_side_hangs_in_the_handshake(self) -> None:
        silent = await self.silent()
        await self.open(upstream_tls=self.upstream(), host=FAR, connect=0.3)
        sender = await self.sender()
        await self.until(lambda: silent.shaking, "the handshake to begin")
        sender.go()
        await self.freed()

    async def silent(self) -> Silent:
        silent = Silent()
        endpoint = TCP4ServerEndpoint(reactor, 0, interface="127.0.0.1")
        port = await endpoint.listen(Factory.forProtocol(lambda: silent))
        self.addCleanup(port.stopListening)
        self.far_port = port.getHost().port
        return silent

    async def test_a_far_side_that_goes_under_tls(self) -> None:
        far = await self.far(Script.of(mail=Step(fault=Fault.RESET)), tls=self.far_tls())
        await self.open(upstream_tls=self.upstream(), host=FAR)
        sender = await self.greeted()
        assert (await sender.ask(ENVELOPE[0]))[:9] == b"421 4.4.2"
        await sender.ended()
        await self.freed()
        assert far.accepted == ()

    async def test_a_network_that_takes_nothing_more_under_tls(self) -> None:
        far = await self.far(Script.of(content=Step(fault=Fault.STALL)), tls=self.far_tls())
        await self.open(upstream_tls=self.upstream(), host=FAR)
        sender = await self.enveloped()
        await sender.ask(b"DATA")
        sender.octets(b"A: b\r\n\r\n" + b"x" * 20_000_000 + b"\r\n.\r\n")
        assert (await sender.reply())[:9] == b"451 4.4.2"
        await sender.ended()
        await self.freed()
        assert far.accepted == ()


class Silent(Protocol):
    """A far side that says 220 to STARTTLS and then nothing more."""

    def __init__(self) -> None:
        self.ended = False
        self.shaking = False

    def connectionMade(self) -> None:
        self.transport.write(b"220 far\r\n")  # type: ignore[union-attr]

    def dataReceived(self, data: bytes) -> None:
        if data.startswith(b"EHLO"):
            self.transport.write(b"250-far\r\n250 STARTTLS\r\n")  # type: ignore[union-attr]
        elif data.startswith(b"STARTTLS"):
            self.transport.write(b"220 go\r\n")  # type: ignore[union-attr]
        else:
            self.shaking = True

    def connectionLost(self, reason: object = None) -> None:
        self.ended = True


class InboundTlsTestCase(TlsPair):
    async def test_a_message_under_tls(self) -> None:
        far = await self.far()
        await self.open(inbound_tls=self.inbound(), relay=relay(require_tls=True))
        sender = await self.greeted()
        assert await sender.ask(ENVELOPE[0]) == b"530 5.7.0 Must issue a STARTTLS command first\r\n"
        sender = await self.under_tls()
        await sender.ask(*ENVELOPE)
        await sender.ask(b"DATA")
        sender.octets(LARGE_STUFFED + b".\r\n")
        assert (await sender.reply())[:3] == b"250"
        assert far.messages[0].content == LARGE
        assert self.onlooker.records[0].tls.startswith("TLSv1.3")
        assert (await sender.ask(b"QUIT"))[:3] == b"221"
        await sender.ended()

    async def test_clear_text_behind_starttls(self) -> None:
        far = await self.far()
        await self.open(inbound_tls=self.inbound(), relay=relay())
        sender = await self.greeted()
        sender.say(b"STARTTLS", b"MAIL FROM:<injected@x>")
        assert await sender.reply() == b"554 5.7.0 Nothing may follow STARTTLS in clear\r\n"
        await sender.ended()
        await self.freed()
        assert far.sessions[0].commands == [b"EHLO gw.example", b"QUIT"]

    async def test_clear_text_instead_of_a_handshake(self) -> None:
        far = await self.far()
        await self.open(inbound_tls=self.inbound(), relay=relay())
        sender = await self.greeted()
        await sender.ask(b"STARTTLS")
        sender.say(b"MAIL FROM:<injected@x>")
        await sender.lost()
        await self.freed()
        assert far.sessions[0].commands == [b"EHLO gw.example", b"QUIT"]

    async def test_a_sender_that_goes_in_the_handshake(self) -> None:
        await self.far()
        await self.open(inbound_tls=self.inbound(), relay=relay())
        sender = await self.greeted()
        await sender.ask(b"STARTTLS")
        sender.octets(b"\x16\x03\x01")
        sender.go()
        await self.freed()

    async def test_a_sender_that_hangs_in_the_handshake(self) -> None:
        await self.far()
        self.patch(connection, "LINGER", 0.2)
        quick = attrs.evolve(relay().timeouts, command=0.3)
        await self.open(inbound_tls=self.inbound(), relay=attrs.evolve(relay(), timeouts=quick))
        sender = await self.greeted()
        await sender.ask(b"STARTTLS")
        await sender.lost()
        await self.freed()

    async def test_a_sender_that_goes_under_tls_in_content(self) -> None:
        far = await self.far()
        await self.open(inbound_tls=self.inbound(), relay=relay())
        sender = await self.under_tls()
        await sender.ask(*ENVELOPE)
        await sender.ask(b"DATA")
        sender.octets(b"x" * 100_000)
        transport: Any = sender.transport
        transport.loseConnection()  # with close_notify: still no end of data
        await self.freed()
        assert far.messages == ()

    async def test_an_end_while_the_sender_has_not_read_its_reply(self) -> None:
        await self.far()
        await self.open(inbound_tls=self.inbound(), relay=relay(max_errors=0))
        sender = await self.under_tls()
        sender.say(b"NONSENSE")
        assert await sender.reply() == b"421 4.7.0 Too many errors\r\n"
        await sender.ended()
        await self.freed()


class ClientCertificateTestCase(TlsPair):
    async def certified(
        self, certificate: pki.Issued | None, *, demands: bool = True, **wanted: Any
    ) -> bytes:
        """The reply to MAIL."""
        await self.far()
        inbound = self.inbound(client_ca=CLIENTS.write(self.folder / "clients.pem"), **wanted)
        await self.open(inbound_tls=inbound, relay=relay(), asks=True, demands=demands)
        sender = await self.under_tls(certificate)
        return await sender.ask(ENVELOPE[0])

    async def test_one_that_is_known(self) -> None:
        assert (await self.certified(CLIENTS.issue("mail.protection.example")))[:3] == b"250"

    async def test_one_for_servers_alone(self) -> None:
        certificate = CLIENTS.issue("mail.protection.example", purposes=(pki.SERVER,))
        assert (await self.certified(certificate))[:3] == b"250"

    async def test_one_for_the_name_that_is_wanted(self) -> None:
        certificate = CLIENTS.issue("mail.protection.example")
        assert (await self.certified(certificate, client_names=("*.protection.example",)))[:3] == b"250"

    async def refused(self, certificate: pki.Issued | None, **wanted: Any) -> None:
        reply = await self.certified(certificate, **wanted)
        assert reply == b"451 4.7.1 Your client certificate is not accepted here\r\n"

    async def test_one_for_another_name(self) -> None:
        await self.refused(CLIENTS.issue("mail.example"), client_names=("*.protection.example",))

    async def test_one_of_an_authority_that_nobody_knows(self) -> None:
        await self.refused(pki.root("Unknown").issue("mail.protection.example"))

    async def test_one_that_has_expired(self) -> None:
        await self.refused(CLIENTS.expired("mail.protection.example"))

    async def test_none_where_one_is_demanded(self) -> None:
        await self.refused(None)

    async def test_none_where_none_is_demanded(self) -> None:
        assert (await self.certified(None, demands=False))[:3] == b"250"

    async def test_a_wrong_one_where_none_is_demanded(self) -> None:
        await self.refused(pki.root("Unknown").issue("mail.protection.example"), demands=False)

    async def test_nothing_under_tls_where_one_is_demanded_but_tls_is_not(self) -> None:
        await self.far()
        await self.open(inbound_tls=self.inbound(), relay=relay(), asks=True, demands=True)
        sender = await self.greeted()
        reply = await sender.ask(ENVELOPE[0])
        assert reply == b"451 4.7.1 Your client certificate is not accepted here\r\n"


def _starttls(capabilities: Any) -> Any:
    lines = capabilities.before_tls
    return attrs.evolve(capabilities, before_tls=(*lines, "STARTTLS"), after_tls=lines)
