"""Kernels of every kind as fakes; and this one, in processes that take no other measure."""

from __future__ import annotations

import ctypes
import errno
import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest

from skygw.inspect import landlock
from skygw.inspect.landlock import CREATE_RULESET, KNOWN_ABI, RESTRICT_SELF
from tests.support.kernels import in_child, needs_landlock, no_new_privs, refused


@attrs.define
class Kernel:
    """A table of system calls: one that knows this ABI, or answers with an error."""

    version: int = 0
    error: int = 0
    refuses: int = 0
    """This call is refused with EPERM once it is made in earnest."""
    rulesets: list[tuple[int, int, int, int]] = attrs.field(factory=list)
    """Rights to files, rights to the network, scopes, and size of the structure."""
    restricted: list[int] = attrs.field(factory=list)

    def __call__(self, number: int, *arguments: Any) -> int:
        if self.error:
            raise OSError(self.error, os.strerror(self.error))
        if number == CREATE_RULESET and arguments[0] is None:
            _null, size, flags = arguments
            assert (size.value, flags.value) == (0, 1)
            return self.version
        if number == self.refuses:
            raise OSError(errno.EPERM, "Operation not permitted")
        if number == CREATE_RULESET:
            reference, size, flags = arguments
            assert flags.value == 0
            attr = ctypes.cast(reference, ctypes.POINTER(landlock.RulesetAttr)).contents
            self.rulesets.append((attr.handled_access_fs, attr.handled_access_net, attr.scoped, size.value))
            return os.open(os.devnull, os.O_RDONLY)
        assert number == RESTRICT_SELF
        descriptor, flags = arguments
        os.fstat(descriptor.value)
        assert flags.value == 0
        self.restricted.append(descriptor.value)
        return 0


@pytest.mark.parametrize(
    ("version", "files", "network", "scopes", "size"),
    [
        (1, 0x1FFF, 0, 0, 8),
        (2, 0x3FFF, 0, 0, 8),  # REFER
        (3, 0x7FFF, 0, 0, 8),  # TRUNCATE
        (4, 0x7FFF, 3, 0, 16),  # TCP
        (5, 0xFFFF, 3, 0, 16),  # IOCTL_DEV
        (6, 0xFFFF, 3, 3, 24),  # scopes
        (7, 0xFFFF, 3, 3, 24),
        (99, 0xFFFF, 3, 3, 24),  # of a kernel to come no more is asked than is known here
    ],
)
def test_each_abi_is_used_to_the_full(version: int, files: int, network: int, scopes: int, size: int) -> None:
    kernel = Kernel(version)
    assert landlock.restrict(kernel) == min(version, KNOWN_ABI)
    assert kernel.rulesets == [(files, network, scopes, size)]
    [ruleset] = kernel.restricted
    with pytest.raises(OSError, match="Bad file descriptor"):  # not left open
        os.fstat(ruleset)


@pytest.mark.parametrize(
    ("error", "remedy"),
    [
        (errno.ENOSYS, "Linux 5.13"),
        (errno.EOPNOTSUPP, "add landlock to lsm="),
        (errno.EPERM, "allow the system calls landlock_"),
    ],
)
def test_a_kernel_that_offers_none(error: int, remedy: str) -> None:
    kernel = Kernel(error=error)
    assert landlock.restrict(kernel) == 0
    version, advice = landlock.abi(kernel)
    assert version == 0
    assert remedy in advice


def test_a_kernel_that_answers_what_nobody_expects() -> None:
    with pytest.raises(OSError, match="Input/output error"):
        landlock.restrict(Kernel(error=errno.EIO))


@pytest.mark.parametrize("call", [CREATE_RULESET, RESTRICT_SELF])
def test_what_is_offered_and_refused_is_an_error(call: int) -> None:
    kernel = Kernel(7, refuses=call)
    before = len(os.listdir("/proc/self/fd"))
    with pytest.raises(OSError, match=r"landlock \(ABI 7\): Operation not permitted"):
        landlock.restrict(kernel)
    assert len(os.listdir("/proc/self/fd")) == before


def test_without_no_new_privs_it_is_refused() -> None:
    needs_landlock()
    if os.geteuid() == 0:
        pytest.skip("root may")
    assert in_child(lambda: refused(landlock.restrict) == "EPERM" or os._exit(2)) == 0


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "file"
    path.write_bytes(b"content")
    yield path
    assert path.read_bytes() == b"content"
    assert list(tmp_path.iterdir()) == [path]


def confined(act: Any) -> None:
    """Do this where nothing but Landlock confines."""
    assert in_child(act, no_new_privs, landlock.restrict) == 0


def test_files(file: Path) -> None:
    needs_landlock()
    with file.open("rb") as before:

        def act() -> None:
            assert refused(lambda: os.open(file, os.O_RDONLY)) == "EACCES"
            assert refused(lambda: os.open(file, os.O_WRONLY)) == "EACCES"
            assert refused(lambda: os.open(file.with_name("new"), os.O_WRONLY | os.O_CREAT)) == "EACCES"
            assert refused(lambda: os.open("/proc/self/environ", os.O_RDONLY)) == "EACCES"
            assert refused(lambda: os.open(f"/proc/{os.getppid()}/mem", os.O_RDONLY)) == "EACCES"
            assert refused(lambda: os.listdir(file.parent)) == "EACCES"
            assert refused(lambda: os.mkdir(file.with_name("new"))) == "EACCES"
            assert refused(lambda: os.symlink("/", file.with_name("new"))) == "EACCES"
            assert refused(lambda: os.unlink(file)) == "EACCES"
            assert refused(lambda: os.rename(file, file.with_name("new"))) == "EACCES"
            assert refused(lambda: os.execv("/bin/true", ["true"])) == "EACCES"
            assert before.read() == b"content"  # what is open stays

        confined(act)


def test_truncating(file: Path) -> None:
    needs_landlock(3)
    confined(lambda: refused(lambda: os.truncate(file, 0)) == "EACCES" or os._exit(2))


def test_tcp() -> None:
    needs_landlock(4)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def act() -> None:
            with socket.socket() as client:
                assert refused(lambda: client.connect(server.getsockname())) == "EACCES"
            with socket.socket() as listener:
                assert refused(lambda: listener.bind(("127.0.0.1", 0))) == "EACCES"

        confined(act)


def test_abstract_unix_sockets() -> None:
    needs_landlock(6)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(f"\0skygw-test-{os.getpid()}")
        server.listen()

        def act() -> None:
            with socket.socket(socket.AF_UNIX) as client:
                assert refused(lambda: client.connect(server.getsockname())) == "EPERM"

        confined(act)


def test_signals() -> None:
    needs_landlock(6)

    def act() -> None:
        assert refused(lambda: os.kill(os.getppid(), 0)) == "EPERM"
        assert refused(lambda: os.kill(os.getpid(), 0)) == ""

    confined(act)


def test_what_is_started_is_confined_too(file: Path) -> None:
    needs_landlock()

    def act() -> None:
        pid = os.fork()
        if pid == 0:
            os._exit(0 if refused(lambda: os.open(file, os.O_RDONLY)) == "EACCES" else 1)
        assert os.waitpid(pid, 0)[1] == 0

    confined(act)


def test_the_parent_can_end_it_all_the_same() -> None:
    needs_landlock()
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        no_new_privs()
        landlock.restrict()
        os.write(write, b"x")
        while True:
            signal.pause()
    os.read(read, 1)
    os.kill(pid, signal.SIGKILL)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL
    os.close(read)
    os.close(write)
