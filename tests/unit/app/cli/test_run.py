from __future__ import annotations

import sys

from click.testing import CliRunner
from twisted.scripts.twistd import runApp

from skygw.app import tap
from skygw.app.cli import main
from skygw.app.cli import run as module


def test_it_is_twistd_in_the_foreground(monkeypatch):
    started = []
    monkeypatch.setattr(
        module, "run_application", lambda run, options: started.append((run, options, sys.argv))
    )
    monkeypatch.setattr(sys, "argv", sys.argv)
    result = CliRunner().invoke(main, ["run", "--config", "a.toml"])
    assert result.exit_code == 0, result.output
    ((run, options, argv),) = started
    assert run is runApp
    assert argv == ["twistd", "--nodaemon", "--pidfile=", "skygw", "--config", "a.toml"]
    (name, _, make, _) = next(iter(options().subCommands))
    assert (name, type(make())) == ("skygw", tap.Options)


def test_a_reactor_goes_before_that_of_the_configuration(monkeypatch):
    monkeypatch.setattr(module, "run_application", lambda run, options: None)
    monkeypatch.setattr(sys, "argv", sys.argv)
    CliRunner().invoke(main, ["run", "--config", "a.toml", "--reactor", "select"])
    assert sys.argv[3:5] == ["--reactor", "select"]
