"""A far leg made ready; what the sender hears of it is in ``tests/dialogs/test_greeting.py``."""

from __future__ import annotations

import pytest
from twisted.internet.defer import Deferred
from twisted.internet.task import Clock

from skygw.relay.greeting import establish
from skygw.relay.legs import NotEstablishedError
from skygw.relay.settings import Timeouts
from skygw.relay.upstream import Upstream
from tests.support.legs import EXCHANGE, MemoryTransport


class Far:
    def __init__(self, tls: str = "off", hostname: str = "gw.example") -> None:
        self.transport = MemoryTransport()
        self.clock = Clock()
        self.upstream = Upstream(self.transport, self.clock, Timeouts(), "far")
        self.errors: list[BaseException] = []
        self.ready: Deferred[None] = Deferred.fromCoroutine(establish(self.upstream, hostname, tls))
        self.ready.addErrback(lambda failure: self.errors.append(failure.value))

    def says(self, octets: bytes) -> bytes:
        self.transport.written = b""
        self.upstream.received(octets)
        return self.transport.written


def test_what_it_offers_is_remembered() -> None:
    far = Far()
    assert far.says(b"220 far\r\n") == b"EHLO gw.example\r\n"
    assert not far.ready.called
    assert far.says(EXCHANGE) == b""
    assert far.ready.called
    assert b"CHUNKING" in far.upstream.capabilities
    assert far.upstream.idle
    assert not far.clock.getDelayedCalls() or far.clock.advance(1000) is None
    assert not far.upstream.failure


def test_what_was_offered_in_clear_is_forgotten() -> None:
    far = Far(tls="required")
    far.says(b"220 far\r\n")
    assert far.says(b"250-far\r\n250-CHUNKING\r\n250 STARTTLS\r\n") == b"STARTTLS\r\n"
    far.says(b"220 go\r\n")
    assert b"CHUNKING" not in far.upstream.capabilities
    assert far.transport.handshake is not None
    far.transport.written = b""
    far.transport.handshake.callback(None)
    assert far.transport.written == b"EHLO gw.example\r\n"
    far.says(b"250 far\r\n")
    assert far.ready.called
    assert not far.errors


def test_a_handshake_that_fails_without_words() -> None:
    far = Far(tls="opportunistic")
    far.says(b"220 far\r\n")
    far.says(b"250-far\r\n250 STARTTLS\r\n")
    far.says(b"220 go\r\n")
    assert far.transport.handshake is not None
    far.transport.handshake.errback(ConnectionAbortedError())
    assert [str(error) for error in far.errors] == ["TLS: ConnectionAbortedError"]
    assert far.transport.ended == "aborted"


def test_cancelling_leaves_nothing_open() -> None:
    far = Far()
    far.says(b"220 far\r\n")
    far.ready.cancel()
    assert far.transport.ended == "aborted"
    assert not far.clock.getDelayedCalls()


def test_cancelling_a_handshake_leaves_nothing_open() -> None:
    far = Far(tls="required")
    far.says(b"220 far\r\n")
    far.says(b"250-far\r\n250 STARTTLS\r\n")
    far.says(b"220 go\r\n")
    far.ready.cancel()
    assert far.transport.ended == "aborted"


@pytest.mark.parametrize("octets", [b"554 no\r\n", b"220 far\r\n250 surplus\r\n", b"garbage\r\n"])
def test_an_error_ends_the_connection(octets: bytes) -> None:
    far = Far()
    far.says(octets)
    assert [type(error) for error in far.errors] == [NotEstablishedError]
    assert far.transport.ended == "aborted"
    assert not far.clock.getDelayedCalls()
