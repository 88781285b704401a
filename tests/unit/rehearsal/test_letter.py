"""What a letter looks like on the wire, and which reply decided."""

from __future__ import annotations

import pytest

from skygw.rehearsal.letter import Letter, Sent
from skygw.smtp import Reply

OK = Reply.of(250, "2.0.0", "ok")
NO = Reply.of(550, "5.0.0", "no")
GO = Reply.of(354, "", "go")


def test_lines() -> None:
    letter = Letter(b"", (b"x@y", b"z@y"), b"", b"SIZE=5 BODY=8BITMIME", b"NOTIFY=NEVER")
    assert letter.mail_line == b"MAIL FROM:<> SIZE=5 BODY=8BITMIME"
    assert letter.rcpt_lines == (b"RCPT TO:<x@y> NOTIFY=NEVER", b"RCPT TO:<z@y> NOTIFY=NEVER")
    assert Letter(b"a@b", (), b"").mail_line == b"MAIL FROM:<a@b>"


@pytest.mark.parametrize(
    ("content", "octets", "chunks"),
    [(b"abcde", 2, [b"ab", b"cd", b"e"]), (b"abcd", 0, [b"abcd"]), (b"", 0, [b""]), (b"", 3, [b""])],
)
def test_chunks(content: bytes, octets: int, chunks: list[bytes]) -> None:
    assert Letter(b"", (), content, chunk_octets=octets).chunks == chunks


def test_the_final_reply_decides_where_there_is_one() -> None:
    sent = Sent(mail=OK, rcpt=[OK, NO], data=GO, final=OK)
    assert sent.outcome is OK
    assert sent.accepted


def test_else_the_last_refusal_of_the_envelope_does() -> None:
    assert Sent(mail=NO).outcome is NO
    assert Sent(mail=OK, rcpt=[NO]).outcome is NO
    assert Sent(mail=OK).outcome is None
    assert not Sent(mail=NO).accepted
