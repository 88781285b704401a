from __future__ import annotations

import inspect
import json
import os
import re
from functools import partial
from pathlib import Path

import pytest
from twisted.logger import Logger, LogLevel, LogPublisher
from twisted.python.failure import Failure

from skygw.ops.log import Log, Observer, Settings, Sink

ROOT = Path(__file__).resolve().parents[3]

# CONTRACT, "One log line per message", in its order.
FIELDS = [
    "transaction",
    "session",
    "delivery_key",
    "peer",
    "tls",
    "helo",
    "message_id",
    "network_message_id",
    "size",
    "sender",
    "recipients",
    "verdict",
    "action",
    "policies",
    "incidents",
    "scan_status",
    "inbound_code",
    "upstream_code",
    "upstream_text",
    "t_receive",
    "t_inspect",
    "t_forward",
    "t_total",
    "cpu_inspect",
    "far_end",
]

MESSAGE = {
    "transaction": "T1",
    "session": "S1",
    "delivery_key": "K",
    "peer": "192.0.2.1:40000",
    "tls": "TLSv1.3",
    "helo": b"mail.example",
    "message_id": b"<1@mail.example>",
    "network_message_id": "",
    "size": 1234,
    "sender": b"alice@example.com",
    "recipients": [b"bob@example.org"],
    "verdict": "allow",
    "action": "allow",
    "policies": ["Cards"],
    "incidents": [],
    "scan_status": "completed",
    "inbound_code": 250,
    "upstream_code": 250,
    "upstream_text": b"250 2.1.5 <bob@example.org> ok\r\n",
    "t_receive": 0.0123456789,
    "t_inspect": 0.5,
    "t_forward": None,
    "t_total": 1.0,
    "cpu_inspect": 0.25,
    "far_end": "192.0.2.9:25",
    "subject": "Quarter figures",
}


class Written:
    """A log whose lines are kept, with a Twisted logger and observer of its own."""

    def __init__(self, **settings):
        self.lines = []
        chosen = Settings(**settings)
        publisher = LogPublisher(Observer(self.lines.append, chosen))
        self.twisted = Logger(namespace="twisted.test", observer=publisher)
        self.log = Log(self.lines.append, chosen, Logger("skygw", observer=publisher), clock=lambda: 0.0)

    def events(self):
        assert all(line.endswith(b"\n") and line.count(b"\n") == 1 for line in self.lines)
        return [json.loads(line) for line in self.lines]

    def last(self):
        return self.events()[-1]


def test_the_line_of_a_message_has_the_fields_of_the_contract():
    written = Written(addresses=True)
    written.log.message(**MESSAGE)
    event = written.last()
    assert list(event) == ["time", "level", "event", *FIELDS]
    assert (event["level"], event["event"]) == ("info", "message")
    assert event["sender"] == "alice@example.com"
    assert event["recipients"] == ["bob@example.org"]
    assert event["upstream_text"] == "250 2.1.5 <bob@example.org> ok\\r\\n"
    assert (event["t_receive"], event["t_forward"], event["size"]) == (0.012346, None, 1234)


def test_addresses_and_subjects_are_absent_unless_configured():
    written = Written()
    written.log.message(**MESSAGE)
    event = written.last()
    assert set(FIELDS) - set(event) == {"sender", "recipients"}
    assert event["upstream_text"] == "250 2.1.5 <address> ok\\r\\n"
    line = written.lines[0]
    assert b"alice" not in line
    assert b"bob" not in line
    assert b"Quarter" not in line


def test_a_subject_where_configured():
    written = Written(subjects=True)
    written.log.message(**MESSAGE)
    assert written.last()["subject"] == "Quarter figures"
    assert "sender" not in written.last()


def test_hostile_texts_stay_in_one_line():
    written = Written(addresses=True, subjects=True)
    hostile = 'x\r\n{"event":"message"}\x1b[2J\u202e\u2028\ud800'
    names = ("helo", "message_id", "network_message_id", "sender", "upstream_text", "subject")
    written.log.message(
        **MESSAGE | dict.fromkeys(names, hostile) | {"recipients": [hostile] * 500, "policies": [hostile]}
    )
    event = written.last()
    for name in names:
        assert event[name].isprintable()
    assert len(event["recipients"]) == 101


