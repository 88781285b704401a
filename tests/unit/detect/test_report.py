from __future__ import annotations

import json
from typing import Any

import pytest

from skygw.detect import AttachmentFacts, Facts, Finding, Report

REPORT = Report(
    status="limited",
    findings=(Finding("x"),),
    facts=Facts(
        size=10,
        subject="hello",
        headers={"x-a": ("1", "2"), "subject": ("hello",)},
        attachments=(AttachmentFacts("a.pdf", ("a.pdf",), "application/pdf", "pdf", 5, "unsupported", 2),),
        outcomes=("text", "unsupported", "none", "encrypted"),
        defects=("boundary-missing",),
    ),
    cpu=0.5,
)


def test_through_json_and_back() -> None:
    assert Report.from_json(json.loads(json.dumps(REPORT.to_json()))) == REPORT
    assert Report.from_json(json.loads(json.dumps(Report().to_json()))) == Report()


def test_headers_in_any_case() -> None:
    assert REPORT.facts.header("X-A") == ("1", "2")
    assert REPORT.facts.header("x-b") == ()


def test_headers_are_read_only() -> None:
    with pytest.raises(TypeError):
        REPORT.facts.headers["x"] = ()  # type: ignore[index]


def test_unreadable_outcomes() -> None:
    assert REPORT.facts.unreadable == ("unsupported", "encrypted")


def test_no_content_in_repr() -> None:
    assert "hello" not in repr(REPORT)
    assert "a.pdf" not in repr(REPORT)


def change(value: dict[str, Any], path: str, new: object) -> dict[str, Any]:
    *way, last = path.split(".")
    inner = value
    for step in way:
        inner = inner[step]
    inner[last] = new
    return value


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("status", "fine"),
        ("findings", {}),
        ("findings", [1]),
        ("facts", []),
        ("cpu", "1"),
        ("facts.size", "1"),
        ("facts.headers", [["a"]]),
        ("facts.headers", [["a", [1]]]),
        ("facts.headers", [[1, []]]),
        ("facts.attachments", [[]]),
        ("facts.attachments", [{}]),
        ("facts.outcomes", "text"),
        ("facts.defects", ["x"] * 1001),
    ],
)
def test_json_that_is_no_report(path: str, value: object) -> None:
    with pytest.raises(ValueError, match=r"expected|unknown"):
        Report.from_json(change(REPORT.to_json(), path, value))


def test_an_ambiguous_message() -> None:
    assert Facts(defects=("bare-cr", "mime-ambiguous")).ambiguous
    assert not Facts(defects=("multipart-unclosed",)).ambiguous
