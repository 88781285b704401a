from __future__ import annotations

from pathlib import Path

import pytest

from skygw.app.config.model import Config
from skygw.app.config.structure import dotted, structure, walk


def refusals(data):
    return {problem.path: (problem.reason, problem.remedy) for _, problem in structure(data)[1]}


def test_nothing_at_all_is_all_defaults():
    assert structure({}) == (Config(), [])


def test_values_are_taken():
    config, found = structure(
        {
            "upstream": {"host": "far.example", "port": 2525, "families": ["ipv6"]},
            "gateway": {"timeouts": {"command": 5}},
            "dns": {"servers": ["192.0.2.53"]},
            "inbound": {"certificate": "a.pem", "key": ""},
        }
    )
    assert found == []
    assert (config.upstream.host, config.upstream.port, config.upstream.families) == (
        "far.example",
        2525,
        ("ipv6",),
    )
    assert config.gateway.timeouts.command == 5.0
    assert str(config.dns.servers[0]) == "192.0.2.53:53"
    assert (config.inbound.certificate, config.inbound.key) == (Path("a.pem"), None)


@pytest.mark.parametrize(
    ("data", "path", "reason"),
    [
        ({"gateway": 3}, "gateway", "3 is not a table"),
        ({"gateway": []}, "gateway", "[] is not a table"),
        ({"gateway": {"timeouts": "long"}}, "gateway.timeouts", '"long" is not a table'),
        ({"upstream": {"port": "25"}}, "upstream.port", '"25" is not a whole number'),
        ({"upstream": {"port": True}}, "upstream.port", "true is not a whole number"),
        ({"upstream": {"port": 25.0}}, "upstream.port", "25.0 is not a whole number"),
        ({"upstream": {"port": 1 << 20000}}, "upstream.port", "the number is too large"),
        ({"upstream": {"port": 0}}, "upstream.port", "0 is out of range"),
        ({"upstream": {"mx": 1}}, "upstream.mx", "1 is not a switch"),
        ({"upstream": {"host": ["a"]}}, "upstream.host", '["a"] is not text'),
        ({"upstream": {"ca": 1}}, "upstream.ca", "1 is not text"),
        ({"upstream": {"ca": "a\0b"}}, "upstream.ca", '"a\\u0000b" is not the name of a file or folder'),
        ({"policy": {"directory": ""}}, "policy.directory", '"" is not the name of a file or folder'),
        ({"dns": {"timeout": "10s"}}, "dns.timeout", '"10s" is not a number'),
        ({"dns": {"timeout": True}}, "dns.timeout", "true is not a number"),
        ({"dns": {"servers": [1]}}, "dns.servers[0]", "1 is not text"),
        ({"dns": {"servers": {"a": 1}}}, "dns.servers", "\"{'a': 1}\" is not a list"),
        (
            {"inbound": {"allowed_networks": ["::/0", "x"]}},
            "inbound.allowed_networks[1]",
            '"x" is not a network',
        ),
        ({"tenant": {"domains": ["a.example", "@"]}}, "tenant.domains[1]", '"@" is not a domain'),
    ],
)
def test_a_value_that_cannot_be_used(data, path, reason):
    assert refusals(data)[path][0] == reason


@pytest.mark.parametrize(
    ("data", "path", "remedy"),
    [
        ({"upstream": {"prot": 25}}, "upstream.prot", "did you mean upstream.port?"),
        ({"upstraem": {}}, "upstraem", "did you mean upstream?"),
        (
            {"gateway": {"timeouts": {"inspect": 3}}},
            "gateway.timeouts.inspect",
            "did you mean gateway.timeouts.inspection?",
        ),
        # Right name, wrong section:
        (
            {"gateway": {"breaker_threshold": 3}},
            "gateway.breaker_threshold",
            "did you mean upstream.breaker_threshold?",
        ),
        ({"dns": {"zzz": 1}}, "dns.zzz", "possible: servers, timeout"),
        # A list that is text (a frequent slip) is shown as it should be:
        ({"gateway": {"listen": "tcp:25"}}, "gateway.listen", 'write ["tcp:25"]'),
        (
            {"upstream": {"tls": "require"}},
            "upstream.tls",
            'did you mean "required"? Possible: "required", "opportunistic", "off"',
        ),
        ({"upstream": {"tls": 1}}, "upstream.tls", 'write one of "required", "opportunistic", "off"'),
        ({"file": {}}, "file", "possible: "),
    ],
)
def test_the_remedy_names_what_was_meant(data, path, remedy):
    assert refusals(data)[path][1].startswith(remedy)


@pytest.mark.parametrize("name", ["link", "store", "notify", "console", "export", "directory"])
def test_sections_of_later_versions_are_refused_by_name(name):
    assert refusals({name: {"enabled": True}})[name][0] == "not available yet"


@pytest.mark.parametrize(
    ("section", "name", "value"),
    [
        ("upstream", "route", [{"listen": "tcp:26"}]),
        ("tenant", "proof", ["dkim"]),
        ("tenant", "secret_header", "X-A"),
        ("policy", "shadow_directory", "x"),
        ("policy", "mixed", "split"),
        ("policy", "mixed", "split_silent"),
        ("headers", "mark_keys", ["a"]),
        ("inspection", "on_timeout", "resume"),
        ("inspection", "on_failure", "quarantine"),
        ("gateway", "workers", 2),
        ("reactor", "tuned_transport", True),
    ],
)
def test_keys_and_values_of_later_versions_are_refused_by_name(section, name, value):
    assert "not available yet" in refusals({section: {name: value}})[f"{section}.{name}"][0]


def test_everything_is_reported_and_the_rest_is_kept():
    config, found = structure(
        {
            "upstream": {"host": "far.example", "port": 0, "prot": 1, "families": ["ipv5", "ipv4", "ipv7"]},
            "gateway": {"timeouts": {"command": 7, "drain": -1}},
            "link": {},
        }
    )
    assert {problem.path for _, problem in found} == {
        "upstream.port",
        "upstream.prot",
        "upstream.families[0]",
        "upstream.families[2]",
        "gateway.timeouts.drain",
        "link",
    }
    assert (config.upstream.host, config.upstream.port) == ("far.example", 25)
    assert (config.gateway.timeouts.command, config.gateway.timeouts.drain) == (7.0, 60.0)


def test_names_that_are_not_plain_are_quoted_and_escaped():
    assert dotted(("upstream", "a-b")) == "upstream.a-b"
    assert dotted(("", "a b", "\x1b")) == '""."a b"."\\u001b"'


def test_walk_gives_every_key_once():
    places = [dotted(place) for place, _, _ in walk(Config)]
    assert len(places) == len(set(places))
    assert {"gateway.listen", "gateway.timeouts.drain", "inspection.limits.depth", "reactor.name"} < set(
        places
    )
    assert "file" not in places
