from __future__ import annotations

import tomllib
from pathlib import Path

import attrs
import pytest

from skygw.app.config.keys import (
    Between,
    Each,
    NotEmpty,
    NotYet,
    Only,
    Text,
    Unsuitable,
    ZeroOr,
    about,
    plain,
    section,
    setting,
    shown,
    toml,
)


@pytest.mark.parametrize(
    ("check", "good", "bad", "remedy"),
    [
        (Between(1, 10), [1, 10, 5.5], [0, 11, float("nan"), float("inf")], "write a number from 1 to 10"),
        (Between(0.1, 2), [0.1], [0], "write a number from 0.1 to 2"),
        (ZeroOr(5, 9), [0, 5, 9], [1, 4, 10, -1], "write 0 or a number from 5 to 9"),
        (Only(1, "why"), [1], [2], "write 1 or leave it out"),
        (NotYet({"later": "soon"}), ["now", 3], ["later"], "soon"),
        (Text("[a-z]+", "a word"), ["abc"], ["", "a b", "abc\n", "ä"], "write a word"),
        (Text("[a-z]+", "a word", empty=True), ["", "abc"], ["A"], "write a word"),
        (NotEmpty("thing"), [(1,)], [()], "name at least one thing"),
        (Each(Between(1, 2)), [(), (1, 2)], [(1, 3)], "write a number from 1 to 2"),
    ],
)
def test_a_check_takes_and_refuses(check, good, bad, remedy):
    for value in good:
        check(value)
    for value in bad:
        with pytest.raises(Unsuitable) as refused:
            check(value)
        assert refused.value.remedy == remedy


def test_every_check_has_a_rule_for_the_schema():
    assert Between(1, 2).schema() == {"minimum": 1, "maximum": 2}
    assert ZeroOr(1, 2).schema() == {"anyOf": [{"const": 0}, {"minimum": 1, "maximum": 2}]}
    assert Only(False, "").schema() == {"const": False}
    assert NotYet({}).schema() == {}
    assert Text("a", "").schema() == {"pattern": "^(?:a)$"}
    assert Text("a", "", empty=True).schema() == {"pattern": "^(?:a)?$"}
    assert Each(Between(1, 2)).schema() == {"items": {"minimum": 1, "maximum": 2}}
    assert NotEmpty("x").schema() == {"minItems": 1}


@pytest.mark.parametrize(
    "value",
    [
        True,
        False,
        0,
        -3,
        1.5,
        "",
        "plain",
        'quo"te',
        "back\\slash",
        "line\r\n\ttab",
        "\x00\x1b\u202e\U000e0001",
        ["a", 1],
    ],
)
def test_what_is_written_as_toml_is_read_back(value):
    assert tomllib.loads(f"key = {toml(value)}")["key"] == value


def test_toml_of_other_values():
    assert toml(Path("/etc/x")) == '"/etc/x"'
    assert toml(None) == '""'
    assert toml(300.0) == "300"
    assert plain((Path("a"), None, 1)) == ["a", None, 1]
    assert plain({1}) == "{1}"


def test_a_long_or_hostile_value_is_shown_cut_and_escaped():
    assert shown("x" * 1000) == '"' + "x" * 75 + " ..."
    assert shown("\x1b[2J") == '"\\u001b[2J"'
    assert shown(1.0) == "1.0"


def test_a_setting_carries_what_it_says_about_itself():
    @attrs.frozen
    class Inner:
        size: int = setting(3, Between(1, 9), doc="How big.", unit="octets", example=4, default_text="three")

    @attrs.frozen
    class Outer:
        inner: Inner = section(Inner)  # noqa: RUF009 - it declares an attribute

    says = about(attrs.fields(Inner).size)
    assert says is not None
    assert (says.doc, says.unit, says.example, says.default_text) == ("How big.", "octets", 4, "three")
    assert about(attrs.fields(Outer).inner) is None
    assert Outer().inner.size == 3
