"""A drain ends sessions between messages; a cut ends what is left, and leaves the mail where it is."""

from __future__ import annotations

from tests.support.dialog import go_on, play
from tests.support.legs import Pair

STOPPING = "421 4.3.2 Shutting down; try again later"


def test_an_idle_session_ends_at_once() -> None:
    play(f"""
        -- greeted
        -- shut down
        << {STOPPING}
        => QUIT
        <= 221 bye
        -- both are gone
    """)


def test_a_message_under_way_is_finished() -> None:
    play(f"""
        -- greeted
        -- enveloped
        -- shut down
        -- both are open
        -- content under way
        >> .
        => BDAT 18 LAST
        => Subject: hello
        =>
        <= 250 queued
        << 250 queued
        << {STOPPING}
        => QUIT
        <= 221 bye
        -- both are gone
        -- records: passed
    """)


def test_a_transaction_that_comes_to_nothing() -> None:
    play(f"""
        -- greeted
        -- enveloped
        -- shut down
        >> RSET
        => RSET
        <= 250 reset
        << 250 reset
        >> MAIL FROM:<a@x>
        << {STOPPING}
        => QUIT
        <= 221 bye
        -- both are gone
    """)


def test_what_is_owed_is_said_first() -> None:
    play(f"""
        -- greeted
        >> MAIL FROM:<a@x>
        => MAIL FROM:<a@x>
        -- shut down
        <= 550 no
        << 550 no
        >> MAIL FROM:<a@x>
        << {STOPPING}
        => QUIT
        <= 221 bye
    """)


def test_nobody_is_greeted_any_more() -> None:
    pair = Pair()
    pair.gateway.stopping = True
    pair.session.open()
    assert pair.sender.written == f"{STOPPING}\r\n".encode()
    assert pair.sender.ended == "closed"
    assert pair.dialing is None
    pair.session.stop()
    pair.session.cut()
    assert pair.sender.written == f"{STOPPING}\r\n".encode()


def test_a_far_leg_that_is_still_to_come_is_not_waited_for() -> None:
    """It used to be, for as long as the far side took."""
    play(f"""
        <= 220 far.example
        => EHLO gw.example
        -- shut down
        << {STOPPING}
        -- both are gone
        -- refused as: stopping
    """)


def test_cut_while_the_far_leg_is_opened() -> None:
    """The sender used to get two replies: the end of the attempt was taken for a far side that failed."""
    play(f"""
        <= 220 far.example
        => EHLO gw.example
        -- cut
        << {STOPPING}
        -- both are gone
        -- refused as: stopping
    """)


def test_cut_while_idle() -> None:
    play(f"""
        -- greeted
        -- cut
        << {STOPPING}
        => QUIT
        <= 221 bye
        -- both are gone
        -- cut
    """)


def test_cut_in_content() -> None:
    play(f"""
        -- greeted
        -- enveloped
        -- content under way
        -- cut
        << {STOPPING}
        => QUIT
        <= 221 bye
        -- both are gone
        -- records: aborted
    """)


def test_cut_while_held() -> None:
    pair = play(f"""
        -- greeted
        -- inspected
        -- enveloped
        -- content under way
        >> .
        -- cut
        << {STOPPING}
        => QUIT
        <= 221 bye
        -- both are gone
        -- records: aborted
    """)
    assert pair.inspection.cancelled == 1


def test_cut_on_the_way() -> None:
    play(f"""
        -- greeted without CHUNKING
        -- enveloped
        -- content under way
        >> .
        => DATA
        -- cut
        << {STOPPING}
        -- both are gone
        -- records: aborted
    """)


def test_cut_in_the_one_window() -> None:
    pair = play(f"""
        -- greeted
        -- enveloped
        -- content under way
        >> .
        => BDAT 18 LAST
        => Subject: hello
        =>
        -- cut
        << {STOPPING}
        -- sender is closed
        -- far is open
        <= 250 queued
        => QUIT
        <= 221 bye
        -- records: passed
    """)
    assert pair.onlooker.records[0].inbound_code == 421  # and the far side has it: the one window
    go_on("-- both are gone", pair)
