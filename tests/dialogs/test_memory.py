"""The memory budget seen from a session: first come, first served; whoever outgrows it is refused (I17)."""

from __future__ import annotations

import pytest

from skygw.relay.budget import MemoryBudget, Reservation
from tests.support.dialog import go_on, play
from tests.support.legs import Pair, settings

FULL = "452 4.3.1 Not enough memory for the message now; try again later"


def nearly_full(free: int = 0) -> tuple[Pair, Reservation]:
    budget = MemoryBudget(100_000)
    others = budget.reserve(100_000 - free, lambda: None)
    return Pair(settings(), budget=budget), others


def test_go_ahead_waits_for_memory() -> None:
    pair, others = nearly_full()
    play(
        """
        -- greeted
        -- enveloped
        >> DATA
        -- after 30 s
        -- sender is not read
        """,
        pair,
    )
    others.release()
    go_on(
        """
        << 354...
        -- sender is read
        -- memory: 65536
        >> .
        => BDAT 0 LAST
        <= 250 queued
        << 250 queued
        -- memory: 0
        """,
        pair,
    )
    assert ("waited", 30.0) in pair.onlooker.events


def test_nobody_waits_for_ever() -> None:
    pair, others = nearly_full()
    play(
        f"""
        -- greeted
        -- enveloped
        >> DATA
        -- after 60 s
        << {FULL}
        -- sender is read
        >> RSET
        => RSET
        <= 250 ok
        << 250 ok
        """,
        pair,
    )
    assert ("waited", 60.0) in pair.onlooker.events
    others.release()
    go_on("-- memory: 0\n-- enveloped\n-- content under way\n-- passed on", pair)


def test_data_may_be_asked_for_again() -> None:
    pair, others = nearly_full()
    play(f"-- greeted\n-- enveloped\n>> DATA\n-- after 60 s\n<< {FULL}\n>> DATA", pair)
    others.release()
    go_on("<< 354...\n>> .\n=> BDAT 0 LAST\n<= 250 ok\n<< 250 ok", pair)


def test_a_chunk_waits_for_memory() -> None:
    pair, others = nearly_full()
    play(
        """
        -- greeted
        -- enveloped
        >> BDAT 5 LAST
        >> abcde\\c
        -- sender is not read
        """,
        pair,
    )
    others.release()
    go_on("=> BDAT 5 LAST\n=> abcde\\c\n<= 250 queued\n<< 250 queued\n-- sender is read", pair)


def test_a_chunk_that_got_no_memory_is_swallowed() -> None:
    pair, others = nearly_full()
    play(
        f"""
        -- greeted
        -- enveloped
        >> BDAT 6
        >> QU\\c
        -- after 60 s
        >> IT
        << {FULL}
        >> BDAT 0 LAST
        => RSET
        << {FULL}
        <= 250 ok
        -- records: refused
        """,
        pair,
    )
    others.release()
    go_on("-- memory: 0", pair)


def test_a_message_that_outgrows_what_is_left() -> None:
    pair, _ = nearly_full(free=70_000)
    play(
        f"""
        -- greeted
        -- enveloped
        -- content under way
        -- memory: 95536
        >> {{x*66000}}
        -- memory: 30000
        >> .
        => RSET
        << {FULL}
        <= 250 ok
        -- records: refused
        """,
        pair,
    )


def test_what_was_declared_is_reserved() -> None:
    pair, _ = nearly_full(free=5_000)
    play(
        """
        -- greeted
        >> MAIL FROM:<a@x> SIZE=5000
        => MAIL FROM:<a@x> SIZE=5000
        <= 250 ok
        << 250 ok
        >> RCPT TO:<b@y>
        => RCPT TO:<b@y>
        <= 250 ok
        << 250 ok
        -- memory: 95000
        >> DATA
        << 354...
        -- memory: 100000
        >> RSET is content
        >> .
        => BDAT 17 LAST
        => RSET is content
        <= 250 ok
        << 250 ok
        -- memory: 95000
        """,
        pair,
    )


def test_the_sender_goes_while_it_waits() -> None:
    pair, _ = nearly_full()
    play("-- greeted\n-- enveloped\n>> DATA", pair)
    pair.session.lost("gone")
    assert (pair.gateway.budget.waiters, pair.gateway.budget.in_flight) == (0, 100_000)


def test_the_far_side_goes_while_somebody_waits() -> None:
    pair, _ = nearly_full()
    play("-- greeted\n-- enveloped\n>> DATA", pair)
    pair.upstream.lost("gone")
    assert pair.sender.written.startswith(b"421 4.4.2 ")
    assert pair.sender.ended == "closed"
    assert (pair.gateway.budget.waiters, pair.gateway.budget.in_flight) == (0, 100_000)


def test_first_come_first_served() -> None:
    one, others = nearly_full()
    two = Pair(gateway=one.gateway)
    for pair in (one, two):
        one.gateway.dialer = pair
        play("-- greeted\n-- enveloped\n>> DATA", pair)
    others.release()
    assert one.sender.written.startswith(b"354")
    assert two.sender.written == b""  # 65,536 octets are handed out, as many are asked for
    one.session.lost("gone")
    assert two.sender.written.startswith(b"354")


def test_the_kernel_has_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(12, "Cannot allocate memory")

    monkeypatch.setattr("skygw.relay.body.Body.append", full)
    play(f"""
        -- greeted
        -- enveloped
        >> DATA
        << 354...
        >> {{x*100}}
        -- memory: 0
        >> .
        => RSET
        << {FULL}
        <= 250 ok
    """)


def test_the_sender_goes_before_the_recipients_are_answered() -> None:
    """Replies that came after used to reserve memory for a session that was over."""
    play("""
        -- greeted
        >> MAIL FROM:<a@x>
        >> RCPT TO:<b@y>
        >> DATA
        => MAIL FROM:<a@x>
        => RCPT TO:<b@y>
        -- sender goes
        => QUIT
        <= 250 ok
        <= 250 ok
        <= 221 bye
        -- memory: 0
    """)


def test_the_sender_goes_behind_its_last_chunk_before_the_recipients_are_answered() -> None:
    """It used to give a second line in the log."""
    play("""
        -- greeted
        >> MAIL FROM:<a@x>
        >> RCPT TO:<b@y>
        >> BDAT 3 LAST
        >> abc\\c
        => MAIL FROM:<a@x>
        => RCPT TO:<b@y>
        -- sender goes
        => QUIT
        <= 250 ok
        <= 250 ok
        <= 221 bye
        -- records: aborted
        -- memory: 0
    """)