def test_the_line_of_a_message_as_text():
    written = Written(format="text")
    written.log.message(**MESSAGE)
    assert written.lines[0].startswith(b"1970-01-01T00:00:00.000Z info  message transaction=T1 session=S1 ")


def test_a_level_leaves_out_what_is_below():
    written = Written(level="warn")
    written.log.message(**MESSAGE)
    written.log.started(version="1", listen=[], policy_version="", budget_octets=1)
    written.log.configuration(file="f", values={})
    written.log.session_opened(session="S", peer="p", far_end="f")
    written.twisted.info("not this")
    assert written.lines == []
    written.log.refused_session(peer="192.0.2.1", reason="network")
    assert written.last()["event"] == "refused_session"


CALLS = [
    (
        "inspection_failed",
        "warn",
        {"transaction": "T", "failure": "timeout", "reason": b"x", "action": "tempfail"},
    ),
    ("session_opened", "debug", {"session": "S", "peer": "p", "far_end": "f"}),
    (
        "session_closed",
        "debug",
        {"session": "S", "peer": "p", "outcome": "quit", "messages": 2, "seconds": 1.5},
    ),
    ("refused_session", "warn", {"peer": "p", "reason": "network"}),
    ("protocol_violated", "warn", {"session": "S", "peer": "p", "reason": "x"}),
    ("tls_failed", "warn", {"session": "S", "peer": "p", "reason": "x"}),
    ("session_failed", "info", {"session": "S", "peer": "p", "stage": "mail", "reason": "lost"}),
    ("upstream_down", "warn", {"session": "S", "far_end": "f", "stage": "connect", "reason": "refused"}),
    ("breaker", "error", {"state": "open"}),
    ("breaker", "info", {"state": "closed"}),
    ("started", "info", {"version": "1", "listen": ["tcp:25"], "policy_version": "v", "budget_octets": 5}),
    ("sandbox", "info", {"in_force": ["rlimits", "landlock-7", "seccomp"], "lacking": []}),
    ("sandbox", "warn", {"in_force": ["rlimits"], "lacking": ["seccomp: install it"]}),
    ("not_started", "critical", {"reason": "no child was ready after 60 s"}),
    ("configuration", "info", {"file": "f", "values": {"gateway": {"listen": ["tcp:25"]}}}),
    ("configuration_warning", "warn", {"path": "tenant.proof", "reason": "r", "remedy": "w"}),
    ("stopping", "info", {"sessions": 3, "drain": 60.0}),
    ("stopped", "info", {"cut_off": 0}),
    ("reloaded", "info", {"policy_version": "v", "needs_restart": ["gateway.listen"]}),
    ("reload_refused", "error", {"problems": ["a", "b"]}),
    ("certificate_expiring", "warn", {"leg": "inbound", "file": "a.pem", "days": 3.5}),
    ("worker_died", "error", {"reason": "crash"}),
]


@pytest.mark.parametrize(("name", "level", "fields"), CALLS)
def test_an_event_is_a_line_with_its_fields(name, level, fields):
    written = Written(level="debug")
    getattr(written.log, name)(**fields)
    event = written.last()
    assert (event.pop("event"), event.pop("level")) == (name, level)
    assert event.pop("time")
    plain = {key: value.decode() if isinstance(value, bytes) else value for key, value in fields.items()}
    assert event == plain


def test_every_event_is_tried_here_and_told_in_the_manual():
    events = {name for name, _ in inspect.getmembers(Log, inspect.isfunction) if not name.startswith("_")}
    assert events == {name for name, _, _ in CALLS} | {"message", "unexpected"}
    page = (ROOT / "docs" / "monitoring.md").read_text("utf-8")
    for event in events:
        assert f"`{event}`" in page
    told = set(re.findall(r"^\| (`.*?`) \|", page.partition("**`message`**")[2], re.M))
    for field in [*FIELDS, "subject"]:
        assert any(f"`{field}`" in row for row in told)


def test_reasons_are_cleaned_and_have_no_addresses():
    written = Written()
    written.log.session_failed(session="S", peer="p", stage="rcpt", reason="lost\r\nafter <bob@example.org>")
    assert written.last()["reason"] == "lost\\r\\nafter <address>"


def test_what_an_administrator_wrote_in_a_policy_stays():
    written = Written()
    written.log.reload_refused(problems=["a.yaml:3: scope: *@contoso.com is not ..."])
    assert written.last()["problems"] == ["a.yaml:3: scope: *@contoso.com is not ..."]


