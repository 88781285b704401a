from __future__ import annotations

import pytest

from skygw.detect.engine.hits import Exhausted, Work, before, merged, within


def test_merged() -> None:
    assert merged([(5, 8), (0, 2), (2, 3), (7, 9)]) == [(0, 3), (5, 9)]
    assert merged([]) == []


def test_before() -> None:
    assert before([3, 20, 25], 10) == [(0, 3), (10, 25)]
    assert before([], 10) == []


def test_within() -> None:
    assert within([(0, 2), (5, 6), (9, 12)], [(2, 4), (10, 11)]) == [(0, 2), (9, 12)]


def test_steps_end() -> None:
    work = Work(10, 100)
    work.spend(10)
    with pytest.raises(Exhausted):
        work.spend()


def test_time_ends() -> None:
    work = Work(1_000_000, -1)
    with pytest.raises(Exhausted):
        for _ in range(5000):
            work.spend()
