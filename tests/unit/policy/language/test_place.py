# ruff: noqa: E501 - in a table, one row is one line
from __future__ import annotations

import enum
from collections.abc import Callable

import pytest

from skygw.errors import Problem
from skygw.policy.language.document import parse
from skygw.policy.language.place import Place, nearest, quoted, required


class Colour(enum.Enum):
    RED = "red"
    GREEN = "green"


def place(text: str) -> Place:
    """The place of the value of ``x`` in a document of one key."""
    problems: list[Problem] = []
    root = parse(f"x: {text}\n".encode(), "f.yaml")
    assert not isinstance(root, Problem)
    return Place(root, "", "f.yaml", problems).fields(["x"])["x"]


GOOD: list[tuple[str, Callable[[Place], object], object]] = [
    ("abc", lambda x: x.text(), "abc"),
    ("12", lambda x: x.text(), "12"),
    ("off", lambda x: x.text(), "off"),
    ("'null'", lambda x: x.text(), "null"),
    ("7", lambda x: x.number(1, 9), 7),
    ("-7", lambda x: x.number(-9, 9), -7),
    ("true", lambda x: x.boolean(), True),
    ("false", lambda x: x.boolean(), False),
    ("green", lambda x: x.choice(Colour), Colour.GREEN),
    ("green", lambda x: x.word(["green", "red"]), "green"),
    ("[a, b]", lambda x: [item.text() for item in x.items()], ["a", "b"]),
    ("", lambda x: x.items(), []),
    ("a", lambda x: [item.text() for item in x.one_or_more()], ["a"]),
    ("[a, b]", lambda x: [item.path for item in x.one_or_more()], ["x[0]", "x[1]"]),
    ("{a: 1}", lambda x: [(key, value.path) for key, value in x.fields(["a"]).items()], [("a", "x.a")]),
    ("{b: 1, a: 1}", lambda x: x.keys(), ("b", "a")),
    ("1", lambda x: x.keys(), ()),
]


@pytest.mark.parametrize(("text", "read", "expected"), GOOD)
def test_what_is_right_is_read(text: str, read: Callable[[Place], object], expected: object) -> None:
    where = place(text)
    assert read(where) == expected
    assert where.problems == []


BAD: list[tuple[str, Callable[[Place], object], str]] = [
    ("", lambda x: x.text(), "x: is empty (write a text)"),
    ("''", lambda x: x.text(), "x: is empty (write a text, or leave the key out)"),
    ("[a]", lambda x: x.text(), "x: a text is expected here (write a text)"),
    ("abcd", lambda x: x.text(3), "x: is longer than 3 characters (shorten it)"),
    ("10", lambda x: x.number(1, 9), "x: a whole number is expected here (write a number from 1 to 9)"),
    ("'7'", lambda x: x.number(1, 9), "x: a whole number is expected here (write a number from 1 to 9)"),
    ("+7", lambda x: x.number(1, 9), "x: a whole number is expected here (write a number from 1 to 9)"),
    ("0_7", lambda x: x.number(1, 9), "x: a whole number is expected here (write a number from 1 to 9)"),
    ("\u0667", lambda x: x.number(1, 9), "x: a whole number is expected here (write a number from 1 to 9)"),
    ("9999999999999999999", lambda x: x.number(1, 9), "x: a whole number is expected here (write a number from 1 to 9)"),
    ("[7]", lambda x: x.number(1, 9), "x: a whole number is expected here (write a number from 1 to 9)"),
    ("yes", lambda x: x.boolean(), "x: true or false is expected here (write true or false, without quotes)"),
    ("gren", lambda x: x.choice(Colour), 'x: "gren" is not known here (did you mean green?)'),
    ("violet", lambda x: x.choice(Colour), 'x: "violet" is not known here (use one of red, green)'),
    ("blue", lambda x: x.choice(Colour, ["blue"]), 'x: "blue" is not available yet in this version (use one of red, green)'),
    ("bleu", lambda x: x.choice(Colour, ["blue"]), 'x: "bleu" is not known here (did you mean blue?)'),
    ("a", lambda x: x.word(["b"]), 'x: "a" is not known here (use b)'),
    ("a", lambda x: x.items(), 'x: a list is expected here (begin each item with "- ")'),
    ("[]", lambda x: x.one_or_more(), "x: the list is empty (name at least one, or leave the key out)"),
    ("a", lambda x: x.fields(["k"]), "x: keys with values are expected here (use k)"),
    ("", lambda x: x.fields(["k"]), "x: is empty (use k)"),
    ("{On Time: 1}", lambda x: x.fields(["on_time"]), 'x.On Time: "On Time" is not known here (did you mean on_time?)'),
    ("{later: 1}", lambda x: x.fields(["k"], ["later"]), 'x.later: "later" is not available yet in this version (use k)'),
    ("{}", lambda x: required(x, x.fields(["k"]), "k", "write it"), "x: k is missing (write it)"),
    ("v", lambda x: x.check("v", str.isdigit, "is bad", "mend it"), 'x: "v" is bad (mend it)'),
]  # fmt: skip


@pytest.mark.parametrize(("text", "read", "expected"), BAD)
def test_what_is_wrong_is_told_with_path_and_remedy(
    text: str, read: Callable[[Place], object], expected: str
) -> None:
    where = place(text)
    read(where)
    assert [str(problem) for problem in where.problems] == [f"f.yaml:1: {expected}"]


def test_reading_goes_on_after_a_problem_with_a_value_of_the_right_type() -> None:
    where = place("[a]")
    assert (where.text(), where.number(3, 5), where.boolean(), where.choice(Colour)) == (
        "",
        3,
        False,
        Colour.RED,
    )
    assert place("a").fields(["k"]) == {}


def test_what_is_quoted_back_is_one_bounded_line() -> None:
    assert quoted("a\nb\x1b") == '"a\\nb\\x1b"'
    assert len(quoted("x" * 10_000)) < 80


def test_near_names() -> None:
    assert nearest("Credit-Card", ["credit_card"]) == "credit_card"
    assert nearest("x" * 100_000, ["credit_card"]) is None


def test_a_missing_field_of_what_is_no_mapping_is_told_once() -> None:
    where = place("a")
    assert required(where, where.fields(["k"]), "k", "write it") is None
    assert len(where.problems) == 1
