from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

from skygw.inspect.crew import Crew
from skygw.inspect.failures import InspectionUnavailable
from skygw.inspect.limits import ChildLimits, PoolLimits
from skygw.inspect.worker import State
from tests.support.inspection import FakeNursery, PumpedReactor
from tests.support.inspectors import Held

LIMITS = PoolLimits(start=60.0, backoff=1.0, backoff_max=4.0, grace=5.0, child=ChildLimits(messages=3))


class Stage:
    """A crew with fake fork servers, and what it told."""

    def __init__(self, size: int = 2) -> None:
        self.reactor = PumpedReactor()
        self.restarts: list[str] = []
        self.freed = 0
        self.crew = Crew(
            self.reactor,
            {"specs": []},
            size,
            LIMITS,
            self._free,
            self.restarts.append,
            FakeNursery,  # type: ignore[arg-type]
        )
        self.started: Deferred[None] = self.crew.start()
        self.result: list[object] = []
        self.started.addBoth(self.result.append)

    def _free(self) -> None:
        self.freed += 1

    @property
    def nursery(self) -> FakeNursery:
        return FakeNursery.instances[-1]

    def up(self) -> Stage:
        """Every child is ready."""
        self.nursery.is_ready()
        for child in self.nursery.children:
            child.greets()
        self.reactor.pump()
        return self

    def scanned(self) -> None:
        """One child gets a message and answers."""
        worker = self.crew.take()
        assert worker is not None
        worker.scan(Held(b"abc"), lambda _outcome: None)
        next(child for child in self.nursery.children if child.worker is worker).answers()
        self.reactor.pump()

    def failure(self) -> InspectionUnavailable:
        [result] = self.result
        assert isinstance(result, Failure)
        assert isinstance(result.value, InspectionUnavailable)
        return result.value


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    FakeNursery.instances.clear()
    FakeNursery.cannot_open = None
    yield
    FakeNursery.cannot_open = None


def test_start_fires_with_the_first_child() -> None:
    stage = Stage()
    assert stage.nursery.configuration == {"specs": []}
    stage.nursery.is_ready()
    assert len(stage.nursery.children) == 2
    assert stage.result == []
    stage.nursery.children[1].greets()
    stage.reactor.pump()
    assert (stage.result, stage.freed) == ([None], 1)
    assert stage.reactor.getDelayedCalls() == []


def test_take_gives_each_child_once() -> None:
    stage = Stage().up()
    first, second = stage.crew.take(), stage.crew.take()
    assert first is not None
    assert second is not None
    assert {first, second} == stage.crew.workers
    assert stage.crew.take() is None
    stage.crew.give_back(first)
    assert stage.crew.take() is first


def test_take_passes_over_those_that_are_ending() -> None:
    stage = Stage(1).up()
    [worker] = stage.crew.workers
    worker.end("deadline")
    assert stage.crew.take() is None


def test_a_child_that_died_at_work_is_replaced_at_once() -> None:
    stage = Stage(1).up()
    worker = stage.crew.take()
    assert worker is not None
    worker.scan(Held(b"abc"), lambda _outcome: None)
    stage.nursery.dies(stage.nursery.children[0], -11)
    assert (stage.restarts, stage.crew.restarts) == (["crash"], {"crash": 1})
    assert len(stage.nursery.children) == 1
    assert stage.nursery.children[0].worker.number == 2


def test_a_lost_reader_is_counted_and_costs_no_child() -> None:
    stage = Stage(1).up()
    stage.crew.reader_lost("crash")
    assert stage.restarts == ["reader-crash"]
    assert len(stage.crew.workers) == 1


def test_a_child_to_be_killed() -> None:
    stage = Stage(1).up()
    stage.scanned()
    [worker] = stage.crew.workers
    worker.end("deadline")
    assert stage.nursery.killed == [worker]
    stage.nursery.dies(stage.nursery.children[0], -9)
    assert stage.restarts == ["deadline"]
    assert stage.reactor.getDelayedCalls() == []


def test_a_fork_server_that_does_not_kill_is_destroyed() -> None:
    stage = Stage(1).up()
    stage.scanned()
    [worker] = stage.crew.workers
    worker.end("deadline")
    stage.reactor.advance(4.9)
    assert not stage.nursery.destroyed
    stage.reactor.advance(0.2)
    assert stage.nursery.destroyed


