"""Who may come in."""

from __future__ import annotations

import ipaddress

import pytest

from skygw.net.door import Door
from skygw.relay import refusals


def door(*networks: str, sessions: int = 10, per_address: int = 10) -> Door:
    return Door([ipaddress.ip_network(network) for network in networks], sessions, per_address)


@pytest.mark.parametrize(
    ("network", "address", "inside"),
    [
        ("192.0.2.0/24", "192.0.2.255", True),
        ("192.0.2.0/24", "192.0.3.0", False),
        ("192.0.2.0/24", "::ffff:192.0.2.1", True),  # IPv4 at a socket for both
        ("192.0.2.0/24", "::ffff:192.0.3.1", False),
        ("192.0.2.0/24", "2001:db8::1", False),
        ("2001:db8::/32", "2001:db8::1", True),
        ("2001:db8::/32", "2001:db9::1", False),
        ("fe80::/10", "fe80::1%eth0", True),
        ("0.0.0.0/0", "2001:db8::1", False),
        ("0.0.0.0/0", "?", False),
        ("0.0.0.0/0", "", False),
        ("0.0.0.0/0", "192.0.2.1.example", False),
    ],
)
def test_networks(network: str, address: str, inside: bool) -> None:
    refused = door(network).enter(address)
    assert refused == (None if inside else ("network", refusals.NOT_ALLOWED))


def test_no_network_lets_nobody_in() -> None:
    assert door().enter("127.0.0.1") == ("network", refusals.NOT_ALLOWED)


def test_any_of_several_networks() -> None:
    one = door("192.0.2.0/24", "2001:db8::/32")
    assert one.enter("192.0.2.1") is None
    assert one.enter("2001:db8::1") is None


def test_sessions_in_all() -> None:
    one = door("192.0.2.0/24", sessions=2)
    assert one.enter("192.0.2.1") is None
    assert one.enter("192.0.2.2") is None
    assert one.enter("192.0.2.3") == ("sessions", refusals.TOO_BUSY)
    assert one.sessions == 2
    one.leave("192.0.2.1")
    assert one.enter("192.0.2.3") is None


def test_sessions_from_one_address() -> None:
    one = door("192.0.2.0/24", per_address=1)
    assert one.enter("192.0.2.1") is None
    assert one.enter("192.0.2.1") == ("sessions_per_address", refusals.TOO_MANY_FROM_YOU)
    assert one.enter("192.0.2.2") is None
    one.leave("192.0.2.1")
    assert one.enter("192.0.2.1") is None


def test_who_is_not_served_takes_no_place() -> None:
    one = door("192.0.2.0/24", sessions=1)
    one.enter("198.51.100.1")
    assert one.enter("192.0.2.1") is None


def test_nothing_is_remembered_of_who_has_left() -> None:
    one = door("192.0.2.0/24", sessions=1000)
    for number in range(200):
        one.enter(f"192.0.2.{number}")
        one.leave(f"192.0.2.{number}")
    assert (one.sessions, len(one._inside)) == (0, 0)


def test_other_bounds_spare_those_who_are_inside() -> None:
    one = door("192.0.2.0/24")
    one.enter("192.0.2.1")
    one.enter("192.0.2.1")
    one.take([ipaddress.ip_network("198.51.100.0/24")], 3, 1)
    assert one.enter("192.0.2.2") == ("network", refusals.NOT_ALLOWED)
    assert one.enter("198.51.100.1") is None
    assert one.enter("198.51.100.2") == ("sessions", refusals.TOO_BUSY)
    one.leave("192.0.2.1")
    assert one.enter("198.51.100.2") is None
