"""What the far side may say, at each stage: relayed as it came, or 421/451 of ours and both legs close.

A reply that is none, that nobody asked for or that says nothing to its command cannot be relayed, and what
comes behind it cannot be trusted (I10, I17; attacks A10 to A12).
"""

from __future__ import annotations

import pytest

from tests.support.dialog import go_on, play
from tests.support.legs import Pair

GONE = "421 4.4.2 The next hop closed the connection; try again later"
NOT_SENT = "451 4.4.2 The next hop did not take the message; try again later"

#: Each stage: what leads to it, with the far side's reply due, and what the sender is owed then.
STAGES = {
    "MAIL": (
        """
        -- greeted
        >> MAIL FROM:<a@x>
        => MAIL FROM:<a@x>
        """,
        GONE,
    ),
    "RCPT": (
        """
        -- greeted
        >> MAIL FROM:<a@x>
        => MAIL FROM:<a@x>
        <= 250 a
        << 250 a
        >> RCPT TO:<b@y>
        => RCPT TO:<b@y>
        """,
        GONE,
    ),
    "RSET": (
        """
        -- greeted
        -- enveloped
        >> RSET
        => RSET
        """,
        GONE,
    ),
    "RSET of ours": (
        """
        -- greeted
        -- enveloped
        >> EHLO again.example
        => RSET
        << ...
        """,
        GONE,
    ),
    "DATA": (
        """
        -- greeted without CHUNKING
        -- enveloped
        -- content under way
        >> .
        => DATA
        """,
        NOT_SENT,
    ),
    "end of data": (
        """
        -- greeted without CHUNKING
        -- enveloped
        -- content under way
        >> .
        => DATA
        <= 354 go
        => Subject: hello
        =>
        => .
        """,
        NOT_SENT,
    ),
    "BDAT": (
        """
        -- greeted
        -- enveloped
        -- content under way
        >> .
        => BDAT 18 LAST
        => Subject: hello
        =>
        """,
        NOT_SENT,
    ),
    "NOOP while held": (
        """
        -- greeted
        -- inspected
        -- enveloped
        -- content under way
        >> .
        -- after 60 s
        => NOOP
        """,
        NOT_SENT,
    ),
    "NOOP in content": (
        """
        -- greeted
        -- enveloped
        -- content under way
        -- after 60 s
        => NOOP
        """,
        "",  # there is no command to answer
    ),
}

#: Stages whose command is the sender's, so that the reply is too.
RELAYED = ("MAIL", "RCPT", "end of data", "BDAT")
STAGE_NAMES = tuple(STAGES)

NO_REPLIES = {
    "a class that says nothing": "354 go ahead",
    "a class that is none": "150 wait",
    "no digits": "hello",
    "too few digits": "25 ok",
    "nothing": "",
    "a line feed alone": "250 ok\\n\\c",
    "a bare CR": "250 o\\rk",
    "NUL": "250 o\\x00k",
    "mixed codes": "250-one\n        <= 251 two",
    "a line too long": "250 {x*66000}\\c",
    "a reply too long": "250-{x*66000}",
    "too many lines": "\n        <= ".join(["250-line"] * 257),
}


def after(stage: str, what: str, replies: tuple[str, ...]) -> str:
    return f"{STAGES[stage][0]}\n{what}\n" + "\n".join(f"<< {reply}" for reply in replies if reply)


@pytest.mark.parametrize(
    ("stage", "fault"),
    [
        (stage, fault)
        for stage in STAGE_NAMES
        for fault in NO_REPLIES
        if stage != "DATA" or fault != "a class that says nothing"  # 354 is what DATA wants
    ],
)
def test_no_reply(stage: str, fault: str) -> None:
    pair = play(after(stage, f"<= {NO_REPLIES[fault]}", (STAGES[stage][1],)))
    assert pair.far.ended == "aborted"
    if stage == "NOOP in content":
        go_on(f">> .\n<< {NOT_SENT}", pair)
    assert pair.sender.ended == "closed"


