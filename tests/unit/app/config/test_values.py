from __future__ import annotations

import ipaddress
import sys

import pytest

from skygw.app.config.keys import Unsuitable
from skygw.app.config.values import (
    Address,
    Ciphers,
    Domain,
    Endpoint,
    HostName,
    HostPort,
    is_literal,
    parse_network,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("192.0.2.1", HostPort("192.0.2.1", 53)),
        ("192.0.2.1:5353", HostPort("192.0.2.1", 5353)),
        ("[2001:db8::1]:5353", HostPort("2001:db8::1", 5353)),
        ("[2001:db8::1]", HostPort("2001:db8::1", 53)),
        ("2001:db8::1", HostPort("2001:db8::1", 53)),  # without brackets all of it is the address
    ],
)
def test_an_address_with_its_port(text, expected):
    assert HostPort.parse(text, 53) == expected
    assert HostPort.parse(str(expected), 1) == expected


@pytest.mark.parametrize(
    "text", ["", "dns.example", "192.0.2.1:", "192.0.2.1:0", "192.0.2.1:65536", "[::1", "::1]:53"]
)
def test_what_is_no_address_with_a_port(text):
    with pytest.raises(Unsuitable, match="is not an IP address and a port"):
        HostPort.parse(text, 53)


def test_a_network():
    assert parse_network("192.0.2.0/24") == ipaddress.ip_network("192.0.2.0/24")
    assert parse_network("2001:db8::/32") == ipaddress.ip_network("2001:db8::/32")
    assert parse_network("192.0.2.1") == ipaddress.ip_network("192.0.2.1/32")


def test_a_network_with_host_bits_is_refused_with_the_network_that_was_meant():
    with pytest.raises(Unsuitable) as refused:
        parse_network("192.0.2.77/24")
    assert refused.value.remedy == 'write "192.0.2.0/24"'


@pytest.mark.parametrize("text", ["", "office", "192.0.2.0/33", "192.0.2.0/24/8"])
def test_what_is_no_network(text):
    with pytest.raises(Unsuitable, match="is not a network"):
        parse_network(text)


@pytest.mark.parametrize(
    "name", ["mail.example.com", "mail.example.com.", "localhost", "a_b.example", "192.0.2.1", "::1"]
)
def test_a_host_name(name):
    HostName()(name)


@pytest.mark.parametrize(
    "name",
    [
        "a b",
        "-a.example",
        "a-.example",
        "a..example",
        ".",
        "a" * 64,
        "x." * 130 + "x",
        "münchen.example",
        "a\n",
        "1.2.3",
        "[::1]",
    ],
)
def test_what_is_no_host_name(name):
    with pytest.raises(Unsuitable):
        HostName()(name)


def test_an_empty_host_name_only_where_it_means_something():
    HostName()("")
    with pytest.raises(Unsuitable):
        HostName(empty=False)("")


def test_a_domain_is_a_name_and_not_an_address():
    Domain()("contoso.com")
    Domain()("xn--mnchen-3ya.example")
    for bad in ("", "192.0.2.1", "@contoso.com", "*.contoso.com", "münchen.example"):
        with pytest.raises(Unsuitable):
            Domain()(bad)


def test_a_local_address():
    Address()("")
    Address()("192.0.2.1")
    with pytest.raises(Unsuitable):
        Address()("eth0")
    assert is_literal("::1")
    assert not is_literal("localhost")


@pytest.mark.parametrize(
    "text", ["tcp:25", "tcp:25:interface=192.0.2.1", r"tcp6:25:interface=\:\:1", "tcp:0", "unix:/run/x"]
)
def test_an_endpoint(text):
    Endpoint()(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "Unknown endpoint type"),
        ("25", "Unknown endpoint type"),
        ("tcp", "missing 1 required"),
        ("tcp:smtp", "invalid literal"),
        ("tcp:25:interface=::1", "multiple values"),
        ("tcp:99999", "99999 is not a port"),
        ("tcp:-1", "-1 is not a port"),
        ("ssl:25", "ssl endpoints are not possible here"),
        ("TLS:25", "tls endpoints are not possible here"),
    ],
)
def test_what_is_no_endpoint(text, reason):
    with pytest.raises(Unsuitable) as refused:
        Endpoint()(text)
    assert reason in refused.value.reason


def test_a_systemd_endpoint_outside_of_systemd_says_how_to_start(monkeypatch):
    monkeypatch.delenv("LISTEN_FDS", raising=False)
    with pytest.raises(Unsuitable) as refused:
        Endpoint()("systemd:domain=INET:index=0")
    assert "systemd socket unit" in refused.value.remedy


def test_parsing_an_endpoint_installs_no_reactor(tmp_path):
    import subprocess

    program = (
        "import sys; from skygw.app.config import from_data; from skygw.app.config.values import Endpoint\n"
        "Endpoint()('tcp:25'); sys.exit('twisted.internet.reactor' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_ciphers():
    Ciphers()("")
    Ciphers()("ECDHE+AESGCM:ECDHE+CHACHA20")
    for bad in ("NO-SUCH-CIPHER", "ä", "a\0b"):
        with pytest.raises(Unsuitable):
            Ciphers()(bad)


@pytest.mark.parametrize("check", [HostName(), Domain(), Address(), Endpoint(), Ciphers()])
def test_rules_for_the_schema_are_plain(check):
    assert isinstance(check.schema(), dict)
