from __future__ import annotations

import ipaddress

import attrs
import pytest

from skygw.app import relaying
from skygw.app.config.gateway import Timeouts as ConfiguredTimeouts
from skygw.relay.settings import Settings, Timeouts
from tests.support.configuration import loaded

#: Of the relay's bounds, those that no key sets: they follow from the protocol.
FIXED = {"quit", "max_idle_commands"}


def test_every_bound_of_the_relay_has_its_key(tmp_path):
    """Each value is given as another one than the default, and must arrive."""
    times = {name: 7 for name in attrs.fields_dict(Timeouts) if hasattr(ConfiguredTimeouts(), name)}
    times["final_reply"] = 9  # it contains the others
    (tmp_path / "c.pem").touch(mode=0o600)
    config = loaded(
        tmp_path,
        gateway={
            "hostname": "other.example",
            "greeting": "hello",
            "max_message_octets": 70_000,
            "max_header_octets": 2048,
            "max_recipients": 101,
            "max_received": 3,
            "max_errors": 4,
            "timeouts": times,
        },
        inbound={"certificate": "c.pem", "key": "c.pem", "require_tls": True},
        upstream={"host": "far.example", "prefer_bdat": False},
        inspection={"limits": {"message_octets": 5000}},
        headers={"received": False, "scan": "X-Other"},
        log={"subjects": True},
        tenant={"id": "contoso"},
    )
    found = relaying.settings(config)
    assert unchanged(found, Settings()) <= FIXED
    assert unchanged(found.timeouts, Timeouts()) <= FIXED


def unchanged(found, usual):
    """The names of fields with the same value in both."""
    return {name for name in attrs.fields_dict(type(usual)) if getattr(found, name) == getattr(usual, name)}


def test_the_way_to_the_far_server(tmp_path):
    upstream = {"host": "far.example", "port": 26, "mx": False, "bind": "::1", "tls": "off"}
    config = loaded(
        tmp_path,
        gateway={"hostname": "us.example", "timeouts": {"upstream_connect": 3.0}},
        upstream={**upstream, "families": ["ipv6"]},
        reactor={"read_octets": 8192},
    )
    found = relaying.route(config)
    assert {name: getattr(found, name) for name in upstream} == upstream
    assert found.families == ("ipv6",)
    assert (found.hostname, found.connect, found.read_octets) == ("us.example", 3.0, 8192)


@pytest.mark.parametrize(
    ("inbound", "asks", "demands"),
    [
        ({}, False, False),
        ({"client_ca": "ca.pem"}, True, False),
        ({"client_ca": "ca.pem", "client_names": ["x.example"]}, True, True),
    ],
)
def test_who_may_come_in(tmp_path, inbound, asks, demands):
    for name in ("ca.pem", "c.pem"):
        (tmp_path / name).touch(mode=0o600)
    config = loaded(
        tmp_path,
        gateway={"max_sessions": 5, "max_sessions_per_address": 2},
        inbound={"allowed_networks": ["192.0.2.0/24"], "certificate": "c.pem", "key": "c.pem", **inbound},
    )
    found = relaying.admission(config)
    assert found.networks == (ipaddress.ip_network("192.0.2.0/24"),)
    assert (found.max_sessions, found.max_sessions_per_address) == (5, 2)
    assert (found.asks_certificates, found.demands_certificates) == (asks, demands)
