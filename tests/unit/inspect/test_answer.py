from __future__ import annotations

from typing import Any

import attrs
import pytest

from skygw.detect import AttachmentFacts, Facts, Finding, Report
from skygw.inspect.answer import Answer, ChildFailure, decode_answer, failure_answer, report_answer
from skygw.inspect.frames import FrameError, FrameReader
from skygw.inspect.limits import ANSWER_OCTETS, FINDINGS

REPORT = Report(
    findings=(Finding(type="iban", excerpts=("DE** \udcff",), digests=(b"12345678",)),),
    facts=Facts(
        size=10,
        subject="hello",
        headers={"subject": ("hello",)},
        attachments=(AttachmentFacts(name="a.txt", names=("a.txt",), size=3, leaf=1),),
        outcomes=("text",),
    ),
    cpu=0.25,
)


def header_of(frame: bytes) -> dict[str, Any]:
    [read] = FrameReader(ANSWER_OCTETS).feed(frame)
    return read.header


def test_a_report_there_and_back() -> None:
    assert decode_answer(header_of(report_answer(7, REPORT, 1000))) == Answer(7, REPORT, 1000)


def test_a_failure_there_and_back() -> None:
    failure = ChildFailure("inspector", "words", "ValueError")
    assert decode_answer(header_of(failure_answer(7, failure, 1000))) == Answer(7, failure, 1000)


def test_a_long_detail_is_cut() -> None:
    answer = decode_answer(header_of(failure_answer(7, ChildFailure("answer", "", "x" * 1000), 1)))
    assert isinstance(answer.result, ChildFailure)
    assert answer.result.detail == "x" * 500


def shrunk(report: Report) -> Report:
    frame = report_answer(1, report, 1)
    assert len(frame) <= ANSWER_OCTETS
    result = decode_answer(header_of(frame)).result
    assert isinstance(result, Report)
    return result


def test_too_many_findings_leave_the_strongest() -> None:
    weak = Finding(type="weak", confidence=65)
    strong = Finding(type="strong", confidence=85)
    report = shrunk(attrs.evolve(REPORT, findings=(weak,) * FINDINGS + (strong,)))
    assert (report.status, len(report.findings), report.findings[0].type) == ("limited", FINDINGS, "strong")


def test_excerpts_go_first() -> None:
    finding = Finding(type="iban", excerpts=("x" * 1000,), digests=(b"12345678",))
    report = shrunk(attrs.evolve(REPORT, findings=(finding,) * 5000))
    assert report.status == "completed"  # no verdict depends on them
    assert {(found.excerpts, found.digests) for found in report.findings} == {((), (b"12345678",))}


def test_then_digests() -> None:
    finding = Finding(type="iban", count=500, unique=500, digests=(b"12345678",) * 500)
    report = shrunk(attrs.evolve(REPORT, findings=(finding,) * 1000))
    assert report.status == "limited"
    assert {(found.unique, found.digests) for found in report.findings} == {(500, ())}


def test_then_names_of_attachments() -> None:
    attachment = AttachmentFacts(name="x" * 1000 + ".docx", names=("y",))
    facts = attrs.evolve(REPORT.facts, attachments=(attachment,) * 5000)
    report = shrunk(attrs.evolve(REPORT, facts=facts))
    assert report.status == "limited"
    assert {(found.name, found.names) for found in report.facts.attachments} == {("x" * 59 + ".docx", ())}


def test_a_status_that_says_more_is_kept() -> None:
    finding = Finding(type="iban", excerpts=("x" * 1000,))
    assert shrunk(attrs.evolve(REPORT, status="failed", findings=(finding,) * 5000)).status == "failed"


def test_what_does_not_fit_at_all() -> None:
    facts = attrs.evolve(REPORT.facts, subject="x" * ANSWER_OCTETS)
    with pytest.raises(ValueError, match="too long"):
        report_answer(1, attrs.evolve(REPORT, facts=facts), 1)


def changed(**members: Any) -> dict[str, Any]:
    """A good answer with members of its report exchanged; ``path__name`` reaches inside."""
    header = header_of(report_answer(1, REPORT, 1))
    for path, value in members.items():
        *way, last = path.split("__")
        place: Any = header["report"]
        for step in way:
            place = place[int(step) if step.isdigit() else step]
        place[last] = value
    return header


@pytest.mark.parametrize(
    "header",
    [
        {},
        {"scan": 1, "rss": 1},
        {"scan": 1, "report": REPORT.to_json()},
        {"scan": True, "report": REPORT.to_json(), "rss": 1},
        {"scan": -1, "report": REPORT.to_json(), "rss": 1},
        {"scan": 1, "report": REPORT.to_json(), "rss": 1 << 63},
        {"scan": 1, "report": REPORT.to_json(), "rss": 1, "more": 1},
        {"scan": 1, "report": [], "rss": 1},
        {"scan": 1, "report": {}, "rss": 1},
        changed(status="fine"),
        changed(status=["completed"]),
        changed(findings={}),
        changed(findings=[{}] * (FINDINGS + 1)),
        changed(findings__0__count="1"),
        changed(findings__0__count=-5),
        changed(findings__0__confidence=1 << 70),
        changed(findings__0__where="envelope"),
        changed(findings__0__digests=["zz"]),
        changed(findings__0__digests=["12"]),
        changed(findings__0__excerpts=["x" * 5000]),
        changed(facts=None),
        changed(facts__size=-1),
        changed(facts__subject=1),
        changed(facts__headers=[["a"]]),
        changed(facts__headers=[[1, []]]),
        changed(facts__attachments=[{}]),
        changed(facts__attachments__0__size=-1),
        changed(facts__attachments__0__leaf=1 << 70),
        changed(cpu=-1.0),
        changed(cpu=float("inf")),
        changed(cpu="0"),
        {"scan": 1, "failed": None, "rss": 1},
        {"scan": 1, "failed": {"reason": "answer"}, "rss": 1},
        {"scan": 1, "failed": {"reason": "clean", "inspector": "", "detail": ""}, "rss": 1},
        {"scan": 1, "failed": {"reason": "answer", "inspector": 1, "detail": ""}, "rss": 1},
        {"scan": 1, "failed": {"reason": "answer", "inspector": "", "detail": "x" * 501}, "rss": 1},
    ],
)
def test_what_is_not_believed(header: dict[str, Any]) -> None:
    with pytest.raises(FrameError):
        decode_answer(header)
