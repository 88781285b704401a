from __future__ import annotations

import pytest

from skygw.detect.specs import RegexSpec
from skygw.detect.trial import TrialProblem, trial

GOOD = [
    r"EMP-\d{6}",
    r"[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}",
    r"\b(?:secret|confidential)\b",
    r"(?P<value>\d{3}-\d{2}-\d{4})",
    r"project[ _-]?(?:x|y)\w{0,20}",
    r"[^,\n]{1,80},\s{0,4}\d{5}",
]
BAD = [
    r"(a+)+$",
    r"(?:\w+\s?)+:",
    r"(x|xx)*y",
    r"^(\d+)*z",
    r".*.*=.*",
    r"(?:a|a)*b",
    r"\s+$",  # the square of the blanks
]


@pytest.mark.parametrize("pattern", BAD)
def test_bad(pattern: str) -> None:
    (problem,) = trial([RegexSpec(pattern)], seconds=0.5)
    assert problem.number == 0
    assert "too long" in problem.reason
    assert "repeat" in problem.remedy


def test_good() -> None:
    assert trial([RegexSpec(pattern) for pattern in GOOD]) == []


def test_each_has_its_number() -> None:
    specs = [RegexSpec(GOOD[0]), RegexSpec(BAD[0]), RegexSpec(GOOD[1]), RegexSpec("x" * 20_000)]
    assert [problem.number for problem in trial(specs, seconds=0.5)] == [1, 3]


def test_two_megabytes_are_refused_at_once() -> None:
    (problem,) = trial([RegexSpec("(" * 2_000_000)])
    assert problem == TrialProblem(0, "the pattern is longer than 10000 characters", "split it")


def test_flags() -> None:
    assert trial([RegexSpec(r"a # comment (((", "x")]) == []


def test_nothing() -> None:
    assert trial([]) == []
