"""MAIL, RCPT, RSET and their like: onward as they came, and the replies back octet for octet (I9, I13)."""

from __future__ import annotations

import pytest

from tests.support.dialog import play
from tests.support.legs import Pair, settings


def test_commands_and_replies_are_octet_identical() -> None:
    play("""
        -- greeted
        >> mAiL  fRoM: <"a b"@X.Example>  SIZE=100  BODY=8BITMIME ENVID=QQ314159 X-A=b=c
        => mAiL  fRoM: <"a b"@X.Example>  SIZE=100  BODY=8BITMIME ENVID=QQ314159 X-A=b=c
        <= 250-2.1.0  two  blanks
        <= 250-
        <= 250
        << 250-2.1.0  two  blanks
        << 250-
        << 250
        >> RCPT TO:<@hop,@hop:b@y> NOTIFY=NEVER ORCPT=rfc822;b@y
        => RCPT TO:<@hop,@hop:b@y> NOTIFY=NEVER ORCPT=rfc822;b@y
        <= 251 2.1.5 forwards\\x09 to \\xc3\\xa9\\xe9\\x07
        << 251 2.1.5 forwards\\x09 to \\xc3\\xa9\\xe9\\x07
        >> RCPT TO:<\\xc3\\xa9@y>
        => RCPT TO:<\\xc3\\xa9@y>
        <= 553
        << 553
        >> RCPT TO:<c@y>
        => RCPT TO:<c@y>
        <= 572 5.7.264  \\c
        <= odd digits
        << 572 5.7.264  odd digits
    """)


def test_the_null_reverse_path_and_postmaster() -> None:
    play("""
        -- greeted
        >> MAIL FROM:<>
        => MAIL FROM:<>
        <= 250 ok
        << 250 ok
        >> RCPT TO:<postmaster>
        => RCPT TO:<postmaster>
        <= 250 ok
        << 250 ok
    """)


def test_each_recipient_has_its_reply() -> None:
    play("""
        -- greeted
        >> MAIL FROM:<a@x>
        => MAIL FROM:<a@x>
        <= 250 sender ok
        << 250 sender ok
        >> RCPT TO:<1@y>
        >> RCPT TO:<2@y>
        >> RCPT TO:<3@y>
        => RCPT TO:<1@y>
        => RCPT TO:<2@y>
        => RCPT TO:<3@y>
        <= 250 2.1.5 one
        << 250 2.1.5 one
        <= 550 5.1.1  two?
        <= 450 4.2.1 three\\c
        << 550 5.1.1  two?
        <= .
        << 450 4.2.1 three.
        >> DATA
        << 354...
        >> .
        => BDAT 0 LAST
        <= 250 taken for one
        << 250 taken for one
        -- records: passed
    """)


def test_a_pipelined_envelope_goes_in_one_flight_and_comes_back_in_one() -> None:
    play("""
        -- greeted
        >> MAIL FROM:<a@x>
        >> RCPT TO:<b@y>
        >> DATA
        => MAIL FROM:<a@x>
        => RCPT TO:<b@y>
        <= 250 one
        <= 250 two
        << 250 one
        << 250 two
        << 354 Start mail input; end with <CRLF>.<CRLF>
        >> .
        => BDAT 0 LAST
        <= 250 three
        << 250 three
    """)


@pytest.mark.parametrize("reply", ["550 5.7.1 no", "451 4.3.0 later", "530 5.7.57 not authenticated"])
def test_mail_refused(reply: str) -> None:
    play(f"""
        -- greeted
        >> MAIL FROM:<a@x>
        => MAIL FROM:<a@x>
        <= {reply}
        << {reply}
        >> RCPT TO:<b@y>
        << 503 5.5.1 Bad sequence of commands
        >> DATA
        << 503 5.5.1 Bad sequence of commands
        -- records: refused
        -- enveloped
        -- content under way
        -- passed on
        -- records: refused passed
    """)


