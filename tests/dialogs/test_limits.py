"""Bounds on what a sender may ask of us: sizes, numbers, time (I16, I17; attacks A13 to A16)."""

from __future__ import annotations

import pytest

from tests.support.dialog import go_on, play
from tests.support.legs import Pair, settings


def limited(**wanted: object) -> Pair:
    return Pair(settings(**wanted))


def test_too_large_under_data() -> None:
    play(
        """
        -- greeted
        -- enveloped
        -- content under way
        >> {x*500}
        >> {x*500}
        -- memory: 0                  # nothing of it is kept
        >> QUIT
        >> .
        => RSET
        << 552 5.3.4 Message exceeds the size limit
        <= 250 reset
        -- records: refused
        -- enveloped
        -- content under way
        -- passed on
        """,
        limited(max_message_octets=1000),
    )


def test_the_largest_message() -> None:
    play(
        """
        -- greeted
        -- enveloped
        >> DATA
        << 354...
        >> {x*998}
        >> .
        => BDAT 1000 LAST
        => {x*998}
        <= 250 queued
        << 250 queued
        """,
        limited(max_message_octets=1000),
    )


@pytest.mark.parametrize("size", [1, 999_999])
def test_a_size_that_lies(size: int) -> None:
    play(f"""
        -- greeted
        >> MAIL FROM:<a@x> SIZE={size}
        => MAIL FROM:<a@x> SIZE={size}
        <= 250 ok
        << 250 ok
        >> RCPT TO:<b@y>
        => RCPT TO:<b@y>
        <= 250 ok
        << 250 ok
        >> DATA
        << 354...
        -- memory: {size}
        >> {{x*5000}}
        >> .
        => BDAT 5002 LAST
        => {{x*5000}}
        <= 250 queued
        << 250 queued
        -- memory: 0
    """)


def test_a_header_without_end() -> None:
    play(
        """
        -- greeted
        -- enveloped
        >> DATA
        << 354...
        >> A: {x*100}
        >> B: {x*100}
        >>
        >> .
        => RSET
        << 552 5.3.4 The header exceeds its size limit
        <= 250 reset
        -- records: refused
        """,
        limited(max_header_octets=200),
    )


def test_a_message_of_one_line() -> None:
    """No empty line: all of it counts as the header."""
    play(
        """
        -- greeted
        -- enveloped
        >> DATA
        << 354...
        >> {x*198}
        >> .
        => BDAT 200 LAST
        => {x*198}
        <= 250 queued
        << 250 queued
        """,
        limited(max_header_octets=200),
    )


def test_a_loop() -> None:
    play(
        """
        -- greeted
        -- enveloped
        >> DATA
        << 354...
        >> Received: 1
        >> RECEIVED: 2
        >> X-Received: not counted
        >> received: 3
        >>
        >> Received: in the body
        >> .
        => RSET
        << 554 5.4.6 Too many hops: the message has passed through too many servers
        <= 250 reset
        -- records: refused
        """,
        limited(max_received=2),
    )


def test_as_many_hops_as_may_be() -> None:
    play(
        """
        -- greeted
        -- enveloped
        >> DATA
        << 354...
        >> Received: 1
        >> Received: 2
        >>
        >> .
        => ...
        <= 250 queued
        << 250 queued
        """,
        limited(max_received=2),
    )


def test_too_many_errors() -> None:
    play(
        """
        -- greeted
        >> FOO
        << 500 5.5.2 Command not recognized
        >> RCPT TO:<b@y>
        << 503 5.5.1 Bad sequence of commands
        >> MAIL FROM:<c@x>
        => MAIL FROM:<c@x>
        <= 550 the far side's refusals are no errors
        << 550 the far side's refusals are no errors
        >> FOO
        >> BAR
        << 421 4.7.0 Too many errors
        => QUIT
        <= 221 bye
        -- both are gone
        """,
        limited(max_errors=2),
    )


def test_commands_that_lead_nowhere() -> None:
    play(
        """
        -- greeted
        >> NOOP
        >> RSET
        << 250 2.0.0 OK
        << 250 2.0.0 Reset
        >> NOOP                       # EHLO was the first, this is the fourth: the first error
        << 250 2.0.0 OK
        >> VRFY a
        << 421 4.7.0 Too many errors
        => QUIT
        <= 221 bye
        -- both are gone
        """,
        limited(max_idle_commands=3, max_errors=1),
    )


