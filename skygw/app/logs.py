"""From ``[log]`` and twistd's own options to a ``Log`` and the observer that twistd is to use."""

from __future__ import annotations

import os
from collections.abc import Mapping
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
    sink = Sink(_descriptor(twistd_options))
    return Logs(Log(sink.write, settings), Observer(sink.write, settings), sink)


def _descriptor(twistd_options: Mapping[str, Any]) -> int:
    name = twistd_options.get("logfile")
    if name == "-" or (not name and twistd_options.get("nodaemon", True)):
        # Our own copy: twistd puts a file-like object for its log in the place of sys.stdout.
        return os.dup(_STANDARD_OUTPUT)
    # Made absolute now: twistd changes its folder when it leaves the terminal.
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
    return os.open(os.path.abspath(name or "twistd.log"), flags, 0o640)