def test_mail_refused_with_recipients_on_their_way() -> None:
    play("""
        -- greeted
        >> MAIL FROM:<a@x>
        >> RCPT TO:<b@y>
        >> RCPT TO:<c@y>
        >> DATA
        => MAIL FROM:<a@x>
        => RCPT TO:<b@y>
        => RCPT TO:<c@y>
        <= 550 5.7.1 no
        <= 503 5.5.1 MAIL first
        << 550 5.7.1 no
        << 503 5.5.1 MAIL first
        <= 503 5.5.1 MAIL first
        << 503 5.5.1 MAIL first
        << 554 5.5.1 No valid recipients
        -- records: refused
        >> RCPT TO:<b@y>
        << 503 5.5.1 Bad sequence of commands
        -- enveloped
        -- content under way
        -- passed on
    """)


def test_mail_refused_with_recipients_on_their_way_and_no_data() -> None:
    play("""
        -- greeted
        >> MAIL FROM:<a@x>
        >> RCPT TO:<b@y>
        => MAIL FROM:<a@x>
        => RCPT TO:<b@y>
        <= 550 5.7.1 no
        << 550 5.7.1 no
        >> MAIL FROM:<c@x>
        => MAIL FROM:<c@x>
        <= 503 5.5.1 MAIL first
        << 503 5.5.1 MAIL first
        <= 250 ok
        << 250 ok
        >> RCPT TO:<d@y>
        => RCPT TO:<d@y>
        <= 250 ok
        << 250 ok
        -- content under way
        -- passed on
    """)


def test_all_recipients_refused() -> None:
    play("""
        -- greeted
        >> MAIL FROM:<a@x>
        >> RCPT TO:<b@y>
        >> DATA
        => MAIL FROM:<a@x>
        => RCPT TO:<b@y>
        <= 250 ok
        <= 550 5.1.1 who?
        << 250 ok
        << 550 5.1.1 who?
        << 554 5.5.1 No valid recipients
        >> RCPT TO:<c@y>                # the transaction goes on
        => RCPT TO:<c@y>
        <= 250 ok
        << 250 ok
        -- content under way
        -- passed on
    """)


def test_rset_goes_to_both() -> None:
    play("""
        -- greeted
        -- enveloped
        >> RSET
        => RSET
        <= 250 2.0.0  flushed
        << 250 2.0.0  flushed
        >> RSET                         # there is nothing at the far side to be reset
        << 250 2.0.0 Reset
        -- records:
        -- enveloped
        -- content under way
        -- passed on
    """)


def test_rset_before_ehlo_and_twice() -> None:
    play(
        """
        <= 220 far.example
        => EHLO gw.example
        <= 250-far.example
        <= 250 PIPELINING
        << 220 gw.example ESMTP skygw
        >> RSET
        >> RSET
        << 250 2.0.0 Reset
        << 250 2.0.0 Reset
        """
    )


def test_rset_with_replies_on_their_way() -> None:
    play("""
        -- greeted
        >> MAIL FROM:<a@x>
        >> RCPT TO:<b@y>
        >> RSET
        >> MAIL FROM:<c@x>
        => MAIL FROM:<a@x>
        => RCPT TO:<b@y>
        => RSET
        => MAIL FROM:<c@x>
        <= 250 one
        <= 250 two
        <= 250 three
        << 250 one
        << 250 two
        << 250 three
        <= 250 four
        << 250 four
        >> DATA
        << 503 5.5.1 Bad sequence of commands
        >> RCPT TO:<d@y>
        => RCPT TO:<d@y>
        <= 250 five
        << 250 five
        -- content under way
        -- passed on
    """)


def test_mail_refused_after_its_rset() -> None:
    play("""
        -- greeted
        >> MAIL FROM:<a@x>
        >> RSET
        >> MAIL FROM:<c@x>
        >> RCPT TO:<d@y>
        => MAIL FROM:<a@x>
        => RSET
        => MAIL FROM:<c@x>
        => RCPT TO:<d@y>
        <= 550 5.7.1 not a
        <= 250 reset
        << 550 5.7.1 not a
        << 250 reset
        <= 250 but c
        <= 250 and d
        << 250 but c
        << 250 and d
        -- content under way
        -- passed on
    """)


