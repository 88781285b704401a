"""The group itself, ``skygw.app.cli``."""

from __future__ import annotations

import subprocess
import sys
import types

import click
import pytest
from click.testing import CliRunner

from skygw import __version__
from skygw.app import cli


def invoke(*arguments):
    return CliRunner().invoke(cli.main, arguments)


def test_the_version():
    result = invoke("version")
    assert (result.exit_code, result.output) == (0, f"skygw {__version__}\n")


def test_help_lists_every_command():
    result = invoke("--help")
    assert result.exit_code == 0
    for name, place in cli.COMMANDS.items():
        assert name in result.output
        assert place.summary in result.output
    assert "version" in result.output


def test_an_unknown_command_is_wrong_use():
    assert invoke("fly").exit_code == 2


def test_a_command_is_imported_when_it_is_used(monkeypatch):
    module = types.ModuleType("later")
    module.hello = click.Command("hello", callback=lambda: click.echo("hello"))
    monkeypatch.setitem(sys.modules, "later", module)
    monkeypatch.setitem(cli.COMMANDS, "hello", cli.Place("later", "hello", "Say hello."))
    assert invoke("hello").output == "hello\n"


def test_a_command_that_is_not_installed_is_an_error_of_its_own(monkeypatch):
    monkeypatch.setitem(cli.COMMANDS, "gone", cli.Place("skygw.no_such_module", "gone", "Gone."))
    result = invoke("gone")
    assert result.exit_code == 2
    assert "`skygw gone` needs the module skygw.no_such_module, which is not installed" in result.output
    assert invoke("--help").exit_code == 0


def test_a_module_without_the_command(monkeypatch):
    monkeypatch.setitem(cli.COMMANDS, "odd", cli.Place("skygw.errors", "__doc__", "Odd."))
    result = invoke("odd")
    assert result.exit_code == 2
    assert "is not a command" in result.output


@pytest.mark.parametrize("command", ["--help", "version"])
def test_nothing_is_imported_for_help_and_version(command):
    program = (
        "import sys; sys.argv = ['skygw', sys.argv[1]]\n"
        "from skygw.app.cli import main\n"
        "try: main()\nfinally: assert not {'skygw.policy', 'skygw.extract'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program, command], check=False, capture_output=True)
    assert done.returncode == 0, done.stderr