def failure():
    try:
        raise ValueError("went wrong for <bob@example.org>\r\nforged")
    except ValueError:
        return Failure()


def test_a_bug_has_its_traceback_in_one_line():
    written = Written()
    written.log.unexpected(failure(), session="S", where="relay")
    event = written.last()
    assert (event["event"], event["level"]) == ("unexpected", "critical")
    assert (event["session"], event["where"], event["error"]) == ("S", "relay", "ValueError")
    assert event["traceback"].startswith("Traceback (most recent call last):\n")
    assert "ValueError: went wrong for <address>" in event["traceback"]


def test_a_bug_without_a_traceback():
    written = Written(addresses=True)
    written.log.unexpected(Failure(ValueError("bob@example.org")))
    assert "bob@example.org" in written.last()["traceback"]


def test_what_others_say_by_twisted_is_a_line_too():
    written = Written()
    written.twisted.info("listening on {port}\n for <bob@example.org>", port=25)
    event = written.last()
    assert (event["event"], event["source"], event["level"]) == ("log", "twisted.test", "info")
    assert event["text"] == "listening on 25\\n for <address>"


def test_a_failure_that_others_log_has_its_traceback():
    written = Written()
    written.twisted.failure("no", failure())
    assert written.last()["level"] == "critical"
    assert "ValueError" in written.last()["traceback"]


def test_an_event_without_level_and_time_is_written():
    lines = []
    Observer(lines.append, Settings())({"log_format": "bare"})
    assert json.loads(lines[0])["text"] == "bare"
    assert LogLevel.info.name == json.loads(lines[0])["level"]


def test_a_log_uses_twisteds_logger_by_default():
    assert Log(lambda line: None).settings == Settings()


def test_a_sink_writes_whole_lines():
    ours, theirs = os.pipe()
    Sink(partial(os.write, theirs)).write(b"line\n")
    os.close(theirs)
    assert os.read(ours, 100) == b"line\n"
    os.close(ours)


def test_a_sink_goes_on_after_a_partial_write():
    written = []

    def put(octets):
        written.append(octets[:3])
        return len(octets[:3])

    Sink(put).write(b"a line\n")
    assert b"".join(written) == b"a line\n"


def test_lines_wait_for_a_reader_that_has_fallen_behind_and_then_are_lost():
    taken, full = [], [True]

    def put(octets):
        if full[0]:
            raise BlockingIOError
        taken.append(octets)
        return len(octets)

    sink = Sink(put)
    line = b"x" * 1023 + b"\n"
    for _ in range(1030):
        sink.write(line)
    assert sink.lost == 6
    full[0] = False
    sink.write(b"back\n")
    assert b"".join(taken) == line * 1024 + b"back\n"
    assert sink.lost == 6


def test_a_line_that_cannot_be_written_is_counted_and_not_an_error():
    ours, theirs = os.pipe()
    os.close(ours)
    sink = Sink(partial(os.write, theirs))
    sink.write(b"nobody reads\n")
    assert sink.lost == 1
    os.close(theirs)


HOSTILE = 'é x\r\n"\\{"event":"message"}\x1b[2J\u202e\u2028\ud800 <a@b.example>'


@pytest.mark.parametrize("text", ["", "plain", HOSTILE])
@pytest.mark.parametrize("seconds", [None, 0.0, 1.5e-07, 0.0123456789, 480.0])
def test_the_usual_line_is_what_the_encoder_would_write(text, seconds, monkeypatch):
    """It is put together by hand; with a policy that triggers it goes through the encoder."""
    names = ("helo", "message_id", "network_message_id", "upstream_text", "tls", "far_end")
    times = ("t_receive", "t_inspect", "t_forward", "cpu_inspect")
    event = MESSAGE | dict.fromkeys(names, text) | dict.fromkeys(times, seconds) | {"incidents": []}
    usual, encoded = Written(), Written()
    usual.log.message(**event | {"policies": []})
    monkeypatch.setattr("skygw.ops.log.assembled", None)
    encoded.log.message(**event | {"policies": ["P"]})
    wanted = encoded.lines[0].replace(b'"policies":["P"]', b'"policies":[]')
    assert usual.lines[0] == wanted