@pytest.mark.parametrize("verb", ["EHLO", "HELO"])
def test_a_greeting_in_the_middle_ends_the_transaction(verb: str) -> None:
    play(f"""
        -- greeted
        -- enveloped
        >> {verb} again.example
        => RSET
        << ...
        <= 250 flushed
        >> DATA
        << 503 5.5.1 Bad sequence of commands
        -- enveloped
        -- content under way
        -- passed on
    """)


def test_a_greeting_while_replies_are_awaited() -> None:
    play("""
        -- greeted
        >> MAIL FROM:<a@x>
        >> EHLO again.example
        => MAIL FROM:<a@x>
        => RSET
        <= 550 5.7.1 no
        << 550 5.7.1 no
        << 250-gw.example
        << ...
        <= 250 reset
        -- enveloped
    """)


def test_what_is_answered_here() -> None:
    play("""
        -- greeted
        >> NOOP
        << 250 2.0.0 OK
        >> noop with words
        << 250 2.0.0 OK
        >> VRFY a
        << 252 2.5.0 Cannot verify; send the message and see
        >> EXPN list
        << 502 5.5.1 Lists are not expanded here
        >> HELP
        << 214-2.0.0 EHLO HELO MAIL RCPT DATA BDAT RSET NOOP QUIT STARTTLS VRFY
        << 214 2.0.0 See RFC 5321
        >> AUTH LOGIN
        << 502 5.5.1 Command not implemented
        >> XCLIENT ADDR=127.0.0.1
        << 502 5.5.1 Command not implemented
        >> STARTTLS
        << 502 5.5.1 Command not implemented
        >> FOO
        << 500 5.5.2 Command not recognized
        >>
        << 500 5.5.2 Command not recognized
    """)


def test_our_replies_wait_for_theirs() -> None:
    play("""
        -- greeted
        >> MAIL FROM:<a@x>
        >> NOOP
        >> FOO
        >> RCPT TO:<b@y>
        >> VRFY b
        => MAIL FROM:<a@x>
        => RCPT TO:<b@y>
        <= 250 sender
        << 250 sender
        << 250 2.0.0 OK
        << 500 5.5.2 Command not recognized
        <= 550 recipient
        << 550 recipient
        << 252 2.5.0 Cannot verify; send the message and see
    """)


def test_quit_waits_for_their_replies() -> None:
    play("""
        -- greeted
        >> MAIL FROM:<a@x>
        >> QUIT
        => MAIL FROM:<a@x>
        <= 250 sender
        << 250 sender
        << 221 2.0.0 gw.example closing connection
        => QUIT
        <= 221 bye
        -- both are gone
    """)


@pytest.mark.parametrize(
    "command",
    ["MAIL FROM:<a@x>", "RCPT TO:<b@y>", "DATA"],
)
def test_out_of_order_before_ehlo(command: str) -> None:
    play(f"""
        <= 220 far.example
        => EHLO gw.example
        <= 250 far.example
        << 220 gw.example ESMTP skygw
        >> {command}
        << 503 5.5.1 Bad sequence of commands
    """)


@pytest.mark.parametrize("command", ["RCPT TO:<b@y>", "DATA"])
def test_out_of_order_before_mail(command: str) -> None:
    play(f"""
        -- greeted
        >> {command}
        << 503 5.5.1 Bad sequence of commands
        -- enveloped
    """)


@pytest.mark.parametrize(
    ("command", "reply"),
    [
        ("MAIL FROM:<c@x>", "503 5.5.1 Bad sequence of commands"),
        ("MAIL FROM:a@x", "503 5.5.1 Bad sequence of commands"),
        ("RCPT TO:c@y", "501 5.5.4 Syntax: RCPT TO:<address>"),
        ("RCPT TO:<>", "501 5.5.4 Syntax: RCPT TO:<address>"),
        ("RCPT FROM:<c@y>", "501 5.5.4 Syntax: RCPT TO:<address>"),
        ("RCPT TO:<c@y> A A", "501 5.5.4 Malformed or repeated parameter"),
        ("DATA now", "501 5.5.4 This command takes no parameters"),
        ("RSET now", "501 5.5.4 This command takes no parameters"),
        ("QUIT now", "501 5.5.4 This command takes no parameters"),
    ],
)
def test_a_wrong_command_leaves_the_transaction_alone(command: str, reply: str) -> None:
    play(f"""
        -- greeted
        -- enveloped
        >> {command}
        << {reply}
        -- content under way
        -- passed on
    """)