@pytest.mark.parametrize("stage", STAGE_NAMES)
def test_the_far_side_closes(stage: str) -> None:
    pair = play(after(stage, "-- far closes", (STAGES[stage][1],)))
    if stage == "NOOP in content":
        go_on(f">> .\n<< {NOT_SENT}", pair)
    assert pair.sender.ended == "closed"


@pytest.mark.parametrize("stage", STAGE_NAMES)
def test_the_far_side_closes_in_the_middle_of_a_reply(stage: str) -> None:
    pair = play(after(stage, "<= 250-half of\n<= 250 a\\c\n-- far closes", (STAGES[stage][1],)))
    if stage == "NOOP in content":
        go_on(f">> .\n<< {NOT_SENT}", pair)
    assert pair.sender.ended == "closed"


@pytest.mark.parametrize(
    ("stage", "seconds"),
    [
        *((stage, 300.0) for stage in ("MAIL", "RCPT", "RSET", "RSET of ours")),
        ("DATA", 240.0),
        ("end of data", 240.0),
        ("BDAT", 240.0),
    ],
)
def test_the_far_side_hangs(stage: str, seconds: float) -> None:
    pair = play(STAGES[stage][0])
    go_on(f"-- after {seconds - 1} s\n-- both are open\n-- after 1 s\n<< {STAGES[stage][1]}", pair)
    assert (pair.sender.ended, pair.far.ended) == ("closed", "aborted")


@pytest.mark.parametrize("stage", STAGE_NAMES)
def test_the_sender_goes(stage: str) -> None:
    """Nothing is said any more but QUIT, and that only where it can be told from content."""
    if stage in ("end of data", "BDAT"):
        # The far side has it all: the one window.  What it says is awaited for a moment, for the record.
        then = "<= 250 queued\n=> QUIT\n-- records: passed\n<= 221 bye"
    elif stage == "DATA":
        then = "-- records: aborted"
    else:
        then = "=> QUIT\n-- after 5 s"
    pair = play(f"{STAGES[stage][0]}\n-- sender goes\n{then}")
    assert pair.far.ended
    assert all(record.inbound_code == 0 for record in pair.onlooker.records)


@pytest.mark.parametrize("stage", ["end of data", "BDAT"])
def test_the_sender_goes_and_the_far_side_hangs(stage: str) -> None:
    play(
        f"""
        {STAGES[stage][0]}
        -- sender goes
        -- after 5 s
        -- far is aborted
        -- records: aborted
        """
    )


@pytest.mark.parametrize("stage", RELAYED)
@pytest.mark.parametrize(
    "reply",
    [
        "250 2.1.0  two  blanks ",
        "250",
        "250 ",
        "250-one\n{arrow} 250-\n{arrow} 250 three",
        "250 caf\\xe9 \\xc3\\xa9 \\x1b[31m\\x7f",
        "299 9.9.9 odd",
        "450 4.2.1 later",
        "451-4.7.500 two\n{arrow} 451 4.7.500 lines",
        "550 5.1.1 no",
        "554",
        "500 {x*60000}",
        "\n{arrow} ".join(["550-line"] * 255 + ["550 last"]),
    ],
)
def test_relayed_as_it_came(stage: str, reply: str) -> None:
    said, heard = reply.replace("{arrow}", "<="), reply.replace("{arrow}", "<<")
    pair = play(after(stage, f"<= {said}", (heard,)))
    assert not pair.sender.ended
    assert not pair.far.ended


@pytest.mark.parametrize("stage", RELAYED)
def test_a_relayed_421_closes(stage: str) -> None:
    pair = play(after(stage, "<= 421 4.3.2  closing", ("421 4.3.2  closing",)) + "\n=> QUIT\n-- far closes")
    assert pair.sender.ended == "closed"
    go_on("-- closed as: upstream_lost", pair)


