"""What both legs' connections have in common."""

from __future__ import annotations

from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.protocol import connectionDone
from twisted.internet.task import Clock
from twisted.python.failure import Failure

from skygw.net.connection import LINGER, Connection
from tests.support.wires import WireTransport


class Plain(Connection):
    def __init__(self) -> None:
        self._clock = Clock()

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        self.ended(reason.value or ConnectionError())


def connected(*, takes: int = 1 << 30) -> tuple[Plain, WireTransport]:
    connection = Plain()
    return connection, WireTransport(takes=takes).connect(connection)


def outcome(deferred: Deferred[None]) -> list[object]:
    results: list[object] = []
    deferred.addBoth(lambda result: results.append(result.value if isinstance(result, Failure) else result))
    return results


def test_what_was_written_goes_out_before_the_end() -> None:
    connection, transport = connected(takes=0)
    connection.write(b"421 bye\r\n")
    connection.close()
    assert transport.connected
    transport.drain()
    assert (transport.sent, transport.connected) == (b"421 bye\r\n", False)
    assert not connection._clock.getDelayedCalls()  # type: ignore[attr-defined]


def test_a_peer_that_does_not_take_it_is_cut() -> None:
    connection, transport = connected(takes=0)
    connection.write(b"421 bye\r\n")
    connection.close()
    connection.close()
    connection._clock.advance(LINGER)  # type: ignore[attr-defined]
    assert transport.aborted
    assert not connection._clock.getDelayedCalls()  # type: ignore[attr-defined]


def test_after_the_end_nothing_is_done() -> None:
    connection, transport = connected()
    transport.lose()
    connection.close()
    connection.abort()
    assert not transport.aborted
    assert not connection._clock.getDelayedCalls()  # type: ignore[attr-defined]


def test_a_handshake_that_succeeds() -> None:
    connection, transport = connected()
    options = object()
    results = outcome(connection.upgrade(options))
    assert transport.tls_options is options
    assert results == []
    connection.handshakeCompleted()
    assert results == [None]
    connection.handshakeCompleted()
    transport.lose()
    assert results == [None]


def test_a_handshake_that_the_peer_ends() -> None:
    connection, transport = connected()
    results = outcome(connection.upgrade(object()))
    reason = ConnectionError("gone")
    transport.lose(reason)
    assert results == [reason]


def test_a_handshake_that_is_given_up() -> None:
    """The end of the connection used to raise AlreadyCalledError, and nobody was told of the end."""
    connection, transport = connected()
    handshake = connection.upgrade(object())
    results = outcome(handshake)
    transport.abortConnection = lambda: setattr(transport, "aborted", True)  # type: ignore[method-assign]
    handshake.cancel()
    assert transport.aborted
    assert [type(result) for result in results] == [CancelledError]
    transport.lose()
