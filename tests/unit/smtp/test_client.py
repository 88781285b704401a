"""The sender's side: one reply for each command, in order, and not one more."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from skygw.errors import LocalProtocolError, RemoteProtocolError
from skygw.smtp import ClientConnection, Reply, State
from skygw.smtp.client import UnaskedReplyError
from tests.support.smtp_dialog import single_octets, two_pieces


def told(connection: ClientConnection[str], *pieces: bytes) -> list[tuple[str, bytes]]:
    """Token and octets of each reply."""
    return [(token, reply.raw) for piece in pieces for token, reply in connection.receive(piece)]


def greeted() -> ClientConnection[str]:
    """A connection behind its EHLO."""
    connection = ClientConnection[str]()
    connection.banner("banner")
    told(connection, b"220 far.example\r\n")
    connection.command(b"EHLO", b"EHLO me", "ehlo")
    told(connection, b"250 far.example\r\n")
    return connection


def with_recipient() -> ClientConnection[str]:
    """A connection behind MAIL and RCPT."""
    connection = greeted()
    connection.command(b"MAIL", b"MAIL FROM:<a@x>", "mail")
    connection.command(b"RCPT", b"RCPT TO:<b@y>", "rcpt")
    told(connection, b"250 ok\r\n250 ok\r\n")
    return connection


def test_a_message_by_data() -> None:
    connection = ClientConnection[str]()
    connection.banner("banner")
    assert told(connection, b"220 far\r\n") == [("banner", b"220 far\r\n")]
    assert connection.command(b"EHLO", b"EHLO me", "ehlo") == b"EHLO me\r\n"
    assert told(connection, b"250-far\r\n250 DSN\r\n") == [("ehlo", b"250-far\r\n250 DSN\r\n")]
    assert connection.command(b"MAIL", b"mail from:<a@x>  X=1", "mail") == b"mail from:<a@x>  X=1\r\n"
    assert connection.command(b"RCPT", b"RCPT TO:<b@y>", "rcpt") == b"RCPT TO:<b@y>\r\n"
    assert connection.outstanding == 2
    assert told(connection, b"250 ok\r\n550 no\r\n") == [("mail", b"250 ok\r\n"), ("rcpt", b"550 no\r\n")]
    assert connection.command(b"DATA", b"DATA", "data") == b"DATA\r\n"
    assert told(connection, b"354 go\r\n") == [("data", b"354 go\r\n")]
    connection.content()
    assert connection.state is State.BODY
    connection.end_of_data("end")
    assert told(connection, b"250 taken\r\n") == [("end", b"250 taken\r\n")]
    connection.finish()
    assert connection.state is State.READY
    assert connection.command(b"QUIT", b"QUIT", "quit") == b"QUIT\r\n"
    assert told(connection, b"221 bye\r\n") == [("quit", b"221 bye\r\n")]
    assert (connection.outstanding, connection.pending) == (0, False)


def test_a_message_by_bdat() -> None:
    connection = with_recipient()
    assert connection.chunk(5, "chunk") == b"BDAT 5 LAST\r\n"
    assert connection.state is State.HELD
    assert told(connection, b"250 taken\r\n") == [("chunk", b"250 taken\r\n")]
    connection.finish()
    assert connection.state is State.READY


def test_data_refused() -> None:
    connection = with_recipient()
    connection.command(b"DATA", b"DATA", "data")
    told(connection, b"554 no\r\n")
    connection.no_content()
    connection.command(b"RSET", b"RSET", "rset")
    assert connection.state is State.READY


def test_mail_refused() -> None:
    connection = greeted()
    connection.forget_mail()
    assert connection.state is State.READY  # there was none: nothing to forget
    connection.command(b"MAIL", b"MAIL FROM:<a@x>", "mail")
    connection.command(b"RCPT", b"RCPT TO:<b@y>", "rcpt")
    told(connection, b"550 no\r\n503 no\r\n")
    connection.forget_mail()
    connection.command(b"MAIL", b"MAIL FROM:<c@x>", "mail")
    assert connection.state is State.MAIL


WIRE = b"250 a\r\n550-b\r\n550 c\r\n451 d\r\n"


def test_replies_in_every_cutting() -> None:
    for pieces in [*two_pieces(WIRE), single_octets(WIRE)]:
        connection = ClientConnection[str]()
        for token in ("one", "two", "three"):
            connection.banner(token)
        assert told(connection, *pieces) == [
            ("one", b"250 a\r\n"), ("two", b"550-b\r\n550 c\r\n"), ("three", b"451 d\r\n"),
        ]  # fmt: skip


# -- bugs of ours ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        b"MAIL FROM:<a@x>\r\nRCPT TO:<b@y>",  # A3
        b"MAIL FROM:<a@x\n>",
        b"MAIL FROM:<a@x\r>",
        b"MAIL FROM:<a@x\0>",
        b"MAIL FROM:<a@x>\r\n",  # its end is ours to add
    ],
)
def test_a_command_is_one_line(line: bytes) -> None:
    connection = greeted()
    with pytest.raises(LocalProtocolError, match="one line"):
        connection.command(b"MAIL", line, "mail")
    assert (connection.state, connection.outstanding) == (State.READY, 0)


OUT_OF_ORDER: list[tuple[Callable[[], ClientConnection[str]], Callable[[ClientConnection[str]], object]]] = [
    (ClientConnection, lambda it: it.command(b"MAIL", b"MAIL FROM:<a@x>", "")),  # before EHLO
    (greeted, lambda it: it.command(b"RCPT", b"RCPT TO:<b@y>", "")),
    (greeted, lambda it: it.command(b"DATA", b"DATA", "")),
    (greeted, lambda it: it.command(b"AUTH", b"AUTH PLAIN x", "")),  # we never say that
    (greeted, lambda it: it.chunk(5, "")),
    (greeted, lambda it: it.content()),
    (greeted, lambda it: it.no_content()),
    (greeted, lambda it: it.end_of_data("")),
    (greeted, lambda it: it.finish()),
    (with_recipient, lambda it: it.tls_started()),
    (with_recipient, lambda it: it.end_of_data("")),  # without 354
    (with_recipient, lambda it: it.command(b"STARTTLS", b"STARTTLS", "")),
]


@pytest.mark.parametrize(("begin", "step"), OUT_OF_ORDER)
def test_out_of_order(
    begin: Callable[[], ClientConnection[str]], step: Callable[[ClientConnection[str]], object]
) -> None:
    connection = begin()
    before = connection.state
    with pytest.raises(LocalProtocolError):
        step(connection)
    assert (connection.state, connection.outstanding) == (before, 0)


# -- what nobody asked for -------------------------------------------------------------------------------


def test_a_reply_that_nobody_asked_for() -> None:
    with pytest.raises(UnaskedReplyError) as caught:
        told(greeted(), b"421 4.3.2 going down\r\n")
    assert caught.value.reply == Reply(421, b"421 4.3.2 going down\r\n")


def test_half_a_reply_that_nobody_asked_for() -> None:
    """If it were kept, its end would be taken for the answer to our next command."""
    for half in (b"2", b"250 ok\r", b"250-ok\r\n"):
        with pytest.raises(RemoteProtocolError):
            told(greeted(), half)


@pytest.mark.parametrize("surplus", [b"250 surplus\r\n", b"2", b"250-x\r\n", b"garbage\r\n", b"\0"])
def test_replies_before_a_surplus_one_are_given(surplus: bytes) -> None:
    """The 250 that stands before a 421 is good: without it the message would be sent twice."""
    connection = greeted()
    connection.command(b"NOOP", b"NOOP", "noop")
    replies = connection.receive(b"250 ok\r\n" + surplus)
    assert next(replies) == ("noop", Reply(250, b"250 ok\r\n"))
    with pytest.raises(RemoteProtocolError):
        next(replies)


@pytest.mark.parametrize("surplus", [b"250 surplus\r\n", b"2", b"250-x\r\n"])
def test_a_surplus_reply_does_not_answer_a_command_that_was_given_meanwhile(surplus: bytes) -> None:
    """A10: it came before the command.  It used to be taken for its answer."""
    connection = greeted()
    connection.command(b"NOOP", b"NOOP", "noop")
    seen = []
    with pytest.raises(RemoteProtocolError):
        for token, _ in connection.receive(b"250 ok\r\n" + surplus):
            seen.append(token)
            connection.command(b"MAIL", b"MAIL FROM:<a@x>", "mail")
    assert seen == ["noop"]


def test_a_command_given_while_a_reply_is_taken_gets_its_own() -> None:
    connection = greeted()
    connection.command(b"MAIL", b"MAIL FROM:<a@x>", "mail")
    for _ in connection.receive(b"250 ok\r\n"):
        connection.command(b"RCPT", b"RCPT TO:<b@y>", "rcpt")
    assert told(connection, b"250 ok\r\n") == [("rcpt", b"250 ok\r\n")]


def test_malformed_replies_end_the_session() -> None:
    connection = greeted()
    connection.command(b"NOOP", b"NOOP", "noop")
    with pytest.raises(RemoteProtocolError):
        told(connection, b"250 a\n")


# -- TLS -------------------------------------------------------------------------------------------------


def starttls() -> ClientConnection[str]:
    connection = greeted()
    connection.command(b"STARTTLS", b"STARTTLS", "starttls")
    return connection


def test_starttls() -> None:
    connection = starttls()
    assert told(connection, b"220 go\r\n") == [("starttls", b"220 go\r\n")]
    connection.tls_started()
    assert connection.state is State.START  # EHLO again
    connection.command(b"EHLO", b"EHLO me", "ehlo")


INJECTED = [
    b"250 injected\r\n",  # a whole reply
    b"250-PIPELINING\r\n250 SIZE\r\n",
    b"2",  # half a line (nodemailer)
    b"250-x\r\n",  # half a reply
    b"\x16\x03\x03",  # a handshake that cannot have begun
    b"\n",
]


@pytest.mark.parametrize("injected", INJECTED)
def test_clear_text_behind_the_220(injected: bytes) -> None:
    """A5, I19: told whether it is asked for before the next reply or after it."""
    connection = starttls()
    replies = connection.receive(b"220 go\r\n" + injected)
    next(replies)
    assert connection.pending
    with pytest.raises(RemoteProtocolError, match="clear text"):
        connection.tls_started()
    with pytest.raises(RemoteProtocolError):
        next(replies)

    connection = starttls()
    with pytest.raises(RemoteProtocolError):
        told(connection, b"220 go\r\n" + injected)


def test_tls_does_not_start_while_a_reply_is_owed() -> None:
    connection = starttls()
    with pytest.raises(RemoteProtocolError):
        connection.tls_started()