@pytest.mark.parametrize("command", ["RSET", "EHLO again.example", "NOOP"])
def test_commands_that_lead_nowhere_within_a_transaction(command: str) -> None:
    play(
        f"""
        -- greeted
        -- enveloped
        >> {command}
        << 421 4.7.0 Too many errors
        => QUIT
        <= 221 bye
        -- both are gone
        """,
        limited(max_idle_commands=1, max_errors=0),
    )


def test_a_message_wipes_the_slate_of_idle_commands() -> None:
    play(
        """
        -- greeted
        >> NOOP
        << 250 2.0.0 OK
        -- enveloped
        -- content under way
        -- passed on
        >> NOOP
        >> NOOP
        << 250 2.0.0 OK
        << 250 2.0.0 OK
        >> NOOP
        << 421 4.7.0 Too many errors
        => QUIT
        <= 221 bye
        """,
        limited(max_idle_commands=2, max_errors=0),
    )


def test_silence_between_commands() -> None:
    play("""
        -- greeted
        -- after 299 s
        >> NOOP
        << 250 2.0.0 OK
        -- enveloped
        -- after 299 s
        -- both are open
        -- after 1 s
        << 421 4.4.2 Nothing heard for too long
        => QUIT
        <= 221 bye
        -- both are gone
        -- closed as: timeout
    """)


def test_half_a_line_is_silence() -> None:
    play("""
        -- greeted
        >> NO\\c
        -- after 300 s
        << 421 4.4.2 Nothing heard for too long
        => QUIT
        <= 221 bye
        -- both are gone
    """)


def test_silence_while_we_owe_a_reply_is_not_the_senders() -> None:
    play(
        """
        -- greeted
        >> MAIL FROM:<a@x>
        => MAIL FROM:<a@x>
        -- after 250 s
        <= 250 ok
        << 250 ok
        -- after 99 s
        -- both are open
        -- after 1 s
        << 421 4.4.2 Nothing heard for too long
        => QUIT
        <= 221 bye
        """,
        limited(timeouts={"command": 100.0}),
    )


def test_silence_within_content() -> None:
    """Our NOOPs to the far side, and its replies to them, used to count as something heard."""
    play("""
        -- greeted
        -- enveloped
        -- content under way
        -- after 60 s
        => NOOP
        <= 250 ok
        -- after 60 s
        => NOOP
        <= 250 ok
        -- after 60 s
        << 421 4.4.2 The message came too slowly
        => QUIT
        <= 221 bye
        -- both are gone
        -- closed as: timeout
        -- records: aborted
    """)


def test_content_that_trickles() -> None:
    """Each piece comes in time; the rate is too low all the same."""
    play(
        """
        -- greeted
        -- enveloped
        -- content under way
        -- after 9 s
        >> {x*98}
        -- after 9 s
        -- both are open
        -- after 4 s                  # ten seconds of grace, and two for 118 octets
        << 421 4.4.2 The message came too slowly
        => QUIT
        <= 221 bye
        -- both are gone
        """,
        limited(timeouts={"data_block": 10.0, "min_data_rate": 10, "keepalive": 1000.0}),
    )


def test_content_without_end() -> None:
    play(
        """
        -- greeted
        -- enveloped
        -- content under way
        -- after 9 s
        >> {x*5000}
        -- after 9 s
        >> {x*5000}
        -- after 1 s
        -- both are open
        -- after 1 s
        << 421 4.4.2 The message came too slowly
        => QUIT
        <= 221 bye
        """,
        limited(timeouts={"data_block": 10.0, "receive": 20.0, "min_data_rate": 0, "keepalive": 1000.0}),
    )


def test_silence_within_a_chunk() -> None:
    play(
        """
        -- greeted
        -- enveloped
        >> BDAT 10
        >> ab\\c
        -- after 10 s
        << 421 4.4.2 The message came too slowly
        => QUIT
        <= 221 bye
        """,
        limited(timeouts={"data_block": 10.0}),
    )


