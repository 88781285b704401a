from __future__ import annotations

import contextlib
from collections.abc import Iterator

from skygw.extract import Outcome
from skygw.extract.budget import Overtime
from skygw.inspect.effort import Effort


class Watched:
    """An effort whose clock goes on by what each step takes; the guard ends a step that takes more."""

    def __init__(self, part: float = 10.0, message: float = 30.0) -> None:
        self.now = 0.0
        self.told: list[Outcome] = []
        self.guarded: list[float] = []
        self.effort = Effort(self.guard, part, message, self.told.append, lambda: self.now)

    @contextlib.contextmanager
    def guard(self, seconds: float) -> Iterator[None]:
        self.guarded.append(seconds)
        begun = self.now
        yield
        if self.now - begun > seconds:
            raise Overtime

    def step(self, part: int, seconds: float) -> str:
        def work() -> str:
            self.now += seconds
            return "done"

        return self.effort.step(part, work, "instead")


def test_steps_within_the_effort() -> None:
    watched = Watched()
    assert [watched.step(1, 4.0), watched.step(1, 5.0), watched.step(2, 9.0)] == ["done"] * 3
    assert watched.guarded == [10.0, 6.0, 10.0]
    assert watched.told == []


def test_a_step_that_takes_too_long_costs_its_part_alone() -> None:
    watched = Watched()
    assert watched.step(1, 11.0) == "instead"
    assert watched.step(1, 1.0) == "instead"
    assert watched.step(2, 1.0) == "done"
    assert watched.told == [Outcome.TIMEOUT, Outcome.TIMEOUT]


def test_the_message_has_an_end_too() -> None:
    watched = Watched(message=15.0)
    assert watched.step(1, 9.0) == "done"
    assert watched.step(2, 9.0) == "instead"
    assert watched.effort.spent
    assert watched.step(3, 1.0) == "instead"


def test_what_was_spent_otherwise_counts() -> None:
    watched = Watched()
    watched.effort.take(29.0)
    assert watched.step(1, 2.0) == "instead"


def test_a_step_without_memory_costs_itself() -> None:
    watched = Watched()

    def work() -> str:
        raise MemoryError

    assert watched.effort.step(1, work, "instead") == "instead"
    assert watched.told == [Outcome.LIMIT]
    assert watched.step(1, 1.0) == "done"
