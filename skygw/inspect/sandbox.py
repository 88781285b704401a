"""What a child gives up before it reads its first message.

``enter`` is called once in every child, after the fork and before anything of a message arrives.  Whatever
confines a child belongs here, one function per measure, each adding its name to what ``enter`` returns, so
that the health page can say what is in force on this kernel.

In force: resource limits, no new privileges, no core dumps and no ptrace by equals, no terminal, death with
the fork server.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal

from skygw.inspect.limits import ChildLimits

# linux/prctl.h
PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_NO_NEW_PRIVS = 38

#: Signals that a service manager or a terminal sends to the whole group.  The gateway drains then, and its
#: children must go on working until it lets them go; they die by SIGKILL or with their socket.
GROUP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)

_libc = ctypes.CDLL(None, use_errno=True)


def enter(limits: ChildLimits, parent: int) -> tuple[str, ...]:
    """Confine this process for good; ``parent`` is the process id that it must die with.

    Returns the names of the measures in force.  Raises OSError if one of them is refused: a child that is
    not confined must not read mail.
    """
    die_with_parent(parent)
    return (
        *_limit_resources(limits),
        *_drop_privileges(),
    )


def die_with_parent(parent: int) -> None:
    """SIGKILL for this process as soon as its parent is gone (prctl(2), PR_SET_PDEATHSIG)."""
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before the call
        os._exit(0)


def undumpable() -> None:
    """No core dump and no ptrace by processes of the same user (PR_SET_DUMPABLE; RLIMIT_CORE is beside it).

    A core dump or a debugger would show mail.
    """
    _prctl(PR_SET_DUMPABLE, 0)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def ignore_group_signals() -> None:
    """See ``GROUP_SIGNALS``."""
    for number in GROUP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def devnull(*descriptors: int) -> None:
    """Make these descriptors lead nowhere."""
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in descriptors:
        os.dup2(null, descriptor)
    if null not in descriptors:
        os.close(null)


def allow_cpu(seconds: float) -> None:
    """Let this process use ``seconds`` of CPU from now on; SIGXCPU kills it then (setrlimit(2)).

    Only the soft limit moves, in whole seconds: an unprivileged process cannot raise the hard one again.
    """
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime + seconds) + 1
    _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    if hard != resource.RLIM_INFINITY:
        soft = min(soft, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


class ResidentSize:
    """The resident size of this process; reads through a descriptor opened before the sandbox closed."""

    def __init__(self) -> None:
        self._statm = os.open("/proc/self/statm", os.O_RDONLY)
        self._page = os.sysconf("SC_PAGESIZE")

    def octets(self) -> int:
        # proc_pid_statm(5): size resident shared ...
        return int(os.pread(self._statm, 256, 0).split()[1]) * self._page


def _limit_resources(limits: ChildLimits) -> tuple[str, ...]:
    data = _data_octets() + limits.data_octets
    for what, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),  # Python ignores SIGXFSZ: a write to a file fails with EFBIG
        (resource.RLIMIT_NOFILE, limits.descriptors),
        (resource.RLIMIT_DATA, data),
    ):
        _soft, hard = resource.getrlimit(what)
        bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(what, (bound, bound))
    return ("rlimits",)


def _drop_privileges() -> tuple[str, ...]:
    _prctl(PR_SET_NO_NEW_PRIVS, 1)
    undumpable()
    return ("no_new_privs", "undumpable")


def _data_octets() -> int:
    """Private memory that the fork server handed down: VmData of proc_pid_status(5)."""
    with open("/proc/self/status", encoding="ascii", errors="replace") as status:
        for line in status:
            if line.startswith("VmData:"):
                return int(line.split()[1]) * 1024
    return 0


def _prctl(option: int, argument: int) -> None:
    if _libc.prctl(option, argument, 0, 0, 0) != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"prctl({option}): {os.strerror(code)}")
