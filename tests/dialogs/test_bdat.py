"""Content under BDAT: octets are counted and nothing in them is looked for (RFC 3030)."""

from __future__ import annotations

import pytest

from tests.support.dialog import play
from tests.support.legs import Pair, settings


def test_one_chunk() -> None:
    play("""
        -- greeted
        -- enveloped
        >> BDAT 8 LAST
        >> A: b
        >>
        => BDAT 8 LAST
        => A: b
        =>
        <= 250 2.6.0 queued
        << 250 2.6.0 queued
        -- records: passed
    """)


def test_several_chunks_go_onward_as_one() -> None:
    play("""
        -- greeted
        -- enveloped
        >> BDAT 6
        >> A: b
        << 250 2.0.0 6 octets received
        >> bdat 0
        << 250 2.0.0 0 octets received
        >> BDAT 4
        >> .
        >> \\n\\c
        << 250 2.0.0 4 octets received
        -- after 1 s
        >> BDAT 3 LAST\\c
        -- after 1 s
        >>
        >> x\\r\\c
        -- after 1 s
        >> \\n\\c
        => BDAT 13 LAST
        => A: b
        => .
        => \\n\\c
        => x
        <= 250 2.6.0 queued
        << 250 2.6.0 queued
    """)


def test_anything_may_stand_in_a_chunk() -> None:
    play("""
        -- greeted
        -- enveloped
        >> BDAT 36 LAST
        >> A: b
        >>
        >> .
        >> MAIL FROM:<c@x>
        >> \\n\\r\\x00\\xff.\\n.\\r\\c
        => BDAT 36 LAST
        => A: b
        =>
        => .
        => MAIL FROM:<c@x>
        => \\n\\r\\x00\\xff.\\n.\\r\\c
        <= 250 2.6.0 queued
        << 250 2.6.0 queued
    """)


def test_bdat_content_never_becomes_data() -> None:
    play(
        """
        -- greeted
        -- enveloped
        >> BDAT 1 LAST
        >> x\\c
        => BDAT 1 LAST
        => x\\c
        <= 250 queued
        << 250 queued
        """,
        Pair(settings(prefer_bdat=False)),
    )


def test_binary_content_needs_bdat() -> None:
    play(
        """
        -- greeted
        >> MAIL FROM:<a@x> BODY=BINARYMIME
        => MAIL FROM:<a@x> BODY=BINARYMIME
        <= 250 ok
        << 250 ok
        >> RCPT TO:<b@y>
        => RCPT TO:<b@y>
        <= 250 ok
        << 250 ok
        >> DATA
        << 503 5.5.1 BODY=BINARYMIME needs BDAT
        >> BDAT 1 LAST
        >> \\n\\c
        => BDAT 1 LAST
        => \\n\\c
        <= 250 queued
        << 250 queued
        """
    )


def test_a_far_side_without_chunking() -> None:
    play("""
        -- greeted without CHUNKING
        -- enveloped
        >> BDAT 6
        >> QUIT
        << 502 5.5.1 Command not implemented
        >> DATA
        << 354...
    """)


def test_a_chunk_sent_with_its_envelope() -> None:
    play("""
        -- greeted
        >> MAIL FROM:<a@x>
        >> RCPT TO:<b@y>
        >> BDAT 6 LAST
        >> A: b
        => MAIL FROM:<a@x>
        => RCPT TO:<b@y>
        <= 250 a
        << 250 a
        <= 250 b
        => BDAT 6 LAST
        => A: b
        << 250 b
        <= 250 queued
        << 250 queued
    """)


def test_chunks_while_the_envelope_is_not_answered() -> None:
    play("""
        -- greeted
        >> MAIL FROM:<a@x>
        >> RCPT TO:<b@y>
        >> BDAT 3
        >> abcBDAT 2 LAST
        >> deNOOP
        => MAIL FROM:<a@x>
        => RCPT TO:<b@y>
        <= 250 a
        << 250 a
        <= 250 b
        => BDAT 5 LAST
        => abcde\\c
        << 250 b
        << 250 2.0.0 3 octets received
        <= 250 queued
        << 250 queued
        << 250 2.0.0 OK
    """)


def test_no_recipient_was_accepted() -> None:
    play("""
        -- greeted
        >> MAIL FROM:<a@x>
        >> RCPT TO:<b@y>
        >> BDAT 6
        >> QUIT
        >> BDAT 6 LAST
        >> RSET
        => MAIL FROM:<a@x>
        => RCPT TO:<b@y>
        <= 250 a
        <= 550 b
        => RSET
        << 250 a
        << 550 b
        << 554 5.5.1 No valid recipients
        << 554 5.5.1 No valid recipients
        <= 250 reset
        -- records: refused
        -- memory: 0
        -- enveloped
        -- content under way
        -- passed on
    """)


def test_mail_was_refused_while_a_chunk_came() -> None:
    play("""
        -- greeted
        >> MAIL FROM:<a@x>
        >> RCPT TO:<b@y>
        >> BDAT 6 LAST
        >> QU\\c
        => MAIL FROM:<a@x>
        => RCPT TO:<b@y>
        <= 550 a
        <= 503 b
        << 550 a
        << 503 b
        >> IT
        << 554 5.5.1 No valid recipients
        -- records: refused
        -- memory: 0
        -- enveloped
        -- content under way
        -- passed on
    """)


