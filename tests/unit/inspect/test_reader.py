"""One reader, from its fork to its end; what it does to itself stands in test_readers."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from skygw.extract.budget import Allowance
from skygw.extract.found import Found, Leaf, Unfit
from skygw.extract.outcome import Outcome
from skygw.inspect import found as wire
from skygw.inspect.endpoint import Endpoint
from skygw.inspect.found import End, decode
from skygw.inspect.frames import Frame, encode
from skygw.inspect.limits import NativeLimits
from skygw.inspect.reader import OUT_OF_MEMORY, answer, fork_reader


def request(leaf: bytes = b"", **changed: Any) -> Frame:
    return Frame({"read": "tested", "names": [], "text": 100, "octets": 100, "cpu": 5.0} | changed, leaf)


def answered(reader: Any, frame: Frame) -> list[Found | End]:
    """What a reader says, in this process."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        answer(frame, theirs, {"tested": reader})
        theirs.shutdown(socket.SHUT_WR)
        endpoint = Endpoint(ours, wire.HEADER_OCTETS, 1000)
        found = []
        while (said := endpoint.receive()) is not None:
            found.append(decode(said))
        return found


def test_the_allowance_is_what_was_granted() -> None:
    def reader(leaf: Leaf, allowance: Allowance) -> Iterator[Found]:
        assert (leaf.octets, leaf.names) == (b"%PDF", ("a.pdf",))
        yield f"{allowance.text} {allowance.octets} {allowance.budget.cpu_seconds}"
        allowance.expand(30)
        yield f"{allowance.octets}"

    frame = request(b"%PDF", names=["a.pdf"], text=7, octets=50, cpu=3.0)
    assert answered(reader, frame) == ["7 50 3.0", "20", End("done")]


@pytest.mark.parametrize(("error", "how"), [(Unfit(), "unfit"), (ValueError("4111"), "failed")])
def test_the_end(error: Exception, how: str) -> None:
    def reader(_leaf: Leaf, _allowance: Allowance) -> Iterator[Found]:
        yield Outcome.TRUNCATED
        raise error

    assert answered(reader, request()) == [Outcome.TRUNCATED, End(how)]


def test_no_memory_is_no_fault_of_the_leaf_alone() -> None:
    def reader(_leaf: Leaf, _allowance: Allowance) -> Iterator[Found]:
        raise MemoryError
        yield ""

    with pytest.raises(MemoryError):
        answered(reader, request())


def hog(_leaf: Leaf, _allowance: Allowance) -> Iterator[Found]:
    bytearray(1 << 30)
    yield ""


def spin(_leaf: Leaf, _allowance: Allowance) -> Iterator[Found]:
    while True:
        pass
    yield ""



@pytest.mark.parametrize(
    ("reader", "status"), [(hog, OUT_OF_MEMORY), (spin, -signal.SIGXCPU)], ids=["memory", "cpu"]
)
def test_limits(reader: Any, status: int) -> None:
    pid, connection = fork_reader({"tested": reader}, NativeLimits(address_octets=64 << 20, cpu=0.0))
    with connection:
        connection.sendall(encode(request().header))
        assert connection.recv(1) == b""
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == status


def test_it_ends_with_its_socket() -> None:
    pid, connection = fork_reader({}, NativeLimits())
    connection.close()
    assert os.waitpid(pid, 0)[1] == 0


def test_it_ends_when_nobody_listens() -> None:
    def talk(_leaf: Leaf, _allowance: Allowance) -> Iterator[Found]:
        while True:
            yield "x" * 100_000

    pid, connection = fork_reader({"tested": talk}, NativeLimits())
    connection.sendall(encode(request().header))
    connection.recv(10)
    connection.close()
    assert os.waitpid(pid, 0)[1] == 0
