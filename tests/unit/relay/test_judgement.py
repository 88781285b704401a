"""From a report, or from the lack of one, to what is to become of a message."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from twisted.internet.defer import Deferred

from skygw.mail.envelope import Envelope
from skygw.policy import Action, Failure, FailureAction, RecipientVerdict, Verdict
from skygw.relay.body import Body
from skygw.relay.judgement import Ruling, ScanFailedError, inspected, uninspected
from tests.support.legs import ScriptedInspection, blocked, headed

ENVELOPE = Envelope(b"a@x", (b"b@y",))


class Judged:
    def __init__(
        self, inspection: ScriptedInspection, limit: int = 1000, fatal: Callable[[], bool] = lambda: False
    ) -> None:
        self.inspection = inspection
        body = Body()
        body.append(b"x" * 100)
        ruling = inspected(
            inspection, ENVELOPE, body, limit=limit, seconds=5.0, transaction="t-1", fatal=fatal
        )
        self.result: list[Ruling] = []
        self.errors: list[BaseException] = []
        deferred: Deferred[Ruling] = Deferred.fromCoroutine(ruling)
        deferred.addCallback(self.result.append)
        deferred.addErrback(lambda failure: self.errors.append(failure.value))
        self.deferred = deferred


def doubtful(action: FailureAction, failure: Failure) -> Verdict:
    return Verdict((RecipientVerdict(failure=action),), failure=failure)


def test_a_report_gives_a_verdict() -> None:
    judged = Judged(ScriptedInspection())
    assert judged.result == []
    judged.inspection.report()
    (ruling,) = judged.result
    assert (ruling.status, ruling.refusal, ruling.version, ruling.problem) == ("completed", None, "test", "")
    assert judged.inspection.seconds == [5.0]


def test_a_message_that_killed_its_reader_too_often_is_unscannable() -> None:
    inspection = ScriptedInspection()
    inspection.without = {
        Failure.FAILURE: FailureAction.TEMPFAIL,
        Failure.UNSCANNABLE: FailureAction.ACCEPT_WITH_HEADER,
    }
    answers = [False, True]
    codes = []
    for _ in range(2):
        judged = Judged(inspection, fatal=lambda: answers.pop(0))
        inspection.fail(ScanFailedError(Failure.FAILURE, "crash", deadly=True))
        (ruling,) = judged.result
        codes.append((ruling.failure, ruling.refusal is None))
    assert codes == [(Failure.FAILURE, False), (Failure.UNSCANNABLE, True)]


def test_what_is_not_the_message_s_fault_is_not_counted() -> None:
    def fatal() -> bool:
        raise AssertionError

    judged = Judged(ScriptedInspection(), fatal=fatal)
    judged.inspection.fail(ScanFailedError(Failure.FAILURE, "stopped"))
    assert judged.result[0].failure is Failure.FAILURE


def test_the_status_is_that_of_the_report() -> None:
    judged = Judged(ScriptedInspection())
    judged.inspection.report("limited")
    assert judged.result[0].status == "limited"


def test_a_block_with_the_words_of_the_policy() -> None:
    judged = Judged(ScriptedInspection())
    judged.inspection.verdict = blocked("Not this")
    judged.inspection.report()
    (ruling,) = judged.result
    assert ruling.refusal is not None
    assert ruling.refusal.raw == b"550 5.7.1 Not this\r\n"
    assert (ruling.word, ruling.discarded) == ("blocked", False)


def test_a_discard_names_the_transaction() -> None:
    judged = Judged(ScriptedInspection())
    judged.inspection.verdict = blocked(discard=True)
    judged.inspection.report()
    (ruling,) = judged.result
    assert ruling.refusal is not None
    assert (ruling.refusal.raw, ruling.word) == (b"250 2.6.0 t-1 taken by policy\r\n", "discarded")


@pytest.mark.parametrize(
    ("failure", "status"),
    [(Failure.TIMEOUT, "limited"), (Failure.FAILURE, "failed"), (Failure.UNSCANNABLE, "failed")],
)
def test_no_report(failure: Failure, status: str) -> None:
    judged = Judged(ScriptedInspection())
    judged.inspection.fail(ScanFailedError(failure, "because"))
    (ruling,) = judged.result
    assert (ruling.status, ruling.failure) == (status, failure)
    assert ruling.problem.endswith("because")
    assert ruling.refusal is not None
    assert (ruling.refusal.code, ruling.word) == (451, "deferred")


def test_oversize_is_not_inspected() -> None:
    inspection = ScriptedInspection()
    inspection.without = {Failure.OVERSIZE: FailureAction.ACCEPT}
    (ruling,) = Judged(inspection, limit=99).result
    assert (ruling.status, ruling.refusal, inspection.scans) == ("oversize", None, [])


def test_as_large_as_may_be_is_inspected() -> None:
    assert len(Judged(ScriptedInspection(), limit=100).inspection.scans) == 1


@pytest.mark.parametrize(
    ("action", "code"),
    [
        (FailureAction.REJECT, 550),
        (FailureAction.TEMPFAIL, 451),
        (FailureAction.ACCEPT, None),
        (FailureAction.ACCEPT_WITH_HEADER, None),
    ],
)
def test_a_part_that_could_not_be_read(action: FailureAction, code: int | None) -> None:
    judged = Judged(ScriptedInspection())
    judged.inspection.verdict = doubtful(action, Failure.UNSCANNABLE)
    judged.inspection.report()
    (ruling,) = judged.result
    assert (ruling.refusal.code if ruling.refusal else None) == code
    assert (ruling.status, ruling.failure) == ("failed", Failure.UNSCANNABLE)
    assert ruling.problem


def test_another_error_is_not_swallowed() -> None:
    judged = Judged(ScriptedInspection())
    judged.inspection.fail(ZeroDivisionError())
    assert [type(error) for error in judged.errors] == [ZeroDivisionError]


def test_it_may_be_cancelled() -> None:
    judged = Judged(ScriptedInspection())
    judged.deferred.cancel()
    assert judged.inspection.cancelled == 1


@pytest.mark.parametrize(
    ("verdict", "code"), [(Verdict(), None), (headed(("X-A", "b")), None), (blocked("No"), 550)]
)
def test_without_inspection(verdict: Verdict, code: int | None) -> None:
    inspection = ScriptedInspection()
    inspection.verdict = verdict
    ruling = uninspected(inspection, ENVELOPE, Body(), transaction="t-1")
    assert (ruling.status, ruling.version) == ("skipped", "test")
    assert (ruling.refusal.code if ruling.refusal else None) == code
    assert ruling.verdict.headers == verdict.headers


def test_the_action_of_a_verdict_is_kept() -> None:
    inspection = ScriptedInspection()
    inspection.verdict = blocked()
    assert uninspected(inspection, ENVELOPE, Body(), transaction="t").verdict.action is Action.BLOCK
