"""The far leg's connection: pieces as the transport takes them, and how it ends."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.python.failure import Failure

from skygw.net.client import TlsFailedError, UpstreamProtocol
from skygw.relay.body import PIECE_OCTETS
from skygw.relay.settings import Timeouts
from tests.support.wires import WireTransport


class Options:
    """Stands for ``UpstreamOptions``."""

    def explain(self, reason: BaseException) -> str:
        return f"explained: {reason}"


class Leg:
    def __init__(self, options: Any = None) -> None:
        self.gone: list[UpstreamProtocol] = []
        self.protocol = UpstreamProtocol(Clock(), Timeouts(), "far", options, self.gone.append)
        self.done: list[bool] = []
        self.transport = WireTransport(takes=0).connect(self.protocol)

    def send(self, pieces: Iterable[bytes]) -> None:
        self.protocol.send_pieces(iter(pieces), lambda: self.done.append(True))


def test_what_comes_goes_to_the_far_leg() -> None:
    leg = Leg()
    banner = leg.protocol.upstream.banner()
    leg.protocol.dataReceived(b"220 far\r\n")
    assert banner.called
    assert leg.transport.no_delay


def test_pieces_go_as_they_are_taken() -> None:
    leg = Leg()
    leg.send([b"a" * PIECE_OCTETS, b"b" * PIECE_OCTETS, b"c"])
    assert leg.transport.pending == b"a" * PIECE_OCTETS
    assert leg.transport.drain() == b"a" * PIECE_OCTETS
    assert leg.transport.pending == b"b" * PIECE_OCTETS
    leg.transport.drain()
    assert (leg.transport.pending, leg.done) == (b"c", [])
    leg.transport.drain()
    assert leg.done == [True]  # only now: the last piece is with the network
    assert leg.transport.producer is None


def test_small_pieces_are_grouped() -> None:
    leg = Leg()
    leg.send([b"x" * 1000] * 1000)
    assert PIECE_OCTETS <= len(leg.transport.pending) < PIECE_OCTETS + 1000


def test_no_more_than_a_group_is_pending_whatever_the_size() -> None:
    leg = Leg()
    leg.send(iter(lambda: b"x" * PIECE_OCTETS, None))
    for _ in range(10):
        assert len(leg.transport.pending) <= 2 * PIECE_OCTETS
        leg.transport.drain()


@pytest.mark.parametrize("pieces", [[b"", b"a", b""], [b"a"], [b"", b"", b"a"]])
def test_empty_pieces_stop_nothing(pieces: list[bytes]) -> None:
    """An empty first piece used to be written, and nobody asked for the next."""
    leg = Leg()
    leg.send(pieces)
    assert leg.transport.pending == b"a"
    leg.transport.drain()
    assert leg.done == [True]


def test_nothing_to_send() -> None:
    leg = Leg()
    leg.send([])
    assert leg.done == [True]


def test_another_message_after_the_first() -> None:
    leg = Leg()
    for _ in range(2):
        leg.send([b"a"])
        leg.transport.drain()
    assert leg.done == [True, True]


def test_an_abort_sends_no_further_piece() -> None:
    leg = Leg()
    leg.send([b"a" * PIECE_OCTETS, b"b"])
    abort, leg.transport.abortConnection = leg.transport.abortConnection, lambda: None  # type: ignore[method-assign]
    leg.protocol.abort()
    leg.protocol.resumeProducing()  # Twisted tells of the end only at its next turn
    assert leg.done == []
    assert b"b" not in leg.transport.sent + leg.transport.pending
    abort()
    assert (leg.gone, leg.transport.aborted) == ([leg.protocol], True)


def test_the_connection_is_lost_between_pieces() -> None:
    leg = Leg()
    leg.send([b"a" * PIECE_OCTETS, b"b"])
    leg.protocol.stopProducing()
    leg.transport.lose()
    leg.protocol.resumeProducing()
    assert leg.done == []
    assert leg.protocol.upstream.failure


def test_its_end_is_told_to_the_far_leg_and_to_the_dialer() -> None:
    leg = Leg()
    leg.transport.lose()
    assert leg.protocol.upstream.failure == "Connection was closed cleanly."
    assert leg.gone == [leg.protocol]


def test_whoever_waits_for_the_connection_is_told_once_it_stands() -> None:
    protocol = UpstreamProtocol(Clock(), Timeouts(), "far", None)
    protocol.made = Deferred()
    WireTransport().connect(protocol)
    assert protocol.made.called


def test_tls_that_is_switched_off() -> None:
    with pytest.raises(TlsFailedError):
        Leg().protocol.start_tls()


def test_a_handshake_that_fails_is_explained() -> None:
    leg = Leg(Options())
    failures: list[BaseException] = []
    leg.protocol.start_tls().addErrback(lambda failure: failures.append(failure.value))
    leg.protocol.connectionLost(Failure(ConnectionError("alert")))
    assert [str(error) for error in failures] == ["explained: alert"]
    assert isinstance(failures[0], TlsFailedError)


def test_a_loss_after_the_handshake_is_not() -> None:
    leg = Leg(Options())
    leg.protocol.start_tls()
    leg.protocol.handshakeCompleted()
    leg.protocol.connectionLost(Failure(ConnectionError("reset")))
    assert leg.protocol.upstream.failure == "reset"
