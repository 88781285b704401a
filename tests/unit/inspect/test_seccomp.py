"""Filters: without a library, without a kernel; and real ones, in processes that take no other measure."""

from __future__ import annotations

import ctypes
import mmap
import os
import platform
import resource
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from skygw.inspect import seccomp
from skygw.inspect.seccomp import Program, compiled
from tests.support.kernels import in_child, needs_seccomp, no_new_privs, refused

# linux/ptrace.h, linux/sched.h; numbers of calls that are the same on every architecture.
PTRACE_ATTACH, CLONE_NEWUSER = 16, 0x10000000
IO_URING_SETUP, PIDFD_OPEN, CLONE3, OPENAT2 = 425, 434, 435, 437


@pytest.fixture
def fresh() -> Iterator[None]:
    """Nothing is compiled yet, and nothing of this test stays."""
    compiled.cache_clear()
    yield
    compiled.cache_clear()


def fails_to_import(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fake(name: str) -> Any:
        assert name == "pyseccomp"
        raise error

    monkeypatch.setattr("importlib.import_module", fake)


@pytest.mark.parametrize(
    ("error", "remedy"),
    [
        (ImportError("No module named 'pyseccomp'"), "pip install 'skygw[sandbox]'"),
        (RuntimeError("Unable to find libseccomp"), "libseccomp.so.2"),
        (OSError("libseccomp.so.2: cannot open shared object file"), "libseccomp.so.2"),
    ],
)
def test_without_the_library(
    fresh: None, monkeypatch: pytest.MonkeyPatch, error: Exception, remedy: str
) -> None:
    monkeypatch.setattr(seccomp, "is_offered", lambda: True)
    fails_to_import(monkeypatch, error)
    program = compiled(False)
    assert program.instructions == b""
    assert remedy in program.remedy
    assert seccomp.load(program) is False


def test_without_the_kernel(fresh: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seccomp, "is_offered", lambda: False)
    assert compiled(True) == Program(remedy=seccomp.KERNEL)


def test_a_filter_that_the_kernel_refuses() -> None:
    if not seccomp.is_offered():
        pytest.skip(seccomp.KERNEL)

    def act() -> None:
        with pytest.raises(OSError, match="seccomp: Invalid argument"):
            seccomp.load(Program(b"\xff" * 8))

    assert in_child(act, no_new_privs) == 0


def test_each_process_writes_its_own_id() -> None:
    marker = seccomp._word(seccomp._OWN_PID)
    program = Program(marker + marker + b"\1\0\0\0" + b"\2\0\0\0")
    # The first half of an instruction is code and jumps, whatever it looks like.
    assert program.for_process(0x01020304) == marker + b"\4\3\2\1" + b"\1\0\0\0" + b"\2\0\0\0"


def test_both_tiers_name_their_process() -> None:
    needs_seccomp()
    for native in (False, True):
        program = compiled(native)
        assert program.for_process(os.getpid()) != program.instructions


def filtered(act: Callable[[], object], *, native: bool) -> int:
    """How a process ends that does this where nothing but the filter confines."""
    program = compiled(native)
    return in_child(act, no_new_privs, lambda: seccomp.load(program))


def call(name: str, *arguments: int) -> None:
    """A function of libc, or a system call by its number."""
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(*map(ctypes.c_long, arguments)) < 0:
        raise OSError(ctypes.get_errno(), name)


BOTH = pytest.mark.parametrize("native", [False, True], ids=["pure", "native"])


@BOTH
def test_sockets(native: bool) -> None:
    needs_seccomp()
    with socket.socket() as before, socket.socket(socket.AF_UNIX) as unix:

        def act() -> None:
            for family in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX, socket.AF_NETLINK):
                assert refused(lambda family=family: socket.socket(family)) == "EPERM"  # type: ignore[misc]
            assert refused(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) == "EPERM"
            assert refused(socket.socketpair) == "EPERM"
            assert refused(lambda: before.connect(("127.0.0.1", 9))) == "EPERM"
            assert refused(lambda: before.bind(("127.0.0.1", 0))) == "EPERM"
            assert refused(before.listen) == "EPERM"
            assert refused(lambda: unix.connect("/run/systemd/notify")) == "EPERM"

        assert filtered(act, native=native) == 0


@BOTH
def test_the_socket_that_was_there_stays(native: bool) -> None:
    needs_seccomp()
    ours, theirs = socket.socketpair()
    descriptor = os.memfd_create("message")
    os.write(descriptor, b"content")

    def act() -> None:
        data, ancillary, _flags, _address = theirs.recvmsg(100, 100)
        [(_level, _type, octets)] = ancillary
        passed = int.from_bytes(octets[:4], sys.byteorder)
        with mmap.mmap(passed, 7, prot=mmap.PROT_READ) as mapping:
            theirs.sendall(data + mapping[:])
        os.close(passed)

    with ours, theirs:
        socket.send_fds(ours, [b"here: "], [descriptor])
        os.close(descriptor)
        assert filtered(act, native=native) == 0
        assert ours.recv(100) == b"here: content"


