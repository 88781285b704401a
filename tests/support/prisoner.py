"""An inspector that tries to get out of the sandbox, one way for each message."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import mmap
import os
import resource
import socket
from pathlib import Path

from skygw.detect import Finding
from skygw.inspect.message import Message
from tests.support.inspectors import order_in

# linux/ptrace.h, linux/sched.h, linux/prctl.h
PTRACE_ATTACH, CLONE_NEWUSER, PR_SET_DUMPABLE = 16, 0x10000000, 4
# Numbers that are the same on every architecture.
PIDFD_OPEN, IO_URING_SETUP = 434, 425
# linux/capability.h
CAPABILITY_VERSION_3 = 0x20080522


class Prisoner:
    """Answers with one finding: its type is the error that stopped it, ``free`` if nothing did, ``here`` if
    nothing was tried.  Its count is the process id."""

    name = "prisoner"

    def prepare(self) -> None:
        """What an attack may find open."""
        self._tcp, self._unix = socket.socket(), socket.socket(socket.AF_UNIX)

    def inspect(self, message: Message) -> list[Finding]:
        verb, _, argument = order_in(message).partition(" ")
        try:
            getattr(self, verb)(argument)
        except OSError as error:
            return self._found(errno.errorcode.get(error.errno or 0, "?"))
        return self._found("here" if verb == "rest" else "free")

    def _found(self, what: str) -> list[Finding]:
        return [Finding(type=what, count=os.getpid())]

    def rest(self, _argument: str) -> None:
        """Nothing."""

    def read(self, path: str) -> None:
        Path(path).read_bytes()

    def write(self, path: str) -> None:
        Path(path).write_bytes(b"x")

    def list(self, path: str) -> None:
        os.listdir(path)

    def chmod(self, path: str) -> None:
        os.chmod(path, 0o777)

    def remove(self, path: str) -> None:
        os.unlink(path)

    def execute(self, path: str) -> None:
        os.execv(path, [path])

    def fork(self, _argument: str) -> None:
        if os.fork() == 0:
            os._exit(0)

    def tcp(self, _argument: str) -> None:
        socket.socket()

    def udp(self, _argument: str) -> None:
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

    def unix(self, _argument: str) -> None:
        socket.socket(socket.AF_UNIX)

    def connect(self, port: str) -> None:
        self._tcp.connect(("127.0.0.1", int(port)))

    def connect_unix(self, name: str) -> None:
        self._unix.connect(f"\0{name}")

    def listen(self, _argument: str) -> None:
        self._tcp.bind(("127.0.0.1", 0))

    def kill(self, pid: str) -> None:
        os.kill(int(pid), 0)

    def pidfd(self, pid: str) -> None:
        _call("syscall", PIDFD_OPEN, int(pid), 0)

    def ptrace(self, pid: str) -> None:
        _call("ptrace", PTRACE_ATTACH, int(pid), 0, 0)

    def peek(self, pid: str) -> None:
        _call("process_vm_readv", int(pid), 0, 0, 0, 0, 0)

    def slow(self, pid: str) -> None:
        os.setpriority(os.PRIO_PROCESS, int(pid), 19)

    def namespace(self, _argument: str) -> None:
        _call("unshare", CLONE_NEWUSER)

    def ring(self, _argument: str) -> None:
        _call("syscall", IO_URING_SETUP, 1, 0)

    def dumpable(self, _argument: str) -> None:
        _call("prctl", PR_SET_DUMPABLE, 1, 0, 0, 0)

    def more(self, _argument: str) -> None:
        """More memory than it was given."""
        _soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
        try:
            resource.setrlimit(resource.RLIMIT_DATA, (hard + 1, hard + 1))
        except ValueError as error:  # how Python tells of EPERM here
            raise OSError(errno.EPERM, str(error)) from None

    def share(self, octets: str) -> None:
        """Memory that counts as nobody's data (MAP_SHARED | MAP_ANONYMOUS), in small pieces."""
        with contextlib.ExitStack() as pieces:
            for _ in range(0, int(octets), 1 << 20):
                pieces.enter_context(mmap.mmap(-1, 1 << 20))

    def capable(self, _argument: str) -> None:
        """Any capability at all."""
        header, sets = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0), (ctypes.c_uint32 * 6)()
        if ctypes.CDLL(None).capget(header, sets) != 0:
            raise OSError(errno.ENOSYS, "capget")
        if not any(sets):
            raise OSError(errno.EPERM, "no capability")

    def x32(self, _argument: str) -> None:
        """getpid() by its number on an architecture that this is not."""
        _call("syscall", 0x40000000 + 39)


def _call(name: str, *arguments: int) -> None:
    """A function of libc."""
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(*map(ctypes.c_long, arguments)) < 0:
        raise OSError(ctypes.get_errno(), name)
