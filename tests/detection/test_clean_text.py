"""What is found in business text in which nothing is to be found."""

from __future__ import annotations

import random
import re
from collections import Counter

import pytest

from skygw.detect import DATA_IDENTIFIERS, Scanner
from tests.support.detection import harness
from tests.support.detection.clean import PRESENT, clean_texts

MIB = 1 << 20

WEAK = [
    type_ for type_ in DATA_IDENTIFIERS.values()
    if type_.patterns and not any(pattern.alone for pattern in type_.patterns)
]  # fmt: skip
"""Types that need a keyword."""


@pytest.fixture(scope="module")
def counted(everything: Scanner) -> Counter[tuple[int, str]]:
    """Matches by confidence and type in 10 MiB of clean text."""
    found: Counter[tuple[int, str]] = Counter()
    octets = 0
    for text in clean_texts(10 * MIB):
        octets += len(text.encode())
        for finding in harness.scan(everything, text):
            found[finding.confidence, finding.type] += finding.count
    assert octets >= 10 * MIB
    return found


def test_high_confidence(counted: Counter[tuple[int, str]]) -> None:
    for (confidence, name), count in sorted(counted.items(), key=lambda row: (-row[0][0], -row[1])):
        print(f"{confidence}  {count:6,}  {name}{'  (truly there)' if name in PRESENT else ''}")
    high = {
        name: count
        for (confidence, name), count in counted.items()
        if confidence >= 85 and name not in PRESENT
    }
    assert sum(high.values()) <= 1, high


def test_what_is_there_is_found(counted: Counter[tuple[int, str]]) -> None:
    """The text is read at all: it is full of addresses, hosts and telephone numbers."""
    assert counted[85, "email_address"] > 1_000
    assert counted[75, "phone_number"] > 500
    assert counted[75, "ip_address_v4"] > 500


def test_every_second_type_is_weak() -> None:
    assert len(WEAK) > 150


def test_weak_types_need_a_keyword(everything: Scanner) -> None:
    """Values of all weak types, in words that are nobody's keywords: none of these types reports."""
    makers = {name: make for module in harness.material().values() for name, make in module.VALUES.items()}
    weak = {type_.name: {word.casefold() for word in type_.keywords} for type_ in WEAK}
    found = Counter[str]()
    bare = 0
    for name in weak.keys() & makers.keys():
        rng = random.Random(f"weak {name}")
        for _ in range(12):
            text = _without_words(rng, makers[name](rng))
            words = set(re.findall(r"[^\W_]+", text.casefold()))
            silent = {
                other for other, keywords in weak.items() if not _stands(keywords, words, text.casefold())
            }
            if name in silent:
                bare += 1
            found.update(finding.type for finding in harness.scan(everything, text) if finding.type in silent)
    assert bare > 1_000
    assert found == {}


def _stands(keywords: set[str], words: set[str], folded: str) -> bool:
    """Whether a keyword may stand in a text: rather yes, if in doubt."""
    return any(keyword in words or keyword in folded for keyword in keywords)


_SYLLABLES = ("ba", "do", "gu", "ke", "li", "mo", "nu", "pe", "ri", "so", "tu", "va", "zo")


def _without_words(rng: random.Random, value: str) -> str:
    """A value between words of no language."""
    words = ["".join(rng.choices(_SYLLABLES, k=rng.randint(3, 5))) for _ in range(30)]
    words.insert(rng.randrange(10, 20), value)
    return " ".join(words)
