"""Opening a far leg: addresses in order, deadlines, and nothing left behind."""

from __future__ import annotations

from typing import Any

import pytest
from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.error import ConnectError
from twisted.internet.testing import MemoryReactorClock
from twisted.python.failure import Failure

from skygw.net.client import UpstreamProtocol
from skygw.net.dialer import Route, UpstreamDialer
from skygw.net.dns import Address, Resolution
from skygw.relay.legs import NotEstablishedError
from skygw.relay.settings import Timeouts
from skygw.relay.upstream import Upstream
from tests.support.legs import EXCHANGE
from tests.support.wires import WireTransport

ADDRESSES = (
    Address("192.0.2.1", "ipv4", "mx1.example"),
    Address("2001:db8::2", "ipv6", "mx2.example"),
)


class Directory:
    def __init__(self, *addresses: Address, error: str = "") -> None:
        self.answer = Resolution(addresses, error)
        self.asked: list[tuple[Any, ...]] = []
        self.hangs = False

    async def resolve(self, host: str, *, mx: bool, families: Any) -> Resolution:
        self.asked.append((host, mx, families))
        if self.hangs:
            await Deferred[None]()
        return self.answer


class Dialing:
    def __init__(self, *addresses: Address, error: str = "", **route: Any) -> None:
        self.reactor = MemoryReactorClock()
        self.directory = Directory(*addresses, error=error)
        self.attempts: list[str] = []
        wanted = {"tls": "off", "hostname": "gw.example", "connect": 10.0, **route}
        directory: Any = self.directory
        there = Route("far.example", 2525, **wanted)
        self.dialer = UpstreamDialer(
            self.reactor, directory, there, Timeouts(), None, self.attempts.append
        )
        self.result: list[Upstream] = []
        self.errors: list[BaseException] = []

    def dial(self) -> Deferred[Any]:
        work = self.dialer.dial()
        work.addCallbacks(self.result.append, lambda failure: self.errors.append(failure.value))
        return work

    def client(self, number: int = -1) -> tuple[Any, ...]:
        client: tuple[Any, ...] = self.reactor.tcpClients[number]
        return client

    def connects(self) -> tuple[UpstreamProtocol, WireTransport]:
        """The last attempt comes through."""
        protocol = self.client()[2].buildProtocol(None)
        return protocol, WireTransport().connect(protocol)

    def refuses(self) -> None:
        """The last attempt fails."""
        self.client()[2].clientConnectionFailed(None, Failure(ConnectError()))

    def reason(self) -> str:
        (error,) = self.errors
        assert isinstance(error, NotEstablishedError)
        return str(error)


def test_a_leg_that_is_greeted() -> None:
    dialing = Dialing(ADDRESSES[0], bind="192.0.2.99")
    dialing.dial()
    assert dialing.directory.asked == [("far.example", True, ("ipv4",))]
    host, port, _, timeout, bind = dialing.client()
    assert (host, port, timeout, bind) == ("192.0.2.1", 2525, 10.0, ("192.0.2.99", 0))
    protocol, transport = dialing.connects()
    protocol.dataReceived(b"220 far\r\n")
    assert transport.sent == b"EHLO gw.example\r\n"
    assert not dialing.result
    protocol.dataReceived(EXCHANGE)
    assert dialing.result == [protocol.upstream]
    assert protocol.upstream.peer == "mx1.example [192.0.2.1]:2525"
    assert dialing.attempts == ["ok"]
    dialing.reactor.advance(1000)
    assert not transport.aborted  # no deadline of the dialing is left


def test_no_address_to_bind_to() -> None:
    dialing = Dialing(ADDRESSES[0])
    dialing.dial()
    assert dialing.client()[4] is None


def test_the_addresses_are_tried_in_order() -> None:
    dialing = Dialing(*ADDRESSES)
    dialing.dial()
    dialing.refuses()
    assert dialing.client()[0] == "2001:db8::2"
    protocol, _ = dialing.connects()
    protocol.dataReceived(b"220 far\r\n")
    protocol.dataReceived(EXCHANGE)
    assert dialing.result[0].peer == "mx2.example [2001:db8::2]:2525"
    assert dialing.attempts == ["failed", "ok"]


def test_one_that_refuses_us_is_left_behind_closed() -> None:
    dialing = Dialing(*ADDRESSES)
    dialing.dial()
    protocol, transport = dialing.connects()
    protocol.dataReceived(b"554 5.7.1 not you\r\n")
    assert transport.aborted
    assert len(dialing.reactor.tcpClients) == 2


