"""Each measure is tried in a process of its own: all of them are for good."""

from __future__ import annotations

import mmap
import os
import resource
import signal
from collections.abc import Callable

import pytest

from skygw.inspect import sandbox
from skygw.inspect.limits import ChildLimits


def in_child(act: Callable[[], object]) -> int:
    """How a forked process ends that does this: 0 fine, 1 an exception, else minus the signal."""
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            sandbox.devnull(1, 2)
            act()
            status = 0
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def test_enter() -> None:
    parent = os.getpid()

    def act() -> None:
        measures = sandbox.enter(ChildLimits(descriptors=400, data_octets=64 << 20), parent)
        assert measures == ("rlimits", "no_new_privs", "undumpable")
        assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)
        assert resource.getrlimit(resource.RLIMIT_FSIZE) == (0, 0)
        assert resource.getrlimit(resource.RLIMIT_NOFILE) == (400, 400)
        with open("/proc/self/status", encoding="ascii") as status:
            assert "NoNewPrivs:\t1\n" in status.read()
        try:
            bytearray(128 << 20)
        except MemoryError:
            return
        raise AssertionError("RLIMIT_DATA does not hold")

    assert in_child(act) == 0


def test_limits_are_never_raised_above_the_hard_ones() -> None:
    parent = os.getpid()

    def act() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (500, 500))
        sandbox.enter(ChildLimits(descriptors=640), parent)
        assert resource.getrlimit(resource.RLIMIT_NOFILE) == (500, 500)

    assert in_child(act) == 0


def test_a_measure_that_is_refused_stops_the_child() -> None:
    with pytest.raises(OSError, match=r"prctl\(-1\): Invalid argument"):
        sandbox._prctl(-1, 0)


def test_who_has_lost_its_parent_already_ends() -> None:
    def act() -> None:
        sandbox.die_with_parent(os.getppid() + 1)
        raise AssertionError("still here")

    assert in_child(act) == 0


def test_group_signals_are_ignored() -> None:
    def act() -> None:
        sandbox.ignore_group_signals()
        for number in sandbox.GROUP_SIGNALS:
            os.kill(os.getpid(), number)

    assert in_child(act) == 0


def test_devnull() -> None:
    def act() -> None:
        read, write = os.pipe()
        sandbox.devnull(write)
        os.write(write, b"x")
        assert os.read(read, 1) == b""  # nobody writes into the pipe any more

    assert in_child(act) == 0


def test_devnull_may_get_the_very_number() -> None:
    def act() -> None:
        os.close(0)
        sandbox.devnull(0)  # open() gives 0
        assert os.readlink("/proc/self/fd/0") == "/dev/null"

    assert in_child(act) == 0


def test_cpu_is_allowed_anew_for_each_message() -> None:
    def act() -> None:
        sandbox.allow_cpu(100)
        first = resource.getrlimit(resource.RLIMIT_CPU)[0]
        sandbox.allow_cpu(200)
        assert 100 <= resource.getrlimit(resource.RLIMIT_CPU)[0] - first <= 101

    assert in_child(act) == 0


def test_cpu_stays_below_the_hard_limit() -> None:
    def act() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (50, 50))
        sandbox.allow_cpu(100)
        assert resource.getrlimit(resource.RLIMIT_CPU) == (50, 50)

    assert in_child(act) == 0


def test_cpu_runs_out() -> None:
    def act() -> None:
        sandbox.allow_cpu(0)
        while True:
            pass

    assert in_child(act) == -signal.SIGXCPU


def test_resident_size() -> None:
    resident = sandbox.ResidentSize()
    before = resident.octets()
    # A mapping of its own: the heap may have room from what earlier tests have freed.
    with mmap.mmap(-1, 64 << 20) as hold:
        for page in range(0, 64 << 20, mmap.PAGESIZE):
            hold[page] = 1
        assert 60 << 20 < resident.octets() - before < 80 << 20
