"""Refusals about the route, counted."""

from __future__ import annotations

import pytest
from twisted.internet.task import Clock

from skygw.relay.breaker import Breaker, about_route
from skygw.smtp import Reply


@pytest.mark.parametrize(
    ("reply", "speaks_of_us"),
    [
        (b"550 5.7.64 TenantAttribution; Relay Access Denied", True),
        (b"530 5.7.57 Client not authenticated", True),
        (b"550 5.7.506 Access Denied, Bad HELO", True),
        (b"550 5.7.68 TenantInboundAttribution", True),
        (b"550 5.7.750 Client blocked from sending", True),
        (b"550 5.7.705 tenant has exceeded threshold", True),
        (b"550-5.7.64 two\r\n550 5.7.64 lines", True),
        (b"550 5.7.1 refused by policy", False),
        (b"550 5.7.640 another", False),
        (b"550 5.7.7 another", False),
        (b"550 5.7.7000 none at all", False),
        (b"450 4.7.64 not for good", False),
        (b"550 the text speaks of 5.7.64", False),
        (b"250 5.7.64 odd", False),
        (b"550", False),
    ],
)
def test_which_codes_are_about_the_route(reply: bytes, speaks_of_us: bool) -> None:
    assert about_route(Reply(int(reply[:3]), reply + b"\r\n")) is speaks_of_us


def breaker(threshold: int = 3) -> tuple[Breaker, Clock, list[bool]]:
    clock, changes = Clock(), list[bool]()
    return Breaker(clock.seconds, threshold, changes.append), clock, changes


def test_it_opens_at_the_threshold_and_tells_once() -> None:
    one, _, changes = breaker()
    for _ in range(2):
        one.refused()
        assert one.admits()
    one.refused()
    assert not one.admits()
    one.refused()
    assert (one.is_open, changes) == (True, [True])


def test_one_probe_a_minute() -> None:
    one, clock, _ = breaker(1)
    one.refused()
    clock.advance(59.9)
    assert not one.admits()
    clock.advance(0.1)
    assert [one.admits(), one.admits()] == [True, False]
    clock.advance(60)
    assert [one.admits(), one.admits()] == [True, False]


def test_an_acceptance_closes_it() -> None:
    one, _, changes = breaker(2)
    one.refused()
    one.accepted()
    one.refused()
    assert changes == []
    one.refused()
    one.accepted()
    one.accepted()
    assert (one.is_open, changes) == (False, [True, False])
    one.refused()
    assert one.admits()


def test_nobody_needs_to_be_told() -> None:
    one = Breaker(Clock().seconds, 1)
    one.refused()
    assert one.is_open
