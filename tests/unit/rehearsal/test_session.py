"""Octets in and out: reading paused, records bounded, the end."""

from __future__ import annotations

from twisted.internet.error import ConnectionDone, ConnectionLost
from twisted.python.failure import Failure

from skygw.rehearsal import Script, record
from tests.support.rehearsal import ENVELOPE, Talk


def test_reading_pauses_while_a_late_reply_is_owed_and_goes_on_after_it() -> None:
    talk = Talk.with_(Script.of(data={"delay": 5}))
    talk.say(ENVELOPE + b"DATA\r\n")
    piece = b"x" * 65_534 + b"\r\n"
    for _ in range(17):
        talk.say(piece)
    assert talk.wire.producerState == "paused"
    talk.after(5)
    assert talk.wire.producerState == "producing"
    talk.say(b".\r\n")
    assert talk.far.messages[0].content == piece * 17


def test_content_is_no_command() -> None:
    talk = Talk.with_()
    talk.say(ENVELOPE + b"BDAT 6\r\nQUIT\r\nBDAT 0 LAST\r\nNOOP\r\n")
    assert talk.session.record.commands[-3:] == [b"BDAT 6", b"BDAT 0 LAST", b"NOOP"]


def test_a_refused_chunk_is_swallowed_and_its_line_recorded_once() -> None:
    talk = Talk.with_()
    talk.say(b"EHLO me\r\nBDAT 6\r\nQU")
    talk.say(b"IT\r")
    talk.say(b"\nNOOP\r\n")
    assert talk.session.record.commands == [b"EHLO me", b"BDAT 6", b"NOOP"]


def test_a_line_that_is_no_line_is_recorded_up_to_its_limit() -> None:
    talk = Talk.with_()
    talk.say(b"A" * 10_000)
    assert talk.session.record.commands == [b"A" * 4096]


def test_commands_beyond_the_bound_are_not_kept() -> None:
    talk = Talk.with_()
    talk.say(b"NOOP\r\n" * (record.MAX_KEPT_LINES + 10))
    assert len(talk.session.record.commands) == record.MAX_KEPT_LINES
    assert len(talk.session.record.replies) == record.MAX_KEPT_LINES


def test_why_a_session_ended() -> None:
    assert Talk.with_().go(Failure(ConnectionDone())).ended == "the client closed"
    assert Talk.with_().go(Failure(ConnectionLost("cut"))).ended == str(ConnectionLost("cut"))


def test_nothing_is_heard_after_the_end() -> None:
    talk = Talk.with_()
    talk.say(b"QUIT\r\n")
    assert talk.say(b"NOOP\r\n") == b""
    assert talk.session.record.commands == [b"QUIT"]
