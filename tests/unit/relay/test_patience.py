"""The clocks of one session: who has how long for what."""

from __future__ import annotations

import pytest

from tests.support.legs import Pair, greeted, settings

ENVELOPE = b"MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\n"


def pair(**timeouts: float) -> Pair:
    return greeted(Pair(settings(timeouts=timeouts)))


def in_content(made: Pair) -> Pair:
    made.say(ENVELOPE + b"DATA\r\n")
    made.answer(b"250 ok\r\n250 ok\r\n")
    made.sender.written = made.far.written = b""
    return made


def test_silence_between_messages() -> None:
    made = pair(command=10)
    made.clock.advance(9)
    made.say(b"NOOP\r\n")
    made.clock.advance(9)
    assert made.sender.ended == ""
    made.clock.advance(1)
    assert made.sender.written.endswith(b"421 4.4.2 Nothing heard for too long\r\n")


def test_an_old_pair_ends_between_messages_whatever_is_said() -> None:
    made = pair(command=10, session=15)
    for _ in range(2):
        made.clock.advance(7)
        made.say(b"NOOP\r\n")
    assert made.sender.ended == ""
    made.clock.advance(1)
    assert b"421 4.4.2 This session has lasted long enough" in made.sender.written


def test_an_old_pair_ends_not_within_a_message() -> None:
    made = in_content(pair(session=15, keepalive=1000))
    made.clock.advance(20)
    made.say(b"x\r\n")
    assert made.sender.ended == ""


@pytest.mark.parametrize(
    ("timeouts", "octets_a_second", "survives"),
    [
        ({"data_block": 10, "min_data_rate": 0}, 1, 60),
        # After the grace of one data_block the rate counts: 10 s + size / 100.
        ({"data_block": 10, "min_data_rate": 100}, 50, 18),
        ({"data_block": 10, "min_data_rate": 100}, 200, 60),
        ({"data_block": 10, "min_data_rate": 0, "receive": 30}, 1000, 29),
    ],
)
def test_content_that_comes_slowly(timeouts: dict[str, float], octets_a_second: int, survives: int) -> None:
    made = in_content(pair(keepalive=1000, session=1000, **timeouts))
    lived = 0
    for _ in range(60):
        made.clock.advance(1)
        if made.sender.ended:
            break
        made.say(b"x" * octets_a_second)
        lived += 1
    assert lived == survives
    if survives < 60:
        assert made.sender.written == b"421 4.4.2 The message came too slowly\r\n"
        assert made.far.written == b"QUIT\r\n"  # nothing of the message has gone there


def test_the_far_side_hears_noop_while_a_message_is_received_and_not_after() -> None:
    made = in_content(pair(keepalive=10))
    made.clock.advance(10)
    assert made.far.written == b"NOOP\r\n"
    made.answer(b"250 ok\r\n")
    made.say(b".\r\n")
    made.answer(b"250 taken\r\n")
    made.far.written = b""
    made.clock.advance(50)
    assert made.far.written == b""
