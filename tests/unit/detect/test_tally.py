from __future__ import annotations

import pytest

from skygw.detect.matching import View
from skygw.detect.tally import MAX_EXCERPTS, MAX_LEAVES, Excerpts, Ledger, excerpt, masked

SALT = b"s" * 16
NAMES = [("kind", "id")]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("4111111111111111", "************1111"),
        ("4111 1111 1111 1111", "************1111"),
        ("confidential", "********tial"),
        ("secret", "****et"),  # never more than a third
        ("ab", "**"),
        ("", ""),
        ("x" * 1000 + "a\nb", "************xa b"),
    ],
)
def test_masked(value: str, expected: str) -> None:
    assert masked(value) == expected


def test_excerpt_is_one_line_without_digits() -> None:
    text = "tel 0711\r\n\x1b[31mcard: 4111111111111111\texp 12/27 and so on and on"
    start = text.index("4111")
    cut = excerpt(text, (start, start + 16), [(start, start + 16)])
    assert cut == "el **** [**mcard: ************1111 exp **/** and so on"


def test_other_values_in_the_context_are_masked() -> None:
    text = "hunter two seven"
    assert excerpt(text, (7, 10), [(0, 6), (7, 10), (11, 16)]) == "****** **o *****"


def test_long_value_that_reaches_into_the_context() -> None:
    text = "a" * 100 + " secret " + "b" * 100
    assert excerpt(text, (101, 107), [(0, 100), (101, 107)]).startswith("*******************")


def add(ledger: Ledger, value: str, *, where: str = "body", leaf: int = 1, confidence: int = 75) -> None:
    ledger.add(0, where, leaf, confidence, value)


def test_one_finding_per_place_leaf_and_confidence() -> None:
    ledger = Ledger(SALT)
    add(ledger, "a")
    add(ledger, "a")
    add(ledger, "b", confidence=85)
    add(ledger, "a", leaf=2)
    add(ledger, "a", where="subject", leaf=0)
    rows = [(f.where, f.leaf, f.confidence, f.count, f.unique) for f in ledger.findings(NAMES)]
    assert sorted(rows) == [
        ("body", 1, 75, 2, 1),
        ("body", 1, 85, 1, 1),
        ("body", 2, 75, 1, 1),
        ("subject", 0, 75, 1, 1),
    ]
    assert {(f.type, f.detector) for f in ledger.findings(NAMES)} == {("kind", "id")}


def test_same_value_has_the_same_digest_in_every_leaf_of_a_message_only() -> None:
    ledger, other = Ledger(SALT), Ledger(b"t" * 16)
    add(ledger, "a", leaf=1)
    add(ledger, "a", leaf=2)
    add(other, "a")
    one, two = ledger.findings(NAMES)
    assert one.digests == two.digests != other.findings(NAMES)[0].digests
    assert len(one.digests[0]) == 8


def test_stops_at_500_unique_values_per_place() -> None:
    ledger = Ledger(SALT)
    for number in range(600):
        add(ledger, str(number))
    assert ledger.is_full(0, "body", 75)
    assert not ledger.is_full(0, "attachments", 75)
    assert not ledger.is_full(0, "body", 85)
    (finding,) = ledger.findings(NAMES)
    assert (finding.count, finding.unique, len(finding.digests)) == (600, 500, 500)


def test_leaves_without_end_become_few_findings() -> None:
    ledger = Ledger(SALT)
    for leaf in range(1000):
        add(ledger, "a", leaf=leaf)
    findings = ledger.findings(NAMES)
    assert len(findings) == MAX_LEAVES
    assert sum(finding.count for finding in findings) == 1000


def test_another_reading_counts_new_values_only() -> None:
    ledger = Ledger(SALT)
    add(ledger, "a")
    assert ledger.add(0, "body", 1, 75, "a", only_new=True) is None
    assert ledger.add(0, "body", 1, 75, "b", only_new=True) is not None
    assert ledger.findings(NAMES)[0].count == 2


def test_excerpts_are_few() -> None:
    ledger, excerpts = Ledger(SALT), Excerpts(View("word " * 100))
    for number in range(100):
        tally = ledger.add(0, "body", 1, 75, "word")
        assert tally is not None
        excerpts.note(tally, 5 * number, 5 * number + 4, folded=number % 2 == 0)
    excerpts.write()
    (finding,) = ledger.findings(NAMES)
    assert len(finding.excerpts) == MAX_EXCERPTS
    assert all("word" not in cut for cut in finding.excerpts)  # neighbours behind the last one too


def test_lone_surrogates() -> None:
    ledger = Ledger(SALT)
    add(ledger, "\ud800")
    assert ledger.findings(NAMES)[0].unique == 1


def test_no_value_in_repr() -> None:
    tally = Ledger(SALT).add(0, "body", 1, 75, "4111")
    assert "4111" not in repr(tally)


def test_another_form_of_a_letter_counts_what_the_place_does_not_have() -> None:
    ledger = Ledger(SALT)
    ledger.add(0, "body", 1, 85, "a")
    assert ledger.add(0, "body", 2, 85, "a", alternative=True) is None
    assert ledger.add(0, "body", 2, 85, "b", alternative=True) is not None
    assert ledger.add(0, "body", 2, 85, "a", alternative=True) is None
    assert ledger.add(0, "body", 2, 85, "b", alternative=True) is not None
    assert ledger.add(0, "attachments", 3, 85, "a", alternative=True) is not None
    findings = ledger.findings([("t", "id")])
    assert [(finding.leaf, finding.count) for finding in findings] == [(1, 1), (2, 2), (3, 1)]
