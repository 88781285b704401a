"""Landlock: no file by its path, no TCP, no signal and no abstract socket beyond this process.

A process gives up, for itself and for good, what the ruleset *handles* and no rule allows; ours has no rules.
Descriptors that are open already stay usable, so everything that is needed later is opened before.  Kernels
differ by their ABI number in what they can handle: the most that this one knows is asked for.

What it does not cover on any ABI that is known here: ``stat``, ``chmod``, ``chown``, ``utime``, extended
attributes, UDP, and UNIX sockets that have a path.  ``seccomp`` covers them.

Sources: landlock(7), landlock_create_ruleset(2), include/uapi/linux/landlock.h.
"""

from __future__ import annotations

import ctypes
import errno
import os
from collections.abc import Callable
from typing import Any

# The numbers are the same on every architecture (asm-generic/unistd.h; all calls from 424 on are).
CREATE_RULESET = 444
RESTRICT_SELF = 446

#: LANDLOCK_CREATE_RULESET_VERSION: asks for the ABI, makes nothing.
VERSION = 1

#: The highest ABI whose rights stand in ``rights``.  6 to 7 brought flags of the audit log only.
KNOWN_ABI = 7

# LANDLOCK_ACCESS_FS_EXECUTE up to LANDLOCK_ACCESS_FS_MAKE_SYM: bits 0 to 12.
_FS = (1 << 13) - 1
_FS_REFER = 1 << 13
_FS_TRUNCATE = 1 << 14
_FS_IOCTL_DEV = 1 << 15
# LANDLOCK_ACCESS_NET_BIND_TCP and _CONNECT_TCP; LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET and _SIGNAL.
_NET = 0b11
_SCOPE = 0b11

Syscall = Callable[..., int]

_libc = ctypes.CDLL(None, use_errno=True)


class RulesetAttr(ctypes.Structure):
    """``struct landlock_ruleset_attr``: it has grown, and a kernel is given no more than it knows."""

    _fields_ = (
        ("handled_access_fs", ctypes.c_uint64),
        ("handled_access_net", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    )


def raw_syscall(number: int, *arguments: Any) -> int:
    """A system call that libc has no function for.  OSError with what the kernel says."""
    result = int(_libc.syscall(ctypes.c_long(number), *arguments))
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result


#: What these answers to "which ABI?" mean, and what can be done about it.
_LACKING = {
    errno.ENOSYS: "this kernel has none; Linux 5.13 or later has, if built with CONFIG_SECURITY_LANDLOCK",
    errno.EOPNOTSUPP: "it is switched off in this kernel; add landlock to lsm= on its command line",
    # Nobody but a filter that we were started under answers so.
    errno.EPERM: "a filter around this service refuses it; allow the system calls landlock_* there",
    errno.EACCES: "a filter around this service refuses it; allow the system calls landlock_* there",
}


def abi(syscall: Syscall = raw_syscall) -> tuple[int, str]:
    """The ABI of this kernel, or 0 and what is to be done about that."""
    try:
        return syscall(CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(VERSION)), ""
    except OSError as error:
        remedy = _LACKING.get(error.errno or 0)
        if remedy is None:
            raise
        return 0, remedy


def rights(version: int) -> tuple[RulesetAttr, int]:
    """Everything that a kernel of this ABI can deny, and the size of the structure that it knows."""
    fs = _FS
    if version >= 2:
        fs |= _FS_REFER  # on ABI 1 always denied
    if version >= 3:
        fs |= _FS_TRUNCATE
    if version >= 5:
        fs |= _FS_IOCTL_DEV
    net = _NET if version >= 4 else 0
    scope = _SCOPE if version >= 6 else 0
    return RulesetAttr(fs, net, scope), 24 if version >= 6 else 16 if version >= 4 else 8


def restrict(syscall: Syscall = raw_syscall) -> int:
    """Confine this process and whatever it starts, for good; PR_SET_NO_NEW_PRIVS must be set.

    Returns the ABI in force, 0 if the kernel offers none.  OSError if it offers one and refuses.
    Only the calling thread is confined: call it before there is a second one.
    """
    version, _remedy = abi(syscall)
    if version == 0:
        return 0
    attr, size = rights(version)
    try:
        ruleset = syscall(CREATE_RULESET, ctypes.byref(attr), ctypes.c_size_t(size), ctypes.c_uint32(0))
        try:
            syscall(RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint32(0))
        finally:
            os.close(ruleset)
    except OSError as error:
        raise OSError(error.errno, f"landlock (ABI {version}): {error.strerror}") from error
    return min(version, KNOWN_ABI)
