"""Sending at once what can be sent at once, and nothing out of order."""

from __future__ import annotations

import pytest
from twisted.internet.abstract import FileDescriptor
from twisted.internet.error import ConnectionLost
from twisted.internet.testing import StringTransport

from skygw.net.direct import send
from tests.support.wires import WireTransport


def test_at_once() -> None:
    transport = WireTransport()
    send(transport, b"one")
    send(transport, b"two")
    assert (transport.sent, transport.pending) == (b"onetwo", b"")


def test_what_the_socket_does_not_take_goes_the_usual_way() -> None:
    transport = WireTransport(takes=5)
    send(transport, b"one")
    send(transport, b"two")
    send(transport, b"three")
    assert (transport.sent, transport.pending) == (b"onetw", b"othree")
    assert transport.drain() == b"othree"
    transport.takes = 100
    send(transport, b"four")
    assert transport.sent == b"onetwothreefour"


@pytest.mark.parametrize("attribute", ["dataBuffer", "_tempDataLen"])
def test_nothing_overtakes_what_is_pending(attribute: str) -> None:
    transport = WireTransport()
    setattr(transport, attribute, b"x" if attribute == "dataBuffer" else 1)
    send(transport, b"two")
    assert transport.sent == b""
    assert transport.pending.endswith(b"two")


@pytest.mark.parametrize(
    ("attribute", "value"), [("TLS", True), ("connected", False), ("disconnecting", True)]
)
def test_the_usual_way(attribute: str, value: bool) -> None:
    transport = WireTransport()
    setattr(transport, attribute, value)
    send(transport, b"one")
    assert (transport.sent, transport.pending) == (b"", b"one")


def test_a_transport_of_another_kind() -> None:
    transport = StringTransport()
    send(transport, b"one")
    assert transport.value() == b"one"


@pytest.mark.parametrize("result", [-1, ConnectionLost()])
def test_a_connection_that_is_lost_is_found_out_by_the_reactor(result: object) -> None:
    transport = WireTransport()
    transport.writeSomeData = lambda _: result  # type: ignore[assignment,method-assign,return-value]
    send(transport, b"one")
    assert transport.pending == b"one"


def test_twisteds_transports_have_what_is_looked_at() -> None:
    """Two attributes, one of them private: should they go, ``send`` is right but slow."""
    descriptor = FileDescriptor(reactor=object())  # type: ignore[arg-type]
    assert (descriptor._tempDataLen, descriptor.dataBuffer) == (0, b"")
    assert hasattr(descriptor, "writeSomeData")
