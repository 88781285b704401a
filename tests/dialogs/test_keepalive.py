"""NOOP to the far side after a minute of silence, while content comes, waits or is inspected (decision 5)."""

from __future__ import annotations

from tests.support.dialog import play
from tests.support.legs import Pair, settings


def test_while_the_message_is_held() -> None:
    play("""
        -- greeted
        -- inspected
        -- enveloped
        -- content under way
        >> .
        -- after 59 s
        -- after 1 s
        => NOOP
        <= 250 ok
        -- after 60 s
        => NOOP
        -- after 60 s                 # one at a time
        <= 250 ok
        -- after 60 s
        => NOOP
        <= 250 ok
        -- report
        => BDAT 18 LAST
        => Subject: hello
        =>
        <= 250 queued
        << 250 queued
        -- after 60 s                 # it ends with the message
    """)


def test_the_report_comes_while_noop_is_not_answered() -> None:
    play("""
        -- greeted
        -- inspected
        -- enveloped
        -- content under way
        >> .
        -- after 60 s
        => NOOP
        -- report
        => BDAT 18 LAST
        => Subject: hello
        =>
        <= 250 noop
        <= 250 queued
        << 250 queued
        -- records: passed
    """)


def test_a_block_while_noop_is_not_answered() -> None:
    play("""
        -- greeted
        -- inspected
        -- verdict: block No
        -- enveloped
        -- content under way
        >> .
        -- after 60 s
        => NOOP
        -- report
        => RSET
        << 550 5.7.1 No
        <= 250 noop
        <= 250 reset
    """)


def test_while_content_comes() -> None:
    play("""
        -- greeted
        -- enveloped
        -- content under way
        -- after 40 s
        >> {x*40000}
        -- after 20 s
        => NOOP
        <= 250 ok
        >> .
        => BDAT 40020 LAST
        => Subject: hello
        =>
        => {x*40000}
        <= 250 queued
        << 250 queued
    """)


def test_between_chunks() -> None:
    """A pause between two chunks used to end it for the rest of the message."""
    play("""
        -- greeted
        -- inspected
        -- enveloped
        >> BDAT 3
        >> abc\\c
        << 250 2.0.0 3 octets received
        -- after 60 s
        => NOOP
        <= 250 ok
        -- after 60 s
        => NOOP
        <= 250 ok
        >> BDAT 0 LAST
        -- after 60 s
        => NOOP
        <= 250 ok
        -- report
        => BDAT 3 LAST
        => abc\\c
        <= 250 queued
        << 250 queued
    """)


def test_not_while_the_message_is_on_its_way() -> None:
    """A NOOP within content under DATA used to be tried: it was refused within, and nothing came after it."""
    play("""
        -- greeted without CHUNKING
        -- enveloped
        -- network stalls
        >> DATA
        << 354...
        >> {x*300000}
        >> .
        => DATA
        <= 354 go
        -- after 61 s
        -- network takes 2
        => {x*262144}\\c
        -- after 61 s
        -- network takes all
        => {x*37856}
        => .
        -- after 61 s
        <= 250 queued
        << 250 queued
    """)


def test_not_between_transactions_nor_in_the_envelope() -> None:
    play(
        """
        -- greeted
        -- after 61 s
        -- enveloped
        -- after 61 s
        >> RSET
        => RSET
        <= 250 ok
        << 250 ok
        -- after 61 s
        """,
        Pair(settings()),
    )


def test_the_far_side_does_not_answer() -> None:
    play("""
        -- greeted
        -- inspected
        -- enveloped
        -- content under way
        >> .
        -- after 60 s
        => NOOP
        -- after 300 s
        << 451 4.4.2 The next hop did not take the message; try again later
        -- both are gone
        -- records: deferred
        -- problem: no reply in time
    """)
