"""docs/policies.md: every example on the page is read, and every table of verdicts is judged."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import attrs
import pytest

from skygw.detect import compile_detectors
from skygw.inspect.pipeline import inspect_octets
from skygw.policy import FailureAction, PolicySet, load
from skygw.policy.language.condition import ConditionReader
from skygw.policy.language.fixture import load_fixtures
from tests.support.policies import judge, policy_set, problems_of

PAGE = (Path(__file__).parents[3] / "docs" / "policies.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(yaml[ a-z]*|text)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
TABLE = re.compile(
    r"^```\n\n\| to \| subject \| text \| what happens \|\n\|[-|]+\|\n((?:\|.*\|\n)+)", re.MULTILINE
)


@attrs.frozen
class Row:
    """One row of a table of verdicts, with the policy that stands before it."""

    policy: str
    to: str
    subject: str
    text: str
    happens: str


def whole(text: str) -> str:
    """The document that an example stands for: itself, or the policy whose keys it shows."""
    if text.startswith("version:"):
        return text
    rules = "" if re.search("^rules:", text, re.MULTILINE) else "rules: [{severity: info, subject: x}]\n"
    return "version: 1\npolicies:\n  - name: Example\n" + textwrap.indent(text + rules, "    ")


def rows() -> list[Row]:
    found = []
    for table in TABLE.finditer(PAGE):
        policy = re.findall(r"^```yaml\n(.*?)^```", PAGE[: table.start() + 4], re.MULTILINE | re.DOTALL)[-1]
        for line in table[1].splitlines():
            to, subject, text, happens = (cell.strip() for cell in line.strip("|").split("|"))
            found.append(Row(policy, to, subject, text, happens))
    return found


def policies(text: str) -> PolicySet:
    return policy_set(whole(text))


@pytest.mark.parametrize("text", [text for kind, text in BLOCKS if kind == "yaml"])
def test_every_example_is_good(text: str) -> None:
    assert policies(text).policies


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row.to} {row.subject} {row.happens}")
def test_every_table_is_true(row: Row) -> None:
    given = policies(row.policy)
    message = f"From: alice@contoso.com\r\nTo: {row.to}\r\nSubject: {row.subject}\r\n\r\n{row.text}\r\n"
    report = inspect_octets(message.encode(), compile_detectors(given.detectors))
    assert judge(given, row.to, report).action.value == row.happens


def test_the_tables_were_found() -> None:
    assert len(rows()) == PAGE.count("| allow |\n") + sum(
        PAGE.count(f"| {word} |\n") for word in ("monitor", "add_header", "block")
    )
    assert len({row.policy for row in rows()}) >= 4


def test_the_example_of_tests_is_good(tmp_path: Path) -> None:
    (text,) = (text for kind, text in BLOCKS if kind == "yaml fixture")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "a.yaml").write_text(text)
    for name in re.findall(r"[\w-]+\.eml", text):
        (tmp_path / "tests" / name).write_bytes(b"\r\n")
    assert len(load_fixtures(tmp_path).fixtures) == 2


def test_the_example_of_problems_is_what_is_told() -> None:
    (wrong,) = (text for kind, text in BLOCKS if kind == "yaml wrong")
    (told,) = (text for kind, text in BLOCKS if kind == "text")
    problems = sorted(problems_of(wrong), key=lambda problem: problem.line or 0)
    assert [str(attrs.evolve(problem, file="cards.yaml")) for problem in problems] == told.splitlines()


def test_every_condition_and_word_is_explained() -> None:
    for word in (*ConditionReader(None).words, *(action.value for action in FailureAction)):
        assert re.search(rf"\b{word}\b", PAGE), word


def test_the_shipped_policies_are_read_as_one_set() -> None:
    assert len(load(Path(__file__).parents[3] / "etc" / "policies", []).policies) >= 3
