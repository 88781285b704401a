"""The process that a gateway runs in: its signals, its standard error and its exit code."""

from __future__ import annotations

import atexit
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import attrs

from skygw.inspect import sandbox

#: Set to 1 to debug the gateway itself: core dumps and debuggers then show mail.
DUMPABLE = "SKYGW_DUMPABLE"

# Signals that came before anybody could act on them.
_early: set[signal.Signals] = set()


def keep(number: signal.Signals) -> None:
    """Keep a signal that would end the process until ``Host.on_signal`` says what is to be done.

    For SIGHUP: a supervisor may ask for a reload as soon as the process is there, and takes its death by that
    signal for an orderly end.
    """
    signal.signal(number, lambda *_: _early.add(number))


@attrs.define
class Host:
    """What the service asks of its process.  The reactor must be that of the main thread."""

    _reactor: Any

    def on_signal(self, number: signal.Signals, act: Callable[[], object]) -> None:
        """Call ``act`` in the reactor whenever the signal comes; the last call for a signal holds."""
        signal.signal(number, lambda *_: self._reactor.callFromThread(act))
        if number in _early:
            _early.discard(number)
            self._reactor.callWhenRunning(act)

    def keep_memory_private(self) -> None:
        """No core dump, and no look into this process by others of the same user: messages, and keys, are in
        its memory.  See ``DUMPABLE``."""
        if os.environ.get(DUMPABLE) != "1":
            sandbox.undumpable()

    def complain(self, text: str) -> None:
        """One line for whoever started us.  ``sys.stderr`` is twistd's by now, and leads into the log."""
        if sys.__stderr__ is not None:
            sys.__stderr__.write(f"{text}\n")

    def end(self, code: int) -> None:
        """Stop the reactor; everything is stopped in order, then the process ends with this code.

        twistd has no way to end with a code from here, and 0 would tell systemd that all is well.
        """
        atexit.register(_exit, code)
        self._reactor.callWhenRunning(self._reactor.stop)


def _exit(code: int) -> None:
    for stream in (sys.__stdout__, sys.__stderr__):
        if stream is not None:
            stream.flush()
    os._exit(code)
