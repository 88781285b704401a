"""System calls that a child may not make: a filter in the kernel (seccomp(2), BPF).

``pyseccomp`` (the extra ``[sandbox]``, over libseccomp) knows the numbers of the calls on each architecture
and compiles the filter; without it there is no filter, and ``compiled`` says what to do.  It is compiled
once, in the fork server, and loaded by each child, which is cheaper.

Two tiers, see ``calls``.  A call that is refused fails with EPERM and the process goes on.  Killing it
instead would cost the message and gain little: what has been refused has done nothing, and the list of what
is allowed cannot know every libc to come.  Killed (SIGSYS) is who calls the kernel as a process of another
architecture (``int 0x80`` on x86-64), past the numbers that the filter knows.
"""

from __future__ import annotations

import ctypes
import errno
import functools
import importlib
import os
from typing import Any

import attrs

from skygw.inspect import calls

# linux/prctl.h, linux/seccomp.h
PR_SET_SECCOMP = 22
SECCOMP_MODE_FILTER = 2

#: Stands in a compiled filter where each child writes its own process id.
_OWN_PID = 0x6F776E70

_INSTRUCTION = 8  # struct sock_filter: code, jt, jf, k

PYSECCOMP = "install it: pip install 'skygw[sandbox]'"
LIBSECCOMP = "pyseccomp does not find libseccomp.so.2; install that library (libseccomp2)"
KERNEL = "this kernel has none (CONFIG_SECCOMP_FILTER)"

_libc = ctypes.CDLL(None, use_errno=True)


@attrs.frozen
class Program:
    """A compiled filter; without ``instructions`` there is none, and ``remedy`` says what to do."""

    instructions: bytes = attrs.field(default=b"", repr=False)
    remedy: str = ""

    def for_process(self, pid: int) -> bytes:
        """The filter for the process with this id: what it may do to itself only names it."""
        code = bytearray(self.instructions)
        own, pid_octets = _word(_OWN_PID), _word(pid)
        for start in range(4, len(code), _INSTRUCTION):  # k is the second half
            if code[start : start + 4] == own:
                code[start : start + 4] = pid_octets
        return bytes(code)


@functools.cache
def compiled(native: bool, /) -> Program:
    """The filter of a tier, compiled at the first call, which must come before the sandbox closes.

    OSError or ValueError if libseccomp is there and cannot compile it.
    """
    if not is_offered():
        return Program(remedy=KERNEL)
    try:
        pyseccomp = importlib.import_module("pyseccomp")
    except ImportError:
        return Program(remedy=PYSECCOMP)
    except (RuntimeError, OSError, AttributeError):  # no libseccomp, or one that is too old
        return Program(remedy=LIBSECCOMP)
    return Program(_compile(pyseccomp, calls.native() if native else calls.pure(), native))


def is_offered() -> bool:
    """Whether this kernel takes filters: no filter is at no address, and only such a kernel looks there."""
    _libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, None, 0, 0)
    return ctypes.get_errno() == errno.EFAULT


def load(program: Program) -> bool:
    """Filter this process and whatever it starts, for good; PR_SET_NO_NEW_PRIVS must be set.

    False if there is no filter to load.  OSError if the kernel refuses it.
    """
    if not program.instructions:
        return False
    code = program.for_process(os.getpid())
    buffer = ctypes.create_string_buffer(code, len(code))
    filter_ = _SockFprog(len(code) // _INSTRUCTION, ctypes.addressof(buffer))
    if _libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(filter_), 0, 0) != 0:
        code_ = ctypes.get_errno()
        raise OSError(code_, f"seccomp: {os.strerror(code_)}")
    return True


class _SockFprog(ctypes.Structure):
    """``struct sock_fprog`` (linux/filter.h)."""

    _fields_ = (("len", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def _compile(pyseccomp: Any, rules: tuple[calls.Rule, ...], allow: bool) -> bytes:
    """BPF; ``rules`` are what is allowed, or what is refused."""
    refuse = pyseccomp.ERRNO(errno.EPERM)
    filter_ = pyseccomp.SyscallFilter(refuse if allow else pyseccomp.ALLOW)
    filter_.set_attr(pyseccomp.Attr.ACT_BADARCH, pyseccomp.KILL_PROCESS)
    try:
        filter_.set_attr(pyseccomp.Attr.CTL_OPTIMIZE, 2)  # a tree instead of a list of comparisons
    except OSError:
        pass  # libseccomp before 2.5: the same filter, a little slower
    action = pyseccomp.ALLOW if allow else refuse
    for rule in (*rules, calls.CLONE3):
        number = _number(pyseccomp, rule.call)
        if number is not None:
            done = pyseccomp.ERRNO(rule.error) if rule.error else action
            filter_.add_rule(done, number, *(_argument(pyseccomp, test) for test in rule.tests))
    with os.fdopen(os.memfd_create("skygw-filter", os.MFD_CLOEXEC), "rb") as file:
        filter_.export_bpf(file)
        file.seek(0)
        return file.read()


def _number(pyseccomp: Any, call: str) -> int | None:
    """The number of a call, None if this architecture has none of that name."""
    number = int(pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, call))
    return number if number >= 0 else calls.NEWER.get(call)


def _argument(pyseccomp: Any, test: calls.Test) -> Any:
    comparison = {"==": pyseccomp.EQ, "!=": pyseccomp.NE, "&": pyseccomp.MASKED_EQ}[test.comparison]
    if test.value is calls.OWN_PID:
        return pyseccomp.Arg(test.argument, comparison, _OWN_PID)
    if test.comparison == "&":
        return pyseccomp.Arg(test.argument, comparison, test.mask, test.value)
    return pyseccomp.Arg(test.argument, comparison, test.value)


def _word(number: int) -> bytes:
    return bytes(ctypes.c_uint32(number))
