"""A far server that is down, refuses us, or is somebody else: what the sender and the operator are told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from twisted.internet import reactor
from twisted.internet.endpoints import TCP4ClientEndpoint
from twisted.internet.threads import deferToThread

from skygw.rehearsal import FarTls, Fault, Script, Step
from skygw.rehearsal.sender import Sender
from tests.support import pki
from tests.support.e2e import LOOPBACK, GatewayTest, letter, mail, reply_of
from tests.support.gateway import ENDED, Gateway
from tests.support.waiting import free_port

pytestmark = pytest.mark.e2e

FAR_NAME = "far.example"
NO_ROUTE = "550 5.7.64 TenantAttribution; Relay Access Denied"
UNAVAILABLE = b"421 4.4.1 The next hop is not available"


@pytest.fixture(scope="module")
def gateway() -> Iterator[Gateway]:
    with Gateway(free_port()) as gateway:
        yield gateway


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Gateway:
    """TLS onward is required; each test starts it."""
    root = pki.authority().write(tmp_path_factory.mktemp("root") / "root.pem")
    return Gateway(free_port(), {"upstream": {"tls": "required", "ca": root, "verify_name": FAR_NAME}})


class Base(GatewayTest):
    async def greeting(self) -> bytes:
        """What somebody who connects is told first."""
        sender = await Sender.connect(TCP4ClientEndpoint(reactor, LOOPBACK, self.gateway.port), reactor)
        reply = await sender.open()
        sender.abort()
        await sender.ended
        return reply.raw

    async def check_down(self, stage: str, reason: str) -> None:
        """Nobody is greeted, and the log says how far we came."""
        before = len(self.gateway.events("upstream_down"))
        said = await self.greeting()
        assert said.startswith(UNAVAILABLE)
        assert self.gateway.folder.name.encode() not in said
        event = await self.event("upstream_down", before + 1)
        assert (event["stage"], reason in event["reason"]) == (stage, True), event
        assert event["far_end"].endswith(f"[127.0.0.1]:{self.gateway.upstream_port}")


class InClear(Base):
    @pytest.fixture(autouse=True)
    def _gateway(self, gateway: Gateway) -> None:
        self.gateway = gateway

    async def test_nobody_is_there(self) -> None:
        failed = 'skygw_upstream_connects_total{outcome="failed"}'
        before = (await self.metrics()).get(failed, 0)
        await self.far.stop()
        await self.check_down("connect", "Connection refused")
        assert (await self.metrics())[failed] == before + 1
        assert (await self.get("/readyz"))[0] == 200

    async def test_it_does_not_greet_us(self) -> None:
        self.far.script = Script.of(banner="554 5.7.1 Go away")
        await self.check_down("greeting", "554 5.7.1 Go away")

    async def test_it_does_not_like_our_name(self) -> None:
        self.far.script = Script.of(ehlo="550 5.7.506 Not you", helo="550 5.7.506 Not you")
        await self.check_down("EHLO", "550 5.7.506 Not you")

    async def test_it_goes_away_in_a_session(self) -> None:
        self.far.script = Script.of(rcpt=Step(fault=Fault.DISCONNECT))
        before = len(self.gateway.events("upstream_down"))
        sender = await self.sender()
        assert (await sender.command(b"MAIL FROM:<a@interop.example>")).code == 250
        reply = await sender.command(b"RCPT TO:<b@partner.example>")
        assert reply.raw == b"421 4.4.2 The next hop closed the connection; try again later\r\n"
        event = await self.event("upstream_down", before + 1)
        assert event["stage"] == "session"
        assert event["far_end"].endswith(f":{self.gateway.upstream_port}")


class Refused(Base):
    @pytest.fixture(autouse=True)
    def _gateway(self) -> None:
        self.gateway = Gateway(free_port(), {"upstream": {"breaker_threshold": 3}})

    async def test_the_route_is_refused(self) -> None:
        await deferToThread(self.gateway.start)
        self.addCleanup(self.gateway.kill)
        self.far.script = Script.of(end_of_data=NO_ROUTE)
        sender = await self.sender()
        for _ in range(3):
            reply = reply_of(await sender.send(letter(mail("hello"))))
            assert reply == NO_ROUTE.encode() + b"\r\n"
        event = await self.event("breaker")
        assert (event["state"], event["level"]) == ("open", "error")
        assert (await self.metrics())["skygw_breaker"] == 1
        sessions = len(self.far.sessions)
        assert (await self.greeting()).startswith(UNAVAILABLE)
        assert len(self.far.sessions) == sessions
        assert (await self.metrics())['skygw_refused_sessions_total{reason="breaker"}'] == 1
        # Sessions are what finds out that it is over: a balancer must go on sending them.
        assert (await self.get("/readyz"))[0] == 200


class UnderTls(Base):
    @pytest.fixture(autouse=True)
    def _gateway(self, secure: Gateway, tmp_path: Path) -> None:
        self.gateway, self.folder = secure, tmp_path

    async def far_is(self, name: str) -> None:
        """The far server has a certificate with this name from now on."""
        files = pki.authority().issue(name).write(self.folder)
        self.far.tls = FarTls(Path(files.certificate), Path(files.key))

    async def test_who_it_must_be_and_that_it_is_told_goodbye(self) -> None:
        await deferToThread(self.gateway.start)
        self.addCleanup(self.gateway.kill)
        await self.check_down("STARTTLS", "offers no STARTTLS")
        await self.far_is("other.example")
        await self.check_down("STARTTLS", "other.example")
        await self.far_is(FAR_NAME)
        sender = await self.sender()
        assert reply_of(await sender.send(letter(mail("hello"))))[:3] == b"250"
        assert await deferToThread(self.gateway.stop) in ENDED
        await sender.ended
        last = self.far.sessions[-1]
        assert last.tls.startswith("TLSv1.")
        assert last.commands[-1] == b"QUIT"


del Base