def test_421_to_rset_is_relayed() -> None:
    play("""
        -- greeted
        -- enveloped
        >> RSET
        => RSET
        <= 421 4.3.2 closing
        << 421 4.3.2 closing
        => QUIT
        -- far closes
        -- both are gone
    """)


def test_421_to_data_is_the_final_reply() -> None:
    play(f"""
        {STAGES["DATA"][0]}
        <= 421 4.3.2 closing
        << 421 4.3.2 closing
        => QUIT
        -- far closes
        -- records: deferred
    """)


def test_421_to_a_command_with_others_behind_it() -> None:
    play("""
        -- greeted
        >> MAIL FROM:<a@x>
        >> RCPT TO:<b@y>
        >> NOOP
        => MAIL FROM:<a@x>
        => RCPT TO:<b@y>
        <= 421 4.3.2 closing
        << 421 4.3.2 closing
        => QUIT
        -- far closes
        -- both are gone
    """)


@pytest.mark.parametrize(
    ("stage", "reply"),
    [
        *((stage, reply) for stage in ("RSET", "RSET of ours") for reply in ("550 5.5.1 no", "354 go")),
        ("RSET of ours", "421 4.3.2 bye"),  # that to the sender's own is relayed: see above
        *(("NOOP while held", reply) for reply in ("550 5.5.1 no", "354 go", "421 4.3.2 bye")),
    ],
)
def test_what_must_be_answered_2yz(stage: str, reply: str) -> None:
    pair = play(after(stage, f"<= {reply}", (STAGES[stage][1],)))
    assert (pair.sender.ended, pair.far.ended) == ("closed", "aborted")


@pytest.mark.parametrize("reply", ["250 2.0.0 sure", "220 hello"])
def test_a_2yz_to_data_is_no_message_taken(reply: str) -> None:
    """The stock client of Twisted took it for sent."""
    play(f"""
        {STAGES["DATA"][0]}
        <= {reply}
        << {NOT_SENT}
        -- both are gone
        -- records: deferred
    """)


@pytest.mark.parametrize("reply", ["421 4.3.2 going down", "250 surplus", "550 no"])
def test_unasked_while_idle(reply: str) -> None:
    play(f"""
        -- greeted
        <= {reply}
        << {GONE}
        -- both are gone
        -- closed as: upstream_lost
    """)


def test_half_a_reply_while_idle() -> None:
    play(f"""
        -- greeted
        -- enveloped
        <= 2\\c
        << {GONE}
        -- both are gone
    """)


def test_surplus_behind_a_reply() -> None:
    play(f"""
        -- greeted
        >> MAIL FROM:<a@x>
        => MAIL FROM:<a@x>
        <= 250 a
        <= 250 for the recipient that is still to come
        << 250 a
        << {GONE}
        -- both are gone
    """)


def test_surplus_behind_the_final_reply() -> None:
    play(f"""
        {STAGES["BDAT"][0]}
        <= 250 queued
        <= 250 again
        << 250 queued
        << {GONE}
        -- both are gone
        -- records: passed
    """)


def test_unasked_in_content() -> None:
    play(f"""
        -- greeted
        -- enveloped
        -- content under way
        <= 250 early
        -- far is aborted
        -- sender is open
        >> more
        >> .
        << {NOT_SENT}
        -- sender is closed
        -- records: deferred
    """)


def test_unasked_in_a_chunk() -> None:
    play(f"""
        -- greeted
        -- enveloped
        >> BDAT 6
        >> ab\\c
        <= 250 early
        -- far is aborted
        -- sender is open
        >> cdef\\c
        << {NOT_SENT}
        -- sender is closed
        -- records: aborted
    """)


def test_unasked_in_the_last_chunk() -> None:
    play(f"""
        -- greeted
        -- enveloped
        >> BDAT 6 LAST
        >> ab\\c
        <= 421 early
        -- far is aborted
        >> cdef\\c
        << {NOT_SENT}
        -- sender is closed
        -- records: deferred
    """)


