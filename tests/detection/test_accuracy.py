"""Recall and precision on labelled values that come from elsewhere than the patterns under test."""

from __future__ import annotations

import base64
import html
import quopri
from collections import Counter

import pytest

from skygw.detect import DATA_IDENTIFIERS, Finding, Scanner
from skygw.inspect.pipeline import inspect_octets
from tests.support.detection import harness
from tests.support.detection.harness import Judged, Row

WITHOUT_VALUES = {
    "international_classification_of_diseases_icd_9_cm", "international_classification_of_diseases_icd_10_cm",
}  # fmt: skip
"""Types that no group has values for: lists of terms, whose test is their own."""


def test_there_is_enough_of_everything(rows: list[Row]) -> None:
    assert sum(row.positive for row in rows) >= 3_000
    assert sum(not row.positive for row in rows) >= 3_000
    languages = Counter(row.language for row in rows)
    assert len([language for language, count in languages.items() if count >= 50]) >= 12
    seen = {row.type for row in rows}
    rolled_up = {type_.name for type_ in DATA_IDENTIFIERS.values() if type_.includes}
    assert {name for name in DATA_IDENTIFIERS if name not in seen} <= WITHOUT_VALUES | rolled_up


def test_the_same_seed_makes_the_same_corpus() -> None:
    assert list(harness.corpus(seed=1, each=1, much=1)) == list(harness.corpus(seed=1, each=1, much=1))
    assert list(harness.corpus(seed=1, each=1, much=1)) != list(harness.corpus(seed=2, each=1, much=1))


def test_families(judged: list[Judged]) -> None:
    scored = harness.scores(judged, harness.family)
    scored.pop("credential")
    print("\n" + harness.table(scored, "family"))
    assert [name for name, of in scored.items() if of.recall < 0.98 or of.precision < 0.98] == []


@pytest.mark.parametrize("name", harness.MUCH)
def test_what_people_expect_first(judged: list[Judged], name: str) -> None:
    of = harness.scores(judged, lambda row: row.type)[name]
    assert of.positives >= 100
    assert of.recall >= 0.99
    assert of.precision >= 0.99


def test_no_type_is_left_behind(judged: list[Judged]) -> None:
    """An average may hide that one type is never found."""
    scored = harness.scores(judged, lambda row: row.type)
    weak = {name: of.recall for name, of in scored.items() if of.positives and of.recall < 0.75}
    assert weak == {}


def test_independent_keywords(judged: list[Judged]) -> None:
    """What people write is found as well as what the catalogue says that they write."""
    scored = harness.scores(
        [one for one in judged if one.row.group != "credentials"], lambda row: row.keyword
    )
    print("\n" + harness.table(scored, "keyword"))
    assert scored["own"].positives >= 1_500
    assert scored["own"].recall >= 0.98


def test_credentials(judged: list[Judged]) -> None:
    rows = [one for one in judged if one.row.group == "credentials"]
    scored = harness.scores([one for one in rows if one.row.positive], lambda row: row.type)
    decoys = [one for one in rows if not one.row.positive]
    recall = sum(of.recall for of in scored.values()) / len(scored)
    fired = sum(one.fired for one in decoys) / len(decoys)
    print(
        f"\n{len(scored)} kinds of credentials: macro recall {recall:.3f};"
        f" {fired:.2%} of {len(decoys):,} decoys fired"
    )
    assert len(scored) >= 100
    assert recall >= 0.90
    assert fired <= 0.10


# Through whole messages

_PARTS = 40


def _part(number: int, row: Row) -> bytes:
    """A row as one part, in another encoding each."""
    octets = row.text.encode()
    kind, encoding = "plain", "8bit"
    if number % 4 == 1:
        encoding, octets = "base64", base64.encodebytes(octets)
    elif number % 4 == 2:
        encoding, octets = "quoted-printable", quopri.encodestring(octets)
    elif number % 4 == 3:
        kind = "html"
        lines = "<br>\n".join(map(html.escape, row.text.split("\n")))
        octets = f"<html><body><p>{lines}</p></body></html>".encode()
    head = f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    return head.encode() + octets.replace(b"\n", b"\r\n")


def _message(rows: list[Row]) -> bytes:
    head = (
        b"From: a@contoso.com\r\nTo: b@fabrikam.com\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="=_b"\r\n\r\n'
    )
    parts = (b"--=_b\r\n" + _part(number, row) + b"\r\n" for number, row in enumerate(rows))
    return head + b"".join(parts) + b"--=_b--\r\n"


def _judged(rows: list[Row], findings: tuple[Finding, ...]) -> list[Judged]:
    """Each row by the findings in its part: the first leaf is number 2, the container being 1."""
    return [
        harness.judge(
            row, [finding for finding in findings if finding.leaf == 2 + number], places=number % 4 != 3
        )
        for number, row in enumerate(rows)
    ]


def test_whole_messages(everything: Scanner, rows: list[Row], judged: list[Judged]) -> None:
    """A sample through parts, encodings and HTML: what is found in the text is found in the message."""
    chosen = list(range(0, len(rows), 9))
    through: list[Judged] = []
    for first in range(0, len(chosen), _PARTS):
        of = [rows[number] for number in chosen[first : first + _PARTS]]
        through += _judged(of, inspect_octets(_message(of), everything).findings)
    direct = [judged[number] for number in chosen]
    lost = [one.row for one, other in zip(direct, through, strict=True) if one.found and not other.found]
    more = [one.row for one, other in zip(direct, through, strict=True) if other.fired and not one.fired]
    assert len(through) > 1_000
    assert (lost, more) == ([], [])
