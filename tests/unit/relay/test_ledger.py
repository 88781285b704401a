"""One reply for each command, in order."""

from __future__ import annotations

from skygw.relay.ledger import Ledger
from skygw.smtp import Reply

A, B, C = (Reply.of(250, "", text) for text in "ABC")
BYE = Reply.of(421, "", "bye")


class Row:
    def __init__(self) -> None:
        self.counted: list[int] = []
        self.called: list[str] = []
        self.ledger = Ledger(self.counted.append)

    def due(self) -> bytes:
        octets, then = self.ledger.due()
        if then is not None:
            then()
        return octets


def test_nothing_is_owed() -> None:
    row = Row()
    assert (row.due(), len(row.ledger)) == (b"", 0)


def test_what_is_known_goes_out_at_once() -> None:
    row = Row()
    row.ledger.owe(A)
    assert (row.due(), row.counted, len(row.ledger)) == (A.raw, [2], 0)


def test_nothing_overtakes() -> None:
    row = Row()
    first = row.ledger.owe()
    row.ledger.owe(B)
    third = row.ledger.owe()
    assert row.due() == b""
    third.reply = C
    assert row.due() == b""
    first.reply = A
    assert row.due() == A.raw + B.raw + C.raw


def test_nothing_goes_out_with_a_reply_behind_which_something_happens() -> None:
    """What happens is most often the end: after 421 there used to come the replies behind it."""
    row = Row()
    row.ledger.owe(A)
    first = row.ledger.owe(then=lambda: row.called.append("first"))
    row.ledger.owe(C, lambda: row.called.append("second"))
    assert (row.due(), row.called) == (A.raw, [])
    first.reply = B
    octets, then = row.ledger.due()
    assert (octets, row.called) == (B.raw, [])
    assert then is not None
    then()
    assert row.called == ["first"]
    assert (row.due(), row.called) == (C.raw, ["first", "second"])


def test_settled_in_the_place_of_the_first_that_is_open() -> None:
    row = Row()
    row.ledger.owe(A)
    row.ledger.owe()
    row.ledger.owe(C)
    row.ledger.settle(BYE)
    assert (row.due(), row.counted) == (A.raw + BYE.raw, [2, 4])
    assert len(row.ledger) == 0


def test_settled_without_a_debt() -> None:
    row = Row()
    row.ledger.settle(BYE)
    assert row.due() == BYE.raw


def test_a_reply_that_comes_after_is_void() -> None:
    row = Row()
    late = row.ledger.owe(then=lambda: row.called.append("late"))
    row.ledger.settle(BYE)
    late.reply = A
    assert (row.due(), row.called) == (BYE.raw, [])
