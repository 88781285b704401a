from __future__ import annotations

import json
import os
import socket

import pytest
from twisted.logger import Logger, LogPublisher

from skygw.app.config.surroundings import Log as LogSection
from skygw.app.logs import open_logs


def say(logs):
    """A line of ours and a line of Twisted's through what twistd would use."""
    Logger("twisted.x", observer=LogPublisher(logs.observer)).info("hello")
    logs.sink.write(b'{"event":"ours"}\n')


def test_standard_output_under_a_supervisor(capfd):
    say(open_logs(LogSection(), {"nodaemon": True, "logfile": None}))
    events = [json.loads(line)["event"] for line in capfd.readouterr().out.splitlines()]
    assert events == ["log", "ours"]


def test_a_dash_is_standard_output(capfd):
    say(open_logs(LogSection(), {"nodaemon": False, "logfile": "-"}))
    assert len(capfd.readouterr().out.splitlines()) == 2


def test_a_file_is_appended_to_and_not_for_everybody(tmp_path):
    file = tmp_path / "a.log"
    file.write_text("before\n")
    say(open_logs(LogSection(), {"nodaemon": True, "logfile": str(file)}))
    assert len(file.read_text().splitlines()) == 3
    other = tmp_path / "b.log"
    say(open_logs(LogSection(), {"logfile": str(other)}))
    assert other.stat().st_mode & 0o007 == 0


def test_a_twistd_that_leaves_its_terminal_writes_a_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    logs = open_logs(LogSection(), {"nodaemon": False, "logfile": None})
    os.chdir("/")
    say(logs)
    assert len((tmp_path / "twistd.log").read_text().splitlines()) == 2


def test_the_section_is_heeded(tmp_path):
    file = tmp_path / "a.log"
    logs = open_logs(LogSection(format="text", level="warn", addresses=True), {"logfile": str(file)})
    say(logs)
    assert file.read_text() == '{"event":"ours"}\n'
    assert logs.log.settings.addresses


def test_a_file_that_cannot_be_opened(tmp_path):
    with pytest.raises(OSError, match="No such file"):
        open_logs(LogSection(), {"logfile": str(tmp_path / "no" / "a.log")})


def test_a_pipe_that_nobody_reads_stops_nobody(monkeypatch):
    """The gateway used to wait in ``write`` for a log driver that had stopped, and all mail with it."""
    ours, theirs = os.pipe()
    monkeypatch.setattr("skygw.app.logs._STANDARD_OUTPUT", theirs)
    sink = open_logs(LogSection(), {"nodaemon": True, "logfile": None}).sink
    line = b"x" * 1023 + b"\n"
    for _ in range(2000):
        sink.write(line)
    assert sink.lost > 0
    assert os.get_blocking(theirs)  # whoever shares our standard output keeps what it had
    os.close(ours)
    os.close(theirs)


def test_a_socket_that_nobody_reads_stops_nobody(monkeypatch):
    """Under systemd standard output is a socket of the journal's."""
    ours, theirs = socket.socketpair()
    monkeypatch.setattr("skygw.app.logs._STANDARD_OUTPUT", theirs.fileno())
    sink = open_logs(LogSection(), {"nodaemon": True, "logfile": None}).sink
    sink.write(b"first\n")
    assert ours.recv(100) == b"first\n"
    for _ in range(4000):
        sink.write(b"x" * 1023 + b"\n")
    assert sink.lost > 0
    assert theirs.getblocking()
    ours.close()
    theirs.close()
