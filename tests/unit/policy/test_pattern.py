from __future__ import annotations

import re

import pytest

from skygw.policy.pattern import MAX_TEXT, PatternError, compile_pattern

TEXTS = [
    "",
    "a",
    "b",
    "A",
    "ab",
    "aab",
    "abc\n",
    "a\nb",
    "x cfo@contoso.com",
    "cfo@x",
    "\u00e9",
    "K",
    "7 _",
    "aaaaab",
]

PATTERNS = [
    "a",
    "^a",
    "a$",
    r"a\Z",
    r"\Aa",
    "^b",
    "(?m)^b",
    "(?m)a$",
    ".",
    "a.b",
    "(?s)a.b",
    "a*b",
    "a+b",
    "a?b",
    "a{2}b",
    "a{2,3}b",
    "a{2,}b",
    "a*?b",
    "(ab|cd)+",
    "(?:a|b)*c",
    "[a-c]",
    "[^a]",
    "[^a-z]",
    r"\d",
    r"\D",
    r"\s",
    r"\S",
    r"\w",
    r"\W",
    r"[\d_]",
    r"\bcfo\b",
    r"\Bfo",
    "^cfo@",
    "(?:)*x",
    "(a*)*b",
    "(?-i:A)",
    "()",
    "a||b",
    "(?a:\\w)",
    "(?P<n>a)b",
    "[^\\s]",
    "k",
]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_it_means_what_it_means_to_re(pattern: str) -> None:
    compiled, expected = compile_pattern(pattern), re.compile(pattern, re.IGNORECASE)
    for text in TEXTS:
        assert compiled.found_in(text) == bool(expected.search(text)), text


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("(", "not a regular expression"),
        ("*", "not a regular expression"),
        (r"(a)\1", "back-references"),
        ("a(?=b)", "look-around"),
        ("(?<!a)b", "look-around"),
        ("(?>a)", "atomic groups"),
        ("a*+", "possessive"),
        ("(a)?(?(1)b|c)", "back-references"),
        ("a{301}", "too large"),
        ("a{0,301}", "too large"),
        ("(a{20}){20}", "too large"),
        ("((a{299}|b{299}){299}){299}", "too large"),
        ("a{1,99999999999999999999}", "too large"),
        ("(" * 5000, "too large"),
    ],
)
def test_what_cannot_be_run_in_linear_time_is_refused(pattern: str, reason: str) -> None:
    with pytest.raises(PatternError, match=reason):
        compile_pattern(pattern)


@pytest.mark.parametrize("pattern", ["(a+)+$", "^(a|a)*$", "(a*)*b", "^(a|aa)+$", "^(.*)*b"])
def test_patterns_that_hold_re_up_for_years(pattern: str) -> None:
    # With re this test would not end.
    assert not compile_pattern(pattern).found_in("a" * 60 + "!")


def test_only_so_much_of_a_text_is_read() -> None:
    assert compile_pattern("b").found_in("a" * (MAX_TEXT - 1) + "b")
    assert not compile_pattern("b").found_in("a" * MAX_TEXT + "b")


def test_equal_patterns_are_equal() -> None:
    assert compile_pattern("a+") == compile_pattern("a+")
