"""``twistd skygw``: the options, and the service that they make.

Whatever is wrong with the configuration is said at once on standard error, and the process ends with
code 2 before anything listens.  (twistd turns a ``UsageError`` into 1, hence ``SystemExit``.)
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar

from twisted.application.reactors import installReactor
from twisted.application.service import IService
from twisted.logger import ILogObserver
from twisted.python import usage

from skygw import __version__
from skygw.app import config, process
from skygw.app.config import Config, describe
from skygw.app.logs import Logs, open_logs
from skygw.errors import ConfigurationError, Problem

DEFAULT_FILE = "/etc/skygw/skygw.toml"
WRONG_CONFIGURATION = 2

# twistd takes the name of an observer factory and calls it after ``makeService``; what it shall return
# has no other way to it than through this module.
_chosen: list[Logs] = []


class Options(usage.Options):
    """``--config FILE``."""

    synopsis = "[--config FILE]"
    longdesc = "An inline DLP gateway for Exchange Online. Its settings are in one TOML file."
    optParameters: ClassVar[list[list[Any]]] = [
        ["config", "c", DEFAULT_FILE, "The configuration. Relative paths in it are taken from its folder."]
    ]

    configuration: Config
    logs: Logs

    def opt_version(self) -> None:
        """Say the version and end."""
        sys.stdout.write(f"skygw {__version__}\n")
        raise SystemExit(0)

    def postOptions(self) -> None:
        """Read the configuration, then install its reactor and its log; later is too late for both."""
        if self.parent is not None:  # twistd's own options: this is the process of a gateway
            process.keep(signal.SIGHUP)
        try:
            self.configuration = config.load(Path(self["config"]))
        except config.UnusableConfigError as error:
            # Only here: what it imports must not be there before the reactor.
            from skygw.app.reading import further_problems

            raise refused([*error.problems, *further_problems(error)]) from error
        except ConfigurationError as error:
            raise refused(error.problems) from error
        self._install_reactor()
        self._open_logs()

    def _install_reactor(self) -> None:
        # ``twistd --reactor`` has installed one by now, and it is asked for more expressly than ours.
        if "twisted.internet.reactor" in sys.modules:
            return
        name = self.configuration.reactor.name
        try:
            if name == "epoll":
                from skygw.app.reactor import install  # not before: it imports Twisted's

                install()
            else:
                installReactor(name)
        except Exception as error:
            # A reactor that this machine does not have fails in its own way (ImportError, OSError ...).
            reason = f"the reactor {name} cannot be used here: {error}"
            problem = Problem("reactor.name", reason, 'write "poll"', str(self.configuration.file))
            raise refused([problem]) from error

    def _open_logs(self) -> None:
        parent = self.parent if self.parent is not None else {}
        try:
            self.logs = open_logs(self.configuration.log, parent)
        except OSError as error:
            raise refused([Problem("twistd --logfile", f"{error.filename}: {error.strerror}")]) from error
        if parent and not (parent["logger"] or parent["syslog"]):
            _chosen[:] = [self.logs]
            parent["logger"] = "skygw.app.tap.observer"


def observer() -> ILogObserver:
    """The log observer of this process, for twistd (``--logger``)."""
    return _chosen[0].observer


def makeService(options: Options) -> IService:
    """The gateway as a service; ends the process with code 2 if it cannot be made from what is configured."""
    # Only here, after the reactor was chosen: what is imported below may import the reactor.
    from skygw.app.service import make_service

    configuration, logs = options.configuration, options.logs
    logs.log.configuration(file=str(configuration.file), values=describe.as_data(configuration))
    for warning in configuration.warnings:
        logs.log.configuration_warning(path=warning.path, reason=warning.reason, remedy=warning.remedy)
    try:
        return make_service(configuration, logs.log, logs.sink)
    except ConfigurationError as error:
        raise refused(error.problems) from error


def refused(problems: Iterable[Problem]) -> SystemExit:
    """Say everything that is wrong, and give the end of the process to raise."""
    listed = list(problems)
    for problem in listed:
        sys.stderr.write(f"{problem}\n")
    number = f"{len(listed)} problem{'s' if len(listed) != 1 else ''}"
    sys.stderr.write(f"skygw: nothing was started: {number} in the configuration\n")
    return SystemExit(WRONG_CONFIGURATION)