def test_mail_was_refused_between_chunks() -> None:
    play("""
        -- greeted
        >> MAIL FROM:<a@x>
        >> RCPT TO:<b@y>
        >> BDAT 3
        >> abc\\c
        => MAIL FROM:<a@x>
        => RCPT TO:<b@y>
        <= 550 a
        <= 503 b
        << 550 a
        << 503 b
        << 554 5.5.1 No valid recipients
        >> MAIL FROM:<c@x>
        << 503 5.5.1 Bad sequence of commands
        >> RSET
        << 250 2.0.0 Reset
        -- records: refused
        -- enveloped
        -- content under way
        -- passed on
    """)


@pytest.mark.parametrize("end", ["RSET", "EHLO again.example"])
def test_an_end_between_chunks(end: str) -> None:
    play(f"""
        -- greeted
        -- enveloped
        >> BDAT 3
        >> abc\\c
        << 250 2.0.0 3 octets received
        >> {end}
        => RSET
        {"" if end == "RSET" else "<< ..."}
        <= 250 flushed
        {"<< 250 flushed" if end == "RSET" else ""}
        -- memory: 0
        -- records: aborted
        -- enveloped
        -- content under way
        -- passed on
    """)


def test_an_end_between_chunks_before_the_envelope_is_answered() -> None:
    play("""
        -- greeted
        >> MAIL FROM:<a@x>
        >> RCPT TO:<b@y>
        >> BDAT 3
        >> abcRSET
        >> MAIL FROM:<c@x>
        => MAIL FROM:<a@x>
        => RCPT TO:<b@y>
        => RSET
        => MAIL FROM:<c@x>
        <= 250 a
        <= 250 b
        <= 250 reset
        <= 250 c
        << 250 a
        << 250 b
        << 250 2.0.0 3 octets received
        << 250 reset
        << 250 c
        -- memory: 0
    """)


@pytest.mark.parametrize("command", ["MAIL FROM:<c@x>", "RCPT TO:<c@y>", "DATA"])
def test_out_of_order_between_chunks(command: str) -> None:
    play(f"""
        -- greeted
        -- enveloped
        >> BDAT 3
        >> abc\\c
        << 250 2.0.0 3 octets received
        >> {command}
        << 503 5.5.1 Bad sequence of commands
        >> NOOP
        << 250 2.0.0 OK
        >> BDAT 0 LAST
        => BDAT 3 LAST
        => abc\\c
        <= 250 queued
        << 250 queued
    """)


@pytest.mark.parametrize("before", ["", "-- enveloped\n>> RSET\n=> RSET\n<= 250 ok\n<< 250 ok"])
def test_a_chunk_out_of_order_is_swallowed(before: str) -> None:
    play(f"""
        -- greeted
        {before}
        >> BDAT 12
        >> QUIT
        >> RSET
        << 503 5.5.1 Bad sequence of commands
        >> BDAT 6 LAST
        >> QUIT
        << 503 5.5.1 Bad sequence of commands
        -- enveloped
    """)


@pytest.mark.parametrize(
    "line",
    ["BDAT", "BDAT x", "BDAT +16", "BDAT 1_6", "BDAT -1", "BDAT 0x10", "BDAT 1 FIRST", "BDAT 1 LAST x"],
)
def test_a_size_that_is_none_ends_the_session(line: str) -> None:
    play(f"""
        -- greeted
        -- enveloped
        >> {line}
        >> RCPT TO:<smuggled@y>
        << 501 5.5.4 Syntax: BDAT octets [LAST]
        => QUIT
        <= 221 bye
        -- both are gone
    """)


def test_the_far_side_refuses_the_chunk() -> None:
    play("""
        -- greeted
        -- enveloped
        >> BDAT 3 LAST
        >> abc\\c
        => BDAT 3 LAST
        => abc\\c
        <= 554 5.6.0  not  this
        << 554 5.6.0  not  this
        -- records: refused
        -- enveloped
        -- content under way
        -- passed on
    """)


def test_a_fold_at_the_beginning() -> None:
    play("""
        -- greeted
        -- enveloped
        >> BDAT 4 LAST
        >> \\x09x
        => RSET
        << 550 5.6.0 The message begins with a folded line
        <= 250 reset
    """)


def test_size_beyond_ours() -> None:
    play(
        """
        -- greeted
        -- enveloped
        >> BDAT 1001 LAST
        >> {x*1001}\\c
        => RSET
        << 552 5.3.4 Message exceeds the size limit
        <= 250 reset
        -- records: refused
        -- enveloped
        >> BDAT 600
        >> {x*600}\\c
        << 250 2.0.0 600 octets received
        >> BDAT 401
        >> {x*401}\\c
        << 552 5.3.4 Message exceeds the size limit
        >> BDAT 1 LAST
        >> x\\c
        => RSET
        << 552 5.3.4 Message exceeds the size limit
        <= 250 reset
        -- memory: 0
        """,
        Pair(settings(max_message_octets=1000)),
    )
