from __future__ import annotations

from typing import Any

import pytest
from twisted.internet.defer import CancelledError, Deferred, succeed
from twisted.internet.task import Clock

from skygw.detect import Facts, Finding, Report
from skygw.inspect.failures import InspectionUnavailable, ScanFailed, ScanOverloaded, ScanTimeout
from skygw.inspect.gateway import Inspection
from skygw.inspect.message import HeldMessage, Message
from skygw.inspect.plugins import InspectorSpec
from tests.support.inspectors import Asking, Held

REPORT = Report(findings=(Finding(type="card", detector="0123"),), facts=Facts(size=3))
FOUND = Finding(type="classified", detector="asking")


class FakePool:
    """Children that answer when the test says so."""

    def __init__(self) -> None:
        self.scans: list[tuple[float, float, bool]] = []
        self.answer: Deferred[Report] = Deferred()
        self.started = self.stopped = 0

    def start(self) -> Deferred[None]:
        self.started += 1
        return succeed(None)

    def scan(
        self, message: HeldMessage, deadline: float, hard_deadline: float, keep_going: bool = False
    ) -> Deferred[Report]:
        self.scans.append((deadline, hard_deadline, keep_going))
        return self.answer

    def stop(self, deadline: float = 0.0) -> Deferred[None]:
        self.stopped += 1
        return succeed(None)

    def status(self) -> Any:
        return "status"


class Raising:
    name = "raising"

    async def inspect(self, message: Message) -> list[Finding]:
        raise KeyError("4111")


class Unready:
    name = "unready"

    async def prepare(self) -> None:
        raise ConnectionRefusedError("icap.example:1344")

    async def inspect(self, message: Message) -> list[Finding]:
        return []


class Stage:
    """An inspection with fake children."""

    def __init__(self, *names: str) -> None:
        self.clock = Clock()
        self.pool = FakePool()
        specs = []
        for name in names:
            module = __name__ if name in ("Raising", "Unready") else "tests.support.inspectors"
            specs.append(InspectorSpec(name.lower(), f"{module}:{name}", True))
        self.inspection = Inspection(self.clock, self.pool, specs)

    def up(self) -> Stage:
        assert results(Deferred.fromCoroutine(self.inspection.start())) == [None]
        return self

    def scan(self, **how: Any) -> list[Any]:
        return results(self.inspection.scan(Held(b"abc"), 55.0, 300.0, **how))

    @property
    def question(self) -> Deferred[object]:
        return Asking.questions[-1]

    def quiet(self) -> None:
        """Nothing is left behind: no timer, nobody who is still asked."""
        assert self.clock.getDelayedCalls() == []
        assert all(question.called for question in Asking.questions)
        assert self.pool.answer.called


def results(deferred: Deferred[Any]) -> list[Any]:
    result: list[Any] = []
    deferred.addCallbacks(result.append, lambda failure: result.append(failure.value))
    return result


@pytest.fixture(autouse=True)
def _fresh() -> None:
    Asking.questions.clear()
    Asking.cancelled = 0


def test_without_asynchronous_inspectors_it_is_the_pool() -> None:
    stage = Stage().up()
    assert stage.inspection.scan(Held(b"abc"), 1.0, 2.0, True) is stage.pool.answer
    assert stage.pool.scans == [(1.0, 2.0, True)]
    assert stage.inspection.status() == "status"
    assert results(stage.inspection.stop(1.0)) == [None]
    assert (stage.pool.started, stage.pool.stopped) == (1, 1)


@pytest.mark.parametrize("children_first", [True, False])
def test_findings_of_all(children_first: bool) -> None:
    stage = Stage("Asking", "Promising").up()
    result = stage.scan()
    answers = [
        lambda: stage.pool.answer.callback(REPORT),
        lambda: stage.question.callback([Finding(type="classified", detector="forged")]),
    ]
    first, second = answers if children_first else reversed(answers)
    first()
    assert result == []
    second()
    [report] = result
    assert report.facts == REPORT.facts
    assert set(report.findings) == {
        *REPORT.findings,
        FOUND,
        Finding(type="promise", count=3, detector="promising"),
    }
    stage.quiet()


def test_prepare_fails() -> None:
    stage = Stage("Unready")
    [error] = results(Deferred.fromCoroutine(stage.inspection.start()))
    assert isinstance(error, InspectionUnavailable)
    assert str(error) == "inspector unready: ConnectionRefusedError: icap.example:1344"
    assert stage.pool.started == 0


