"""A far side without PIPELINING hears one command at a time, whatever the sender does (RFC 2920)."""

from __future__ import annotations

from tests.support.dialog import play


def test_commands_wait_for_each_other() -> None:
    play("""
        -- greeted without PIPELINING
        >> MAIL FROM:<a@x>
        >> RCPT TO:<b@y>
        >> RCPT TO:<c@y>
        >> DATA
        => MAIL FROM:<a@x>
        <= 250 sender
        => RCPT TO:<b@y>
        << 250 sender
        <= 250 b
        => RCPT TO:<c@y>
        << 250 b
        <= 550 c
        << 550 c
        << 354...
        >> .
        => BDAT 0 LAST
        <= 250 queued
        << 250 queued
    """)


def test_mail_refused_with_recipients_in_the_queue() -> None:
    play("""
        -- greeted without PIPELINING
        >> MAIL FROM:<a@x>
        >> RCPT TO:<b@y>
        >> RCPT TO:<c@y>
        => MAIL FROM:<a@x>
        <= 550 no
        << 550 no
        => RCPT TO:<b@y>
        >> MAIL FROM:<d@x>
        >> RCPT TO:<e@y>
        <= 503 b first
        << 503 b first
        => RCPT TO:<c@y>
        <= 503 c first
        << 503 c first
        => MAIL FROM:<d@x>
        <= 250 d
        << 250 d
        => RCPT TO:<e@y>
        <= 250 e
        << 250 e
        -- content under way
        -- passed on
    """)


def test_a_recipient_of_a_refused_mail_is_not_one_of_the_next() -> None:
    """Should the far side take it all the same, nothing must come of it."""
    play("""
        -- greeted without PIPELINING
        >> MAIL FROM:<a@x>
        >> RCPT TO:<b@y>
        => MAIL FROM:<a@x>
        <= 550 no
        << 550 no
        => RCPT TO:<b@y>
        >> MAIL FROM:<d@x>
        >> DATA
        <= 250 odd
        << 250 odd
        => MAIL FROM:<d@x>
        <= 250 d
        << 250 d
        << 503 5.5.1 Bad sequence of commands
    """)


def test_rset_waits_as_well() -> None:
    play("""
        -- greeted without PIPELINING
        >> MAIL FROM:<a@x>
        >> RCPT TO:<b@y>
        >> RSET
        >> MAIL FROM:<c@x>
        => MAIL FROM:<a@x>
        <= 250 a
        << 250 a
        => RCPT TO:<b@y>
        <= 250 b
        << 250 b
        => RSET
        <= 250 reset
        << 250 reset
        => MAIL FROM:<c@x>
        <= 250 c
        << 250 c
    """)


def test_mail_refused_and_rset() -> None:
    play("""
        -- greeted without PIPELINING
        >> MAIL FROM:<a@x>
        >> RCPT TO:<b@y>
        >> RSET
        >> MAIL FROM:<c@x>
        => MAIL FROM:<a@x>
        <= 550 a
        << 550 a
        => RCPT TO:<b@y>
        <= 503 b
        << 503 b
        => RSET
        <= 250 reset
        << 250 reset
        => MAIL FROM:<c@x>
        <= 250 c
        << 250 c
        >> RCPT TO:<d@y>
        => RCPT TO:<d@y>
        <= 250 d
        << 250 d
        -- content under way
        -- passed on
    """)


def test_the_next_message_waits_for_our_own_rset() -> None:
    play("""
        -- greeted without PIPELINING, CHUNKING
        -- enveloped
        -- content under way
        >> .
        => DATA
        <= 451 4.3.0 not now
        => RSET
        << 451 4.3.0 not now
        >> MAIL FROM:<c@x>
        <= 250 reset
        => MAIL FROM:<c@x>
        <= 250 c
        << 250 c
    """)


def test_a_message_waits_for_the_answer_to_noop() -> None:
    play("""
        -- greeted without PIPELINING
        -- enveloped
        -- content under way
        -- after 60 s
        => NOOP
        >> .
        <= 250 still here
        => BDAT 18 LAST
        => Subject: hello
        =>
        <= 250 queued
        << 250 queued
    """)


def test_a_message_under_data_waits_for_the_answer_to_noop() -> None:
    play("""
        -- greeted without PIPELINING, CHUNKING
        -- enveloped
        -- content under way
        -- after 60 s
        => NOOP
        >> .
        <= 250 still here
        => DATA
        <= 354 go
        => Subject: hello
        =>
        => .
        <= 250 queued
        << 250 queued
    """)


def test_quit_waits_too() -> None:
    """It used to go out at once, when the sender went while the far side owed a reply."""
    play("""
        -- greeted without PIPELINING
        >> MAIL FROM:<a@x>
        >> RCPT TO:<b@y>
        => MAIL FROM:<a@x>
        -- sender goes
        <= 250 a
        => QUIT
        <= 221 bye
        -- far is closed
    """)


def test_quit_does_not_wait_for_ever() -> None:
    play("""
        -- greeted without PIPELINING
        >> MAIL FROM:<a@x>
        => MAIL FROM:<a@x>
        -- sender goes
        -- after 4 s
        <= 250 a
        => QUIT
        -- after 5 s
        -- far is aborted
    """)


def test_nobody_waits_for_a_far_side_that_owes_a_reply() -> None:
    play("""
        -- greeted without PIPELINING
        >> MAIL FROM:<a@x>
        => MAIL FROM:<a@x>
        -- sender goes
        -- after 5 s
        -- far is aborted
    """)
