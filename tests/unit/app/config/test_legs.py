from __future__ import annotations

import pytest

from skygw.app.config.legs import LOOPBACK, Inbound, Upstream
from tests.support.configuration import loaded, problems


def test_the_defaults_are_those_of_the_manual():
    inbound, upstream = Inbound(), Upstream()
    assert (inbound.require_tls, inbound.session_tickets, inbound.tls_min) == (False, False, "1.2")
    assert list(map(str, inbound.allowed_networks)) == ["127.0.0.0/8", "::1/128"]
    assert inbound.allowed_networks == LOOPBACK
    assert (inbound.certificate, inbound.key, inbound.client_ca, inbound.client_names) == (
        None,
        None,
        None,
        (),
    )
    assert (upstream.host, upstream.port, upstream.mx, upstream.families) == ("", 25, True, ("ipv4",))
    assert (upstream.tls, upstream.tls_min, upstream.verify_name, upstream.bind) == (
        "required",
        "1.2",
        "",
        "",
    )
    assert (upstream.prefer_bdat, upstream.breaker_threshold, upstream.ca) == (True, 20, None)


def test_the_name_to_verify_is_the_host_unless_set():
    assert Upstream(host="far.example").name_to_verify == "far.example"
    assert Upstream(host="far.example", verify_name="other.example").name_to_verify == "other.example"


@pytest.mark.parametrize(
    ("section", "key", "value", "path"),
    [
        ("inbound", "tls_min", "1.1", "inbound.tls_min"),
        ("inbound", "tls_ciphers", "NONSENSE", "inbound.tls_ciphers"),
        ("inbound", "tls_groups", "X25519, P-256", "inbound.tls_groups"),
        ("inbound", "client_names", [""], "inbound.client_names[0]"),
        ("inbound", "allowed_networks", [], "inbound.allowed_networks"),
        ("upstream", "port", 65536, "upstream.port"),
        ("upstream", "families", [], "upstream.families"),
        ("upstream", "bind", "eth0", "upstream.bind"),
        ("upstream", "verify_name", "192.0.2.1", "upstream.verify_name"),
        ("upstream", "breaker_threshold", 0, "upstream.breaker_threshold"),
        ("upstream", "tls", "none", "upstream.tls"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused(tmp_path, section, key, value, path):
    found = problems(tmp_path, **{section: {key: value}})
    assert path in found
    assert len([found_path for found_path in found if found_path.startswith(section)]) == 1


def test_values_are_taken(tmp_path):
    config = loaded(
        tmp_path,
        inbound={"tls_groups": "X25519:P-256", "tls_min": "1.3", "allowed_networks": ["40.92.0.0/15"]},
        upstream={"tls": "opportunistic", "families": ["ipv6", "ipv4"], "mx": False},
    )
    assert config.inbound.tls_groups == "X25519:P-256"
    assert str(config.inbound.allowed_networks[0]) == "40.92.0.0/15"
    assert (config.upstream.families, config.upstream.mx) == (("ipv6", "ipv4"), False)
