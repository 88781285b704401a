"""Without hyperscan everything is found as with it, and at the same places."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import attrs
import pytest

from skygw.detect import Finding, Scanner
from tests.support.detection import evasions, harness
from tests.support.detection.clean import clean_texts
from tests.support.detection.harness import Row


@pytest.fixture(scope="module")
def plain() -> Scanner:
    return harness.scanner(finder="plain")


def _all(scanner: Scanner, text: str) -> list[dict[str, object]]:
    """Everything that findings say, digests and spans included."""
    return sorted((attrs.asdict(finding) for finding in harness.scan(scanner, text)), key=repr)


def _letters(rows: list[Row], size: int = 25) -> Iterator[str]:
    """Rows of many types behind each other: keywords of one beside the values of another."""
    mixed = [rows[start::499] for start in range(499)]
    flat = list(itertools.chain.from_iterable(mixed))
    for first in range(0, len(flat), size):
        yield "\n".join(row.text for row in flat[first : first + size])


def test_the_corpus(everything: Scanner, plain: Scanner, rows: list[Row]) -> None:
    different = []
    findings = 0
    for text in _letters(rows):
        with_it = _all(everything, text)
        findings += len(with_it)
        if with_it != _all(plain, text):
            different.append(text)
    assert findings > 5_000
    assert different == []


def test_clean_text(everything: Scanner, plain: Scanner) -> None:
    for text in clean_texts(1 << 20, seed=7):
        assert _all(everything, text) == _all(plain, text)


def test_evasions(everything: Scanner, plain: Scanner) -> None:
    """Texts that are not ASCII: where characters are not octets."""
    for case in evasions.grid()[::7]:
        text = case.octets.decode("latin-1") + case.value
        assert _all(everything, text) == _all(plain, text)


def test_there_is_something_to_agree_on(everything: Scanner) -> None:
    found: list[Finding] = harness.scan(everything, "card 4111 1111 1111 1111")
    assert any(finding.type == "credit_card" for finding in found)