def test_children_that_die_before_their_first_message_are_replaced_with_back_off() -> None:
    stage = Stage(1).up()
    pauses = []
    for _ in range(4):
        stage.nursery.dies(stage.nursery.children[0], -31)
        [call] = stage.reactor.getDelayedCalls()
        pauses.append(call.getTime() - stage.reactor.seconds())
        assert stage.nursery.children == []
        assert stage.crew.problem == "an inspection child died before its first message: killed by SIGSYS"
        stage.reactor.advance(pauses[-1])
        assert len(stage.nursery.children) == 1
    assert pauses == [1.0, 2.0, 4.0, 4.0]
    assert stage.restarts == ["start"] * 4
    stage.nursery.children[0].greets()
    stage.reactor.pump()
    assert stage.crew.problem == ""
    stage.scanned()  # the first answer ends the back-off
    stage.nursery.collapses()
    [call] = stage.reactor.getDelayedCalls()
    assert call.getTime() - stage.reactor.seconds() == 1.0


def test_start_fails_when_children_keep_dying() -> None:
    stage = Stage(1)
    stage.nursery.is_ready()
    for _ in range(2):
        stage.nursery.dies(stage.nursery.children[0], 1)
        stage.reactor.advance(4.0)
    stage.nursery.dies(stage.nursery.children[0], 1)
    assert str(stage.failure()) == (
        "inspection: an inspection child died before its first message: exit status 1"
    )
    assert stage.reactor.getDelayedCalls() == []


def test_start_fails_when_the_fork_server_ends() -> None:
    stage = Stage()
    stage.nursery.collapses("inspector words", "FileNotFoundError: no such table")
    assert (stage.failure().what, stage.failure().detail) == (
        "inspector words",
        "FileNotFoundError: no such table",
    )
    assert stage.reactor.getDelayedCalls() == []


def test_start_fails_when_the_fork_server_cannot_be_launched() -> None:
    FakeNursery.cannot_open = OSError(12, "Cannot allocate memory")
    assert str(Stage().failure()) == "the fork server: cannot be started: Cannot allocate memory"


def test_start_takes_too_long() -> None:
    stage = Stage()
    stage.nursery.is_ready()
    stage.reactor.advance(60.0)
    assert str(stage.failure()) == "inspection: no child was ready after 60 s"
    assert stage.nursery.children == []


def test_start_cancelled() -> None:
    stage = Stage()
    stage.nursery.is_ready()
    stage.started.cancel()
    assert str(stage.failure()) == "inspection: stopped before it was ready"
    assert stage.nursery.children == []


def test_the_fork_server_is_started_anew_with_back_off() -> None:
    stage = Stage().up()
    first = stage.nursery
    first.collapses()
    assert (stage.restarts, stage.crew.problem) == (["forkserver"], "the fork server: killed by SIGKILL")
    assert (stage.crew.workers, stage.crew.take()) == (frozenset(), None)
    stage.reactor.advance(1.0)
    assert stage.nursery is not first
    stage.nursery.collapses("inspector words", "FileNotFoundError")
    assert stage.crew.problem == "inspector words: FileNotFoundError"
    stage.reactor.advance(1.9)
    assert len(FakeNursery.instances) == 2
    stage.reactor.advance(0.1)
    stage.up()
    assert (len(stage.crew.workers), stage.crew.problem) == (2, "")


def test_children_of_a_dead_fork_server_are_not_counted_one_by_one() -> None:
    stage = Stage().up()
    worker = stage.crew.take()
    assert worker is not None
    worker.scan(Held(b"abc"), lambda _outcome: None)
    stage.nursery.collapses()
    assert stage.restarts == ["forkserver"]
    assert worker.state is State.GONE


def test_no_descriptor_for_a_child(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> Any:
        raise OSError(24, "Too many open files")

    stage = Stage(1).up()
    stage.scanned()
    with monkeypatch.context() as patch:
        patch.setattr("skygw.inspect.crew.pair", refuse)
        stage.nursery.dies(stage.nursery.children[0], -11)
        assert stage.crew.problem == "a child cannot be ordered: Too many open files"
    stage.reactor.advance(1.0)
    assert len(stage.nursery.children) == 1


def test_stop() -> None:
    stage = Stage().up()
    stopped = stage.crew.stop()
    assert stopped.called
    assert (stage.crew.workers, stage.restarts) == (frozenset(), [])
    assert stage.reactor.getDelayedCalls() == []
    assert stage.crew.stop().called


def test_stop_while_it_waits_to_start_anew() -> None:
    stage = Stage().up()
    stage.nursery.collapses()
    assert stage.crew.stop().called
    assert stage.reactor.getDelayedCalls() == []
