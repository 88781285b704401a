from __future__ import annotations

import array
import os
import socket

import pytest

from skygw.inspect.channel import Channel, pair
from skygw.inspect.frames import Frame, encode
from tests.support.inspection import PumpedReactor


class Peer:
    """A channel, what it told, and the socket at its other end."""

    def __init__(self) -> None:
        self.reactor = PumpedReactor()
        ours, self.socket = pair()
        self.frames: list[Frame] = []
        self.lost: list[str] = []
        self.channel = Channel(self.reactor, ours, 1000, self.frames.append, self.lost.append)

    def pump(self) -> None:
        self.reactor.pump()


@pytest.fixture
def peer() -> Peer:
    return Peer()


def test_frames_are_handed_out(peer: Peer) -> None:
    peer.socket.sendall(encode({"n": 1}) + encode({"n": 2}) + b"\0")
    peer.pump()
    assert peer.frames == [Frame({"n": 1}), Frame({"n": 2})]
    assert peer.lost == []


def test_what_is_sent_leaves_at_once(peer: Peer) -> None:
    peer.channel.send({"n": 1}, b"abc")
    assert peer.socket.recv(100) == encode({"n": 1}, 3) + b"abc"
    assert peer.reactor.writers == set()


def test_what_the_kernel_does_not_take_waits_for_the_reactor(peer: Peer) -> None:
    big = os.urandom(3 << 20)
    peer.channel.send({"n": 1}, big)
    peer.channel.send({"n": 2})
    assert peer.reactor.writers == {peer.channel}
    expected = encode({"n": 1}, len(big)) + big + encode({"n": 2})
    got = bytearray()
    while len(got) < len(expected):
        got += peer.socket.recv(1 << 20)
        peer.pump()
    assert got == expected
    assert peer.reactor.writers == set()


def test_nothing_to_read_is_no_end(peer: Peer) -> None:
    assert peer.channel.doRead() is None
    assert peer.lost == []


def test_a_descriptor_goes_with_its_frame_and_is_closed_here(peer: Peer) -> None:
    read, write = os.pipe()
    peer.channel.send({"n": 1}, descriptor=write)
    with pytest.raises(OSError):
        os.fstat(write)
    data, descriptors, _flags, _address = socket.recv_fds(peer.socket, 100, 2)
    assert data == encode({"n": 1})
    os.write(descriptors[0], b"x")
    assert os.read(read, 1) == b"x"
    os.close(descriptors[0])
    os.close(read)


def test_the_peer_closes(peer: Peer) -> None:
    peer.socket.sendall(encode({"n": 1}))
    peer.socket.close()
    peer.pump()
    assert peer.frames == [Frame({"n": 1})]
    assert peer.lost == [Channel.CLOSED]
    assert peer.channel.fileno() == -1
    assert peer.reactor.readers == set()


def test_the_peer_closes_with_something_unread(peer: Peer) -> None:
    peer.channel.send({"n": 1})
    peer.socket.close()
    peer.pump()
    assert peer.lost == [Channel.CLOSED]


def test_a_frame_out_of_bounds_ends_it(peer: Peer) -> None:
    peer.socket.sendall(b"\xff" * 8)
    peer.pump()
    assert len(peer.lost) == 1
    assert "at most 1000" in peer.lost[0]
    assert peer.channel.doRead() is None


def test_octets_behind_a_header_are_never_taken(peer: Peer) -> None:
    peer.socket.sendall(encode({}, 1))
    peer.pump()
    assert "1 octets behind it, at most 0" in peer.lost[0]


def test_descriptors_from_the_peer_do_not_arrive(peer: Peer) -> None:
    read, write = os.pipe()
    rights = array.array("i", [write]).tobytes()
    peer.socket.sendmsg([encode({"n": 1})], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)])
    os.close(write)
    peer.pump()
    assert peer.frames == [Frame({"n": 1})]
    assert os.read(read, 1) == b""  # the kernel closed the only writer
    os.close(read)


def test_sending_to_a_peer_that_is_gone_is_told_by_the_reader(peer: Peer) -> None:
    read, write = os.pipe()
    peer.socket.close()
    peer.channel.send({"n": 1}, b"abc", write)
    assert peer.lost == []
    peer.pump()
    assert peer.lost == [Channel.CLOSED]
    assert os.read(read, 1) == b""  # and the descriptor was closed
    os.close(read)


def test_close_tells_nobody_and_is_final(peer: Peer) -> None:
    read, write = os.pipe()
    peer.channel.close()
    peer.channel.close()
    peer.channel.send({"n": 1}, descriptor=write)
    assert os.read(read, 1) == b""
    os.close(read)
    peer.channel.connectionLost(None)  # type: ignore[arg-type] # the reactor may still say it
    assert (peer.lost, peer.reactor.readers, peer.reactor.writers) == ([], set(), set())
    assert peer.socket.recv(1) == b""


def test_close_while_something_waits_closes_its_descriptor(peer: Peer) -> None:
    read, write = os.pipe()
    peer.channel.send({"n": 1}, bytes(3 << 20))
    peer.channel.send({"n": 2}, descriptor=write)
    peer.channel.close()
    assert os.read(read, 1) == b""
    os.close(read)


def test_the_receiver_may_close(peer: Peer) -> None:
    frames: list[Frame] = []

    def received(frame: Frame) -> None:
        frames.append(frame)
        channel.close()

    ours, theirs = pair()
    channel = Channel(peer.reactor, ours, 1000, received, peer.lost.append)
    theirs.sendall(encode({"n": 1}) + encode({"n": 2}))
    peer.pump()
    assert (frames, peer.lost) == ([Frame({"n": 1})], [])
    assert channel.logPrefix() == "inspection"
