"""From ``[log]`` and twistd's own options to a ``Log`` and the observer that twistd is to use."""

from __future__ import annotations

import os
import socket
import stat
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import attrs

from skygw.app.config.surroundings import Log as LogSection
from skygw.ops.log import Log, Observer, Settings, Sink

_STANDARD_OUTPUT = 1


@attrs.frozen
class Logs:
    """The log of a process: its events, what Twisted has to say, and the sink that both write to."""

    log: Log
    observer: Observer
    sink: Sink


def open_logs(section: LogSection, twistd_options: Mapping[str, Any]) -> Logs:
    """Open the log.

    It goes to standard output, as is right under systemd or in a container.  ``twistd --logfile`` and a
    twistd that leaves its terminal (without ``-n``) name a file, which is appended to; raises ``OSError``
    if that cannot be opened.
    """
    settings = Settings(section.format, section.level, section.addresses, section.subjects)
    sink = Sink(_put(_descriptor(twistd_options)))
    return Logs(Log(sink.write, settings), Observer(sink.write, settings), sink)


def _put(descriptor: int) -> Callable[[bytes], int]:
    """What writes to ``descriptor`` without ever waiting for whoever reads it.

    A reader that has stopped (a log driver, a terminal) must not stop the mail.  O_NONBLOCK belongs to what
    was opened and not to our descriptor of it, so whoever shares our standard output would get it as well:
    a pipe or terminal is therefore opened anew, and a socket (under systemd) asked at each write.
    """
    mode = os.fstat(descriptor).st_mode
    if stat.S_ISSOCK(mode):
        journal = socket.socket(fileno=descriptor)
        return lambda octets: journal.send(octets, socket.MSG_DONTWAIT | socket.MSG_NOSIGNAL)
    if stat.S_ISFIFO(mode) or stat.S_ISCHR(mode):
        try:
            flags = os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
            ours = os.open(f"/proc/self/fd/{descriptor}", flags)
        except OSError:  # another user's terminal, or no /proc: then the others have to live with it
            os.set_blocking(descriptor, False)
        else:
            os.close(descriptor)
            descriptor = ours
    return partial(os.write, descriptor)


def _descriptor(twistd_options: Mapping[str, Any]) -> int:
    name = twistd_options.get("logfile")
    if name == "-" or (not name and twistd_options.get("nodaemon", True)):
        # Our own copy: twistd puts a file-like object for its log in the place of sys.stdout.
        return os.dup(_STANDARD_OUTPUT)
    # Made absolute now: twistd changes its folder when it leaves the terminal.
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
    return os.open(os.path.abspath(name or "twistd.log"), flags, 0o640)
