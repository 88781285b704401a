"""A deadline that moves often and strikes once."""

from __future__ import annotations

from twisted.internet.task import Clock

from skygw.relay.deadline import Deadline


class Struck:
    def __init__(self) -> None:
        self.clock = Clock()
        self.at: list[float] = []
        self.deadline = Deadline(self.clock, lambda: self.at.append(self.clock.seconds()))

    def pass_time(self, seconds: float, step: float = 0.5) -> None:
        self.clock.pump([step] * round(seconds / step))


def test_it_strikes_once_and_in_time() -> None:
    struck = Struck()
    struck.deadline.within(10)
    struck.pass_time(30)
    assert struck.at == [10.0]
    assert not struck.clock.getDelayedCalls()


def test_it_moves_on() -> None:
    struck = Struck()
    struck.deadline.within(10)
    for _ in range(5):
        struck.pass_time(5)
        struck.deadline.within(10)
        assert len(struck.clock.getDelayedCalls()) == 1
    struck.pass_time(30)
    assert struck.at == [35.0]


def test_it_moves_nearer() -> None:
    struck = Struck()
    struck.deadline.within(10)
    struck.deadline.at(3)
    struck.pass_time(30)
    assert struck.at == [3.0]


def test_nearer_and_away_again() -> None:
    struck = Struck()
    struck.deadline.within(10)
    struck.deadline.within(3)
    struck.deadline.within(8)
    struck.pass_time(30)
    assert struck.at == [8.0]


def test_a_moment_that_has_passed() -> None:
    struck = Struck()
    struck.pass_time(10)
    struck.deadline.at(3)
    struck.clock.advance(0)
    assert struck.at == [10.0]


def test_cleared_and_set_again() -> None:
    struck = Struck()
    struck.deadline.within(10)
    struck.deadline.clear()
    struck.pass_time(5)
    struck.deadline.within(20)
    struck.pass_time(40)
    assert struck.at == [25.0]


def test_cleared_for_good() -> None:
    struck = Struck()
    struck.deadline.within(10)
    struck.deadline.clear()
    struck.pass_time(30)
    assert struck.at == []
    assert not struck.clock.getDelayedCalls()


def test_stopped_nothing_is_left() -> None:
    struck = Struck()
    struck.deadline.stop()
    struck.deadline.within(10)
    struck.deadline.stop()
    assert not struck.clock.getDelayedCalls()
    struck.pass_time(30)
    struck.deadline.within(1)
    struck.pass_time(1)
    assert struck.at == [31.0]


def test_set_again_while_it_strikes() -> None:
    clock = Clock()
    struck: list[float] = []

    def strike() -> None:
        struck.append(clock.seconds())
        deadline.within(5)

    deadline = Deadline(clock, strike)
    deadline.within(5)
    clock.pump([1] * 16)
    assert struck == [5.0, 10.0, 15.0]


def test_stopped_while_it_strikes() -> None:
    clock = Clock()
    deadline = Deadline(clock, lambda: deadline.stop())
    deadline.within(5)
    clock.advance(5)
    assert not clock.getDelayedCalls()