def test_an_exception_fails_the_scan_without_its_text() -> None:
    stage = Stage("Asking", "Raising").up()
    [error] = stage.scan()
    assert isinstance(error, ScanFailed)
    assert (error.reason, error.inspector) == ("inspector", "raising")
    assert error.detail.startswith("KeyError at test_gateway.py")
    assert "4111" not in str(error)
    stage.quiet()


def test_a_failure_that_comes_later() -> None:
    stage = Stage("Asking").up()
    result = stage.scan()
    stage.question.errback(ConnectionError("4111"))
    assert isinstance(result[0], ScanFailed)
    assert result[0].inspector == "asking"
    stage.quiet()


def test_a_wrong_answer_fails_the_scan() -> None:
    stage = Stage("Asking").up()
    result = stage.scan()
    stage.question.callback(None)
    assert isinstance(result[0], ScanFailed)
    assert "returned NoneType" in result[0].detail
    stage.quiet()


def test_the_children_fail() -> None:
    stage = Stage("Asking").up()
    result = stage.scan()
    stage.pool.answer.errback(ScanFailed("crash"))
    assert result[0].reason == "crash"
    assert Asking.cancelled == 1
    stage.quiet()


def test_nobody_is_asked_when_the_pool_is_full() -> None:
    stage = Stage("Asking").up()
    stage.pool.answer.errback(ScanOverloaded("queue"))
    result = stage.scan()
    assert isinstance(result[0], ScanOverloaded)
    assert Asking.questions == []
    stage.quiet()


def test_children_that_answer_at_once_do_not_spare_the_inspectors() -> None:
    stage = Stage("Asking").up()
    stage.pool.answer.callback(REPORT)
    result = stage.scan()
    assert result == []
    stage.question.callback([FOUND])
    assert result[0].findings == (*REPORT.findings, FOUND)


def test_an_inspector_is_too_late() -> None:
    stage = Stage("Asking").up()
    result = stage.scan()
    stage.pool.answer.callback(REPORT)
    stage.clock.advance(55.0)
    [error] = result
    assert isinstance(error, ScanTimeout)
    assert (error.reason, error.inspector, error.late) == ("deadline", "asking", None)
    assert Asking.cancelled == 1
    stage.quiet()


def test_an_inspector_is_too_late_and_what_is_known_is_reported() -> None:
    stage = Stage("Asking", "Promising").up()
    result = stage.scan(keep_going=True)
    stage.pool.answer.callback(REPORT)
    stage.clock.advance(55.0)
    [late] = results(result[0].late)
    assert late.status == "limited"
    assert [finding.type for finding in late.findings] == ["card", "promise"]
    stage.quiet()


@pytest.mark.parametrize(("answered", "status"), [(True, "completed"), (False, "limited")])
def test_the_children_are_late_and_go_on(answered: bool, status: str) -> None:
    stage = Stage("Asking").up()
    result = stage.scan(keep_going=True)
    if answered:
        stage.question.callback([FOUND])
    going_on: Deferred[Report] = Deferred()
    stage.pool.answer.errback(ScanTimeout("deadline", late=going_on))
    assert isinstance(result[0], ScanTimeout)
    late = results(result[0].late)
    stage.quiet()
    going_on.callback(REPORT)
    assert late[0].status == status
    assert len(late[0].findings) == (2 if answered else 1)


def test_a_status_that_says_more_is_kept() -> None:
    stage = Stage("Asking").up()
    result = stage.scan(keep_going=True)
    stage.pool.answer.callback(Report(status="oversize"))
    stage.clock.advance(55.0)
    assert results(result[0].late)[0].status == "oversize"


def test_cancelled() -> None:
    stage = Stage("Asking").up()
    scan = stage.inspection.scan(Held(b"abc"), 55.0, 300.0)
    result = results(scan)
    scan.cancel()
    assert isinstance(result[0], CancelledError)
    assert Asking.cancelled == 1
    stage.quiet()


def test_answers_after_the_end_are_ignored() -> None:
    stage = Stage("Asking", "Promising").up()
    result = stage.scan()
    question = stage.question
    question._canceller = lambda deferred: deferred.callback([FOUND])  # one that answers when it is cancelled
    stage.pool.answer.errback(ScanFailed("crash"))
    assert [type(outcome) for outcome in result] == [ScanFailed]
