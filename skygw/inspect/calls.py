"""Which system calls the two tiers of children make, and which they have no business with.

Values; ``seccomp`` makes a filter of them.  Names that an architecture lacks are passed over.  Numbers of
flags are those of x86-64 and arm64.

**Pure** (a child that runs Python, third-party inspectors among it): everything but what is listed, since
nobody knows what an inspector's libraries call.  **Native** (a child that runs one parser written in C on one
hostile part): nothing but what is listed, and no memory that can be both written and run.
"""

from __future__ import annotations

import enum
import errno
import mmap

import attrs


class Own(enum.Enum):
    """Values that only the process itself knows."""

    PID = "own process id"


OWN_PID = Own.PID


@attrs.frozen
class Test:
    """One condition on one argument (0 to 5) of a call.

    ``comparison`` is ``==``, ``!=``, or ``&``: argument & ``mask`` == ``value``.
    """

    argument: int
    comparison: str
    value: int | Own
    mask: int = 0


@attrs.frozen
class Rule:
    """A call that is singled out, if all ``tests`` hold; ``error``: with this error instead of EPERM."""

    call: str
    tests: tuple[Test, ...] = ()
    error: int = 0


#: glibc takes clone3 first and falls back to clone only upon ENOSYS; its flags lie in memory, where no filter
#: can look.
CLONE3 = Rule("clone3", error=errno.ENOSYS)

#: Calls that are younger than a libseccomp that is still in use.  All architectures have the same numbers.
NEWER = {
    "fchmodat2": 452,
    "lsm_set_self_attr": 460,
    "setxattrat": 463,
    "removexattrat": 466,
    "open_tree_attr": 467,
    "file_setattr": 469,
}

# include/uapi: linux/sched.h, linux/prctl.h, asm-generic/fcntl.h, asm-generic/ioctls.h, asm-generic/sockios.h
_CLONE_THREAD = 0x00010000
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_MM, _PR_SET_PTRACER = 1, 4, 35, 0x59616D61
_F_DUPFD, _F_GETFD, _F_SETFD, _F_GETFL, _F_SETOWN, _F_SETOWN_EX, _F_DUPFD_CLOEXEC = 0, 1, 2, 3, 8, 15, 1030
_TIOCSTI, _TIOCLINUX, _FIOSETOWN, _SIOCSPGRP, _FIOCLEX = 0x5412, 0x541C, 0x8901, 0x8902, 0x5451
_AT_EMPTY_PATH = 0x1000

_SOCKETS = "socket socketpair bind connect listen accept accept4"
_PROGRAMS = "execve execveat fork vfork setsid setpgid"
# Other processes of the same user, the gateway among them.
_OTHERS = """
    ptrace process_vm_readv process_vm_writev process_madvise process_mrelease kcmp
    pidfd_open pidfd_getfd pidfd_send_signal tkill rt_sigqueueinfo rt_tgsigqueueinfo
    setpriority ioprio_set sched_setscheduler sched_setparam sched_setattr migrate_pages move_pages
    shmget shmat shmctl msgget msgsnd msgrcv msgctl semget semop semtimedop semctl mq_open mq_unlink
"""
# Landlock covers opening and changing files too, where there is one; attributes and modes it does not.
_FILES = """
    open openat openat2 creat open_by_handle_at name_to_handle_at memfd_create memfd_secret
    truncate mknod mknodat mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2
    link linkat symlink symlinkat
    chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat
    setxattr lsetxattr fsetxattr setxattrat removexattr lremovexattr fremovexattr removexattrat file_setattr
    utime utimes utimensat futimesat inotify_init inotify_init1 fanotify_init fanotify_mark
    chroot pivot_root mount umount umount2 move_mount fsopen fsconfig fsmount fspick open_tree open_tree_attr
    mount_setattr quotactl quotactl_fd swapon swapoff acct
"""
# Where most ways into the kernel were found, and what only root may do anyway.
_KERNEL = """
    bpf perf_event_open userfaultfd io_uring_setup io_uring_enter io_uring_register keyctl add_key request_key
    unshare setns personality modify_ldt iopl ioperm kexec_load kexec_file_load
    init_module finit_module delete_module reboot syslog lookup_dcookie vhangup nfsservctl uselib
    settimeofday clock_settime clock_adjtime adjtimex sethostname setdomainname lsm_set_self_attr
    setuid setgid setreuid setregid setresuid setresgid setfsuid setfsgid setgroups capset
"""


def pure() -> tuple[Rule, ...]:
    """What a child of the first tier may not call."""
    listed = " ".join((_SOCKETS, _PROGRAMS, _OTHERS, _FILES, _KERNEL)).split()
    return (
        *map(Rule, listed),
        Rule("clone", (Test(0, "&", 0, _CLONE_THREAD),)),  # processes; threads are fine
        # Itself it may end: abort() does so.
        Rule("kill", (Test(0, "!=", OWN_PID),)),
        Rule("tgkill", (Test(0, "!=", OWN_PID),)),
        # 0 is itself, too.
        Rule("prlimit64", (Test(0, "!=", 0),)),
        Rule("sched_setaffinity", (Test(0, "!=", 0),)),
        *(Rule("prctl", (_low(0, option),)) for option in (
            _PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_MM, _PR_SET_PTRACER
        )),
        # Input for a terminal; signals to others by way of a descriptor.
        *(Rule("ioctl", (_low(1, request),)) for request in (_TIOCSTI, _TIOCLINUX, _FIOSETOWN, _SIOCSPGRP)),
        *(Rule("fcntl", (_low(1, command),)) for command in (_F_SETOWN, _F_SETOWN_EX)),
    )  # fmt: skip


# What CPython, its allocator, ctypes, libarchive and PDFium call once everything is loaded, and how they end.
_MEMORY = "munmap mremap madvise brk"
_DESCRIPTORS = "read readv pread64 write writev recvmsg recvfrom sendmsg sendto lseek close fstat shutdown"
_TIME = "clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time times getrusage"
_SELF = """
    getpid gettid getppid getuid geteuid getgid getegid getrlimit setrlimit sched_yield sched_getaffinity
    futex set_robust_list rseq membarrier getrandom
    rt_sigaction rt_sigprocmask rt_sigreturn sigaltstack restart_syscall poll ppoll select pselect6
    exit exit_group
"""


def native() -> tuple[Rule, ...]:
    """What a child of the second tier may call."""
    return (
        *map(Rule, " ".join((_MEMORY, _DESCRIPTORS, _TIME, _SELF)).split()),
        # No memory that can be run: neither what was written nor a library.
        Rule("mmap", (Test(2, "&", 0, mmap.PROT_EXEC),)),
        Rule("mprotect", (Test(2, "&", 0, mmap.PROT_EXEC),)),
        Rule("tgkill", (Test(0, "==", OWN_PID),)),
        Rule("kill", (Test(0, "==", OWN_PID),)),
        Rule("prlimit64", (Test(0, "==", 0),)),
        # fstat of newer glibc: a descriptor and no path.
        Rule("newfstatat", (Test(3, "&", _AT_EMPTY_PATH, _AT_EMPTY_PATH),)),
        *(Rule("fcntl", (_low(1, command),)) for command in (
            _F_DUPFD, _F_DUPFD_CLOEXEC, _F_GETFD, _F_SETFD, _F_GETFL
        )),
        Rule("ioctl", (_low(1, _FIOCLEX),)),
    )  # fmt: skip


def _low(argument: int, value: int) -> Test:
    """The kernel reads only 32 bits of such an argument: what stands above them must not make it another."""
    return Test(argument, "&", value, 0xFFFFFFFF)
