from __future__ import annotations

from pathlib import Path

import pytest

from skygw.app.config.surroundings import Dns, Headers, Log, Metrics, Policy, Reactor, Tenant
from tests.support.configuration import loaded, problems


def test_the_defaults_are_those_of_the_manual():
    assert Tenant() == Tenant(id="", domains=(), proof=(), enforce=True)
    assert Dns() == Dns(servers=(), timeout=10.0)
    assert Policy() == Policy(directory=Path("policies"), mixed="auto")
    assert Headers() == Headers(received=True, scan="X-Skygw-Scan", mark="X-Skygw-Mark")
    assert Metrics() == Metrics(listen=("tcp:9100:interface=127.0.0.1",))
    assert Log() == Log(format="json", level="info", addresses=False, subjects=False)
    assert Reactor() == Reactor(name="epoll", read_octets=65536, tuned_transport=False)


@pytest.mark.parametrize(
    ("section", "key", "value", "path"),
    [
        ("tenant", "id", "a b", "tenant.id"),
        ("tenant", "domains", ["*.contoso.com"], "tenant.domains[0]"),
        ("tenant", "proof", ["originator_org"], "tenant.proof"),
        ("dns", "timeout", 0, "dns.timeout"),
        ("policy", "mixed", "both", "policy.mixed"),
        ("headers", "scan", "Subject", "headers.scan"),
        ("headers", "scan", "X-A:", "headers.scan"),
        ("headers", "mark", "X-A\r\nB", "headers.mark"),
        ("metrics", "listen", ["9100"], "metrics.listen[0]"),
        ("log", "format", "xml", "log.format"),
        ("log", "level", "loud", "log.level"),
        ("log", "addresses", "no", "log.addresses"),
        ("reactor", "name", "iocp", "reactor.name"),
        ("reactor", "read_octets", 1, "reactor.read_octets"),
        ("reactor", "tuned_transport", True, "reactor.tuned_transport"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused(tmp_path, section, key, value, path):
    assert list(problems(tmp_path, **{section: {key: value}})) == [path]


def test_a_proof_of_the_tenant_is_refused_with_what_to_write(tmp_path):
    found = problems(tmp_path, tenant={"proof": ["dkim"]})
    assert found == {"tenant.proof": "not available yet in this version (write proof = [])"}


def test_metrics_can_be_switched_off(tmp_path):
    assert loaded(tmp_path, metrics={"listen": []}).metrics.listen == ()
