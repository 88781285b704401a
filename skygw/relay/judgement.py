"""From a complete message to what is to become of it: inspection, policy, and what holds without a result.

The relay knows neither detectors nor children: ``Inspection`` is one version of policies together with the
children that serve it, and a message is judged wholly by the one that was in force when it was complete.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import attrs
from twisted.internet.defer import Deferred

from skygw.mail.envelope import Envelope
from skygw.policy import Discard, Failure, Refuse, Report, Verdict
from skygw.relay import refusals
from skygw.relay.body import Body
from skygw.smtp import Reply


class ScanFailedError(Exception):
    """There is no report.

    ``failure`` is the policy's word for why, ``reason`` is for the log; ``deadly`` if the message may have
    killed who read it.
    """

    def __init__(self, failure: Failure, reason: str, *, deadly: bool = False) -> None:
        super().__init__(reason)
        self.failure = failure
        self.reason = reason
        self.deadly = deadly


class Inspection(Protocol):
    """One version of the policies, and who inspects for it."""

    @property
    def version(self) -> str: ...

    @property
    def holds(self) -> bool:
        """Whether messages go to children at all: large ones are then kept where a child can see them."""

    def concerns(self, envelope: Envelope) -> bool:
        """Whether the content matters for this envelope at all."""

    def scan(self, message: Body, seconds: float) -> Deferred[Report]:
        """What was found, within ``seconds``; errbacks with ``ScanFailedError``.  May be cancelled."""

    def decide(self, envelope: Envelope, report: Report) -> Verdict: ...

    def decide_skipped(self, envelope: Envelope, size: int) -> Verdict:
        """The verdict where ``concerns`` said no: by the envelope alone."""

    def decide_without(self, envelope: Envelope, failure: Failure, size: int) -> Verdict:
        """The verdict where there should be a report and is none."""


#: X-Skygw-Scan of a message whose inspection gave no report (PRODUCT, "Scan status").
_STATUS = {Failure.TIMEOUT: "limited", Failure.OVERSIZE: "oversize"}


@attrs.frozen
class Ruling:
    """What is to become of a message."""

    verdict: Verdict
    status: str
    """completed, limited, failed, skipped or oversize."""
    refusal: Reply | None = None
    """The final reply, if the message does not go on."""
    discarded: bool = False
    version: str = ""
    failure: Failure | None = None
    """Why something about the content is not known, if that is so."""
    problem: str = ""
    cpu: float = 0.0

    @property
    def word(self) -> str:
        """What the log calls a refusal."""
        if self.discarded:
            return "discarded"
        return "deferred" if self.refusal is not None and self.refusal.category == 4 else "blocked"


def uninspected(inspection: Inspection, envelope: Envelope, body: Body, *, transaction: str) -> Ruling:
    """Judge a message whose content matters to no policy."""
    verdict = inspection.decide_skipped(envelope, body.size)
    if not verdict.recipients:
        return Ruling(verdict, "skipped", version=inspection.version)
    return _ruling(inspection, verdict, transaction, "skipped")


def _never() -> bool:
    return False


async def inspected(
    inspection: Inspection,
    envelope: Envelope,
    body: Body,
    *,
    limit: int,
    seconds: float,
    transaction: str,
    fatal: Callable[[], bool] = _never,
) -> Ruling:
    """Judge a message by what stands in it.

    Args:
        limit: larger messages are not inspected.
        seconds: what inspection may take.
        fatal: asked when the message may have killed who read it: whether it has done so too often.
    """
    try:
        if body.size > limit:
            raise ScanFailedError(Failure.OVERSIZE, f"{body.size} octets, {limit} are inspected")
        report = await inspection.scan(body, seconds)
    except ScanFailedError as error:
        failure, reason = error.failure, error.reason
        if error.deadly and fatal():
            failure, reason = Failure.UNSCANNABLE, f"{reason}; again and again, so it is unscannable"
        verdict = inspection.decide_without(envelope, failure, body.size)
        return _ruling(
            inspection, verdict, transaction, _STATUS.get(failure, "failed"), failure, reason
        )
    verdict = inspection.decide(envelope, report)
    status, doubt, problem = report.status, verdict.failure, ""
    if doubt is not None:
        problem = "a policy depends on a part that could not be read"
        # Marked as completed, it would pass for a message in which nothing was found.
        status = "failed" if status == "completed" else status
    return _ruling(inspection, verdict, transaction, status, doubt, problem, report.cpu)


def _ruling(
    inspection: Inspection,
    verdict: Verdict,
    transaction: str,
    status: str,
    failure: Failure | None = None,
    problem: str = "",
    cpu: float = 0.0,
) -> Ruling:
    return Ruling(
        verdict=verdict,
        status=status,
        refusal=_refusal(verdict, transaction),
        discarded=isinstance(verdict.refusal, Discard),
        version=inspection.version,
        failure=failure,
        problem=problem,
        cpu=cpu,
    )


def _refusal(verdict: Verdict, transaction: str) -> Reply | None:
    match verdict.refusal:
        case None:
            return None
        case Discard():
            return refusals.taken(transaction)
        case Refuse() as refuse:
            return Reply(refuse.code, refuse.reply)