def test_unasked_between_chunks() -> None:
    """It used to leave the sender without any reply to RSET."""
    play(f"""
        -- greeted
        -- enveloped
        >> BDAT 3
        >> abc\\c
        << 250 2.0.0 3 octets received
        -- far closes
        << {GONE}
        -- sender is closed
    """)


def test_the_far_side_goes_in_a_chunk_that_is_swallowed() -> None:
    play(f"""
        -- greeted
        >> BDAT 6
        >> ab\\c
        -- far closes
        << {GONE}
        -- sender is closed
    """)


def test_the_far_side_goes_in_a_chunk_before_the_recipients_are_answered() -> None:
    play(f"""
        -- greeted
        >> MAIL FROM:<a@x>
        >> RCPT TO:<b@y>
        >> BDAT 6 LAST
        >> ab\\c
        => MAIL FROM:<a@x>
        => RCPT TO:<b@y>
        <= 250 a
        << 250 a
        -- far closes
        << {GONE}
        -- sender is closed
    """)


@pytest.mark.parametrize("reply", ["421 4.3.2 going down", "250 out of nothing"])
def test_unasked_while_held(reply: str) -> None:
    """The sender used to get no reply at all (its story ended while replies were being called back)."""
    pair = Pair()
    play(
        f"""
        -- greeted
        -- inspected
        -- enveloped
        -- content under way
        >> .
        <= {reply}
        << {NOT_SENT}
        -- both are gone
        -- records: deferred
        """,
        pair,
    )
    assert pair.inspection.cancelled == 1


def test_the_far_side_goes_while_held() -> None:
    pair = play(f"""
        -- greeted
        -- inspected
        -- enveloped
        -- content under way
        >> .
        >> MAIL FROM:<next@x>
        -- far resets
        << {NOT_SENT}
        -- sender is closed
        -- records: deferred
        -- problem: Connection to the other side was lost.
    """)
    assert pair.inspection.cancelled == 1


def test_a_reply_before_the_content_is_through() -> None:
    play(f"""
        -- greeted without CHUNKING
        -- enveloped
        -- network stalls
        >> DATA
        << 354...
        >> {{x*300000}}
        >> .
        => DATA
        <= 354 go
        -- network takes 1            # the header fields that we prepend: none here
        -- network takes 1
        => {{x*262144}}\\c
        <= 250 believe me
        << {NOT_SENT}
        -- both are gone
        -- records: deferred
    """)


@pytest.mark.parametrize("reply", ["250 believe me", "554 5.3.4 too large", "354 go on"])
def test_a_reply_before_the_chunk_is_through(reply: str) -> None:
    """What is left of the chunk would be read as commands: the leg is over whatever was said."""
    play(f"""
        -- greeted
        -- enveloped
        -- network stalls
        >> DATA
        << 354...
        >> {{x*300000}}
        >> .
        => BDAT 300002 LAST
        -- network takes 1
        => {{x*262144}}\\c
        <= {reply}
        << {NOT_SENT}
        -- both are gone
        -- records: deferred
    """)


def test_replies_cut_anywhere() -> None:
    octets = b"250-2.1.0 one\r\n250 two\r\n250 2.1.5 three\r\n"
    for border in range(1, len(octets)):
        pair = play("""
            -- greeted
            >> MAIL FROM:<a@x>
            >> RCPT TO:<b@y>
            => MAIL FROM:<a@x>
            => RCPT TO:<b@y>
        """)
        pair.answer(octets[:border])
        pair.answer(octets[border:])
        assert pair.sender.written == octets


def test_later_commands_give_a_silent_far_side_no_more_time() -> None:
    play(
        """
        -- greeted
        >> MAIL FROM:<a@b>
        => MAIL FROM:<a@b>
        -- after 200 s
        >> RCPT TO:<c@d>
        => RCPT TO:<c@d>
        -- after 99 s
        -- both are open
        -- after 1 s
        << 421 4.4.2 ...
        -- sender is closed
        -- far is aborted
        """
    )
