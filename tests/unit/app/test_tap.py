from __future__ import annotations

import sys
import types

import pytest
from twisted.application.service import IServiceMaker, Service
from twisted.plugin import getPlugins
from twisted.python.usage import UsageError

import twisted.plugins
from skygw.app import tap
from skygw.errors import ConfigurationError, Problem

GOOD = """\
[gateway]
max_message_octets = 1000000
hostname = "gw.example"
[upstream]
host = "far.example"
[policy]
directory = "."
[reactor]
name = "poll"
"""


@pytest.fixture
def file(tmp_path):
    file = tmp_path / "skygw.toml"
    file.write_text(GOOD)
    return file


class Twistd(dict):
    """What ``twistd`` has read of its own options."""

    def __init__(self, **options):
        super().__init__({"nodaemon": True, "logfile": None, "logger": None, "syslog": False, **options})


def parsed(file, **twistd):
    options = tap.Options()
    options.parent = Twistd(**twistd)
    options.parseOptions(["--config", str(file)])
    return options


def test_the_plugin_is_seen_and_only_names_this_module():
    (plugin,) = [one for one in getPlugins(IServiceMaker, twisted.plugins) if one.tapname == "skygw"]
    assert plugin.module == "skygw.app.tap"
    assert plugin.options is tap.Options


def test_a_good_configuration(file):
    options = parsed(file)
    assert options.configuration.upstream.host == "far.example"
    assert options.parent["logger"] == "skygw.app.tap.observer"
    assert tap.observer() is options.logs.observer


def test_an_observer_that_was_asked_for_on_the_command_line_is_left_alone(file):
    assert parsed(file, logger="a.b").parent["logger"] == "a.b"
    assert parsed(file, syslog=True).parent["logger"] is None


def test_options_without_twistd(file):
    options = tap.Options()
    options.parseOptions(["--config", str(file)])
    assert options.configuration.reactor.name == "poll"


def test_every_problem_is_on_standard_error_and_the_code_is_2(file, capsys):
    file.write_text("[gateway]\nworkers = 2\n[upstream]\nport = 0\n")
    with pytest.raises(SystemExit) as end:
        parsed(file)
    assert end.value.code == 2
    lines = capsys.readouterr().err.splitlines()
    assert {line.split(": ")[1] for line in lines[:-1]} == {
        "gateway.workers",
        "upstream.host",
        "upstream.port",
        "policy.directory",
    }
    assert lines[-1] == "skygw: nothing was started: 4 problems in the configuration"


def test_a_missing_file(tmp_path, capsys):
    with pytest.raises(SystemExit) as end:
        parsed(tmp_path / "no.toml")
    assert end.value.code == 2
    assert capsys.readouterr().err.endswith("nothing was started: 1 problem in the configuration\n")


def test_an_unknown_option_is_wrong_use(file):
    with pytest.raises(UsageError):
        tap.Options().parseOptions(["--port", "25"])


def test_the_version(capsys):
    with pytest.raises(SystemExit) as end:
        tap.Options().parseOptions(["--version"])
    assert end.value.code == 0
    assert capsys.readouterr().out.startswith("skygw ")


def test_a_log_file_that_cannot_be_opened(file, tmp_path, capsys):
    with pytest.raises(SystemExit) as end:
        parsed(file, logfile=str(tmp_path / "no" / "a.log"))
    assert end.value.code == 2
    assert "twistd --logfile" in capsys.readouterr().err


def test_the_configured_reactor_is_installed(file, monkeypatch):
    installed = []
    monkeypatch.delitem(sys.modules, "twisted.internet.reactor", raising=False)
    monkeypatch.setattr(tap, "installReactor", installed.append)
    parsed(file)
    assert installed == ["poll"]


def test_a_reactor_that_is_there_already_stays(file, monkeypatch):
    monkeypatch.setitem(sys.modules, "twisted.internet.reactor", object())
    monkeypatch.setattr(tap, "installReactor", lambda name: pytest.fail("installed twice"))
    parsed(file)


def test_a_reactor_that_cannot_be_used_here(file, monkeypatch, capsys):
    def broken(name):
        raise ImportError("no epoll on this machine")

    monkeypatch.delitem(sys.modules, "twisted.internet.reactor", raising=False)
    monkeypatch.setattr(tap, "installReactor", broken)
    with pytest.raises(SystemExit) as end:
        parsed(file)
    assert end.value.code == 2
    assert "reactor.name: the reactor poll cannot be used here: no epoll" in capsys.readouterr().err


@pytest.fixture
def service(monkeypatch):
    """Stands for ``skygw.app.service``; ``make_service`` is to be set."""
    module = types.ModuleType("skygw.app.service")
    monkeypatch.setitem(sys.modules, "skygw.app.service", module)
    return module


class LogOfCalls:
    def __init__(self):
        self.calls = []

    def __getattr__(self, name):
        return lambda **fields: self.calls.append((name, fields))


def test_a_service_is_made_of_the_configuration(file, service, monkeypatch):
    options = parsed(file)
    log = LogOfCalls()
    sink = object()
    monkeypatch.setattr(options, "logs", types.SimpleNamespace(log=log, sink=sink))
    made = Service()
    service.make_service = lambda *given: made if given == (options.configuration, log, sink) else None
    assert tap.makeService(options) is made
    names = [name for name, _ in log.calls]
    assert names[0] == "configuration"
    assert log.calls[0][1]["values"]["upstream"]["host"] == "far.example"
    assert {fields["path"] for name, fields in log.calls if name == "configuration_warning"} >= {
        "tenant.proof"
    }


def test_problems_in_the_policies_end_the_start_as_well(file, service, capsys):
    def broken(config, log, sink):
        raise ConfigurationError([Problem("policies[0]", "is wrong", "make it right", "a.yaml", 3)])

    service.make_service = broken
    with pytest.raises(SystemExit) as end:
        tap.makeService(parsed(file))
    assert end.value.code == 2
    assert capsys.readouterr().err.splitlines()[0] == "a.yaml:3: policies[0]: is wrong (make it right)"
