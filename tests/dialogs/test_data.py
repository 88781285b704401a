"""Content under DATA: 354 late, dots taken off and put on again, and nothing but CRLF.CRLF ends it (I14)."""

from __future__ import annotations

import pytest

from tests.support.dialog import play
from tests.support.legs import Pair, settings


def test_data_becomes_bdat_where_the_far_side_has_it() -> None:
    play("""
        -- greeted
        -- enveloped
        >> DATA
        << 354 Start mail input; end with <CRLF>.<CRLF>
        >> Subject: dots
        >>
        >> ..
        >> ...three
        >> .two
        >> .
        => BDAT 34 LAST
        => Subject: dots
        =>
        => .
        => ..three
        => two
        <= 250 2.6.0 queued
        << 250 2.6.0 queued
        -- records: passed
    """)


def test_data_stays_data_where_it_has_not() -> None:
    play("""
        -- greeted without CHUNKING
        -- enveloped
        >> DATA
        << 354...
        >> .. first
        >> ..
        >> ...three
        >> .two
        >> .
        => DATA
        <= 354 go
        => .. first
        => ..
        => ...three
        => two
        => .
        <= 250 2.6.0 queued
        << 250 2.6.0 queued
    """)


def test_data_stays_data_where_we_prefer_it() -> None:
    play(
        """
        -- greeted
        -- enveloped
        -- content under way
        >> .
        => DATA
        <= 354-go
        <= 354 on
        => Subject: hello
        =>
        => .
        <= 250 queued
        << 250 queued
        """,
        Pair(settings(prefer_bdat=False)),
    )


def test_content_in_pieces() -> None:
    play("""
        -- greeted
        -- enveloped
        -- content under way
        >> text\\r\\c
        -- after 1 s
        >> \\n\\c
        -- after 1 s
        >> .\\c
        -- after 1 s
        >> .\\r\\n\\c
        -- after 1 s
        >> .\\r\\c
        -- after 1 s
        >> \\n\\c
        => BDAT 27 LAST
        => Subject: hello
        =>
        => text
        => .
        <= 250 queued
        << 250 queued
    """)


def test_no_content_at_all() -> None:
    play("""
        -- greeted without CHUNKING
        -- enveloped
        >> DATA
        << 354...
        >> .
        => DATA
        <= 354 go
        => .
        <= 554 5.6.0 empty
        << 554 5.6.0 empty
        -- records: refused
    """)


def test_the_next_transaction_may_stand_behind_the_content() -> None:
    play("""
        -- greeted
        -- enveloped
        >> DATA
        << 354...
        >> one
        >> .
        >> MAIL FROM:<c@x>
        >> RCPT TO:<d@y>
        >> DATA
        => BDAT 5 LAST
        => one
        <= 250 queued
        => MAIL FROM:<c@x>
        => RCPT TO:<d@y>
        << 250 queued
        <= 250 c
        <= 250 d
        << 250 c
        << 250 d
        << 354...
        >> two
        >> .
        => BDAT 5 LAST
        => two
        <= 550 but not this one
        << 550 but not this one
        -- records: passed refused
    """)


def test_go_ahead_waits_for_every_recipient() -> None:
    play("""
        -- greeted
        >> MAIL FROM:<a@x>
        >> RCPT TO:<b@y>
        >> RCPT TO:<c@y>
        >> DATA
        => MAIL FROM:<a@x>
        => RCPT TO:<b@y>
        => RCPT TO:<c@y>
        <= 250 a
        <= 250 b
        << 250 a
        << 250 b
        -- after 100 s
        <= 550 c
        << 550 c
        << 354...
    """)


def test_content_that_does_not_wait() -> None:
    """Against RFC 2920, section 3.1; where it would be refused nobody could tell it from commands."""
    play("""
        -- greeted
        >> MAIL FROM:<a@x>
        >> RCPT TO:<b@y>
        >> DATA
        >> QUIT
        >> .
        => MAIL FROM:<a@x>
        => RCPT TO:<b@y>
        <= 250 a
        <= 250 b
        << 250 a
        << 250 b
        << 354...
        => BDAT 6 LAST
        => QUIT
        <= 250 queued
        << 250 queued
    """)


def test_content_that_does_not_wait_and_is_not_wanted() -> None:
    play("""
        -- greeted
        >> MAIL FROM:<a@x>
        >> RCPT TO:<b@y>
        >> DATA
        >> RCPT TO:<smuggled@y>
        >> .
        => MAIL FROM:<a@x>
        => RCPT TO:<b@y>
        <= 250 a
        <= 550 b
        << 250 a
        << 550 b
        << 421 4.5.0 Nothing may follow DATA before it is answered
        => QUIT
        <= 221 bye
        -- both are gone
    """)


@pytest.mark.parametrize(
    ("line", "flaw"),
    [
        ("bare\\nLF", "bare LF"),
        ("\\n.\\n", "bare LF"),
        ("\\n.", "bare LF"),
        ("\\r.", "bare CR"),
        (".\\r", "bare CR"),
        ("a\\x00b", "NUL"),
    ],
)
def test_nothing_but_crlf_goes_onward(line: str, flaw: str) -> None:
    play(f"""
        -- greeted
        -- enveloped
        -- content under way
        >> {line}
        >> MAIL FROM:<smuggled@x>
        >> .
        => RSET
        << 550 5.6.11 The message holds {flaw}; lines must end with CRLF
        <= 250 reset
        -- records: refused
        -- enveloped
        -- content under way
        -- passed on
    """)


def test_data_refused_by_the_far_side() -> None:
    play("""
        -- greeted without CHUNKING
        -- enveloped
        -- content under way
        >> .
        => DATA
        <= 554 5.5.0  not from  you
        => RSET
        << 554 5.5.0  not from  you
        <= 250 reset
        -- records: refused
        -- enveloped
        -- content under way
        >> .
        => DATA
        <= 354 go
        => Subject: hello
        =>
        => .
        <= 250 queued
        << 250 queued
        -- records: refused passed
    """)


def test_rset_is_content_as_well() -> None:
    play("""
        -- greeted
        -- enveloped
        >> DATA
        << 354...
        >> RSET
        >> QUIT
        >> .
        => BDAT 12 LAST
        => RSET
        => QUIT
        <= 250 queued
        << 250 queued
    """)


def test_a_dot_stuffed_piece_by_piece() -> None:
    """A dot that begins a line where two pieces of a large body meet."""
    play("""
        -- greeted without CHUNKING
        -- enveloped
        >> DATA
        << 354...
        >> {x*262142}
        >> ..dot
        >> .
        => DATA
        <= 354 go
        => {x*262142}
        => ..dot
        => .
        <= 250 queued
        << 250 queued
    """)


@pytest.mark.parametrize("blank", ["\\x20", "\\x09"])
def test_a_message_that_begins_with_a_blank(blank: str) -> None:
    play(f"""
        -- greeted
        -- enveloped
        >> DATA
        << 354...
        >> {blank}folded
        >> Subject: x
        >> .
        => RSET
        << 550 5.6.0 The message begins with a folded line
        <= 250 reset
        -- records: refused
    """)


def test_several_messages_in_one_session() -> None:
    play("""
        -- greeted
        -- enveloped
        -- content under way
        -- passed on
        -- enveloped
        -- content under way
        -- passed on
        -- enveloped
        >> RSET
        => RSET
        <= 250 ok
        << 250 ok
        -- enveloped
        -- content under way
        -- passed on
        -- records: passed passed passed
        -- memory: 0
    """)