def test_all_of_them_fail() -> None:
    dialing = Dialing(*ADDRESSES)
    dialing.dial()
    dialing.refuses()
    protocol, _ = dialing.connects()
    protocol.dataReceived(b"554 5.7.1 not you\r\n")
    first, _, second = dialing.reason().partition("; ")
    assert first.startswith("192.0.2.1: ")
    assert second == "2001:db8::2: greeting: 554 5.7.1 not you"
    (error,) = dialing.errors
    assert isinstance(error, NotEstablishedError)
    assert (error.far_end, error.stage) == ("mx2.example [2001:db8::2]:2525", "greeting")
    assert dialing.attempts == ["failed", "failed"]


def test_a_name_that_does_not_resolve() -> None:
    dialing = Dialing(error="far.example: no such name")
    dialing.dial()
    assert dialing.reason() == "far.example: no such name"


def test_a_name_without_an_address() -> None:
    dialing = Dialing()
    dialing.dial()
    assert dialing.reason() == "far.example has no address"


def test_each_address_has_its_time() -> None:
    dialing = Dialing(*ADDRESSES)
    dialing.dial()
    _, transport = dialing.connects()
    dialing.reactor.advance(9.9)
    assert not transport.aborted
    dialing.reactor.advance(0.1)
    assert transport.aborted
    assert dialing.client()[0] == "2001:db8::2"


def test_a_leg_is_silent_all_the_time() -> None:
    dialing = Dialing(ADDRESSES[0])
    dialing.dial()
    protocol, transport = dialing.connects()
    protocol.dataReceived(b"220 far\r\n")
    dialing.reactor.advance(10)
    assert dialing.reason() == "192.0.2.1: no answer within 10 s"
    assert transport.aborted


def test_all_addresses_together_have_their_time() -> None:
    """The end of that time used to be taken for one more address that failed."""
    many = tuple(Address(f"192.0.2.{number}", "ipv4", "mx") for number in range(1, 20))
    dialing = Dialing(*many)
    dialing.dial()
    for _ in range(10):
        if not dialing.errors:
            dialing.connects()
            dialing.reactor.advance(10)
    assert dialing.reason() == "no answer within 40 s"
    assert len(dialing.reactor.tcpClients) <= 5


def test_a_directory_that_hangs() -> None:
    dialing = Dialing(*ADDRESSES)
    dialing.directory.hangs = True
    dialing.dial()
    dialing.reactor.advance(40)
    assert dialing.reason() == "no answer within 40 s"


def test_cancelled_while_the_name_is_looked_up() -> None:
    dialing = Dialing(*ADDRESSES)
    dialing.directory.hangs = True
    dialing.dial().cancel()
    assert [type(error) for error in dialing.errors] == [CancelledError]
    assert dialing.reactor.tcpClients == []


def test_cancelled_while_it_connects() -> None:
    dialing = Dialing(*ADDRESSES)
    work = dialing.dial()
    factory = dialing.client()[2]
    factory.connector.disconnect = dialing.refuses  # as Twisted does it, at once
    work.cancel()
    assert [type(error) for error in dialing.errors] == [CancelledError]
    assert len(dialing.reactor.tcpClients) == 1
    dialing.refuses()


def test_cancelled_while_it_is_greeted() -> None:
    """The next address used to be tried, for a sender that was gone."""
    dialing = Dialing(*ADDRESSES)
    work = dialing.dial()
    _, transport = dialing.connects()
    work.cancel()
    assert transport.aborted
    assert [type(error) for error in dialing.errors] == [CancelledError]
    assert len(dialing.reactor.tcpClients) == 1
    assert not [call for call in dialing.reactor.getDelayedCalls() if call.active()]


def test_another_route_for_those_who_come_later() -> None:
    dialing = Dialing(ADDRESSES[0])
    dialing.dialer.take(Route("other.example", 26, mx=False, tls="off"), None, Timeouts())
    dialing.dial()
    assert dialing.directory.asked == [("other.example", False, ("ipv4",))]
    assert dialing.client()[1] == 26


def test_when_all_legs_are_gone() -> None:
    dialing = Dialing(ADDRESSES[0])
    assert dialing.dialer.when_gone().called
    dialing.dial()
    protocol, transport = dialing.connects()
    protocol.dataReceived(b"220 far\r\n")
    protocol.dataReceived(EXCHANGE)
    gone = dialing.dialer.when_gone()
    assert not gone.called
    protocol.upstream.close()
    assert not gone.called
    protocol.dataReceived(b"221 bye\r\n")
    assert gone.called
    assert not transport.connected


@pytest.mark.parametrize("octets", [1024, 65_536])
def test_how_much_is_read_at_a_time(octets: int) -> None:
    dialing = Dialing(ADDRESSES[0], read_octets=octets)
    dialing.dial()
    _, transport = dialing.connects()
    assert transport.bufferSize == octets
