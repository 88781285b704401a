"""Queue and deadlines with a clock that stands still; real children are in tests/wire."""

from __future__ import annotations

from typing import Any

import pytest
from twisted.internet.defer import CancelledError, Deferred

from skygw.detect import DataIdentifierSpec, Report
from skygw.inspect.failures import ScanFailed, ScanOverloaded, ScanTimeout
from skygw.inspect.forkserver import PARSERS
from skygw.inspect.limits import INLINE_OCTETS, ChildLimits, NativeLimits, PoolLimits
from skygw.inspect.plugins import InspectorSpec
from skygw.inspect.pool import InspectionPool
from tests.support.inspection import Child, FakeNursery, PumpedReactor
from tests.support.inspectors import Held

ABC = Held(b"abc")


class Stage:
    """A pool with children that the test plays."""

    def __init__(self, workers: int = 1, **limits: Any) -> None:
        self.reactor = PumpedReactor()
        self.restarts: list[str] = []
        self.pool = InspectionPool(
            self.reactor,
            [DataIdentifierSpec("credit_card")],
            [InspectorSpec("words", "words:Words")],
            workers,
            PoolLimits(**limits),
            {"parts": 10},
            self.restarts.append,
            "pipeline:inspect",
            FakeNursery,  # type: ignore[arg-type]
        )

    def up(self) -> Stage:
        self.pool.start()
        self.nursery.is_ready()
        for child in self.nursery.children:
            child.greets()
        self.reactor.pump()
        return self

    @property
    def nursery(self) -> FakeNursery:
        return FakeNursery.instances[-1]

    @property
    def child(self) -> Child:
        return self.nursery.children[0]

    def scan(self, message: Held = ABC, soft: float = 55.0, hard: float = 300.0, **how: Any) -> list[Any]:
        """A list that gets the result."""
        return results(self.pool.scan(message, soft, hard, **how))

    def answers(self, report: Report | None = None) -> None:
        self.child.answers(report)
        self.reactor.pump()


def results(deferred: Deferred[Any]) -> list[Any]:
    result: list[Any] = []
    deferred.addCallbacks(result.append, lambda failure: result.append(failure.value))
    return result


@pytest.fixture(autouse=True)
def _fresh() -> None:
    FakeNursery.instances.clear()


def test_what_the_fork_server_is_told() -> None:
    stage = Stage(child=ChildLimits(cpu=7.0)).up()
    assert stage.nursery.configuration == {
        "specs": [{"kind": "data_identifier", "type": "credit_card"}],
        "inspectors": [{"name": "words", "reference": "words:Words"}],
        "limits": ChildLimits(cpu=7.0).to_json(),
        "native": NativeLimits().to_json(),
        "settings": {"parts": 10},
        "cache": "",
        "pipeline": "pipeline:inspect",
        "parsers": PARSERS,
    }


def test_first_come_first_served() -> None:
    stage = Stage().up()
    order: list[int] = []
    for number in range(3):
        scan = stage.pool.scan(ABC, 55.0, 300.0)
        scan.addCallback(lambda _report, number=number: order.append(number))
    status = stage.pool.status()
    assert (status.busy, status.queued, status.octets) == (1, 2, 9)
    for _ in range(3):
        stage.answers()
    assert order == [0, 1, 2]
    status = stage.pool.status()
    assert (status.workers, status.alive, status.busy, status.queued, status.octets) == (1, 1, 0, 0, 0)
    assert status.measures == ("rlimits",)
    assert stage.reactor.getDelayedCalls() == []


def test_waiting_for_the_first_child() -> None:
    stage = Stage()
    result = stage.scan()
    assert stage.pool.status().measures == ()
    stage.up().answers()
    assert result == [Report()]


def test_deadline_while_it_waits() -> None:
    stage = Stage()
    result = stage.scan(keep_going=True)
    stage.reactor.advance(54.9)
    assert result == []
    stage.reactor.advance(0.1)
    [error] = result
    assert isinstance(error, ScanTimeout)
    assert (error.reason, error.late) == ("queued", None)
    assert (stage.pool.status().queued, stage.pool.status().octets) == (0, 0)


def test_deadline_at_work() -> None:
    stage = Stage().up()
    result = stage.scan()
    stage.reactor.advance(55.0)
    [error] = result
    assert isinstance(error, ScanTimeout)
    assert (error.reason, error.late) == ("deadline", None)
    assert stage.nursery.killed == [stage.child.worker]
    stage.nursery.dies(stage.child, -9)
    assert stage.restarts == ["deadline"]