@BOTH
def test_programs_and_processes(native: bool) -> None:
    needs_seccomp()

    def act() -> None:
        assert refused(lambda: os.execv("/bin/true", ["true"])) == "EPERM"
        assert refused(os.fork) == "EPERM"
        assert refused(lambda: call("syscall", CLONE3, 0, 0)) == "ENOSYS"
        assert refused(lambda: call("unshare", CLONE_NEWUSER)) == "EPERM"

    assert filtered(act, native=native) == 0


@BOTH
def test_other_processes(native: bool) -> None:
    needs_seccomp()
    parent = os.getpid()

    def act() -> None:
        assert refused(lambda: os.kill(parent, 0)) == "EPERM"
        assert refused(lambda: os.kill(-1, 0)) == "EPERM"
        assert refused(lambda: call("ptrace", PTRACE_ATTACH, parent, 0, 0)) == "EPERM"
        assert refused(lambda: call("process_vm_readv", parent, 0, 0, 0, 0, 0)) == "EPERM"
        assert refused(lambda: call("syscall", PIDFD_OPEN, parent, 0)) == "EPERM"
        assert refused(lambda: os.setpriority(os.PRIO_PROCESS, parent, 5)) == "EPERM"
        assert refused(lambda: os.sched_setaffinity(parent, {0})) == "EPERM"
        assert refused(lambda: resource.prlimit(parent, resource.RLIMIT_CORE)) == "EPERM"
        os.kill(os.getpid(), 0)  # itself it may
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    assert filtered(act, native=native) == 0


@BOTH
def test_the_kernel(native: bool) -> None:
    needs_seccomp()

    def act() -> None:
        assert refused(lambda: call("syscall", IO_URING_SETUP, 1, 0)) == "EPERM"
        assert refused(lambda: call("mount", 0, 0, 0, 0, 0)) == "EPERM"
        assert refused(lambda: os.setuid(os.getuid())) == "EPERM"
        for option in (1, 4, 35):  # PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_MM
            assert refused(lambda option=option: call("prctl", option, 1, 0, 0, 0)) == "EPERM"  # type: ignore[misc]
        # The kernel reads 32 bits of it.
        assert refused(lambda: call("prctl", (1 << 32) + 4, 1, 0, 0, 0)) == "EPERM"

    assert filtered(act, native=native) == 0


@BOTH
def test_files(native: bool, tmp_path: Path) -> None:
    """Where there is no Landlock this is all there is; chmod and the like Landlock does not know."""
    needs_seccomp()
    path = tmp_path / "file"
    path.write_bytes(b"content")
    path.chmod(0o600)

    def act() -> None:
        assert refused(lambda: os.open(path, os.O_RDONLY)) == "EPERM"
        assert refused(lambda: os.open(path.with_name("new"), os.O_WRONLY | os.O_CREAT)) == "EPERM"
        assert refused(lambda: os.open(f"/proc/{os.getppid()}/environ", os.O_RDONLY)) == "EPERM"
        assert refused(lambda: call("syscall", OPENAT2, 0, 0, 0, 0)) == "EPERM"
        assert refused(lambda: os.chmod(path, 0o644)) == "EPERM"
        assert refused(lambda: os.utime(path)) == "EPERM"
        assert refused(lambda: os.setxattr(path, "user.x", b"")) == "EPERM"
        assert refused(lambda: os.truncate(path, 0)) == "EPERM"
        assert refused(lambda: os.unlink(path)) == "EPERM"
        assert refused(lambda: os.mkdir(path.with_name("new"))) == "EPERM"
        assert refused(lambda: os.memfd_create("x")) == "EPERM"

    assert filtered(act, native=native) == 0
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"content", 0o600)


def test_threads_are_the_pure_tiers_only() -> None:
    needs_seccomp()

    def act() -> None:
        thread = threading.Thread(target=lambda: None)
        thread.start()
        thread.join()

    assert filtered(act, native=False) == 0
    assert filtered(act, native=True) == 1


def test_memory_that_can_be_run_is_the_pure_tiers_only() -> None:
    needs_seccomp()
    rwx = mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC

    def act() -> None:
        mmap.mmap(-1, mmap.PAGESIZE, prot=rwx).close()

    assert filtered(act, native=False) == 0
    assert filtered(act, native=True) == 1

    def later() -> None:
        with mmap.mmap(-1, mmap.PAGESIZE) as mapping:
            address = ctypes.addressof(ctypes.c_char.from_buffer(mapping))
            call("mprotect", address, mmap.PAGESIZE, rwx)

    assert filtered(later, native=True) == 1


@BOTH
def test_abort_ends_it_as_everywhere(native: bool) -> None:
    needs_seccomp()
    assert filtered(os.abort, native=native) == -signal.SIGABRT


@BOTH
@pytest.mark.skipif(platform.machine() != "x86_64", reason="numbers of x32")
def test_calls_by_the_numbers_of_another_architecture_kill(native: bool) -> None:
    needs_seccomp()
    x32_getpid = 0x40000000 + 39
    assert filtered(lambda: call("syscall", x32_getpid), native=native) == -signal.SIGSYS
