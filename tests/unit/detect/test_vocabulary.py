"""The same as keywords: the tests of those are run with it, and both are compared."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skygw.detect.keyword import Keywords
from skygw.detect.matching import View
from skygw.detect.vocabulary import Vocabulary

WORDS = st.lists(st.text("abcß.-+ 机é_", min_size=1, max_size=6).filter(str.strip), min_size=1, max_size=8)
TEXTS = st.text("abcABCßẞ.-+ \n\t机éÉ_\ud800İ", max_size=80)


def both(words: list[str], text: str, *, case_sensitive: bool, word_boundary: bool) -> tuple[set, set]:
    keywords = Keywords(case_sensitive=case_sensitive)
    for slot, of in enumerate(itertools.batched(words, 2) if hasattr(itertools, "batched") else [words]):
        keywords.add(slot, of, word_boundary=word_boundary)
    view = View(text)
    return set(keywords.matches(view)), set(Vocabulary(keywords).matches(view))


@given(WORDS, TEXTS, st.booleans(), st.booleans())
def test_same_matches(words: list[str], text: str, case_sensitive: bool, word_boundary: bool) -> None:
    one, other = both(words, text, case_sensitive=case_sensitive, word_boundary=word_boundary)
    assert one == other


@pytest.mark.parametrize(
    ("word", "text", "count"),
    [
        ("top secret", "TOP \r\n\t secret", 1),
        ("top secret", "top" + " " * 64 + "secret", 1),
        ("top secret", "top" + " " * 65 + "secret", 0),
        ("top-secret file", "a top-secret  file.", 1),
        (".net", "the .NET way, internet", 1),
        ("c++", "C++ c++ c+", 2),
        ("naïve idea", "a Naïve\u2028IDEA", 1),
        ("secret", "éésecret secret 机secret", 2),
        ("机密", "属于机密文件", 1),
        ("a", "a", 1),
    ],
)
def test_words(word: str, text: str, count: int) -> None:
    one, other = both([word], text, case_sensitive=False, word_boundary=True)
    assert one == other
    assert len(other) == count


def test_no_keywords() -> None:
    assert list(Vocabulary(Keywords(case_sensitive=True)).matches(View("text"))) == []
