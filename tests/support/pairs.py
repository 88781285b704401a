"""Real pairs on the loopback interface: a raw sender, our own factory and dialer, and rehearsal far servers.

Everything runs in the one reactor of the test, and everything is waited for by what happens, never by time;
``WirePair.timeout`` is there for what does not happen.  At the end of each test nothing may be left with the
reactor: trial looks for that by itself.
"""

from __future__ import annotations

import ipaddress
import tempfile
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any, TypeVar

from twisted.internet import reactor
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import TCP4ClientEndpoint, TCP4ServerEndpoint, connectProtocol
from twisted.internet.interfaces import IHandshakeListener
from twisted.internet.protocol import Protocol, connectionDone
from twisted.python.failure import Failure
from twisted.trial.unittest import TestCase
from zope.interface import implementer

from skygw.net.dialer import Route, UpstreamDialer
from skygw.net.dns import Address, Resolution
from skygw.net.door import Door
from skygw.net.server import ESMTPServerFactory
from skygw.net.tls import InboundTls, UpstreamTls
from skygw.rehearsal import FarServer, FarTls, Script
from skygw.relay.budget import MemoryBudget
from skygw.relay.gateway import Gateway
from skygw.relay.settings import Settings
from skygw.smtp import ReplyReader
from tests.support.legs import Onlooker, ScriptedInspection, settings

T = TypeVar("T")

#: Long enough for a busy machine, short enough to be waited for.
QUICK = {"upstream_reply": 0.5, "upstream_end_of_data": 0.5, "quit": 0.5}

ENVELOPE = (b"MAIL FROM:<a@x.example>", b"RCPT TO:<b@y.example>")


@implementer(IHandshakeListener)
class Sender(Protocol):
    """A client that says octets and reads replies."""

    def __init__(self) -> None:
        self.reader = ReplyReader()
        self.received = b""
        self.reason: BaseException | None = None
        self._waiting: list[Deferred[None]] = []
        self.completed = False

    def dataReceived(self, data: bytes) -> None:
        self.received += data
        self.reader.receive(data)
        self._wake()

    def handshakeCompleted(self) -> None:
        self.completed = True
        self._wake()

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        self.reason = reason.value
        self._wake()

    def _wake(self) -> None:
        waiting, self._waiting = self._waiting, []
        for one in waiting:
            one.callback(None)

    async def _something(self) -> None:
        waits: Deferred[None] = Deferred()
        self._waiting.append(waits)
        await waits

    def say(self, *lines: bytes) -> None:
        """Lines, without their CRLF, in one write."""
        self.octets(b"".join(line + b"\r\n" for line in lines))

    def octets(self, octets: bytes) -> None:
        self.transport.write(octets)  # type: ignore[union-attr]

    async def reply(self) -> bytes:
        """The next reply, whole."""
        while (reply := self.reader.next_reply()) is None:
            if self.reason is not None:
                raise AssertionError(f"the session ended ({self.reason}) where a reply was due")
            await self._something()
        return reply.raw

    async def ask(self, *lines: bytes) -> bytes:
        """Say lines; gives the last of as many replies."""
        self.say(*lines)
        raw = b""
        for _ in lines:
            raw = await self.reply()
        return raw

    async def ended(self) -> None:
        """The gateway has closed, and said nothing more."""
        await self.lost()
        assert self.reader.next_reply() is None, "there was something more to be read"
        assert not self.reader.pending, "half a reply at the end"

    async def lost(self) -> None:
        """The connection is gone."""
        while self.reason is None:
            await self._something()

    async def shaken(self) -> None:
        """The handshake is over, well or not."""
        while not self.completed and self.reason is None:
            await self._something()

    def go(self) -> None:
        """Reset the connection."""
        self.transport.abortConnection()  # type: ignore[union-attr]


class Directory:
    """Stands for DNS: these addresses, or this error."""

    def __init__(self, *hosts: str, error: str = "") -> None:
        found = tuple(Address(host, "ipv4", f"mx{number}.example") for number, host in enumerate(hosts, 1))
        self.resolution = Resolution(found, error)

    async def resolve(self, host: str, *, mx: bool = True, families: Sequence[str] = ("ipv4",)) -> Resolution:
        return self.resolution


