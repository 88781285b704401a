from __future__ import annotations

import pytest

from skygw.detect import Facts, Finding, Report
from skygw.policy.evidence import EVERYWHERE, Evidence, Threshold, Truth, failure_of, unseen_places
from skygw.policy.words import Failure
from tests.support.policies import cards, envelope, report

NO, UNKNOWN, YES = Truth.NO, Truth.UNKNOWN, Truth.YES
SEEN: frozenset[str] = frozenset()
ATTACHMENTS = frozenset({"attachments"})


def test_the_logic() -> None:
    assert (NO.negated(), UNKNOWN.negated(), YES.negated()) == (YES, UNKNOWN, NO)
    assert (Truth.of(True), Truth.of(False)) == (YES, NO)


THRESHOLDS = [
    # (lowest, highest, count, unseen, answer)
    (1, None, 0, SEEN, NO),
    (1, None, 1, SEEN, YES),
    (10, None, 9, SEEN, NO),
    (10, None, 10, SEEN, YES),
    (1, 9, 9, SEEN, YES),
    (1, 9, 10, SEEN, NO),
    (1, None, 0, ATTACHMENTS, UNKNOWN),  # what was not read may hold the first one
    (1, None, 1, ATTACHMENTS, YES),  # more of them changes nothing
    (10, None, 9, ATTACHMENTS, UNKNOWN),
    (1, 9, 5, ATTACHMENTS, UNKNOWN),  # more of them may be too many
    (1, 9, 10, ATTACHMENTS, NO),  # fewer it cannot become
    (1, 499, 499, SEEN, YES),
    (1, 499, 500, SEEN, NO),
    (500, None, 500, SEEN, YES),
]


@pytest.mark.parametrize(("lowest", "highest", "count", "unseen", "answer"), THRESHOLDS)
def test_thresholds(
    lowest: int, highest: int | None, count: int, unseen: frozenset[str], answer: Truth
) -> None:
    findings = [cards(count)] if count else []
    assert Threshold(lowest, highest).truth(findings, unseen) is answer
    assert Threshold(lowest, highest, unique=True).truth(findings, unseen) is answer


def test_a_part_that_was_not_read_matters_only_to_those_who_ask_for_it() -> None:
    assert Threshold(places=frozenset({"body"})).truth([], ATTACHMENTS) is NO
    assert Threshold(places=frozenset({"body", "attachments"})).truth([], ATTACHMENTS) is UNKNOWN


def test_findings_elsewhere_and_weaker_ones_do_not_count() -> None:
    findings = [cards(3, where="headers"), cards(2, confidence=65), cards(1)]
    body = frozenset({"body"})
    assert Threshold(2, confidence=75, places=body).truth(findings, SEEN) is NO
    assert Threshold(3, confidence=65, places=body).truth(findings, SEEN) is YES
    assert Threshold(6, places=EVERYWHERE).truth(findings, SEEN) is YES


UNIQUE = [
    # (findings, number of different values)
    ([cards(3), cards(3, leaf=2)], 3),  # the same in two parts
    ([cards(3), cards(3, leaf=2, first=2)], 5),  # one in common
    ([cards(3), cards(2, confidence=65, first=0)], 3),
    ([Finding("x", count=7)], 7),  # an inspector that does not count different ones: each counts
    ([Finding("x", count=7, unique=2), Finding("x", count=7, unique=2, leaf=2)], 4),  # cannot be told apart
    ([Finding("x", count=7, digests=(b"a" * 8,))], 1),
    ([Finding("x", count=7, unique=5, digests=(b"a" * 8,))], 5),  # digests were left out
]


@pytest.mark.parametrize(("findings", "count"), UNIQUE)
def test_unique_values(findings: list[Finding], count: int) -> None:
    assert Threshold(count, unique=True).truth(findings, SEEN) is YES
    assert Threshold(count + 1, unique=True).truth(findings, SEEN) is NO


UNSEEN = [
    # (status, outcomes of attachments, of other leaves, what is not seen)
    ("completed", (), ("text",), set()),
    ("completed", ("text", "none"), ("text",), set()),
    ("completed", ("encrypted",), ("text",), {"attachments"}),
    ("completed", ("text",), ("failed",), {"body", "attachments"}),
    ("completed", ("encrypted",), ("encrypted",), {"body", "attachments"}),
    ("limited", (), ("text",), EVERYWHERE),
    ("failed", (), (), EVERYWHERE),
    ("skipped", (), (), EVERYWHERE),
    ("oversize", (), (), EVERYWHERE),
]


@pytest.mark.parametrize(("status", "attachments", "outcomes", "unseen"), UNSEEN)
def test_what_was_not_seen(
    status: str, attachments: tuple[str, ...], outcomes: tuple[str, ...], unseen: set[str]
) -> None:
    assert unseen_places(report(status=status, attachments=attachments, outcomes=outcomes)) == unseen


def test_headers_that_were_cut_are_not_seen() -> None:
    facts = Facts(outcomes=("limit",), defects=("header-facts-cut",))
    assert unseen_places(Report(facts=facts)) == EVERYWHERE


@pytest.mark.parametrize(
    ("status", "outcome", "failure"),
    [
        ("completed", "text", None),
        ("completed", "encrypted", Failure.UNSCANNABLE),
        ("completed", "timeout", Failure.UNSCANNABLE),  # of one part: it will be so the next time
        ("limited", "text", Failure.TIMEOUT),
        ("failed", "text", Failure.FAILURE),
        ("skipped", "text", Failure.FAILURE),
        ("oversize", "text", Failure.OVERSIZE),
    ],
)
def test_which_failure_a_report_stands_for(status: str, outcome: str, failure: Failure | None) -> None:
    assert failure_of(report(status=status, outcomes=[outcome])) is failure


def test_evidence_shows_neither_content_nor_findings() -> None:
    evidence = Evidence.of(envelope("bob@fabrikam.com"), report(cards(1), subject="confidential"))
    assert "confidential" not in repr(evidence)
    assert evidence.sender == "alice@contoso.com"
    assert evidence.for_recipient("x@y.example").recipient == "x@y.example"
