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
        octets, after = self.ledger.due()
        for act in after:
            act()
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


def test_what_follows_is_called_in_order_and_after_the_reply() -> None:
    row = Row()
    first = row.ledger.owe(then=lambda: row.called.append("first"))
    row.ledger.owe(B, lambda: row.called.append("second"))
    assert (row.due(), row.called) == (b"", [])
    first.reply = A
    octets, after = row.ledger.due()
    assert (octets, row.called, len(after)) == (A.raw + B.raw, [], 2)
    for act in after:
        act()
    assert row.called == ["first", "second"]


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