class WirePair(TestCase):
    """What each wire test of the relay stands on."""

    timeout = 30

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.onlooker = Onlooker()
        self.inspection = ScriptedInspection()
        self.senders: list[Sender] = []
        self.fars: list[FarServer] = []
        self.factory: ESMTPServerFactory | None = None
        self.port = 0

    async def tearDown(self) -> None:
        """Whatever a test left open ends; then everything must be gone on both sides."""
        for sender in self.senders:
            if sender.reason is None:
                sender.go()
                await sender.lost()
        if self.factory is not None:
            drained = self.factory.drain()
            self.factory.cut()
            await drained
        for far in self.fars:
            await far.stop()
        if self.factory is not None:
            await self.dialer.when_gone()
            assert not self.gateway.budget.in_flight
            assert not self.factory.door.sessions
        assert self.onlooker.errors == []

    async def far(
        self,
        script: Script | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        tls: FarTls | None = None,
    ) -> FarServer:
        """A far server that listens; ``self.far_port`` is where."""
        server = FarServer(reactor, script, tls=tls)  # type: ignore[arg-type]
        self.far_port = await server.listen(TCP4ServerEndpoint(reactor, port, interface=host))
        self.fars.append(server)
        return server

    async def open(
        self,
        *,
        hosts: Sequence[str] = ("127.0.0.1",),
        relay: Settings | None = None,
        upstream_tls: UpstreamTls | None = None,
        inbound_tls: InboundTls | None = None,
        asks: bool = False,
        demands: bool = False,
        sessions: int = 10,
        sessions_per_address: int = 10,
        networks: Sequence[str] = ("127.0.0.0/8",),
        connect: float = 5.0,
        host: str = "far.example",
    ) -> None:
        """The gateway listens at ``self.port``."""
        relay = relay or settings(timeouts=QUICK)
        tls = "required" if upstream_tls is not None else "off"
        route = Route(host, self.far_port, tls=tls, hostname="gw.example", connect=connect)
        directory: Any = Directory(*hosts)
        self.dialer = UpstreamDialer(reactor, directory, route, relay.timeouts, upstream_tls)
        self.gateway = Gateway(
            clock=reactor,  # type: ignore[arg-type]
            dialer=self.dialer,
            budget=MemoryBudget(1 << 28),
            inspection=self.inspection,
            observer=self.onlooker,
            settings=relay,
        )
        door = Door([ipaddress.ip_network(network) for network in networks], sessions, sessions_per_address)
        self.factory = ESMTPServerFactory(
            self.gateway, door, inbound_tls, asks_certificates=asks, demands_certificates=demands
        )
        listening = await TCP4ServerEndpoint(reactor, 0, interface="127.0.0.1").listen(self.factory)
        self.addCleanup(listening.stopListening)
        self.port = listening.getHost().port

    async def sender(self) -> Sender:
        """A sender that is connected and has heard nothing yet."""
        endpoint = TCP4ClientEndpoint(reactor, "127.0.0.1", self.port)
        sender = await connectProtocol(endpoint, Sender())
        self.senders.append(sender)
        return sender

    async def greeted(self) -> Sender:
        """A sender that was greeted and has said EHLO."""
        sender = await self.sender()
        assert (await sender.reply())[:3] == b"220"
        assert (await sender.ask(b"EHLO sender.example"))[:3] == b"250"
        return sender

    async def enveloped(self) -> Sender:
        """A sender whose envelope was taken."""
        sender = await self.greeted()
        assert (await sender.ask(*ENVELOPE))[:3] == b"250"
        return sender

    async def until(self, probe: Callable[[], object], what: str) -> None:
        """Wait for a state that nobody tells of; trial's timeout ends it."""
        while not probe():
            await _turn(what)

    async def freed(self) -> None:
        """Both legs of every session are gone."""
        factory = self.factory
        assert factory is not None
        await self.until(lambda: not factory.sessions and not factory.door.sessions, "the sessions to end")
        await self.dialer.when_gone()

    def refusals(self) -> list[str]:
        """Why no far leg could be had, as the log has it."""
        return [event[-1] for event in self.onlooker.events if event[0] == "upstream failed"]

    def closed(self) -> list[tuple[Any, ...]]:
        """How the sessions ended."""
        return [event[1:] for event in self.onlooker.events if event[0] == "closed"]


def _turn(what: str) -> Deferred[None]:
    """A turn of the reactor."""
    turned: Deferred[None] = Deferred()
    clock: Any = reactor
    clock.callLater(0.005, turned.callback, None)
    return turned


def cases(*rows: tuple[Any, ...]) -> Callable[[type[T]], type[T]]:
    """Class decorator: one test for each row, ``(name, *arguments)``, by the class's ``check``."""

    def decorate(cls: type[T]) -> type[T]:
        for name, *arguments in rows:
            setattr(cls, f"test_{name}", _case(*arguments))
        return cls

    return decorate


def _case(*arguments: Any) -> Callable[[Any], Coroutine[Any, Any, None]]:
    async def test(self: Any) -> None:
        await self.check(*arguments)

    return test
