from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator

import pytest

from skygw.inspect import supply
from skygw.inspect.limits import LEVELS, NativeLimits
from skygw.inspect.supply import (
    BACK,
    CRASH,
    FOUL,
    LATE,
    MEMORY,
    PROTOCOL,
    TIMEOUT,
    Lender,
    NoReader,
    OwnSupply,
    RemoteSupply,
    cause_of_death,
)


@pytest.mark.parametrize(
    ("status", "cause"),
    [
        (0, ""),
        (1, CRASH),
        (-signal.SIGABRT, CRASH),
        (-signal.SIGSEGV, CRASH),
        (-signal.SIGXCPU, TIMEOUT),
        (-signal.SIGKILL, MEMORY),
        (12, MEMORY),
    ],
)
def test_causes_of_death(status: int, cause: str) -> None:
    assert cause_of_death(status) == cause


class Stage:
    """A child's and the fork server's end; its readers wait for the end of a socket."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.pids: list[int] = []
        self.told: list[str] = []
        self.refuse = False
        self.lender = Lender(ours, self.fork, self.told.append)
        self.child = RemoteSupply(theirs)
        self.wire = theirs

    def fork(self) -> tuple[int, socket.socket]:
        if self.refuse:
            raise OSError(11, "Resource temporarily unavailable")
        ours, theirs = socket.socketpair()
        pid = os.fork()
        if pid == 0:
            ours.close()
            theirs.recv(1)
            os._exit(0)
        theirs.close()
        self.pids.append(pid)
        return pid, ours

    def lends(self, number: int) -> socket.socket:
        """What the child asks for, with the fork server in the same thread."""
        packet = supply._PACKET.pack(supply.LEND, number, 0)
        self.wire.send(packet)
        assert self.lender.obey()
        _status, descriptors = self.child._answer(supply.LENT, number)
        return socket.socket(fileno=descriptors[0])

    def dies(self, pid: int, number: int = signal.SIGTRAP) -> None:
        os.kill(pid, number)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        self.lender.died(pid, status)

    def close(self) -> None:
        self.lender.close()
        for pid in self.pids:
            with_status(pid)


def with_status(pid: int) -> int | None:
    """How a process ended; None if it has been reaped."""
    try:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    except ChildProcessError:
        return None


@pytest.fixture
def stage() -> Iterator[Stage]:
    stage = Stage()
    yield stage
    stage.close()
    stage.wire.close()


def test_lent_and_given_back(stage: Stage) -> None:
    with stage.lends(1) as reader:
        assert stage.lender.pids == {stage.pids[0]}
        reader.send(b"x")  # it is somebody's socket
    stage.child.give_back(1, BACK)
    stage.child.give_back(1, BACK)  # once more is no harm
    assert stage.lender.obey()
    # Another one is ready for the next time.
    assert stage.lender.pids == {stage.pids[1]}
    stage.lends(2).close()
    assert (len(stage.pids), stage.told) == (2, [])


@pytest.mark.parametrize(("how", "reason"), [(LATE, TIMEOUT), (FOUL, PROTOCOL)])
def test_given_back_for_a_reason(stage: Stage, how: bytes, reason: str) -> None:
    with stage.lends(1):
        stage.child.give_back(1, how)
        assert stage.lender.obey()
    assert with_status(stage.pids[0]) == -signal.SIGKILL
    assert stage.told == [reason]


def test_a_death_is_told_to_both(stage: Stage) -> None:
    with stage.lends(1), stage.lends(2):
        stage.dies(stage.pids[1])
        assert stage.child.cause_of_death(2) == CRASH
        assert stage.told == [CRASH]
        # What was told of one is passed over by who asks for another.
        stage.dies(stage.pids[0])
        stage.lends(3).close()


def test_a_spare_that_dies_is_no_childs_affair(stage: Stage) -> None:
    with stage.lends(1):
        stage.child.give_back(1, BACK)
        assert stage.lender.obey()
    stage.dies(stage.pids[1])
    assert (stage.lender.pids, stage.told) == (frozenset(), [CRASH])
    stage.lends(2).close()
    assert len(stage.pids) == 3


def test_no_more_than_a_few_at_a_time(stage: Stage) -> None:
    """A child that was taken over asks for many."""
    for number in range(LEVELS + 2):
        stage.lends(number).close()
    stage.lends(LEVELS).close()  # of a number that it has
    assert len(stage.lender.pids) == LEVELS


def test_none_to_be_had(stage: Stage) -> None:
    stage.refuse = True
    stage.wire.send(supply._PACKET.pack(supply.LEND, 1, 0))
    assert stage.lender.obey()
    assert stage.child._answer(supply.LENT, 1) == (0, [])


def test_no_answer_is_no_reader(stage: Stage) -> None:
    stage.wire.settimeout(0.001)
    with pytest.raises(NoReader):
        stage.child.lend(1)
    assert stage.child.cause_of_death(1) is None


def test_the_fork_server_is_gone(stage: Stage) -> None:
    stage.lender.close()
    with pytest.raises(NoReader):
        stage.child.lend(1)
    stage.child.give_back(1, BACK)
    assert stage.child.cause_of_death(1) is None


@pytest.mark.parametrize("packet", [b"x", b"n", b"n" * 99])
def test_what_is_no_packet_ends_it(stage: Stage, packet: bytes) -> None:
    stage.wire.send(packet)
    assert not stage.lender.obey()


def test_unknown_words_and_numbers_do_nothing(stage: Stage) -> None:
    for what in (b"x", BACK, LATE, FOUL):
        stage.wire.send(supply._PACKET.pack(what, 7, 0))
    assert stage.lender.obey()
    assert (stage.pids, stage.told) == ([], [])


def test_a_child_that_does_not_listen_blocks_nobody(stage: Stage) -> None:
    """What it is told is dropped at last, and its readers die in time."""
    for number in range(2000):
        stage.lender._send(supply._PACKET.pack(supply.DIED, number, 0))


def test_the_end_of_the_child_ends_its_readers(stage: Stage) -> None:
    first, second = stage.lends(1), stage.lends(2)
    stage.child.give_back(1, BACK)
    stage.lender.obey()
    stage.lender.close()
    assert [with_status(pid) for pid in stage.pids] == [-signal.SIGKILL] * 3
    first.close()
    second.close()


def test_readers_of_ones_own(monkeypatch: pytest.MonkeyPatch) -> None:
    own = OwnSupply({}, NativeLimits())
    with own.lend(1), own.lend(2):
        pids = dict(own._pids)
        own.give_back(1, BACK)
        assert with_status(pids[1]) is None  # reaped
        os.kill(pids[2], signal.SIGTRAP)
        assert own.cause_of_death(2) == CRASH
    with own.lend(3):
        monkeypatch.setattr(supply, "PATIENCE", 0.001)
        assert own.cause_of_death(3) is None
        own.give_back(3, FOUL)
    assert own._pids == {}


def test_no_process_of_ones_own(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise OSError(11, "Resource temporarily unavailable")

    before = len(os.listdir("/proc/self/fd"))
    monkeypatch.setattr(os, "fork", refuse)
    with pytest.raises(NoReader):
        OwnSupply({}, NativeLimits()).lend(1)
    assert len(os.listdir("/proc/self/fd")) == before
