"""What all sessions share."""

from __future__ import annotations

import re

from tests.support.legs import Pair


def test_identifiers_are_unique_and_fit_for_a_header_and_a_reply() -> None:
    one, two = Pair().gateway, Pair().gateway
    names = [gateway.new_id() for gateway in (one, two) for _ in range(100)]
    assert len(set(names)) == 200
    assert all(re.fullmatch(r"[0-9a-f]{10}-[0-9a-f]+", name) for name in names)


def test_changes_of_the_breaker_are_told() -> None:
    pair = Pair()
    for _ in range(20):
        pair.gateway.breaker.refused()
    assert ("breaker", True) in pair.onlooker.events
