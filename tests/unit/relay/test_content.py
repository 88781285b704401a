"""The content phase by itself; what it says is in ``tests/dialogs/test_data.py`` and ``test_bdat.py``."""

from __future__ import annotations

from itertools import pairwise

import pytest

from skygw.relay.content import FIRST_OCTETS, ContentPhase
from skygw.smtp import BodyReceived
from tests.support.legs import Pair, greeted


def enveloped(parameters: bytes = b"") -> Pair:
    pair = greeted(Pair())
    pair.say(b"MAIL FROM:<a@x>" + parameters + b"\r\nRCPT TO:<b@y>\r\n")
    pair.answer(b"250 a\r\n250 b\r\n")
    return pair


@pytest.mark.parametrize(
    ("parameters", "command", "reserved"),
    [
        (b"", b"DATA\r\n", FIRST_OCTETS),
        (b" SIZE=0", b"DATA\r\n", FIRST_OCTETS),
        (b" SIZE=1000", b"DATA\r\n", 1000),
        (b"", b"BDAT 77\r\n", 77),
        (b"", b"BDAT 1\r\n", 1),
        (b" SIZE=1000", b"BDAT 77\r\n", 1000),
    ],
)
def test_what_is_reserved_to_begin_with(parameters: bytes, command: bytes, reserved: int) -> None:
    pair = enveloped(parameters)
    pair.say(command)
    assert pair.gateway.budget.in_flight == reserved


def test_a_message_grows_by_what_it_has_and_at_last_by_an_eighth_of_the_limit() -> None:
    pair = enveloped()
    pair.say(b"DATA\r\n")
    limit = pair.gateway.settings.max_message_octets
    sizes = []
    for _ in range(20):
        pair.say(b"x" * 65_537)
        sizes.append(pair.gateway.budget.in_flight)
    assert sizes[:5] == [131_072, 262_144, 262_144, 524_288, 524_288]
    assert max(later - earlier for earlier, later in pairwise(sizes)) <= limit // 8


def test_content_without_a_transaction_is_a_bug() -> None:
    phase = ContentPhase(greeted(Pair()).session)
    with pytest.raises(LookupError):
        phase.body_received(BodyReceived(b"x"))


def test_nobody_waits() -> None:
    phase = ContentPhase(greeted(Pair()).session)
    assert not phase.waits_for_memory
    phase.give_up()
    phase.stop()
    assert not phase.waits_for_memory