def test_silence_within_a_chunk_that_is_swallowed() -> None:
    play(
        """
        -- greeted
        >> BDAT 10
        >> ab\\c
        -- after 10 s
        << 421 4.4.2 The message came too slowly
        => QUIT
        <= 221 bye
        """,
        limited(timeouts={"command": 10.0}),
    )


def test_silence_between_chunks() -> None:
    play(
        """
        -- greeted
        -- enveloped
        >> BDAT 3
        >> abc\\c
        << 250 2.0.0 3 octets received
        -- after 10 s
        << 421 4.4.2 Nothing heard for too long
        => QUIT
        <= 221 bye
        """,
        limited(timeouts={"command": 10.0}),
    )


def test_a_session_ends_between_messages() -> None:
    play("""
        -- greeted
        -- after 250 s
        -- enveloped
        -- after 240 s                # too old now, but there is a transaction
        -- content under way
        -- passed on
        -- after 0 s
        << 421 4.4.2 This session has lasted long enough; open a new one
        => QUIT
        <= 221 bye
        -- both are gone
    """)


def test_an_idle_session_ends_at_its_age() -> None:
    play("""
        -- greeted
        -- after 250 s
        >> NOOP
        << 250 2.0.0 OK
        -- after 229 s
        -- both are open
        -- after 1 s
        << 421 4.4.2 This session has lasted long enough; open a new one
        => QUIT
        <= 221 bye
    """)


def test_a_sender_that_runs_ahead_is_not_read() -> None:
    play("""
        -- greeted
        -- inspected
        -- enveloped
        -- content under way
        >> .
        >> FOO
        -- sender is read
        >> {x*70000}\\c
        -- sender is not read
        -- verdict: block No
        -- report
        => RSET
        << 550 5.7.1 No
        << 500 5.5.2 Command not recognized
        << 500 5.5.2 Line too long
        => QUIT
    """)


def test_a_sender_of_commands_that_waits_for_no_reply_is_not_read() -> None:
    pair = play(
        """
        -- greeted
        >> MAIL FROM:<a@x>
        => MAIL FROM:<a@x>
        -- sender is read
        """,
        limited(max_idle_commands=10_000),
    )
    pair.say(b"NOOP\r\n" * 1001)
    assert pair.sender.paused
    pair.answer(b"250 ok\r\n")
    assert not pair.sender.paused
    assert pair.sender.written.count(b"\r\n") == 1002


def test_a_flood_of_recipients_beyond_the_limit_is_an_error() -> None:
    more = "\n".join(f">> RCPT TO:<{number}@d>" for number in range(5))
    play(
        f"""
        -- greeted
        >> MAIL FROM:<a@b>
        >> RCPT TO:<c@d>
        => MAIL FROM:<a@b>
        => RCPT TO:<c@d>
        <= 250 ok
        <= 250 ok
        << 250 ok
        << 250 ok
        {more}
        << 452 4.5.3 Too many recipients
        << 452 4.5.3 Too many recipients
        << 452 4.5.3 Too many recipients
        << 421 4.7.0 Too many errors
        => QUIT
        -- sender is closed
        <= 221 bye
        """,
        Pair(settings(max_recipients=1, max_errors=2)),
    )


def test_tls_that_a_reload_requires_ends_a_session_in_clear_at_its_next_message() -> None:
    pair = play("-- greeted")
    pair.gateway.settings = settings(require_tls=True)
    go_on(
        """
        >> MAIL FROM:<a@b>
        << 421 4.7.0 TLS is required now; open a new session
        => QUIT
        -- sender is closed
        <= 221 bye
        """,
        pair,
    )


def test_a_sender_that_has_left_unread_takes_its_message_with_it() -> None:
    """It is looked for directly before the message goes onward (I4)."""
    pair = play("-- greeted\n-- enveloped\n-- content under way")
    pair.sender.gone = True
    go_on(
        """
        >> .
        << 451 4.4.2 ...
        => QUIT
        -- sender is closed
        <= 221 bye
        -- records: aborted
        """,
        pair,
    )


def test_new_sessions_are_turned_away_while_many_wait_for_memory() -> None:
    pair = Pair()
    for _ in range(33):
        pair.gateway.budget.reserve(1 << 30, lambda: None)
    play("<< 421 4.3.2 Too many sessions; try again later\n-- sender is closed", pair)
