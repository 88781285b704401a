"""Whatever stands in a policy file: a set of policies, or a list of problems, and nothing else."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from skygw.errors import ConfigurationError
from skygw.policy import PolicySet, load
from skygw.policy.language.fixture import FixtureSet, load_fixtures
from skygw.policy.pattern import PatternError, compile_pattern

WORDS = [
    "version",
    "policies",
    "name",
    "mode",
    "scope",
    "senders",
    "recipients",
    "rules",
    "severity",
    "all",
    "any",
    "not",
    "data_identifier",
    "type",
    "min",
    "max",
    "unique",
    "confidence",
    "in",
    "keyword",
    "words",
    "regex",
    "pattern",
    "validator",
    "subject",
    "contains",
    "matches",
    "header",
    "message",
    "size",
    "finding",
    "sender",
    "recipient",
    "sender_domain",
    "recipient_domain",
    "exceptions",
    "responses",
    "critical",
    "major",
    "minor",
    "warning",
    "info",
    "action",
    "block",
    "allow",
    "monitor",
    "add_header",
    "text",
    "discard",
    "on_timeout",
    "on_failure",
    "tempfail",
    "accept",
    "quarantine",
    "group:x",
    "external",
    "internal",
    "<>",
    "*@contoso.com",
    "contoso.com",
    "credit_card",
    "X-DLP",
    "body",
    "attachments",
    "true",
    "false",
    "null",
    "1",
    "0",
    "-1",
    "(",
    "[a-",
    "a{3",
    "enforce",
    "off",
]

LEAVES = st.one_of(st.sampled_from(WORDS), st.text(max_size=20), st.integers(), st.booleans(), st.none())
TREES: st.SearchStrategy[Any] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.one_of(st.sampled_from(WORDS), st.text(max_size=8)), inner, max_size=5),
    ),
    max_leaves=30,
)
CONDITIONS = st.dictionaries(st.sampled_from(WORDS), TREES, max_size=3)
POLICIES = st.fixed_dictionaries(
    {"name": LEAVES, "rules": st.lists(CONDITIONS, max_size=3)},
    optional=dict.fromkeys(("mode", "scope", "exceptions", "responses", "on_timeout"), TREES),
)
DOCUMENTS = st.one_of(
    TREES.map(yaml.safe_dump),
    st.fixed_dictionaries({"version": st.just(1), "policies": st.lists(POLICIES, max_size=3)}).map(
        yaml.safe_dump
    ),
)
FILES = st.one_of(
    st.binary(max_size=200),
    DOCUMENTS.map(lambda text: text.encode("utf-8", "replace")),
    st.text("-[]{}:,&*!|>'\"%@`#? \nab1\t", max_size=60).map(str.encode),
)


@given(st.lists(FILES, min_size=1, max_size=3))
def test_any_files_give_policies_or_problems(files: list[bytes]) -> None:
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        for number, octets in enumerate(files):
            (directory / f"{number}.yaml").write_bytes(octets)
        try:
            assert isinstance(load(directory, ["contoso.com"]), PolicySet)
        except ConfigurationError as error:
            told = error.problems
        else:
            return
    assert told
    for problem in told:
        assert problem.file
        assert "\n" not in problem.reason


@given(FILES)
def test_any_file_of_tests_gives_tests_or_problems(octets: bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "tests").mkdir()
        (Path(name) / "tests" / "x.yaml").write_bytes(octets)
        try:
            assert isinstance(load_fixtures(Path(name)), FixtureSet)
        except ConfigurationError as error:
            told = error.problems
        else:
            return
    assert told


@given(st.text(max_size=60))
def test_any_text_is_a_pattern_or_a_problem(text: str) -> None:
    try:
        compile_pattern(text).found_in("some text 42")
    except PatternError:
        pass


EXPRESSIONS = st.recursive(
    st.sampled_from(["a", "b", "c", ".", r"\w", r"\d", "[ab]", "[^a]", "^", "$", r"\b", " "]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda pair: f"(?:{pair[0]}|{pair[1]})"),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{1,3}", "*?"])).map(
            lambda pair: f"(?:{pair[0]}){pair[1]}"
        ),
    ),
    max_leaves=6,
)


@given(EXPRESSIONS, st.text("abC1 \n", max_size=8))
def test_patterns_find_what_re_finds(pattern: str, text: str) -> None:
    assert compile_pattern(pattern).found_in(text) is bool(re.search(pattern, text, re.IGNORECASE))


def test_the_words_above_are_not_all_wrong() -> None:
    # The strategies would prove little if no document of theirs could ever be good.
    with pytest.raises(ConfigurationError):
        load(Path("/nonexistent"))
    with tempfile.TemporaryDirectory() as name:
        text = yaml.safe_dump(
            {"version": 1, "policies": [{"name": "a", "rules": [{"severity": "info", "subject": "x"}]}]}
        )
        (Path(name) / "x.yaml").write_text(text)
        assert load(Path(name)).policies
