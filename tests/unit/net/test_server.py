"""The sender's connection and the factory that pairs it."""

from __future__ import annotations

import ipaddress
from typing import Any

import pytest
from twisted.internet.address import IPv4Address, UNIXAddress

from skygw.net.door import Door
from skygw.net.server import ESMTPServerFactory, InboundProtocol
from skygw.relay import refusals
from skygw.relay.legs import Peer
from tests.support.legs import EXCHANGE, Pair
from tests.support.wires import WireTransport

LOCAL = IPv4Address("TCP", "192.0.2.9", 1234)


class Entrance:
    """A factory over a gateway in memory; each sender gets a far leg in memory."""

    def __init__(self, *, sessions: int = 10, **wanted: Any) -> None:
        self.pair = Pair()
        door = Door([ipaddress.ip_network("192.0.2.0/24")], sessions, 10)
        self.factory = ESMTPServerFactory(self.pair.gateway, door, **wanted)

    def connect(self, *, takes: int = 1 << 30) -> tuple[InboundProtocol, WireTransport]:
        protocol = self.factory.buildProtocol(LOCAL)
        return protocol, WireTransport(takes=takes).connect(protocol)

    def greeted(self) -> tuple[InboundProtocol, WireTransport]:
        protocol, transport = self.connect()
        self.pair.answer(b"220 far\r\n")
        self.pair.answer(EXCHANGE)
        return protocol, transport


def test_a_sender_is_read_once_the_far_leg_stands() -> None:
    entrance = Entrance()
    _, transport = entrance.connect()
    assert (transport.reading, transport.sent, transport.no_delay) == (False, b"", True)
    entrance.pair.answer(b"220 far\r\n")
    entrance.pair.answer(EXCHANGE)
    assert transport.reading
    assert transport.sent == b"220 gw.example ESMTP skygw\r\n"
    assert entrance.factory.door.sessions == 1


def test_what_it_says_goes_to_the_session() -> None:
    entrance = Entrance()
    protocol, transport = entrance.greeted()
    protocol.dataReceived(b"NOO")
    protocol.dataReceived(b"P\r\n")
    assert transport.sent.endswith(b"250 2.0.0 OK\r\n")


def test_where_it_came_from() -> None:
    factory = Entrance().factory
    assert factory.buildProtocol(LOCAL)._peer == Peer("192.0.2.9", 1234)
    assert factory.buildProtocol(UNIXAddress("/run/x"))._peer == Peer("?", 0)
    assert factory.buildProtocol(None)._peer == Peer("?", 0)


def test_who_is_turned_away_gets_one_reply_and_no_far_leg() -> None:
    entrance = Entrance(sessions=0)
    protocol, transport = entrance.connect()
    assert transport.sent == refusals.TOO_BUSY.raw
    assert not transport.connected
    assert entrance.pair.dialing is None
    assert ("refused", "sessions", "421 4.3.2 Too many sessions; try again later") in [
        event[:3] for event in entrance.pair.onlooker.events
    ]
    protocol.dataReceived(b"late")


def test_who_is_turned_away_and_does_not_read() -> None:
    entrance = Entrance(sessions=0)
    _, transport = entrance.connect(takes=0)
    assert transport.connected
    entrance.pair.clock.advance(5)
    assert transport.aborted
    assert entrance.factory.door.sessions == 0


def test_its_end_frees_the_session_and_the_place() -> None:
    entrance = Entrance()
    protocol, transport = entrance.greeted()
    assert len(entrance.factory.sessions) == 1
    transport.lose()
    assert (entrance.factory.sessions, entrance.factory.door.sessions) == (set(), 0)
    assert entrance.pair.far.written.endswith(b"QUIT\r\n")
    protocol.dataReceived(b"late")


def test_a_sender_that_does_not_read_is_not_read_from() -> None:
    entrance = Entrance()
    protocol, transport = entrance.greeted()
    protocol.pauseProducing()
    assert not transport.reading
    protocol.pause()
    protocol.resumeProducing()
    assert not transport.reading  # the session wants no more
    protocol.resume()
    assert transport.reading
    protocol.pauseProducing()
    protocol.resume()
    assert not transport.reading
    protocol.stopProducing()
    assert protocol._choked


def test_closing_does_not_wait_for_the_producer() -> None:
    entrance = Entrance()
    protocol, transport = entrance.greeted()
    protocol.close()
    protocol.close()
    assert (transport.producer, transport.connected) == (None, False)
    protocol.close()