def test_the_hard_deadline_is_the_earlier_one_if_it_is_earlier() -> None:
    stage = Stage().up()
    result = stage.scan(soft=55.0, hard=10.0, keep_going=True)
    stage.reactor.advance(10.0)
    assert (result[0].reason, result[0].late) == ("deadline", None)


def test_no_time_at_all() -> None:
    stage = Stage().up()
    result = stage.scan(soft=-1.0)
    stage.reactor.advance(0.0)
    assert isinstance(result[0], ScanTimeout)


def test_late_report() -> None:
    stage = Stage().up()
    result = stage.scan(keep_going=True)
    stage.reactor.advance(55.0)
    late = results(result[0].late)
    assert (stage.nursery.killed, stage.pool.status().octets) == ([], 3)
    stage.reactor.advance(200.0)
    stage.answers()
    assert late == [Report()]
    assert (stage.pool.status().octets, stage.reactor.getDelayedCalls()) == (0, [])


def test_late_and_never() -> None:
    stage = Stage().up()
    result = stage.scan(keep_going=True)
    stage.reactor.advance(55.0)
    late = results(result[0].late)
    stage.reactor.advance(244.9)
    assert late == []
    stage.reactor.advance(0.2)
    assert late[0].reason == "hard_deadline"
    assert stage.nursery.killed == [stage.child.worker]


def test_late_and_not_wanted_any_more() -> None:
    stage = Stage().up()
    result = stage.scan(keep_going=True)
    stage.reactor.advance(55.0)
    late = results(result[0].late)
    result[0].late.cancel()
    assert isinstance(late[0], CancelledError)
    assert stage.nursery.killed == [stage.child.worker]
    assert (stage.pool.status().octets, stage.reactor.getDelayedCalls()[1:]) == (0, [])


def test_cancelled_while_it_waits() -> None:
    stage = Stage().up()
    first = stage.scan()
    scan = stage.pool.scan(ABC, 55.0, 300.0)
    second = results(scan)
    scan.cancel()
    assert isinstance(second[0], CancelledError)
    stage.answers()
    assert first == [Report()]
    assert (stage.nursery.killed, stage.pool.status().octets) == ([], 0)


def test_cancelled_at_work() -> None:
    stage = Stage().up()
    scan = stage.pool.scan(ABC, 55.0, 300.0)
    result = results(scan)
    scan.cancel()
    assert isinstance(result[0], CancelledError)
    stage.nursery.dies(stage.child, -9)
    assert stage.restarts == ["cancelled"]


def test_overload() -> None:
    stage = Stage(queue=2, budget_octets=10).up()
    assert stage.scan(Held(b"x" * 20)) == []  # over the budget, but alone
    assert [error.reason for error in stage.scan()] == ["budget"]
    stage.answers()
    results_of_three = [stage.scan() for _ in range(3)]
    assert [error.reason for error in stage.scan()] == ["queue"]
    for _ in range(3):
        stage.answers()
    assert results_of_three == [[Report()]] * 3
    assert isinstance(stage.scan(Held(b"")), list)


def test_no_descriptor_left_fails_that_message_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_message: object) -> int:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr("skygw.inspect.worker.descriptor_of", refuse)
    stage = Stage().up()
    [error] = stage.scan(Held(b"x" * (INLINE_OCTETS + 1)))
    assert isinstance(error, ScanFailed)
    assert (error.reason, error.detail) == ("resources", "Too many open files")
    result = stage.scan()
    stage.answers()
    assert result == [Report()]


def test_stop_lets_them_finish() -> None:
    stage = Stage().up()
    first, second = stage.scan(), stage.scan()
    stopped = results(stage.pool.stop(30.0))
    [error] = stage.scan()
    assert isinstance(error, ScanOverloaded)
    assert error.reason == "stopping"
    stage.answers()
    assert (first, second, stopped) == ([Report()], [], [])
    stage.answers()
    assert (second, stopped) == ([Report()], [None])
    assert stage.reactor.getDelayedCalls() == []


def test_stop_waits_no_longer_than_its_deadline() -> None:
    stage = Stage().up()
    first, second = stage.scan(), stage.scan()
    stopped, again = results(stage.pool.stop(30.0)), results(stage.pool.stop(1.0))
    stage.reactor.advance(29.9)
    assert (first, second, stopped) == ([], [], [])
    stage.reactor.advance(0.1)
    assert [result[0].reason for result in (first, second)] == ["stopped", "stopped"]
    assert (stopped, again, stage.restarts) == ([None], [None], [])
    assert stage.reactor.getDelayedCalls() == []


def test_stop_with_nothing_to_do_and_once_more() -> None:
    stage = Stage().up()
    assert results(stage.pool.stop(30.0)) == [None]
    assert results(stage.pool.stop(30.0)) == [None]