@pytest.mark.parametrize(
    ("command", "reply"),
    [
        ("MAIL FROM:a@x", "501 5.5.4 Syntax: MAIL FROM:<address>"),
        ("MAIL FROM:<a@x> SIZE=+16", "501 5.5.4 SIZE needs a number of octets"),
        ("MAIL FROM:<a@x> SIZE", "501 5.5.4 SIZE needs a number of octets"),
        ("MAIL FROM:<a@x> BODY=9BIT", "501 5.5.4 BODY is 7BIT, 8BITMIME or BINARYMIME"),
        ("MAIL FROM:<a@x>RCPT TO:<b@y>", "501 5.5.4 Syntax: MAIL FROM:<address>"),
    ],
)
def test_mail_that_is_none_stays_here(command: str, reply: str) -> None:
    play(f"""
        -- greeted
        >> {command}
        << {reply}
        -- enveloped
    """)


@pytest.mark.parametrize("line", ["NOOP\\nQUIT", "NOOP\\rQUIT", "MAIL FROM:<a\\x00@x>", "MAIL FROM:<a@x>\\r"])
def test_lines_that_are_none_end_the_session(line: str) -> None:
    play(f"""
        -- greeted
        >> {line}
        << 500 5.5.2 Lines end with CRLF and hold neither CR, LF nor NUL
        => QUIT
        <= 221 bye
        -- both are gone
    """)


def test_an_endless_line_ends_the_session() -> None:
    play("""
        -- greeted
        >> MAIL FROM:<{a*5000}\\c
        << 500 5.5.2 Line too long
        => QUIT
        <= 221 bye
        -- both are gone
    """)


@pytest.mark.parametrize("line", ["GET / HTTP/1.1", "POST /x HTTP/1.0", "PRI * HTTP/2.0", "Host: gw"])
def test_http_is_no_mail(line: str) -> None:
    play(f"""
        -- greeted
        >> {line}
        >> MAIL FROM:<a@x>
        << 421 4.7.0 This is a mail server
        => QUIT
        <= 221 bye
        -- both are gone
    """)


def test_the_client_certificate_is_judged_at_mail() -> None:
    pair = Pair()
    pair.sender.problem = "unknown CA"
    play(
        """
        -- greeted
        >> NOOP
        << 250 2.0.0 OK
        >> MAIL FROM:<a@x>
        >> RCPT TO:<b@y>
        << 451 4.7.1 Your client certificate is not accepted here
        << 503 5.5.1 Bad sequence of commands
        """,
        pair,
    )


def test_size_beyond_ours_is_refused_at_mail() -> None:
    play(
        """
        -- greeted
        >> MAIL FROM:<a@x> SIZE=1001
        << 552 5.3.4 Message exceeds the size limit
        >> MAIL FROM:<a@x> SIZE=1000
        => MAIL FROM:<a@x> SIZE=1000
        <= 250 ok
        << 250 ok
        """,
        Pair(settings(max_message_octets=1000)),
    )


def test_too_many_recipients() -> None:
    play(
        """
        -- greeted
        >> MAIL FROM:<a@x>
        >> RCPT TO:<1@y>
        >> RCPT TO:<2@y>
        >> RCPT TO:<3@y>
        >> DATA
        => MAIL FROM:<a@x>
        => RCPT TO:<1@y>
        => RCPT TO:<2@y>
        <= 250 ok
        <= 250 one
        <= 550 two?
        << 250 ok
        << 250 one
        << 550 two?
        << 452 4.5.3 Too many recipients
        << 354...
        >> .
        => BDAT 0 LAST
        <= 250 ok
        << 250 ok
        """,
        Pair(settings(max_recipients=2)),
    )
