"""What a child says about a message, and how much of it the gateway believes.

The child writes (``report_answer``, ``failure_answer``), the gateway reads (``decode_answer``).  A child
that an attack on a parser has taken over can write anything: whatever is not exactly an answer, within
bounds, raises ``FrameError``, upon which the child is killed and the scan fails.  What a false child can
still do is to lie in good form, about the messages that it gets until it is replaced.
"""

from __future__ import annotations

import math
from typing import Any

import attrs

from skygw.detect.finding import Finding
from skygw.detect.report import AttachmentFacts, Report
from skygw.inspect.findings import NAME_CHARACTERS, check_finding, is_text
from skygw.inspect.frames import FrameError, encode
from skygw.inspect.limits import ANSWER_OCTETS, FINDINGS

#: Reasons for which a child reports that it could not inspect a message.
FAILURES = ("inspector", "pipeline", "memory", "answer")

DETAIL_CHARACTERS = 500
SHORT_NAME_CHARACTERS = 64


@attrs.frozen
class ChildFailure:
    """A message that the child could not inspect, in words without content.

    ``reason`` is one of ``FAILURES``; ``inspector`` the name of the inspector that failed, if it was one.
    """

    reason: str
    inspector: str = ""
    detail: str = ""


@attrs.frozen
class Answer:
    """One answer: which scan, what came of it, and the child's resident size in octets."""

    scan: int
    result: Report | ChildFailure
    rss: int


def report_answer(scan: int, report: Report, rss: int) -> bytes:
    """The frame for a report, made to fit the gateway's bounds.

    Findings beyond the bound, then excerpts, then digests, then most of the attachments' names are left out.
    Where that may change a verdict (excerpts cannot), the status says ``limited``.
    ValueError if it does not fit even so.
    """
    if len(report.findings) > FINDINGS:
        report = attrs.evolve(_limited(report), findings=_strongest(report.findings))
    for shrink in (_unchanged, _without_excerpts, _without_digests, _with_short_names):
        report = shrink(report)
        frame = encode({"scan": scan, "report": report.to_json(), "rss": rss})
        if len(frame) <= ANSWER_OCTETS:
            return frame
    raise ValueError("answer too long")


def failure_answer(scan: int, failure: ChildFailure, rss: int) -> bytes:
    """The frame for a failure."""
    failed = attrs.asdict(attrs.evolve(failure, detail=failure.detail[:DETAIL_CHARACTERS]))
    return encode({"scan": scan, "failed": failed, "rss": rss})


def decode_answer(header: dict[str, Any]) -> Answer:
    """What the child says, checked.  FrameError: it is no answer, and the child is not to be trusted."""
    scan, rss = _integer(header.get("scan")), _integer(header.get("rss"))
    if header.keys() == {"scan", "report", "rss"}:
        return Answer(scan, _report(header["report"]), rss)
    if header.keys() == {"scan", "failed", "rss"}:
        return Answer(scan, _failure(header["failed"]), rss)
    raise FrameError("neither a report nor a failure")


def _report(value: Any) -> Report:
    if not isinstance(value, dict):
        raise FrameError("report: object expected")
    findings = value.get("findings")
    if not isinstance(findings, list) or len(findings) > FINDINGS:
        raise FrameError(f"findings: list of at most {FINDINGS} expected")
    try:
        report = Report.from_json(value)
        for finding in report.findings:
            check_finding(finding)
    except (ValueError, TypeError, AttributeError, OverflowError) as error:
        raise FrameError(f"report: {error}" if type(error) is ValueError else "report: malformed") from None
    if not (math.isfinite(report.cpu) and report.cpu >= 0):
        raise FrameError("report: cpu out of bounds")
    _integer(report.facts.size)
    for attachment in report.facts.attachments:
        _attachment(attachment)
    return report


def _attachment(facts: AttachmentFacts) -> None:
    _integer(facts.size)
    _integer(facts.leaf)
    _integer(facts.depth)


def _failure(value: Any) -> ChildFailure:
    if not isinstance(value, dict) or value.keys() != {"reason", "inspector", "detail"}:
        raise FrameError("failed: members missing or unknown")
    if value["reason"] not in FAILURES:
        raise FrameError("failed: unknown reason")
    if not (is_text(value["inspector"], NAME_CHARACTERS) and is_text(value["detail"], DETAIL_CHARACTERS)):
        raise FrameError("failed: text expected")
    return ChildFailure(**value)


def _integer(value: object) -> int:
    if type(value) is not int or not 0 <= value <= 1 << 62:
        raise FrameError("whole number expected")
    return value


def _limited(report: Report) -> Report:
    return report if report.status != "completed" else attrs.evolve(report, status="limited")


def _strongest(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: (-finding.confidence, -finding.count))[:FINDINGS])


def _unchanged(report: Report) -> Report:
    return report


def _without_excerpts(report: Report) -> Report:
    findings = tuple(attrs.evolve(finding, excerpts=()) for finding in report.findings)
    return attrs.evolve(report, findings=findings)


def _without_digests(report: Report) -> Report:
    findings = tuple(attrs.evolve(finding, digests=()) for finding in report.findings)
    return attrs.evolve(_limited(report), findings=findings)


def _with_short_names(report: Report) -> Report:
    attachments = tuple(
        attrs.evolve(attachment, name=attachment.name[-SHORT_NAME_CHARACTERS:], names=())
        for attachment in report.facts.attachments
    )
    return attrs.evolve(report, facts=attrs.evolve(report.facts, attachments=attachments))