class Identity:
    def __init__(self, *, matches: bool, presented: bool) -> None:
        self.matches, self.presented, self.error = matches, presented, "unknown CA"


@pytest.mark.parametrize(
    ("asks", "demands", "presented", "matches", "problem"),
    [
        (False, False, False, False, ""),
        (True, False, False, False, ""),
        (True, False, True, False, "unknown CA"),
        (True, False, True, True, ""),
        (True, True, False, False, "unknown CA"),
        (True, True, True, True, ""),
    ],
)
def test_the_certificate_of_a_sender(
    asks: bool, demands: bool, presented: bool, matches: bool, problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    identity = Identity(matches=matches, presented=presented)
    monkeypatch.setattr("skygw.net.server.peer_identity", lambda _: identity)
    monkeypatch.setattr("skygw.net.server.session_text", lambda _: "TLSv1.3")
    entrance = Entrance(asks_certificates=asks, demands_certificates=demands)
    protocol, _ = entrance.greeted()
    assert protocol.tls == ""
    shaken = protocol.start_tls()
    protocol.handshakeCompleted()
    assert shaken.called
    assert (protocol.tls, protocol.client_problem()) == ("TLSv1.3", problem)


def test_no_tls_no_certificate() -> None:
    """Whoever left STARTTLS out used to be spared the question."""
    protocol, _ = Entrance(asks_certificates=True, demands_certificates=True).greeted()
    assert protocol.client_problem()
    protocol, _ = Entrance(asks_certificates=True).greeted()
    assert protocol.client_problem() == ""


def test_a_drain_of_nobody() -> None:
    factory = Entrance().factory
    assert factory.drain().called
    assert factory.gateway.stopping


def test_a_drain_waits_for_the_last_one() -> None:
    entrance = Entrance()
    _, transport = entrance.greeted()
    drained = entrance.factory.drain()
    assert transport.sent.endswith(refusals.STOPPING.raw)
    assert drained.called
    assert not transport.connected


def test_a_drain_waits_for_a_message() -> None:
    entrance = Entrance()
    protocol, transport = entrance.greeted()
    protocol.dataReceived(b"EHLO x\r\nMAIL FROM:<a@x>\r\n")
    drained = entrance.factory.drain()
    assert not drained.called
    entrance.factory.cut()
    assert transport.sent.endswith(refusals.STOPPING.raw)
    assert drained.called


def test_another_certificate_for_those_who_come_later() -> None:
    factory = Entrance().factory
    assert factory.tls is None
    tls: Any = object()
    factory.take(tls, asks_certificates=True, demands_certificates=True)
    assert (factory.tls, factory.asks_certificates, factory.demands_certificates) == (tls, True, True)


def test_a_session_is_given_the_certificate_that_it_was_offered() -> None:
    """A reload that took the certificate away used to leave a 220 without TLS behind it."""
    options: Any = object()
    entrance = Entrance(tls=options)
    protocol, transport = entrance.greeted()
    entrance.factory.take(None, asks_certificates=False, demands_certificates=False)
    started: list[object] = []
    transport.startTLS = started.append  # type: ignore[method-assign]
    protocol.start_tls().addErrback(lambda _: None)
    assert started == [options]


class Departed:
    """A socket whose state is what the kernel would say."""

    def __init__(self, state: int) -> None:
        self.state = state

    def getsockopt(self, level: int, option: int, size: int) -> bytes:
        return bytes([self.state])


@pytest.mark.parametrize(("state", "gone"), [(1, False), (7, True), (8, True)])
def test_a_sender_that_is_not_read_is_looked_for(state: int, gone: bool) -> None:
    """1, 7 and 8 are ESTABLISHED, CLOSE and CLOSE_WAIT (net/tcp_states.h)."""
    entrance = Entrance()
    protocol, transport = entrance.connect()  # the far leg is not there yet: nothing is read
    transport.socket = Departed(state)  # type: ignore[attr-defined]
    assert protocol.is_gone() is gone
    entrance.pair.clock.advance(1)
    assert transport.aborted is gone


def test_a_sender_that_is_read_is_not_looked_for() -> None:
    entrance = Entrance()
    protocol, transport = entrance.greeted()
    transport.socket = Departed(7)  # type: ignore[attr-defined]
    assert not protocol.is_gone()
    entrance.pair.clock.advance(5)
    assert not transport.aborted
