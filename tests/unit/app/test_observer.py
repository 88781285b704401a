from __future__ import annotations

import json

import attrs
import pytest
from twisted.logger import Logger

from skygw.app.observer import RelayObserver
from skygw.ops.log import Log, Observer, Settings
from skygw.ops.metrics import Metrics
from skygw.relay.legs import Peer
from skygw.relay.record import Record

PEER = Peer("192.0.2.1", 4711)


class World:
    """An observer, the lines that it writes, and the numbers."""

    def __init__(self, **settings):
        self.lines = []
        chosen = Settings(level="debug", **settings)
        write = Observer(self.lines.append, chosen)
        log = Log(self.lines.append, chosen, Logger(namespace="test", observer=write), lambda: 0.0)
        self.metrics = Metrics()
        self.observer = RelayObserver(log, self.metrics)

    def events(self):
        return [json.loads(line) for line in self.lines]

    def names(self):
        return [event["event"] for event in self.events()]

    def number(self, name):
        rows = [row.rpartition(" ") for row in self.metrics.exposition().decode().splitlines()]
        return {key: float(value) for key, _, value in rows if not key.startswith("#")}.get(name, 0)


@pytest.fixture
def world():
    return World()


def record(**fields):
    values = {
        "transaction": "T",
        "session": "S",
        "peer": "192.0.2.1",
        "size": 500,
        "verdict": "passed",
        "t_total": 1.0,
        **fields,
    }
    return Record(**values)


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ("quit", None),
        ("closed", None),
        ("lost", "session_failed"),
        ("upstream_lost", "session_failed"),
        ("timeout", "session_failed"),
        ("error", "session_failed"),
        ("protocol", "protocol_violated"),
        ("tls", "tls_failed"),
    ],
)
def test_a_session(world, how, told):
    world.observer.session_opened("S", PEER, "far [198.51.100.1]:25")
    assert world.number("skygw_sessions") == 1
    world.observer.session_closed("S", PEER, how, "why", 3, 1.5)
    opened, closed, *more = world.events()
    assert (opened["event"], opened["far_end"]) == ("session_opened", "far [198.51.100.1]:25")
    assert (closed["outcome"], closed["messages"], closed["seconds"]) == (how, 3, 1.5)
    assert [event["event"] for event in more] == ([told] if told else [])
    assert all((event["peer"], event["reason"]) == ("192.0.2.1", "why") for event in more)
    assert world.number("skygw_sessions") == 0
    assert world.number(f'skygw_sessions_ended_total{{outcome="{how}"}}') == 1


def test_somebody_is_turned_away(world):
    world.observer.session_refused(PEER, "network", "4.7.1 not you")
    assert (world.names(), world.events()[0]["reason"]) == (["refused_session"], "4.7.1 not you")
    assert world.number('skygw_refused_sessions_total{reason="network"}') == 1


def test_a_far_leg_that_fails(world):
    world.observer.upstream_failed("S", "far [198.51.100.1]:25", "EHLO", "no answer")
    [event] = world.events()
    assert (event["event"], event["stage"]) == ("upstream_down", "EHLO")
    assert (event["far_end"], event["reason"]) == ("far [198.51.100.1]:25", "no answer")


def test_replies_and_waiting(world):
    for category in (2, 3, 4, 5):
        world.observer.replied("upstream", category)
    counted = [world.number(f'skygw_replies_total{{class="{n}yz",leg="upstream"}}') for n in (2, 3, 4, 5)]
    assert counted == [1, 1, 1, 1]
    world.observer.waited_for_memory(0.5)
    assert world.number("skygw_budget_wait_seconds_sum") == 0.5
    assert world.lines == []


def test_a_message(world):
    codes = {"inbound_code": 250, "upstream_code": 250, "upstream_text": "2.6.0 ok"}
    times = {"t_receive": 0.1, "t_inspect": 0.2, "t_forward": 0.3}
    said = {"policies": ("P",), "incidents": ("1: info, monitor",), "scan_status": "completed"}
    world.observer.message(record(**codes, **times, **said))
    [event] = world.events()
    assert (event["event"], event["verdict"], event["size"]) == ("message", "passed", 500)
    assert (event["policies"], event["incidents"]) == (["P"], ["1: info, monitor"])
    assert {name: event[name] for name in (*codes, *times)} == {**codes, **times}
    assert event["t_total"] == 1.0
    assert "subject" not in event
    assert world.number('skygw_messages_total{action="allow",verdict="passed"}') == 1
    for stage, seconds in (("receive", 0.1), ("inspect", 0.2), ("forward", 0.3), ("total", 1.0)):
        assert world.number(f'skygw_stage_seconds_sum{{stage="{stage}"}}') == seconds
    assert world.number("skygw_inspection_seconds_sum") == 0.2


def test_a_message_that_came_no_further(world):
    """What did not happen is not counted, and the far side's code is null."""
    world.observer.message(record(verdict="refused", inbound_code=552))
    [event] = world.events()
    assert event["upstream_code"] is None
    assert world.number('skygw_stage_seconds_count{stage="forward"}') == 0
    assert world.number("skygw_inspection_seconds_count") == 0


def test_an_inspection_that_failed(world):
    failed = record(failure="timeout", failure_action="accept", problem="too late", scan_status="limited")
    world.observer.message(failed)
    told, _ = world.events()
    expected = {"transaction": "T", "failure": "timeout", "reason": "too late", "action": "accept"}
    assert {name: told[name] for name in expected} == expected
    assert told["event"] == "inspection_failed"


def test_a_far_side_that_failed_is_not_an_inspection_that_failed(world):
    """It used to be told as one."""
    world.observer.message(record(verdict="deferred", problem="no reply in time", scan_status="completed"))
    assert world.names() == ["message"]


def test_subjects_where_they_are_wanted():
    world = World(subjects=True)
    world.observer.message(record(subject="Gr\u00fc\u00dfe\x1b"))
    assert world.events()[0]["subject"] == "Gr\u00fc\u00dfe\\x1b"


def test_the_breaker(world):
    world.observer.breaker(True)
    assert world.number("skygw_breaker") == 1
    world.observer.breaker(False)
    assert world.number("skygw_breaker") == 0
    told = [(event["state"], event["level"]) for event in world.events()]
    assert told == [("open", "error"), ("closed", "info")]


@pytest.mark.parametrize(
    ("reason", "told"), [("crash", True), ("deadline", True), ("recycled", False), ("cancelled", False)]
)
def test_a_child_that_is_replaced(world, reason, told):
    world.observer.child_replaced(reason)
    assert world.number(f'skygw_inspector_restarts_total{{reason="{reason}"}}') == 1
    assert [event["reason"] for event in world.events()] == ([reason] if told else [])


def test_the_unexpected(world):
    try:
        raise ZeroDivisionError("a bug")
    except ZeroDivisionError as error:
        world.observer.unexpected("S", error)
    [event] = world.events()
    assert (event["event"], event["session"], event["error"]) == ("unexpected", "S", "ZeroDivisionError")
    assert "test_the_unexpected" in event["traceback"]


def test_every_field_of_a_record_has_its_use():
    """A new one must be logged, or be named here."""
    used = {"policy_version"}  # the metric of that name says which is in force
    written = set(Log.message.__kwdefaults__ or ()) | set(Log.message.__annotations__)
    told = {"failure", "failure_action", "problem"}  # inspection_failed
    assert {field.name for field in attrs.fields(Record)} <= written | told | used
