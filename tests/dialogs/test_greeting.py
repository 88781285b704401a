"""The beginning of a pair: no 220 before the far leg stands (I7), and nothing of its refusals is relayed."""

from __future__ import annotations

import pytest

from tests.support.dialog import play
from tests.support.legs import Pair, settings


def test_the_far_leg_stands_before_we_greet() -> None:
    play("""
        -- sender is not read
        <= 220 far.example ESMTP
        => EHLO gw.example
        <= 250-far.example
        <= 250 SIZE 1000000
        << 220 gw.example ESMTP skygw
        -- sender is read
        -- both are open
    """)


def test_the_banner_may_have_many_lines_and_come_in_pieces() -> None:
    play("""
        <= 220-far.example ESMTP
        <= 22\\c
        -- after 1 s
        <= 0 no spam\\r\\c
        -- after 1 s
        <= \\n\\c
        => EHLO gw.example
        <= 250 far.example
        << 220 gw.example ESMTP skygw
    """)


@pytest.mark.parametrize(
    ("banner", "quoted"),
    [
        ("554 5.7.1 go away", "greeting: 554 5.7.1 go away"),
        ("450 later", "greeting: 450 later"),
        ("421 4.3.2 closing", "greeting: 421 4.3.2 closing"),
        ("250 not 220", "greeting: 250 not 220"),
        ("354 what?", "greeting: 354 what?"),
        ("554 caf\xe9", "greeting: 554 caf"),  # nothing but printable ASCII is quoted
        ("hello", "not a reply line"),
        ("120 wait", "not a reply line"),
        ("220 bare\\n\\c", "not a reply line"),
    ],
)
def test_a_banner_that_is_none(banner: str, quoted: str) -> None:
    play(f"""
        <= {banner}
        << 421 4.4.1 The next hop is not available: {quoted}
        -- both are gone
        -- refused as: upstream
    """)


@pytest.mark.parametrize("reply", ["502 5.5.1 what?", "550 5.7.506 bad name", "421 4.3.2 bye", "220 again"])
def test_ehlo_refused(reply: str) -> None:
    play(f"""
        <= 220 far.example
        => EHLO gw.example
        <= {reply}
        << 421 4.4.1 The next hop is not available: EHLO: {reply}
        -- both are gone
    """)


def test_a_long_refusal_is_quoted_in_part_and_in_one_line() -> None:
    pair = play("""
        <= 554-{x*400}
        <= 554 y
        << 421 4.4.1 The next hop is not available: greeting: 554-{x*286}
        -- both are gone
    """)
    assert not pair.onlooker.records


def test_surplus_behind_the_banner() -> None:
    play("""
        <= 220 far.example
        <= 250 for nothing
        => EHLO gw.example
        << 421 4.4.1 The next hop is not available: unasked: 250 for nothing
        -- both are gone
    """)


def test_the_far_side_closes_before_its_banner() -> None:
    play("""
        -- far closes
        << 421 4.4.1 The next hop is not available: Connection was closed cleanly.
        -- sender is closed
    """)


def test_the_far_side_resets_before_its_reply_to_ehlo() -> None:
    play("""
        <= 220 far.example
        => EHLO gw.example
        -- far resets
        << 421 4.4.1 The next hop is not available: Connection to the other side was lost.
        -- sender is closed
    """)


def test_the_far_side_is_silent() -> None:
    play("""
        -- after 299 s
        -- both are open
        -- after 1 s
        << 421 4.4.1 The next hop is not available: no reply in time
        -- both are gone
    """)


def test_the_far_side_is_silent_after_ehlo() -> None:
    play("""
        <= 220 far.example
        => EHLO gw.example
        -- after 300 s
        << 421 4.4.1 The next hop is not available: no reply in time
        -- both are gone
    """)


def test_the_sender_goes_before_it_is_greeted() -> None:
    """This used to be told as a far side that failed, to the log and to the sender that was gone."""
    pair = play("""
        <= 220 far.example
        => EHLO gw.example
        -- sender goes
        -- far is aborted
    """)
    assert pair.onlooker.events == []


