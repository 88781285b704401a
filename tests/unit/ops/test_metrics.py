from __future__ import annotations

import re
from pathlib import Path

import pytest
from prometheus_client import Counter

from skygw.ops.metrics import Metrics
from skygw.ops.tally import Spread, Tally

ROOT = Path(__file__).resolve().parents[3]


def sample(metrics, name, **labels):
    return metrics.registry.get_sample_value(name, labels)


def declared(metrics):
    """Name as it is exposed, kind, labels and help of every metric, in the order of its declaration."""
    for collector in metrics.registry._collector_to_names:
        (family,) = collector.describe()
        suffix = "_total" if family.type == "counter" else ""
        labels = collector.labels if isinstance(collector, (Tally, Spread)) else collector._labelnames
        yield family.name + suffix, family.type, labels, family.documentation


def test_the_manual_lists_every_metric_as_it_is():
    page = (ROOT / "docs" / "monitoring.md").read_text("utf-8")
    rows = re.findall(r"^\| `(skygw_\w+)` \| (\w+) \| (.*?) ?\| (.*) \|$", page, re.M)
    told = [(name, kind, tuple(re.findall(r"`(\w+)`", labels)), text) for name, kind, labels, text in rows]
    assert told == list(declared(Metrics()))


def test_names_are_those_of_the_contract():
    names = {name.removeprefix("skygw_") for name, _, _, _ in declared(Metrics())}
    assert {
        "sessions",
        "messages_total",
        "replies_total",
        "inspection_seconds",
        "stage_seconds",
        "message_octets",
        "in_flight_octets",
        "budget_wait_seconds",
        "workers",
        "inspector_restarts_total",
        "breaker",
        "policy_version",
        "certificate_expiry_seconds",
    } <= names


def test_metrics_of_two_gateways_in_one_process_are_apart():
    one, two = Metrics(), Metrics()
    one.session_opened()
    assert (sample(one, "skygw_sessions"), sample(two, "skygw_sessions")) == (1, 0)


def test_sessions():
    metrics = Metrics()
    metrics.session_opened()
    metrics.session_opened()
    metrics.session_ended("quit")
    metrics.session_refused("network")
    metrics.upstream_connected("ok")
    assert sample(metrics, "skygw_sessions") == 1
    assert sample(metrics, "skygw_sessions_ended_total", outcome="quit") == 1
    assert sample(metrics, "skygw_refused_sessions_total", reason="network") == 1
    assert sample(metrics, "skygw_upstream_connects_total", outcome="ok") == 1


@pytest.mark.parametrize(
    ("code", "expected"),
    [(250, "2yz"), (354, "3yz"), (451, "4yz"), (550, "5yz"), (199, "other"), (600, "other"), (0, "other")],
)
def test_replies_by_their_first_digit(code, expected):
    metrics = Metrics()
    metrics.reply("inbound", code)
    assert sample(metrics, "skygw_replies_total", **{"leg": "inbound", "class": expected}) == 1


def test_a_message():
    metrics = Metrics()
    metrics.message("block", "reject", 2000)
    metrics.stage("inspect", 0.2)
    assert sample(metrics, "skygw_messages_total", verdict="block", action="reject") == 1
    assert sample(metrics, "skygw_message_octets_bucket", le="1024.0") == 0
    assert sample(metrics, "skygw_message_octets_bucket", le="4096.0") == 1
    assert sample(metrics, "skygw_stage_seconds_sum", stage="inspect") == 0.2


def test_one_version_of_the_policies_is_in_force():
    metrics = Metrics()
    metrics.policy_loaded("old")
    metrics.policy_loaded("new")
    assert sample(metrics, "skygw_policy_version", version="new") == 1
    assert sample(metrics, "skygw_policy_version", version="old") is None


def test_the_time_until_a_certificate_expires_goes_on():
    now = [1000.0]
    metrics = Metrics(clock=lambda: now[0])
    metrics.certificate_loaded("inbound", 1500.0)
    assert sample(metrics, "skygw_certificate_expiry_seconds", leg="inbound") == 500
    now[0] = 1600.0
    assert sample(metrics, "skygw_certificate_expiry_seconds", leg="inbound") == -100


def test_a_child_that_was_replaced():
    metrics = Metrics()
    metrics.inspector_restarted("crashed")
    assert sample(metrics, "skygw_inspector_restarts_total", reason="crashed") == 1


def test_what_confines_the_children_is_what_was_told_last():
    metrics = Metrics()
    metrics.sandboxed(["rlimits"], ["landlock", "seccomp"])
    metrics.sandboxed(["rlimits", "landlock"], ["seccomp"])
    assert sample(metrics, "skygw_sandbox", measure="landlock") == 1
    assert sample(metrics, "skygw_sandbox", measure="seccomp") == 0
    metrics.sandboxed((), ())
    assert sample(metrics, "skygw_sandbox", measure="seccomp") is None


def test_a_child_of_a_metric_is_looked_up_once(monkeypatch):
    looked_up = []
    original = Counter.labels
    monkeypatch.setattr(
        Counter, "labels", lambda self, *values: looked_up.append(values) or original(self, *values)
    )
    metrics = Metrics()
    for _ in range(3):
        metrics.session_ended("quit")
    assert looked_up == [("quit",)]


def test_the_exposition_is_text():
    text = Metrics().exposition().decode()
    assert "# HELP skygw_breaker 1 while" in text
    assert Metrics.content_type.startswith("text/plain")
