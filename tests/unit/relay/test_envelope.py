"""The envelope phase by itself; what it says is in ``tests/dialogs/test_envelope.py``."""

from __future__ import annotations

import pytest

from skygw.relay.envelope import EnvelopePhase
from skygw.smtp import Rcpt
from tests.support.legs import Pair, greeted


def test_recipients_in_the_order_of_the_envelope() -> None:
    pair = greeted(Pair())
    pair.say(b"MAIL FROM:<a@x>\r\nRCPT TO:<1@y>\r\nRCPT TO:<2@y>\r\nRCPT TO:<3@y>\r\n")
    pair.answer(b"250 a\r\n250 1\r\n550 2\r\n250 3\r\n")
    transaction = pair.session.transaction
    assert transaction is not None
    assert [rcpt.path for rcpt in transaction.accepted] == [b"1@y", b"3@y"]
    assert (transaction.asked, transaction.awaited) == (3, 0)


def test_a_refusal_is_noted_for_the_log() -> None:
    pair = greeted(Pair())
    pair.say(b"MAIL FROM:<a@x>\r\nRCPT TO:<1@y>\r\n")
    pair.answer(b"250 a\r\n550 5.1.1 who?\r\n")
    pair.say(b"RSET\r\n")
    (record,) = pair.onlooker.records
    assert (record.verdict, record.upstream_code, record.upstream_text) == ("refused", 550, "550 5.1.1 who?")
    assert record.inbound_code == 0


def test_an_envelope_that_is_taken_back_is_no_message() -> None:
    pair = greeted(Pair())
    pair.say(b"MAIL FROM:<a@x>\r\nRCPT TO:<1@y>\r\n")
    pair.answer(b"250 a\r\n250 1\r\n")
    pair.say(b"RSET\r\n")
    assert pair.onlooker.records == []


def test_a_recipient_without_a_transaction_is_a_bug() -> None:
    with pytest.raises(LookupError):
        EnvelopePhase(greeted(Pair()).session).rcpt(Rcpt(b"RCPT TO:<b@y>", b"b@y"))


def test_a_flood_of_recipients_goes_out_in_one_flight() -> None:
    pair = greeted(Pair())
    lines = b"".join(b"RCPT TO:<%d@y>\r\n" % number for number in range(1000))
    pair.say(b"MAIL FROM:<a@x>\r\n" + lines)
    assert pair.far.written == b"MAIL FROM:<a@x>\r\n" + lines
    replies = b"".join(b"250 %d\r\n" % number for number in range(1001))
    pair.answer(replies)
    assert pair.sender.written == replies