def test_what_is_offered_is_theirs_and_ours() -> None:
    play("""
        <= 220 far.example
        => EHLO gw.example
        <= 250-far.example Hello [192.0.2.1]
        <= 250-SIZE 20000
        <= 250-PIPELINING
        <= 250-DSN
        <= 250-ENHANCEDSTATUSCODES
        <= 250-STARTTLS
        <= 250-AUTH LOGIN PLAIN
        <= 250-X-EXPS NTLM
        <= 250-XCLIENT NAME ADDR
        <= 250-8bitmime
        <= 250-BINARYMIME
        <= 250-CHUNKING
        <= 250 SMTPUTF8
        << 220 gw.example ESMTP skygw
        >> EHLO sender.example
        << 250-gw.example
        << 250-PIPELINING
        << 250-8BITMIME
        << 250-SMTPUTF8
        << 250-CHUNKING
        << 250-BINARYMIME
        << 250-DSN
        << 250-ENHANCEDSTATUSCODES
        << 250 SIZE 11808             # 20000 less 8 KiB for our header fields
    """)


def test_our_size_where_it_is_the_smaller() -> None:
    play(
        """
        <= 220 far.example
        => EHLO gw.example
        <= 250-far.example
        <= 250 SIZE 157286400
        << 220 gw.example ESMTP skygw
        >> EHLO sender.example
        << 250-gw.example
        << 250 SIZE 91808
        """,
        Pair(settings(max_message_octets=100_000)),
    )


def test_starttls_is_offered_where_it_is_served() -> None:
    play(
        """
        <= 220 far.example
        => EHLO gw.example
        <= 250 far.example
        << 220 gw.example ESMTP skygw
        >> EHLO sender.example
        << 250-gw.example
        << 250-SIZE 157278208
        << 250 STARTTLS
        """,
        Pair(settings(starttls=True)),
    )


def test_helo_offers_nothing() -> None:
    play("""
        -- greeted
        >> HELO sender.example
        << 250 gw.example
        >> helo  sender.example
        << 250 gw.example
        >> HELO
        << 501 5.5.4 Give the name of your host
        >> EHLO
        << 501 5.5.4 Give the name of your host
    """)


def test_the_end_of_a_session() -> None:
    play("""
        -- greeted
        >> quit
        << 221 2.0.0 gw.example closing connection
        => QUIT
        -- sender is closed
        -- far is open
        <= 221 2.0.0 bye
        -- far is closed
        -- closed as: quit
    """)


@pytest.mark.parametrize("reply", ["421 4.3.2 bye", "500 what?", "250 fine"])
def test_whatever_is_said_to_quit(reply: str) -> None:
    play(f"""
        -- greeted
        >> QUIT
        << 221 2.0.0 gw.example closing connection
        => QUIT
        <= {reply}
        -- far is closed
    """)


def test_the_far_side_closes_without_an_answer_to_quit() -> None:
    play("""
        -- greeted
        >> QUIT
        << 221 2.0.0 gw.example closing connection
        => QUIT
        -- far closes
    """)


def test_no_answer_to_quit_is_awaited_for_seconds_only() -> None:
    play("""
        -- greeted
        >> QUIT
        << 221 2.0.0 gw.example closing connection
        => QUIT
        -- after 4.9 s
        -- far is open
        -- after 0.1 s
        -- far is aborted
    """)


def test_garbage_instead_of_an_answer_to_quit() -> None:
    play("""
        -- greeted
        >> QUIT
        << 221 2.0.0 gw.example closing connection
        => QUIT
        <= \\x00\\xff
        -- far is aborted
    """)


def test_nothing_behind_quit_is_read() -> None:
    play("""
        -- greeted
        >> QUIT
        >> MAIL FROM:<a@x>
        << 221 2.0.0 gw.example closing connection
        => QUIT
        >> RCPT TO:<b@y>
        <= 221 bye
        -- both are gone
    """)


def test_quit_before_ehlo() -> None:
    play(
        """
        <= 220 far.example
        => EHLO gw.example
        <= 250 far.example
        << 220 gw.example ESMTP skygw
        >> QUIT
        << 221 2.0.0 gw.example closing connection
        => QUIT
        <= 221 bye
        -- both are gone
        """
    )
