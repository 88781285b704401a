from __future__ import annotations

import array
import os
import socket
from collections.abc import Iterator

import pytest

from skygw.inspect.endpoint import Endpoint
from skygw.inspect.frames import Frame, encode


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, Endpoint]]:
    ours, theirs = socket.socketpair()
    endpoint = Endpoint(theirs, 1000, 1000)
    yield ours, endpoint
    ours.close()
    endpoint.close()


def send_with(peer: socket.socket, data: bytes, descriptor: int) -> None:
    rights = array.array("i", [descriptor]).tobytes()
    peer.sendmsg([data], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)])


def test_receive_and_send(ends: tuple[socket.socket, Endpoint]) -> None:
    peer, endpoint = ends
    peer.sendall(encode({"n": 1}, 3) + b"abc" + encode({"n": 2}))
    assert endpoint.receive() == Frame({"n": 1}, b"abc")
    assert endpoint.receive() == Frame({"n": 2})
    endpoint.send({"n": 3})
    assert peer.recv(100) == encode({"n": 3})


def test_the_peer_has_closed(ends: tuple[socket.socket, Endpoint]) -> None:
    peer, endpoint = ends
    peer.sendall(encode({"n": 1}) + b"half")
    peer.close()
    assert endpoint.receive() == Frame({"n": 1})
    assert endpoint.receive() is None
    assert endpoint.receive_ready() is None


def test_the_peer_has_closed_with_something_unread(ends: tuple[socket.socket, Endpoint]) -> None:
    peer, endpoint = ends
    endpoint.send({"n": 1})
    peer.close()  # ECONNRESET for us
    assert endpoint.receive() is None


def test_receive_ready_takes_what_one_read_brings(ends: tuple[socket.socket, Endpoint]) -> None:
    peer, endpoint = ends
    peer.sendall(encode({"n": 1}) + encode({"n": 2}) + b"\0")
    assert endpoint.receive_ready() == [Frame({"n": 1}), Frame({"n": 2})]
    peer.sendall(b"\0")
    assert endpoint.receive_ready() == []


def test_descriptors_come_in_the_order_of_their_frames(ends: tuple[socket.socket, Endpoint]) -> None:
    peer, endpoint = ends
    for number in (1, 2):
        read, write = os.pipe()
        os.write(write, b"%d" % number)
        os.close(write)
        send_with(peer, encode({"n": number}), read)
        os.close(read)
    for number in (1, 2):
        assert endpoint.receive() == Frame({"n": number})
        descriptor = endpoint.take_descriptor()
        assert os.read(descriptor, 10) == b"%d" % number
        os.close(descriptor)


def test_close_closes_descriptors_that_nobody_took(ends: tuple[socket.socket, Endpoint]) -> None:
    peer, endpoint = ends
    read, write = os.pipe()
    send_with(peer, encode({}), write)
    os.close(write)
    endpoint.receive()
    assert endpoint.fileno() >= 0
    endpoint.close()
    assert os.read(read, 1) == b""  # the last writer is gone
    os.close(read)
