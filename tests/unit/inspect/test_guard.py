from __future__ import annotations

import re
import signal
import time
from collections.abc import Callable, Iterator

import pytest

from skygw.extract import Budget, Leaf, Outcome, extract, formats
from skygw.extract.budget import Allowance, Overtime
from skygw.extract.found import Found
from skygw.inspect.guard import CPUGuard
from tests.support.kernels import in_child

#: Seconds after which a test has failed.
HANGS = 20


@pytest.fixture
def guard() -> Iterator[CPUGuard]:
    before = signal.getsignal(signal.SIGPROF)
    yield CPUGuard()
    signal.setitimer(signal.ITIMER_PROF, 0.0)
    signal.signal(signal.SIGPROF, before)


def burn(seconds: float) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def ends(act: Callable[[], object]) -> bool:
    """Whether this ends well in a process of its own: a guard that does nothing is to fail a test, not to
    hang all of them."""
    return in_child(act, lambda: signal.alarm(HANGS)) == 0


def test_a_loop_is_interrupted(guard: CPUGuard) -> None:
    def act() -> None:
        with pytest.raises(Overtime), guard(0.02):
            while True:
                pass

    assert ends(act)


def test_a_single_call_of_re_is_interrupted(guard: CPUGuard) -> None:
    def act() -> None:
        with pytest.raises(Overtime), guard(0.02):
            re.match("(a*)*b", "a" * 40)

    assert ends(act)


def test_who_is_in_time_is_left_alone(guard: CPUGuard) -> None:
    with guard(5.0):
        burn(0.01)
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)


def test_nothing_happens_outside_of_the_block(guard: CPUGuard) -> None:
    with guard(0.02):
        pass
    burn(0.05)
    with pytest.raises(Overtime), guard(0.02):
        burn(5.0)
    burn(0.05)
    signal.raise_signal(signal.SIGPROF)  # one that was under way
    with pytest.raises(ValueError), guard(5.0):
        raise ValueError
    signal.raise_signal(signal.SIGPROF)


def test_once_at_most(guard: CPUGuard) -> None:
    """Whoever cleans up after it has time for that."""
    with pytest.raises(Overtime), guard(5.0):
        try:
            signal.raise_signal(signal.SIGPROF)
        finally:
            signal.raise_signal(signal.SIGPROF)


def test_waiting_costs_nothing(guard: CPUGuard) -> None:
    with guard(0.02):
        time.sleep(0.05)  # CPU is counted, no clock on the wall


def stubborn(_leaf: Leaf, _allowance: Allowance) -> Iterator[Found]:
    yield "text before"
    try:
        re.match("(a*)*b", "a" * 40)
    except Exception:
        yield "caught"
    while True:
        pass


def test_a_leaf_that_never_pauses_keeps_what_was_found(
    guard: CPUGuard, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = formats.Plan("stubborn", (stubborn,))
    monkeypatch.setattr(formats, "plan", lambda _leaf, _allowance: plan)
    monkeypatch.setattr("skygw.extract.reading._GRACE", 0.0)
    budget = Budget(guard=guard, cpu_seconds=0.05, clock=lambda: 0.0)

    def act() -> None:
        extraction = extract(Leaf(b"x"), budget)
        assert (extraction.outcome, extraction.texts) == (Outcome.TIMEOUT, ("text before",))
        monkeypatch.undo()
        assert extract(Leaf(b"another"), Budget(guard=guard)).texts == ("another",)

    assert ends(act)
