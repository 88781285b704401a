"""CPU that one leaf may take, kept from outside: what never comes to a pause is interrupted.

The extraction looks at its clock between two things found; a single call of ``re``, or a loop of a reader
that finds nothing, has no such moment.  A timer of the kernel has (setitimer(2), ITIMER_PROF: CPU of this
process, in Python and in the kernel, not the time that it waits).
"""

from __future__ import annotations

import contextlib
import signal
from types import FrameType

from skygw.extract.budget import Overtime


class CPUGuard(contextlib.AbstractContextManager["CPUGuard"]):
    """``Budget.guard``: raises ``Overtime`` in the block that it guards, at most once, and nowhere else.

    There can be one in a process, made in its main thread; a fork has it as well.  Code in C that does not
    look for signals (``re`` does) ends first; it is bounded otherwise, and by RLIMIT_CPU.
    """

    def __init__(self) -> None:
        self._armed = False
        self._seconds = 0.0
        signal.signal(signal.SIGPROF, self._over)

    def __call__(self, seconds: float) -> CPUGuard:
        """Guard the next block for so many seconds of CPU."""
        self._seconds = seconds
        return self

    def __enter__(self) -> CPUGuard:
        self._armed = True
        signal.setitimer(signal.ITIMER_PROF, self._seconds)
        return self

    def __exit__(self, *_error: object) -> None:
        # First the flag: the signal may be under way already.
        self._armed = False
        signal.setitimer(signal.ITIMER_PROF, 0.0)

    def _over(self, _number: int, _frame: FrameType | None) -> None:
        if self._armed:
            self._armed = False
            raise Overtime
