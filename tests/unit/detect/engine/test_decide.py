"""What counts: the rule, and the bounds of the work.  The types here are made up."""

from __future__ import annotations

from typing import Any

import pytest

from skygw.detect.catalogue.types import DataType, Pattern
from skygw.detect.engine.decide import Engine
from skygw.detect.engine.finder_hyperscan import HyperscanFinder
from skygw.detect.engine.finder_plain import PlainFinder
from skygw.detect.engine.plan import plan
from skygw.detect.engine.reading import MAX_MATCHES
from skygw.detect.matching import View

FINDERS = (HyperscanFinder, PlainFinder)


def made(name: str, *patterns: Pattern, **fields: Any) -> DataType:
    return DataType(name, name, "test", "tax", patterns, examples=("1",), **fields)


def engine(*types: DataType, finder: type = HyperscanFinder, seconds: float = 5) -> Engine:
    catalogue = {type_.name: type_ for type_ in types}
    of = plan({name: slot for slot, name in enumerate(catalogue)}, catalogue)
    return Engine(of, finder(of), seconds)


def found(text: str, *types: DataType) -> list[tuple[int, str, int]]:
    """Slot, value and confidence of each match, which both finders agree on."""
    one, other = (engine(*types, finder=finder).decide(View(text)) for finder in FINDERS)
    assert one == other
    assert not one.limited
    return [(slot, value, confidence) for slot, _, _, value, confidence in one.matches]


WEAK = made("weak", Pattern(r"\d{9}", supported=75), keywords=("passport",))
ALONE = made("alone", Pattern(r"\d{3}-\d{4}", "number", alone=65), keywords=("code",))
LUHN = made("luhn", Pattern(r"\d{3} \d{3} \d{3}", "number", alone=75, validator="checks.luhn"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("passport 123456789", [(0, "123456789", 75)]),
        ("123456789", []),
        ("passport" + "." * 300 + "123456789", [(0, "123456789", 75)]),
        ("passport" + "." * 301 + "123456789", []),
        ("123456789" + "." * 300 + "passport", [(0, "123456789", 75)]),
        ("123456789" + "." * 301 + "passport", []),
        ("passport x123456789", []),  # touches a letter
        ("passport 1234567890", []),
        ("passport 123456789_", []),
        ("passport é123456789", []),
        ("passport 123456789é", []),
        ("passport 号123456789号", [(0, "123456789", 75)]),
        ("passport 123456789 987654321", [(0, "123456789", 75), (0, "987654321", 75)]),
    ],
)
def test_weak(text: str, expected: list[Any]) -> None:
    assert found(text, WEAK) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("123-4567", [(0, "1234567", 65)]),
        ("code 123-4567", [(0, "1234567", 85)]),
        ("123-4567" + "." * 1000 + "code 123-4567", [(0, "1234567", 65), (0, "1234567", 85)]),
    ],
)
def test_alone(text: str, expected: list[Any]) -> None:
    assert found(text, ALONE) == expected


def test_what_does_not_count_hides_nothing() -> None:
    """The first nine digits are no value, the last nine are; they share six."""
    assert found("111 123 456 782", LUHN) == [(0, "123456782", 75)]


def test_context_of_a_type() -> None:
    near = made("near", Pattern(r"\d{9}"), keywords=("passport",), context=10)
    assert found("passport " + "." * 9 + "123456789", near) == [(0, "123456789", 85)]
    assert found("passport " + "." * 10 + "123456789", near) == []


def test_excluded_words() -> None:
    type_ = made("type", Pattern(r"[A-Z]{4}\d{4}", "code", alone=75), exclude=("test", "DEMO"))
    assert found("TEST1234 DEMO1234 REAL1234", type_) == [(0, "REAL1234", 75)]


def test_best_confidence_of_several_patterns() -> None:
    type_ = made(
        "type", Pattern(r"\d{9}", "number", alone=65), Pattern(r"[1-4]\d{8}", "number", alone=85),
        keywords=("x",)
    )
    assert found("123456789 999999999", type_) == [(0, "123456789", 85), (0, "999999999", 65)]


def test_overlap_of_one_type_counts_once_and_of_two_twice() -> None:
    long_ = Pattern(r"\d{4} \d{4} \d{4}", "number", alone=75)
    short = Pattern(r"\d{4} \d{4}", "number", alone=75)
    assert found("1234 5678 9012", made("type", long_, short)) == [(0, "123456789012", 75)]
    assert found("1234 5678 9012", made("one", long_), made("two", short)) == [
        (0, "123456789012", 75),
        (1, "12345678", 75),
    ]


def test_included_types_count_once() -> None:
    both = DataType("both", "both", "test", "tax", includes=("alone", "weak"))
    text = "passport 123456789 123-4567"
    assert found(text, both, WEAK, ALONE) == [
        (0, "123456789", 75),
        (0, "1234567", 65),
        (1, "123456789", 75),
        (2, "1234567", 65),
    ]


