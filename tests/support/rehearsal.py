"""A far server in memory, talked to by hand: for tests of the rehearsal itself."""

from __future__ import annotations

from typing import Any

import attrs
from twisted.internet.address import IPv4Address
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport

from skygw.rehearsal import FarServer, FarTls, Observer, Script, SessionRecord
from skygw.rehearsal.session import FarSession

ENVELOPE = b"EHLO me\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\n"


class Wire(StringTransport):
    """A transport that also knows of RST, of reading paused and of TLS begun."""

    aborted = False
    tls: object = None

    def abortConnection(self) -> None:
        self.aborted = True
        super().abortConnection()

    def startTLS(self, options: object) -> None:
        self.tls = options


@attrs.define
class Talk:
    """One session with ``far``: ``say`` octets, get what came back."""

    far: FarServer
    clock: Clock
    session: FarSession
    wire: Wire

    @classmethod
    def with_(cls, script: Script | None = None, tls: FarTls | None = None, *observers: Observer) -> Talk:
        clock = Clock()
        return cls.to(FarServer(clock, script, tls=tls, observers=observers), clock)

    @classmethod
    def to(cls, far: FarServer, clock: Clock, port: int = 40000, host: str = "192.0.2.1") -> Talk:
        session = far.buildProtocol(IPv4Address("TCP", host, port))
        wire = Wire()
        session.makeConnection(wire)
        return cls(far, clock, session, wire)

    def say(self, octets: bytes = b"") -> bytes:
        """Octets to the server; gives everything that it has said since the last time."""
        if octets:
            self.session.dataReceived(octets)
        said: bytes = self.wire.value()
        self.wire.clear()
        return said

    def after(self, seconds: float) -> bytes:
        self.clock.advance(seconds)
        return self.say()

    def codes(self, octets: bytes) -> list[str]:
        """The code of each line that came back."""
        return [line[:3].decode("ascii") for line in self.say(octets).splitlines()]

    def go(self, reason: Any) -> SessionRecord:
        """The client goes away."""
        self.session.connectionLost(reason)
        return self.session.record
