"""One pair: what no transcript can show.  The transcripts are in ``tests/dialogs``."""

from __future__ import annotations

import pytest
from twisted.internet.defer import Deferred

from skygw.relay.legs import NotEstablishedError
from skygw.relay.session import AHEAD_OCTETS
from skygw.relay.upstream import Upstream
from skygw.smtp import State
from tests.support.legs import Pair, greeted, inspecting, settings

ENVELOPE = b"MAIL FROM:<a@x>\r\nRCPT TO:<b@y>\r\n"
TAKEN = b"250 a\r\n250 b\r\n"


def enveloped(pair: Pair) -> Pair:
    greeted(pair)
    pair.say(ENVELOPE)
    pair.answer(TAKEN)
    return forget(pair)


def held(pair: Pair) -> Pair:
    enveloped(pair).say(b"DATA\r\n")
    pair.say(b"body\r\n.\r\n")
    return forget(pair)


def forget(pair: Pair) -> Pair:
    pair.sender.written = pair.far.written = b""
    return pair


def told(pair: Pair, what: str) -> list[tuple[object, ...]]:
    return [event[1:] for event in pair.onlooker.events if event[0] == what]


def test_one_write_for_each_flight() -> None:
    pair = greeted(Pair())
    writes: list[tuple[str, bytes]] = []
    pair.sender.write = lambda octets: writes.append(("sender", octets))  # type: ignore[method-assign]
    pair.far.write = lambda octets: writes.append(("far", octets))  # type: ignore[method-assign]
    pair.say(ENVELOPE + b"DATA\r\n")
    pair.answer(TAKEN)
    assert [leg for leg, _ in writes] == ["far", "sender"]
    pair.say(b"body\r\n.\r\n" + ENVELOPE)
    pair.answer(b"250 queued\r\n")
    pair.answer(TAKEN)
    assert [leg for leg, _ in writes] == ["far", "sender", "far", "far", "sender", "sender"]


def test_a_bug_in_a_command_costs_one_reply_and_leaves_the_mail_where_it_is() -> None:
    pair = greeted(Pair())
    pair.gateway.new_id = None  # type: ignore[assignment,method-assign]
    pair.say(b"NOOP\r\nMAIL FROM:<a@x>\r\nNOOP\r\n")
    assert pair.sender.written == b"250 2.0.0 OK\r\n451 4.3.0 Local error; try again later\r\n"
    assert pair.sender.ended == "closed"
    assert pair.far.written == b"QUIT\r\n"
    assert [type(error) for error in pair.onlooker.errors] == [TypeError]
    assert told(pair, "closed")[0][0] == "error"


def test_a_bug_in_a_reply_costs_one_reply_as_well() -> None:
    pair = greeted(Pair())
    pair.say(b"MAIL FROM:<a@x>\r\n")
    pair.onlooker.replied = lambda leg, category: 1 / (leg == "inbound")  # type: ignore[assignment,method-assign]
    pair.answer(b"550 no\r\n")
    assert pair.sender.written == b"451 4.3.0 Local error; try again later\r\n"
    assert pair.sender.ended == "closed"
    assert pair.far.ended == "aborted"
    assert len(pair.onlooker.errors) == 1


def test_a_bug_while_the_far_leg_is_opened() -> None:
    pair = Pair()
    pair.gateway.dialer = None  # type: ignore[assignment]
    pair.session.open()
    assert pair.sender.written == b"451 4.3.0 Local error; try again later\r\n"
    assert pair.sender.ended == "closed"
    assert len(pair.onlooker.errors) == 1


def test_a_far_leg_that_fails_because_the_sender_went() -> None:
    pair = Pair()
    failing: Deferred[Upstream] = Deferred(lambda one: one.errback(NotEstablishedError("given up")))
    pair.dial = lambda: failing  # type: ignore[method-assign]
    pair.session.open()
    pair.session.lost("gone")
    assert (pair.sender.written, pair.onlooker.events) == (b"", [])


def test_nothing_is_heard_before_the_greeting_nor_after_the_end() -> None:
    pair = Pair()
    pair.session.open()
    pair.session.advance()
    assert pair.sender.written == b""
    greeted(pair := Pair()).say(b"QUIT\r\n")
    forget(pair)
    pair.say(b"NOOP\r\n")
    pair.session.advance()
    pair.session.lost("late")
    pair.session.close("again")
    pair.session.upstream_failed("late")
    pair.session.stop()
    pair.session.cut()
    assert pair.sender.written == b""
    assert len(told(pair, "closed")) == 1


def test_the_sender_is_read_again_once_it_is_not_ahead() -> None:
    pair = held(inspecting())
    pair.say(b"x" * (AHEAD_OCTETS + 1))
    assert pair.sender.paused
    pair.inspection.report()
    pair.answer(b"250 queued\r\n")
    assert pair.sender.ended == "closed"  # that was no line


def test_a_session_that_is_lost_without_a_reason() -> None:
    pair = held(inspecting())
    pair.session.lost("")
    assert pair.onlooker.records[0].problem == "closed"
    assert told(pair, "closed") == [("lost", "closed", 1)]


def test_replies_of_both_legs_are_counted() -> None:
    pair = enveloped(Pair())
    assert ("replied", "upstream", 2) in pair.onlooker.events
    assert sum(event[:2] == ("replied", "inbound") for event in pair.onlooker.events) == 4


def test_the_end_is_told_once_with_messages_and_reason() -> None:
    pair = held(Pair())
    pair.answer(b"250 queued\r\n")
    pair.say(b"QUIT\r\n")
    assert told(pair, "closed") == [("quit", "QUIT", 1)]


@pytest.mark.parametrize("how", ["gone", "cut"])
def test_a_session_that_ends_is_closed_in_the_language_too(how: str) -> None:
    pair = enveloped(Pair())
    pair.session.lost("gone") if how == "gone" else pair.session.cut()
    assert pair.session.server.state is State.CLOSED
    assert pair.session.transaction is None


def test_settings_hold_for_what_comes_after_they_were_taken() -> None:
    pair = greeted(Pair())
    pair.gateway.settings = settings(max_message_octets=10)
    pair.say(b"MAIL FROM:<a@x> SIZE=11\r\n")
    assert pair.sender.written.startswith(b"552 ")
