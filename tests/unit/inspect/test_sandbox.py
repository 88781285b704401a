"""Each measure is tried in a process of its own: all of them are for good.

``landlock`` and ``seccomp`` have tests of their own; here is what is done with them, and all the rest.
"""

from __future__ import annotations

import ctypes
import errno
import mmap
import os
import re
import resource
import signal
import threading
from collections.abc import Iterator

import pytest

from skygw.inspect import landlock, sandbox, seccomp
from skygw.inspect.limits import MARGIN_OCTETS, ChildLimits, NativeLimits
from skygw.inspect.seccomp import Program
from tests.support.kernels import in_child, refused

PR_GET_DUMPABLE = 3
# proc_pid_status(5): inheritable, permitted, effective and ambient capabilities, in hexadecimal.
CAPABILITIES = re.compile(rb"(?m)^Cap(?:Inh|Prm|Eff|Amb):\t([0-9a-f]+)$")


@pytest.fixture
def prepared() -> None:
    sandbox.prepare()


def names(measures: tuple[str, ...]) -> list[str]:
    """The measures without the ABI of Landlock."""
    return [measure.partition("-")[0] for measure in measures]


def here() -> list[str]:
    """The measures that this kernel has."""
    return [measure for measure in sandbox.MEASURES if measure not in sandbox.lacking()]


def test_enter(prepared: None) -> None:
    parent = os.getpid()

    def act() -> None:
        status = os.open("/proc/self/status", os.O_RDONLY)
        measures = sandbox.enter(ChildLimits(descriptors=400, data_octets=64 << 20), parent)
        assert names(measures) == here()
        assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)
        assert resource.getrlimit(resource.RLIMIT_FSIZE) == (0, 0)
        assert resource.getrlimit(resource.RLIMIT_NOFILE) == (400, 400)
        assert ctypes.CDLL(None).prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0
        assert b"NoNewPrivs:\t1\n" in os.pread(status, 10_000, 0)
        try:
            bytearray(128 << 20)
        except MemoryError:
            return
        raise AssertionError("RLIMIT_DATA does not hold")

    assert in_child(act) == 0


def test_enter_native(prepared: None) -> None:
    parent = os.getpid()

    def act() -> None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        spent = used.ru_utime + used.ru_stime
        limits = NativeLimits(address_octets=64 << 20, cpu=10, parts=3, descriptors=8)
        assert names(sandbox.enter_native(limits, parent)) == here()
        assert resource.getrlimit(resource.RLIMIT_FSIZE) == (0, 0)
        assert resource.getrlimit(resource.RLIMIT_NOFILE) == (8, 8)
        assert resource.getrlimit(resource.RLIMIT_NPROC) == (0, 0)
        soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
        assert 10 <= soft - spent < 13
        assert 31 <= hard - spent < 34  # above the soft limit, so that SIGXCPU tells of it
        mmap.mmap(-1, 32 << 20).close()
        assert refused(lambda: mmap.mmap(-1, 128 << 20, prot=mmap.PROT_READ)) == "ENOMEM"  # RLIMIT_AS

    assert in_child(act) == 0


@pytest.mark.parametrize("native", [False, True], ids=["pure", "native"])
def test_no_capability_is_left(prepared: None, native: bool) -> None:
    parent = os.getpid()
    with open("/proc/self/status", "rb") as own:
        if not any(capabilities(own.read())):
            pytest.skip("this process has no capability that could be dropped")

    def act() -> None:
        # Opened before: afterwards nothing can be.
        status = os.open("/proc/self/status", os.O_RDONLY)
        if native:
            sandbox.enter_native(NativeLimits(), parent)
        else:
            sandbox.enter(ChildLimits(), parent)
        assert capabilities(os.pread(status, 10_000, 0)) == [0, 0, 0, 0]

    assert in_child(act) == 0


def capabilities(status: bytes) -> list[int]:
    return [int(found, 16) for found in CAPABILITIES.findall(status)]


def test_shared_memory_counts_as_address_space(prepared: None) -> None:
    parent = os.getpid()

    def act() -> None:
        sandbox.enter(ChildLimits(data_octets=32 << 20, mapped_octets=16 << 20), parent)
        allowed = (32 << 20) + (16 << 20) + MARGIN_OCTETS
        with mmap.mmap(-1, allowed - (8 << 20)):  # Python's are shared unless asked otherwise
            assert refused(lambda: mmap.mmap(-1, 9 << 20)) == "ENOMEM"

    assert in_child(act) == 0


@pytest.fixture
def lacking(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A kernel without Landlock, an installation without pyseccomp."""
    monkeypatch.setattr(landlock, "abi", lambda *_: (0, "none here"))
    monkeypatch.setattr(seccomp, "compiled", lambda _native: Program(remedy="install it"))
    sandbox.lacking.cache_clear()
    yield
    sandbox.lacking.cache_clear()


def test_what_is_not_offered_is_left_out_and_told(lacking: None) -> None:
    parent = os.getpid()
    assert sandbox.lacking() == {"landlock": "none here", "seccomp": "install it"}

    def act() -> None:
        assert sandbox.enter(ChildLimits(), parent) == ("rlimits", "no_new_privs", "undumpable")

    assert in_child(act) == 0


def test_threads_are_refused_to_parsers_without_seccomp_too(lacking: None) -> None:
    if os.geteuid() == 0:
        pytest.skip("RLIMIT_NPROC is not asked of root")
    parent = os.getpid()

    def act() -> None:
        sandbox.enter_native(NativeLimits(), parent)
        with pytest.raises(RuntimeError):
            threading.Thread(target=lambda: None).start()

    assert in_child(act) == 0


@pytest.mark.parametrize("measure", ["landlock.restrict", "seccomp.load"])
def test_what_is_offered_and_refused_stops_the_child(monkeypatch: pytest.MonkeyPatch, measure: str) -> None:
    def refuse(*_arguments: object) -> None:
        raise OSError(errno.EPERM, "refused here")

    parent = os.getpid()
    monkeypatch.setattr(f"skygw.inspect.{measure}", refuse)

    def act() -> None:
        with pytest.raises(OSError, match="refused here"):
            sandbox.enter(ChildLimits(), parent)

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
