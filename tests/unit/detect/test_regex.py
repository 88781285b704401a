from __future__ import annotations

import pytest

from skygw.detect.matching import View
from skygw.detect.regex import MAX_PATTERN, Regex, compile_pattern
from skygw.detect.specs import RegexSpec


def found(text: str, pattern: str, flags: str = "", validator: str = "") -> list[tuple[int, int, str]]:
    regex = Regex(0, RegexSpec(pattern, flags, validator))
    return [(start, end, value) for _, start, end, value, _ in regex.matches(View(text))]


def test_matches() -> None:
    assert found("EMP-123 emp-456", r"EMP-\d+") == [(0, 7, "EMP-123")]
    assert found("EMP-123 emp-456", r"EMP-\d+", "i") == [(0, 7, "EMP-123"), (8, 15, "emp-456")]


def test_group_named_value_is_the_value() -> None:
    assert found("id: 123;", r"id: (?P<value>\d+);") == [(4, 7, "123")]


def test_empty_matches_are_no_matches() -> None:
    assert found("ab", r"(?P<value>x?)b") == []


def test_group_that_took_no_part() -> None:
    assert found("b", r"(?P<value>a)|b") == []


def test_luhn_validator_looks_at_the_digits() -> None:
    assert [
        value for _, _, value in found("4111-1111-1111-1111 4111-1111-1111-1112", r"[\d-]{19}", "", "luhn")
    ] == ["4111-1111-1111-1111"]


@pytest.mark.parametrize(
    ("pattern", "flags", "reason"),
    [
        ("(", "", "not a regular expression: missing ), unterminated subpattern at character 1"),
        ("a{2,1}", "", "not a regular expression: min repeat greater than max repeat at character 3"),
        ("(?P<a>x)(?P<a>y)", "", "not a regular expression: redefinition of group name 'a'"),
        ("x" * (MAX_PATTERN + 1), "", "longer than 10000 characters"),
        ("a*", "", "matches the empty text"),
        ("", "", "matches the empty text"),
        ("a", "q", "unknown flag 'q'; known: i, m, s, x, a"),
        ("a{99999999999999}", "", "not a usable regular expression: OverflowError"),
    ],
)
def test_patterns_that_are_refused(pattern: str, flags: str, reason: str) -> None:
    with pytest.raises(ValueError) as caught:
        compile_pattern(pattern, flags)
    assert reason in str(caught.value)


def test_unknown_validator() -> None:
    with pytest.raises(ValueError, match=r"unknown validator 'luhm'; did you mean 'luhn'\?"):
        Regex(0, RegexSpec("x", "", "luhm"))


def test_validators_of_the_catalogue() -> None:
    text = "DE89 3704 0044 0532 0130 00 DE89 3704 0044 0532 0130 01"
    assert found(text, r"DE\d\d(?: \d{4}){4} \d\d", "", "iban.iban") == [(0, 27, text[:27])]


def test_nesting_that_python_cannot_compile() -> None:
    with pytest.raises(ValueError, match="not a usable regular expression"):
        compile_pattern("(" * 4000 + "x" + ")" * 4000)
