"""What is kept of a transaction."""

from __future__ import annotations

import pytest

from skygw.rehearsal.transaction import Transaction
from skygw.smtp import Mail, Rcpt


def _transaction(limit: int = 1000) -> Transaction:
    mail = Mail(b"MAIL FROM:<a@b> SIZE=5", b"a@b", {b"SIZE": b"5"}, 5, b"7BIT")
    return Transaction(session=7, mail=mail, limit=limit)


def test_recipients_are_counted_by_domain_whatever_its_case() -> None:
    transaction = _transaction()
    transaction.took(Rcpt(b"RCPT TO:<x@C.example>", b"x@C.example"))
    assert transaction.of_domain(Rcpt(b"", b"y@c.EXAMPLE")) == 2
    assert transaction.of_domain(Rcpt(b"", b"y@d.example")) == 1


def test_content_over_the_limit_is_counted_and_not_kept() -> None:
    transaction = _transaction(limit=5)
    for piece in (b"abc", b"def", b"ghi"):
        transaction.add(piece)
    assert (transaction.content, transaction.size) == (b"abcde", 9)


@pytest.mark.parametrize(
    ("content", "message_id"),
    [
        (b"Subject: x\r\nMessage-ID: <a@b>\r\n\r\nbody", b"<a@b>"),
        (b"message-id:\r\n <a@b>\r\n\r\n", b"<a@b>"),
        (b"Subject: x\r\n\r\nMessage-ID: <a@b>\r\n", b"<none>"),  # in the body
        (b"Message-ID: <a b>\r\n\r\n", b"<none>"),  # not fit to be repeated
        (b"Message-ID: <\x1b[2J>\r\n\r\n", b"<none>"),
        (b"Message-ID: <" + b"a" * 500 + b">\r\n\r\n", b"<none>"),
        (b"", b"<none>"),
    ],
)
def test_only_a_harmless_message_id_gets_into_a_reply(content: bytes, message_id: bytes) -> None:
    transaction = _transaction(10_000)
    transaction.add(content)
    assert transaction.message_id == message_id


def test_the_record() -> None:
    transaction = _transaction()
    transaction.by = "DATA"
    transaction.took(Rcpt(b"RCPT TO:<x@c>", b"x@c"))
    transaction.refused.append((b"RCPT TO:<y@c>", b"550 no\r\n"))
    transaction.add(b"hello")
    record = transaction.record(3, complete=True, reply=b"250 ok\r\n")
    assert (record.number, record.session, record.accepted) == (3, 7, True)
    assert (record.mail, record.reverse_path) == (b"MAIL FROM:<a@b> SIZE=5", b"a@b")
    assert record.parameters == {b"SIZE": b"5"}
    assert (record.rcpts, record.recipients) == ((b"RCPT TO:<x@c>",), (b"x@c",))
    assert record.refused == ((b"RCPT TO:<y@c>", b"550 no\r\n"),)
    assert (record.content, record.size, record.by) == (b"hello", 5, "DATA")


@pytest.mark.parametrize(
    ("complete", "reply", "accepted"),
    [
        (True, b"250 ok\r\n", True),
        (True, b"550 no\r\n", False),
        (True, b"", False),
        (False, b"250 ok\r\n", False),
    ],
)
def test_accepted_is_what_was_told_2xx(complete: bool, reply: bytes, accepted: bool) -> None:
    assert _transaction().record(1, complete=complete, reply=reply).accepted is accepted


def test_content_with_a_flaw_is_not_kept() -> None:
    transaction = _transaction()
    transaction.add(b"half")
    assert transaction.record(1, complete=True, flaw="NUL").content == b""
