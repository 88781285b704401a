"""Detection: any text can be scanned, and nothing of it leaves."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from skygw.detect import DataIdentifierSpec, KeywordSpec, RegexSpec, Text, compile_detectors
from skygw.detect.engine import make_engine
from skygw.detect.keyword import Keywords
from skygw.detect.matching import View
from skygw.detect.validators.card import brand as is_card_number
from skygw.detect.validators.checks import luhn

ENGINE = make_engine({"credit_card": 0})
SCANNER = compile_detectors(
    [
        DataIdentifierSpec("credit_card"),
        KeywordSpec(("confidential", "top secret", "机密")),
        RegexSpec(r"[A-Z]{2}\d{6}"),
    ]
)
PIECES = st.sampled_from(
    [
        "4111 1111 1111 1111",
        "5555555555554444",
        "4111",
        " ",
        "-",
        ".",
        "1",
        "card",
        "confidential",
        "Top\nSecret",
        "机密",
        "AB123456",
        "ß",
        "İ",
        "x",
        "\n",
        "\ud800",
    ]
)
TEXTS = st.one_of(st.text(max_size=100), st.lists(PIECES, max_size=40).map("".join))


@given(
    st.lists(
        st.builds(Text, TEXTS, st.sampled_from(["body", "subject"]), st.integers(0, 3), st.booleans()),
        max_size=5,
    )
)
def test_any_text_can_be_scanned(texts: list[Text]) -> None:
    for finding in SCANNER.scan(texts):
        assert finding.count >= 1
        assert finding.unique is not None
        assert finding.unique == len(finding.digests) <= finding.count
        assert finding.confidence in (65, 75, 85)
        assert len(finding.excerpts) <= 10
        for cut in finding.excerpts:
            assert "\n" not in cut
            assert len(re.findall(r"\d", cut)) <= 4


@given(st.lists(PIECES, max_size=40).map(" ".join))
def test_no_word_of_a_list_shows_in_an_excerpt(text: str) -> None:
    for finding in SCANNER.scan([Text(text)]):
        for cut in finding.excerpts:
            assert "confidential" not in cut.casefold()
            assert "AB1" not in cut


@st.composite
def cards(draw: st.DrawFn) -> str:
    """A card number of one of the brands."""
    prefix, length = draw(
        st.sampled_from(
            [
                ("4", 16),
                ("51", 16),
                ("2221", 16),
                ("37", 15),
                ("6011", 16),
                ("36", 14),
                ("3528", 16),
                ("62", 19),
            ]
        )
    )
    body = prefix + "".join(
        draw(
            st.lists(
                st.sampled_from("0123456789"),
                min_size=length - len(prefix) - 1,
                max_size=length - len(prefix) - 1,
            )
        )
    )
    return next(body + digit for digit in "0123456789" if luhn(body + digit))


@given(
    cards(),
    st.sampled_from(["", " ", "-", "."]),
    st.sampled_from(["", "No. ", "(", "卡"]),
    st.sampled_from(["", ",", " x", ")"]),
)
def test_every_card_in_groups_is_found(number: str, separator: str, before: str, behind: str) -> None:
    if is_card_number(number) is None:
        return  # a decoy
    sizes = {14: (4, 6, 4), 15: (4, 6, 5), 16: (4, 4, 4, 4), 19: (4, 4, 4, 4, 3)}[len(number)]
    groups, at = [], 0
    for size in sizes:
        groups.append(number[at : at + size])
        at += size
    text = before + separator.join(groups) + behind
    assert number in [value for _, _, _, value, _ in ENGINE.decide(View(text)).matches]


@given(TEXTS)
def test_matches_of_cards_are_cards(text: str) -> None:
    end = 0
    for _, start, stop, value, _ in ENGINE.decide(View(text)).matches:
        assert start >= end
        end = stop
        assert is_card_number(value)
        assert re.sub(r"[ .\-]", "", text[start:stop]) == value


WORDS = st.lists(st.text("abcß.-+ 机", min_size=1, max_size=6).filter(str.strip), min_size=1, max_size=8)


@given(WORDS, st.text("abcß.-+ \n机_", max_size=80), st.booleans())
def test_keywords_are_what_a_naive_search_finds(words: list[str], text: str, word_boundary: bool) -> None:
    keywords = Keywords(case_sensitive=False)
    keywords.add(0, words, word_boundary=word_boundary)
    folded = text.casefold()
    found = {(start, end, value) for _, start, end, value, _ in keywords.matches(View(text))}
    expected = set()
    for word in words:
        form = " ".join(word.casefold().split())
        bounded = word_boundary and "机" not in form and re.search(r"[^\W_]", form) is not None
        blank = r"\s{1,64}" if bounded else " "
        pattern = blank.join(map(re.escape, form.split(" ")))
        if bounded and form[0].isalnum():
            pattern = r"(?<![^\W_机])" + pattern
        elif bounded:
            pattern = r"(?=\S)" + pattern
        if bounded and form[-1].isalnum():
            pattern += r"(?![^\W_机])"
        expected |= {
            (m.start(), m.start() + len(m[1]), form) for m in re.finditer(f"(?=({pattern}))", folded)
        }
    assert found == expected
