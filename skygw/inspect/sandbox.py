"""What a child gives up before it reads its first message.

``enter`` (and ``enter_native``, for the stricter tier that runs native parsers) is called once in every
child, after the fork and before anything of a message arrives.  Whatever confines a child belongs here, one
function per measure, each adding its name to what ``enter`` returns, so that log, metrics and health page can
say what is in force.  What this kernel or installation does not offer is left out, and ``lacking`` says what
to do; what it offers and refuses raises: a child that is not confined must not read mail.

The measures, see ``MEASURES``:

- ``rlimits``: memory, CPU, descriptors, no files written, no core dump.
- ``no_new_privs``: no program gives more rights than this process has; and no capabilities are left.
- ``undumpable``: no ptrace and no look into ``/proc`` by equals, no terminal.
- ``landlock``: no file by path, no TCP, no signal to others (``landlock-7`` with the kernel's ABI).
- ``seccomp``: no sockets, programs, processes, nor what else stands in ``calls``.

Nothing can be opened afterwards, by Python either: what is needed must be loaded before, see ``preload``.
"""

from __future__ import annotations

import ctypes
import functools
import os
import resource
import signal

from skygw.inspect import landlock, seccomp
from skygw.inspect.limits import MARGIN_OCTETS, ChildLimits, NativeLimits

#: All measures, by the names without what follows a hyphen.
MEASURES = ("rlimits", "no_new_privs", "undumpable", "landlock", "seccomp")

# linux/prctl.h
PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_NO_NEW_PRIVS = 38

# linux/capability.h
_CAPABILITY_VERSION_3 = 0x20080522

#: Signals that a service manager or a terminal sends to the whole group.  The gateway drains then, and its
#: children must go on working until it lets them go; they die by SIGKILL or with their socket.
GROUP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)

_libc = ctypes.CDLL(None, use_errno=True)


def prepare() -> None:
    """Compile what ``enter`` and ``enter_native`` load; once, in the process that is forked."""
    seccomp.compiled(False)
    seccomp.compiled(True)
    lacking()


def enter(limits: ChildLimits, parent: int) -> tuple[str, ...]:
    """Confine this process for good; ``parent`` is the process id that it must die with.

    Returns the names of the measures in force.  Raises OSError if one of them is refused.
    """
    die_with_parent(parent)
    calls = seccomp.compiled(False)
    return (
        *_limit_resources(limits),
        *_drop_privileges(),
        *_close_files(limits.descriptors),
        *_filter_calls(calls),
    )


def enter_native(limits: NativeLimits, parent: int) -> tuple[str, ...]:
    """As ``enter``, for a child that runs a native parser: less of everything, see ``calls.native``.

    Before each part: ``allow_cpu(limits.cpu)``.
    """
    die_with_parent(parent)
    calls = seccomp.compiled(True)
    return (
        *_limit_parser(limits),
        *_drop_privileges(),
        *_close_files(limits.descriptors),
        *_filter_calls(calls),
    )


@functools.cache
def lacking() -> dict[str, str]:
    """The measures that this kernel or installation does not offer, and what to do about each."""
    remedies = {"landlock": landlock.abi()[1], "seccomp": seccomp.compiled(False).remedy}
    return {measure: remedy for measure, remedy in remedies.items() if remedy}


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
    soft = int(_used_cpu() + seconds) + 1
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
    data = _size(b"VmData:") + limits.data_octets
    # Data is private memory only; what is mapped as shared counts as address space alone.
    space = _size(b"VmSize:") + limits.data_octets + limits.mapped_octets + MARGIN_OCTETS
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_FSIZE, 0)  # Python ignores SIGXFSZ: a write to a file fails with EFBIG
    _lower(resource.RLIMIT_DATA, data)
    _lower(resource.RLIMIT_AS, space)
    return ("rlimits",)


def _limit_parser(limits: NativeLimits) -> tuple[str, ...]:
    # Address space on top of what was handed down: most of that are libraries and tables that all share, and
    # their size is nothing that a parser could be blamed for.
    space = _size(b"VmSize:") + limits.address_octets
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_FSIZE, 0)
    _lower(resource.RLIMIT_NPROC, 0)  # neither processes nor threads (of root it is not asked)
    _lower(resource.RLIMIT_AS, space)
    # The soft limit, which tells (SIGXCPU), moves part by part; the hard one, which kills, bounds its life.
    _lower(resource.RLIMIT_CPU, int(_used_cpu() + limits.cpu * limits.parts) + 2)
    allow_cpu(limits.cpu)
    return ("rlimits",)


def _lower(what: int, value: int) -> None:
    """Set a limit that cannot be raised again; one that is lower already stays."""
    _soft, hard = resource.getrlimit(what)
    bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(what, (bound, bound))


def _drop_privileges() -> tuple[str, ...]:
    _prctl(PR_SET_NO_NEW_PRIVS, 1)
    _drop_capabilities()
    undumpable()
    return ("no_new_privs", "undumpable")


def _drop_capabilities() -> None:
    """None effective, permitted or inheritable (and so none ambient): one for port 25 comes from the service
    manager, and root has all."""
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)  # 0: this process
    if _libc.capset(header, (ctypes.c_uint32 * 6)()) != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"capset: {os.strerror(code)}")


def _close_files(descriptors: int) -> tuple[str, ...]:
    version = landlock.restrict()
    _lower(resource.RLIMIT_NOFILE, descriptors)  # only now: what stands above wants descriptors too
    return (f"landlock-{version}",) if version else ()


def _filter_calls(calls: seccomp.Program) -> tuple[str, ...]:
    return ("seccomp",) if seccomp.load(calls) else ()


def _size(what: bytes) -> int:
    """A size of this process, in octets: a line of proc_pid_status(5), such as ``VmSize:``."""
    status = os.open("/proc/self/status", os.O_RDONLY)
    try:
        _before, _what, after = os.read(status, 1 << 16).partition(what)
    finally:
        os.close(status)
    return int(after.split(None, 1)[0]) * 1024


def _used_cpu() -> float:
    """Seconds of CPU that this process has used."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _prctl(option: int, argument: int) -> None:
    if _libc.prctl(option, argument, 0, 0, 0) != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"prctl({option}): {os.strerror(code)}")
