"""``skygw run``: ``twistd -n skygw --config FILE``, wherever the plugin is or is not seen."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from twisted.application.app import run as run_application
from twisted.application.service import ServiceMaker
from twisted.scripts.twistd import ServerOptions, runApp  # type: ignore[attr-defined]

from skygw.app.cli.options import config_file

_PLUGIN = ServiceMaker(  # type: ignore[no-untyped-call]
    "skygw", "skygw.app.tap", "An inline DLP gateway for Exchange Online.", "skygw"
)


class _Options(ServerOptions):
    """twistd's options with our service alone.

    An editable installation hides ``twisted/plugins/skygw_plugin.py`` from twistd, and looking for
    plugins would import those of every package that is installed.
    """

    @property
    def subCommands(self) -> Iterator[tuple[str, None, Any, str]]:
        self.loadedPlugins = {_PLUGIN.tapname: _PLUGIN}
        yield (_PLUGIN.tapname, None, lambda: _PLUGIN.options(), _PLUGIN.description)


@click.command()
@config_file
@click.option("--reactor", help="Use this Twisted reactor, whatever the configuration says.")
def run(file: Path, reactor: str | None) -> None:
    """Run the gateway in the foreground until SIGTERM, which drains it; SIGHUP reloads."""
    chosen = ["--reactor", reactor] if reactor else []
    # No process id file: whoever runs this in the foreground knows the process.
    sys.argv = ["twistd", "--nodaemon", "--pidfile=", *chosen, "skygw", "--config", str(file)]
    run_application(runApp, _Options)  # type: ignore[no-untyped-call]
