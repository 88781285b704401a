"""Memory handed out in the order of asking."""

from __future__ import annotations

import pytest

from skygw.errors import LocalProtocolError
from skygw.relay.budget import MemoryBudget, Reservation


class Asked:
    """Who asked, and who has been told."""

    def __init__(self, limit: int = 100) -> None:
        self.budget = MemoryBudget(limit)
        self.granted: list[str] = []

    def reserve(self, octets: int, name: str = "") -> Reservation:
        return self.budget.reserve(octets, lambda: self.granted.append(name))


def test_what_is_free_is_held_at_once() -> None:
    asked = Asked()
    one = asked.reserve(60, "one")
    assert not one.waiting
    assert asked.granted == []  # nobody waited, nobody is told
    assert (asked.budget.in_flight, asked.budget.free, one.octets) == (60, 40, 60)
    one.release()
    assert (asked.budget.in_flight, one.octets) == (0, 0)


def test_releasing_twice_does_nothing() -> None:
    asked = Asked()
    one = asked.reserve(60)
    one.release()
    one.release()
    assert asked.budget.free == 100


def test_first_come_first_served() -> None:
    asked = Asked()
    holder = asked.reserve(90)
    asked.reserve(50, "large")
    asked.reserve(5, "small")  # would fit, but comes later
    assert (asked.budget.waiters, asked.granted) == (2, [])
    holder.release()
    assert (asked.budget.waiters, asked.granted) == (0, ["large", "small"])
    assert asked.budget.in_flight == 55


def test_the_first_of_a_row_lets_the_rest_wait() -> None:
    asked = Asked()
    holders = [asked.reserve(50), asked.reserve(50)]
    asked.reserve(80, "large")
    asked.reserve(10, "small")
    holders[0].release()
    assert asked.granted == []
    holders[1].release()
    assert asked.granted == ["large", "small"]


def test_who_gives_up_is_not_told_and_lets_others_by() -> None:
    asked = Asked()
    asked.reserve(90)
    impatient = asked.reserve(50, "impatient")
    patient = asked.reserve(10, "patient")
    impatient.release()
    assert asked.granted == ["patient"]
    assert not impatient.waiting
    assert not patient.waiting
    assert asked.budget.in_flight == 100


def test_more_than_there_is_waits_for_all_of_it() -> None:
    asked = Asked()
    holder = asked.reserve(1)
    greedy = asked.reserve(1000, "greedy")
    assert greedy.waiting
    holder.release()
    assert (greedy.octets, asked.budget.free) == (100, 0)


def test_growing_goes_before_those_who_wait_and_never_waits() -> None:
    asked = Asked()
    one = asked.reserve(50)
    asked.reserve(60, "two")
    assert one.grow(50)
    assert one.octets == 100
    assert not one.grow(1)
    assert (one.octets, asked.budget.free) == (100, 0)
    one.release()
    assert asked.granted == ["two"]


def test_who_waits_cannot_grow() -> None:
    asked = Asked()
    asked.reserve(100)
    with pytest.raises(LocalProtocolError):
        asked.reserve(1).grow(1)


def test_a_release_within_a_grant() -> None:
    asked = Asked()
    holder = asked.reserve(100)
    kept: list[Reservation] = []
    kept.append(asked.budget.reserve(100, lambda: kept[0].release()))
    asked.reserve(100, "last")
    holder.release()
    assert asked.granted == ["last"]
    assert asked.budget.in_flight == 100


def test_another_limit_while_memory_is_handed_out() -> None:
    asked = Asked()
    holder = asked.reserve(90)
    asked.reserve(100, "all")
    asked.budget.resize(50)
    assert (asked.budget.free, asked.granted) == (-40, [])
    assert not holder.grow(1)
    holder.release()
    assert (asked.granted, asked.budget.free) == (["all"], 0)  # all that there is now


def test_a_larger_limit_lets_somebody_in() -> None:
    asked = Asked()
    asked.reserve(100)
    asked.reserve(50, "next")
    asked.budget.resize(200)
    assert (asked.granted, asked.budget.in_flight) == (["next"], 150)


def test_a_larger_limit_lets_in_who_waits() -> None:
    asked = Asked(100)
    asked.reserve(80)
    waiting = asked.reserve(60, "waiting")
    asked.budget.resize(140)
    assert (waiting.waiting, asked.granted, asked.budget.free) == (False, ["waiting"], 0)


def test_a_smaller_limit_takes_nothing_back_and_never_asks_for_more_than_there_is() -> None:
    asked = Asked(100)
    held = asked.reserve(80)
    waiting = asked.reserve(90, "waiting")
    asked.budget.resize(50)
    assert (held.octets, asked.budget.in_flight, asked.budget.free) == (80, 80, -30)
    assert not held.grow(1)
    held.release()
    assert (waiting.octets, asked.granted, asked.budget.free) == (50, ["waiting"], 0)