def test_canonical_forms() -> None:
    def of(canonical: str) -> list[str]:
        type_ = made("type", Pattern(r"aB-\d{6}", "code", canonical=canonical, alone=75))
        return [value for _, value, _ in found("aB-123456", type_)]

    assert (of("alnum"), of("exact"), of("lower")) == (["AB123456"], ["aB-123456"], ["ab-123456"])


def test_group_named_value() -> None:
    type_ = made("type", Pattern(r"no\. (?P<value>\d{6})", alone=0), keywords=("no.",))
    (match,) = engine(type_).decide(View("xx no. 123456")).matches
    assert match[1:4] == (7, 13, "123456")


def test_anchors() -> None:
    regex = r"(?<![a-z])tok_[a-z]{4}(?![a-z])"
    token = Pattern(regex, "anchor", canonical="exact", alone=85, anchors=("tok_",))
    assert found("tok_abcd xtok_abcd tok_abcde tok_efgh", made("type", token)) == [
        (0, "tok_abcd", 85),
        (0, "tok_efgh", 85),
    ]


def test_before_and_after_an_anchor() -> None:
    mail = Pattern(r"[a-z]+@[a-z]+", "anchor", canonical="exact", alone=85, anchors=("@",), before=5, after=5)
    assert found("abc@def " + "x" * 6 + "@def abc@" + "x" * 5, made("type", mail)) == [
        (0, "abc@def", 85),
        (0, "xxxxx@def", 85),  # what lies before is not looked at
    ]


def test_anchor_that_needs_a_keyword() -> None:
    token = Pattern(r"tok_[a-z]{4}", "anchor", supported=75, anchors=("tok_",))
    type_ = made("type", token, keywords=("secret",))
    assert found("tok_abcd", type_) == []
    assert found("secret tok_abcd", type_) == [(0, "TOKABCD", 75)]


def test_stops_at_500_unique_values_of_the_best_confidence() -> None:
    text = "passport " + " ".join(f"{number:09}" for number in range(600))
    text = text.replace(" 000000300", " passport 000000300")
    decision = engine(made("weak", *WEAK.patterns, keywords=("passport",), context=1000)).decide(View(text))
    assert 90 < len(decision.matches) <= 500
    near = " passport ".join(f"{number:09}" for number in range(600))
    assert len(engine(WEAK).decide(View(near)).matches) == 500


def test_weaker_matches_do_not_hide_better_ones() -> None:
    weaker = " ".join(f"{number % 1000:03}-{number:04}" for number in range(MAX_MATCHES - 1000))
    of = engine(ALONE)
    decision = of.decide(View(weaker * 2 + "." * 1000 + " code 999-9999"))
    confidences = [confidence for *_, confidence in decision.matches]
    assert confidences.count(65) == MAX_MATCHES
    assert confidences[-1] == 85


def test_full_slots_are_not_looked_for() -> None:
    text = View("passport 123456789 123-4567")
    assert [slot for slot, *_ in engine(WEAK, ALONE).decide(text, frozenset({0})).matches] == [1]


@pytest.mark.parametrize("finder", FINDERS)
def test_too_much_work(finder: type, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("skygw.detect.engine.decide._STEPS", 50)
    monkeypatch.setattr("skygw.detect.engine.decide._STEPS_PER_CHARACTER", 0)
    decision = engine(LUHN, finder=finder).decide(View("111 111 112 " * 1000 + "123 456 782"))
    assert decision.limited
    assert decision.matches == []


def test_too_much_time() -> None:
    decision = engine(LUHN, seconds=-1).decide(View("111 111 112 " * 10_000))
    assert decision.limited


@pytest.mark.parametrize("finder", FINDERS)
@pytest.mark.parametrize(
    "text",
    [
        "1" * 1_000_000,
        "123456789 " * 50_000,
        "passport " * 50_000,
        "111 111 112 " * 30_000,
        "tok_" * 100_000,
        "a" * 1_000_000,
        "A1" * 300_000,
        "-".join("1" * 100_000),
        "@" * 100_000,
    ],
    ids=lambda text: text[:12],
)
def test_hostile_text_ends(text: str, finder: type) -> None:
    mail = Pattern(r"(?<![a-z])[a-z]{1,64}@[a-z]+", "anchor", alone=85, anchors=("@",), before=64)
    token = Pattern(r"tok_[a-z]{4}", "anchor", alone=85, anchors=("tok_",))
    engine(WEAK, ALONE, LUHN, made("mail", mail), made("token", token), finder=finder).decide(View(text))


def test_nothing_of_the_text_in_repr() -> None:
    decision = engine(WEAK).decide(View("passport 123456789"))
    assert "123456789" not in repr(decision)
    assert repr(engine(WEAK)) == "<Engine for 1 data identifiers, hyperscan finder>"


def test_prepared_engine_finds_the_same() -> None:
    of = engine(WEAK, LUHN)
    before = of.decide(View("passport 123456789 123 456 782"))
    of.prepare()
    assert of.decide(View("passport 123456789 123 456 782")) == before


def test_digits_behind_a_decimal_point_are_no_value() -> None:
    """A share of 0.123456782 beside a keyword was a number of nine digits."""
    assert found("passport 0.123456782", WEAK) == []
    assert found("passport no.123456782", WEAK) == [(0, "123456782", 75)]
