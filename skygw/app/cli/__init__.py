"""The command line: ``skygw COMMAND``.

Exit codes: 0 fine, 1 findings or failed checks, 2 wrong use or wrong configuration.  Each command lives
in a module of its own that is imported when it is used, so that ``skygw version`` does not wait for
parsers, and so that a part that is not installed is an error of its own command alone.
"""

from __future__ import annotations

import importlib

import attrs
import click

from skygw import __version__

WRONG_USE = 2


@attrs.frozen
class Place:
    """Where a command is found, and what the list of commands says about it."""

    module: str
    name: str
    summary: str


COMMANDS = {
    "run": Place("skygw.app.cli.run", "run", "Run the gateway in the foreground."),
    "config": Place("skygw.app.cli.config", "config", "Check and show the configuration."),
    "policy": Place("skygw.app.cli.policy", "policy", "Check and test policies."),
    "scan": Place("skygw.app.cli.scan", "scan", "Show what inspection sees in files."),
    "rehearse": Place(
        "skygw.app.cli.rehearse", "rehearse", "A far server that plays Exchange, with a temper."
    ),
    "demo": Place("skygw.app.cli.demo", "demo", "Send sample messages through a gateway of its own."),
}


class Commands(click.Group):
    """A group whose commands are imported when they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the table."""
        return [*COMMANDS, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name; ends with code 2 if its module is not installed."""
        place = COMMANDS.get(cmd_name)
        return super().get_command(ctx, cmd_name) if place is None else _imported(cmd_name, place)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing any of them."""
        rows = [(name, place.summary) for name, place in COMMANDS.items()]
        rows += [(name, self.commands[name].get_short_help_str()) for name in super().list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


def _imported(name: str, place: Place) -> click.Command:
    try:
        module = importlib.import_module(place.module)
    except ModuleNotFoundError as error:
        missing = f"`skygw {name}` needs the module {error.name}, which is not installed"
        raise _Failed(missing) from error
    command = getattr(module, place.name)
    if not isinstance(command, click.Command):
        raise _Failed(f"{place.module}.{place.name} is not a command")
    return command


class _Failed(click.ClickException):
    exit_code = WRONG_USE


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """An inline e-mail DLP gateway for Exchange Online."""


@main.command()
def version() -> None:
    """Say the version."""
    click.echo(f"skygw {__version__}")
