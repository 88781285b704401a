from __future__ import annotations

import pytest

from skygw.detect.engine.automaton import automaton
from skygw.detect.engine.heads import RUN, START, Heads, is_headed
from skygw.detect.engine.skeleton import skeleton


@pytest.mark.parametrize(
    ("regex", "headed"),
    [
        (r"\d{9}", True),
        (r"[A-Z]{2}\d{6}", True),
        (r"[A-Z]{2}[ -]?\d{6}", True),
        (r"[a-z]{3}\. \d", True),  # two separators
        (r"[A-Z]{8}", True),  # capitals alone
        (r"[0-9A-Za-z]{34}", True),  # longer than words
        (r"[a-z]{8}", False),  # any word
        (r"[A-Z]{3}", False),
        (r"[A-Z]{2} [A-Z]{2}", False),  # no digit behind the separator
        (r"\(\d\d", False),
        (r"[A-Z&]\d", False),
        (r"\w\d", False),
        (r"[a-z]{2}   \d", False),  # three separators
    ],
)
def test_is_headed(regex: str, headed: bool) -> None:
    assert is_headed(automaton(regex)) is headed


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("no 123 and AB12", [0, 3, 11]),
        ("AB 123456", [0, 3]),
        ("x_123 é123", [7]),  # what is not ASCII is looked at later
        ("DEUTDEFF and words", [0]),
        ("123 456 789", [0, 4, 8]),
        ("plain words", []),
        ("a" * 40, [0]),
    ],
)
def test_starts(text: str, starts: list[int]) -> None:
    assert [found.start() for found in START.finditer(text)] == starts


@pytest.mark.parametrize(
    ("text", "run"),
    [
        ("123456 wurde", "123456 w"),
        ("12.03.2024 was", "12.03.2024 w"),
        ("AB 12 34 56 C, x", "AB 12 34 56 C, "),
        ("1", "1"),
    ],
)
def test_runs(text: str, run: str) -> None:
    found = RUN.match(text)
    assert found
    assert found[0] == run


def heads(*regexes: str) -> Heads:
    return Heads((number, skeleton(regex)) for number, regex in enumerate(regexes))


def test_patterns_by_run() -> None:
    known = heads(r"\d{9}", r"\d{3} ?\d{3} ?\d{3}", r"[A-Z]{2}\d{4}", r"\d{4,9}")
    assert known.of("123456789 x") == 0b1011
    assert known.of("123 456 789 x") == 0b0010
    assert known.of("123 456 x") == 0
    assert known.of("AB1234") == 0b0100
    assert known.of("AB12345") == 0
    assert known.of("1234_") == 0  # goes on


def test_run_that_is_cut_leaves_what_may_go_on() -> None:
    known = heads(r"\d(?: \d){20}")
    assert known.of("1 2 3 4 5 6 7 8") == 1


def test_same_skeleton_is_one_automaton() -> None:
    assert heads(r"[1-5]\d", r"[6-9]\d").of("12 ") == 0b11


def test_forms_without_number_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("skygw.detect.engine.heads._REMEMBERED", 10)
    known = heads(r"\d{3}")
    for number in range(1, 100):
        assert known.of("a" * number + "1") == 0
        assert known.of("123 x") == 1
    assert len(known._known) <= 10
