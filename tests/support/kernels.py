"""What the kernel beneath the tests has: a test of a measure that it lacks is skipped, and says why."""

from __future__ import annotations

import errno
import faulthandler
import os
import traceback
from collections.abc import Callable, Iterable
from typing import NoReturn

import pytest

from skygw.inspect import landlock, sandbox, seccomp


def needs_landlock(version: int = 1) -> None:
    """Skip the test if the kernel has not this ABI of Landlock."""
    found, remedy = landlock.abi()
    if found < version:
        pytest.skip(f"Landlock ABI {version}: {remedy or f'this kernel has {found}'}")


def needs_seccomp() -> None:
    """Skip the test if there is no seccomp.  In CI what is missing must be installed, so there it fails."""
    remedy = seccomp.compiled(False).remedy
    if remedy in (seccomp.PYSECCOMP, seccomp.LIBSECCOMP) and os.environ.get("CI") == "true":
        pytest.fail(f"seccomp: {remedy}")
    if remedy:
        pytest.skip(f"seccomp: {remedy}")


def in_child(act: Callable[[], object], *measures: Callable[[], object]) -> int:
    """How a forked process ends that takes these measures and does this: 0 fine, 1 an exception, which is
    printed, else minus the signal.

    A measure is for good: no test may take one itself.
    """
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        _become(act, measures, write)
    os.close(write)
    with open(read, encoding="utf-8") as said:
        print(said.read(), end="")
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _become(act: Callable[[], object], measures: Iterable[Callable[[], object]], said: int) -> NoReturn:
    status = 1
    try:
        faulthandler.disable()  # it writes to the terminal of the tests, whatever descriptor 2 is
        sandbox.devnull(1, 2)
        for measure in measures:
            measure()
        act()
        status = 0
    except BaseException:
        os.write(said, traceback.format_exc().encode())
    finally:
        os._exit(status)


def no_new_privs() -> None:
    """What the kernel asks for before Landlock and seccomp."""
    sandbox._prctl(sandbox.PR_SET_NO_NEW_PRIVS, 1)


def refused(act: Callable[[], object]) -> str:
    """The name of the error with which the kernel refuses this; empty if it does not."""
    try:
        act()
    except OSError as error:
        return errno.errorcode.get(error.errno or 0, "?")
    return ""
