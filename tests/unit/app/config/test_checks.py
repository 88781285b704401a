from __future__ import annotations

import resource

import pytest

from tests.support.configuration import loaded, problems

KEY = "a.key"


@pytest.fixture
def folder(tmp_path):
    for name in ("a.pem", KEY, "ca.pem"):
        (tmp_path / name).touch(mode=0o600)
    return tmp_path


def warned(folder, **sections):
    return {warning.path: warning.reason for warning in loaded(folder, **sections).warnings}


def test_the_smallest_configuration(folder):
    assert problems(folder) == {}


@pytest.mark.parametrize(
    ("sections", "path", "reason"),
    [
        ({"upstream": {"host": ""}}, "upstream.host", "not set: there is nobody to hand mail to"),
        (
            {"upstream": {"host": "192.0.2.1"}},
            "upstream.verify_name",
            "host is an address, and the certificate is checked by name",
        ),
        ({"upstream": {"certificate": "a.pem"}}, "upstream.key", "not set, although certificate is"),
        ({"upstream": {"key": KEY}}, "upstream.certificate", "not set, although key is"),
        ({"upstream": {"ca": "no.pem"}}, "upstream.ca", "no.pem: there is no such file"),
        ({"upstream": {"bind": "::1"}}, "upstream.bind", "::1 is of no family in families"),
        (
            {"inbound": {"require_tls": True}},
            "inbound.require_tls",
            "TLS is required and there is no certificate",
        ),
        ({"inbound": {"certificate": "a.pem"}}, "inbound.key", "not set, although certificate is"),
        ({"inbound": {"certificate": "a.pem", "key": "no"}}, "inbound.key", "there is no such file"),
        ({"inbound": {"client_names": ["x.example"]}}, "inbound.client_names", "client_ca is not set"),
        ({"inbound": {"client_ca": "ca.pem"}}, "inbound.client_ca", "without TLS"),
        ({"policy": {"directory": "no"}}, "policy.directory", "does not exist"),
        (
            {"gateway": {"memory_budget_octets": 1_999_999}},
            "gateway.memory_budget_octets",
            "the budget is 1999999 octets, less than twice max_message_octets (1000000)",
        ),
        (
            {"gateway": {"max_sessions": 10, "max_sessions_per_address": 11}},
            "gateway.max_sessions_per_address",
            "11 is more than max_sessions (10)",
        ),
        (
            {"gateway": {"timeouts": {"inspection": 480, "inspection_hard": 480}}},
            "gateway.timeouts.inspection",
            "final_reply",
        ),
        ({"gateway": {"timeouts": {"budget_wait": 480}}}, "gateway.timeouts.budget_wait", "final_reply"),
        (
            {"gateway": {"timeouts": {"inspection": 55, "inspection_hard": 54}}},
            "gateway.timeouts.inspection",
            "gateway.timeouts.inspection_hard",
        ),
    ],
)
def test_what_does_not_fit_together(folder, sections, path, reason):
    found = problems(folder, **sections)
    assert reason in found[path]
    assert len(found) == 1


def test_a_quarter_of_the_memory_may_be_too_little(folder, monkeypatch):
    monkeypatch.setattr("skygw.app.config.memory.available_octets", lambda: 4_000_000)
    found = problems(folder)["gateway.memory_budget_octets"]
    assert "a quarter of this machine's memory is 1000000 octets" in found
    assert "lower max_message_octets to 500000 or raise memory_budget_octets to 2000000" in found


def test_legs_that_fit_together(folder):
    leg = {"certificate": "a.pem", "key": KEY}
    inbound = {**leg, "require_tls": True, "client_ca": "ca.pem", "client_names": ["x.example"]}
    upstream = {**leg, "ca": "ca.pem", "host": "192.0.2.1", "verify_name": "far.example", "bind": "192.0.2.2"}
    config = loaded(folder, inbound=inbound, upstream=upstream)
    assert config.inbound.key == folder / KEY
    assert config.upstream.name_to_verify == "far.example"


def test_an_address_needs_no_name_where_nothing_is_verified(folder):
    assert problems(folder, upstream={"host": "192.0.2.1", "tls": "off"}) == {}


def test_a_key_that_everybody_can_read(folder):
    (folder / KEY).chmod(0o644)
    assert (
        "everybody may read"
        in problems(folder, upstream={"certificate": "a.pem", "key": KEY})["upstream.key"]
    )


def test_a_check_is_moot_where_one_of_its_keys_is_broken(folder):
    found = problems(folder, inbound={"require_tls": True, "certificate": 3})
    assert list(found) == ["inbound.certificate"]


def test_warnings_of_a_configuration_that_works(folder, monkeypatch):
    monkeypatch.setattr(resource, "getrlimit", lambda _: (1024, 4096))
    found = warned(
        folder,
        gateway={"hostname": "gw"},
        upstream={"tls": "off"},
        inbound={
            "allowed_networks": ["192.0.2.0/24"],
            "certificate": "a.pem",
            "key": KEY,
            "client_ca": "ca.pem",
            "client_names": ["x.example"],
        },
    )
    assert set(found) == {
        "tenant.proof",
        "tenant.domains",
        "gateway.hostname",
        "gateway.max_sessions",
        "upstream.tls",
        "inbound.require_tls",
        "inbound.client_names",
    }
    assert (
        "1000 sessions need 2256 open files, and this process may have 1024" in found["gateway.max_sessions"]
    )


def test_only_the_missing_proof_is_left_to_warn_of(folder, monkeypatch):
    monkeypatch.setattr(resource, "getrlimit", lambda _: (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    assert list(warned(folder, tenant={"domains": ["contoso.com"]})) == ["tenant.proof"]
