from __future__ import annotations

import pytest

from skygw.detect.keyword import Keywords
from skygw.detect.matching import View


def found(
    words: list[str], text: str, *, case_sensitive: bool = False, word_boundary: bool = True
) -> list[tuple[str, str]]:
    """Word, and what stands in the text at its place."""
    keywords = Keywords(case_sensitive=case_sensitive)
    keywords.add(0, words, word_boundary=word_boundary)
    source = text if case_sensitive else text.casefold()
    return [(value, source[start:end]) for _, start, end, value, _ in keywords.matches(View(text))]


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("secret", "a secret."),
        ("SECRET", "A Secret"),
        ("STRASSE", "straße"),  # casefold
        ("top secret", "Top  Secret"),
        ("top secret", "top\n\tsecret"),  # wrapped
        ("top-secret", "a top-secret file"),
        ("credit", "credit_card"),  # "_" separates
        ("c++", "C++ and C"),
        (".net", "the .NET way"),
        ("b2b", "B2B"),
        ("4711", "no. 4711!"),
        ("naïve", "Naïve"),
        ("secret", "这是secret文件"),  # nor between scripts
        ("top secret", "这是top secret文件"),
        ("机密", "属于机密文件"),  # no boundaries in Chinese
        ("비밀", "비밀은"),  # Korean particles
        ("$$$", "for $$$ only"),
        ("secret", "secret"),
        ("ｓecret", "secret"),  # words are normalised like texts
    ],
)
def test_found(word: str, text: str) -> None:
    assert len(found([word], text)) == 1


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("secret", "secretary"),
        ("secret", "topsecret"),
        ("top secret", "top secrets"),
        ("top secret", "atop secret"),
        ("top secret", "topsecret"),
        ("top secret", "top"),
        ("top-secret", "top secret"),
        (".net", "internet"),
        (".net", "net"),
        ("c++", "c+"),
        ("机密", "机 密"),
        ("secret", ""),
    ],
)
def test_not_found(word: str, text: str) -> None:
    assert found([word], text) == []


def test_case_sensitive() -> None:
    assert found(["ID"], "ID id Id", case_sensitive=True) == [("ID", "ID")]


def test_without_boundaries() -> None:
    assert len(found(["secret"], "secretary topsecret", word_boundary=False)) == 2


def test_overlapping_words_are_all_reported() -> None:
    assert sorted(found(["card", "credit card"], "credit card")) == [
        ("card", "card"),
        ("credit card", "credit card"),
    ]
    assert sorted(found(["ab", "abc", "b"], "abc", word_boundary=False)) == [
        ("ab", "ab"),
        ("abc", "abc"),
        ("b", "b"),
    ]


def test_same_word_twice_counts_once() -> None:
    assert found(["Secret", "secret", " SECRET "], "secret") == [("secret", "secret")]


def test_several_detectors_share_one_pass() -> None:
    keywords = Keywords(case_sensitive=False)
    keywords.add(3, ["one", "two"], word_boundary=True)
    keywords.add(5, ["two", "hre"], word_boundary=False)
    assert keywords.slots == (3, 5)
    hits = [(slot, value) for slot, _, _, value, _ in keywords.matches(View("one two three"))]
    assert hits == [(3, "one"), (3, "two"), (5, "two"), (5, "hre")]


def test_words_across_the_borders_of_stretches() -> None:
    text = "x" * 65_530 + " top secret " + "y " * 40_000 + "top secret"
    assert len(found(["top secret", "secret"], text)) == 4


@pytest.mark.parametrize("words", [[], [""], [" \t"], ["x" * 1001], ["\u200b"]])
def test_words_that_make_no_detector(words: list[str]) -> None:
    with pytest.raises(ValueError, match="word"):
        Keywords(case_sensitive=False).add(0, words, word_boundary=True)


def test_five_thousand_words() -> None:
    words = [f"word{number}" for number in range(5000)]
    text = " ".join(f"word{number} filler" for number in range(0, 10_000, 7))
    assert len(found(words, text)) == 715
    assert (
        len(found(words[:1000], "xword77y" * 100, word_boundary=False)) == 200
    )  # word7 and word77 each time


def test_same_as_a_regular_expression() -> None:
    import re

    words = ["alpha", "beta gamma", "delta-1", "x"]
    text = "Alpha beta gamma, alphabet beta  gamma delta-1 delta-12 x_x X " * 50
    pattern = r"(?<![^\W_])(?:alpha|beta\s+gamma|delta-1|x)(?![^\W_])"
    expected = [m.start() for m in re.finditer(pattern, text.casefold())]
    keywords = Keywords(case_sensitive=False)
    keywords.add(0, words, word_boundary=True)
    assert [start for _, start, _, _, _ in keywords.matches(View(text))] == expected
