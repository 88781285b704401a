from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

import attrs
import pytest

from skygw.detect import RegexSpec
from skygw.errors import ConfigurationError
from skygw.policy import load
from skygw.policy.language import files

POLICY = "version: 1\npolicies:\n  - {name: %s, rules: [{severity: info, keyword: secret}]}\n"


def write(directory: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (directory / f"{name}.yaml").write_text(text, encoding="utf-8")
    return directory


def problems(directory: Path, **options: object) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        load(directory, **options)  # type: ignore[arg-type]
    return [str(problem).replace(str(directory), "DIR") for problem in caught.value.problems]


def test_every_yaml_file_of_the_folder_and_nothing_else(tmp_path: Path) -> None:
    write(tmp_path, b=POLICY % "B", a=POLICY % "A")
    (tmp_path / "c.yml").write_text(POLICY % "C")
    (tmp_path / ".hidden.yaml").write_text("no: policy")
    (tmp_path / "README.md").write_text("# no policy")
    (tmp_path / "tests").mkdir()
    write(tmp_path / "tests", fixture="no: policy")
    os.mkfifo(tmp_path / "pipe.yaml")  # reading it would wait for ever
    assert [policy.name for policy in load(tmp_path).policies] == ["A", "B", "C"]


def test_an_empty_folder_is_an_empty_set(tmp_path: Path) -> None:
    assert load(tmp_path).policies == ()


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert problems(tmp_path / "no") == [
        "DIR: directory: the folder cannot be read: No such file or directory (create it, or name another)"
    ]


def test_a_file_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, a=POLICY % "A")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert problems(tmp_path) == [
        "DIR/a.yaml: file: the file cannot be read: Permission denied (check its permissions)"
    ]


def test_the_problems_of_all_files_in_the_order_of_files_and_lines(tmp_path: Path) -> None:
    write(tmp_path, b="version: 3\npolicies: []\n", a="version: 1\npolicies: []\nx: 1\ny: 1\n", c="a: [")
    told = problems(tmp_path)
    assert [line.split(": ")[0] for line in told[:3]] == ["DIR/a.yaml:3", "DIR/a.yaml:4", "DIR/b.yaml:1"]
    assert told[3].startswith("DIR/c.yaml")


def test_a_name_is_given_once_in_all_files(tmp_path: Path) -> None:
    write(tmp_path, a=POLICY % "Same", b=POLICY % "Same")
    (told,) = problems(tmp_path)
    assert told.startswith('DIR/b.yaml:3: policies: the name "Same" is taken by DIR/a.yaml:3')


def test_a_file_over_the_limit_is_not_read_whole(tmp_path: Path) -> None:
    with (tmp_path / "a.yaml").open("wb") as file:
        file.truncate(10 * 1024**3)  # sparse: to read it would exhaust the memory
    assert "larger than 1024 KiB" in problems(tmp_path)[0]


def test_limits_on_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, a=POLICY % "A", b=POLICY % "B")
    monkeypatch.setattr(files, "MAX_POLICIES", 1)
    monkeypatch.setattr(files, "MAX_RULES", 1)
    assert [line.split(" (")[0] for line in problems(tmp_path)] == [
        "policies: more than 1 policies",
        "policies: more than 1 rules",
    ]
    monkeypatch.setattr(files, "MAX_FILES", 1)
    assert problems(tmp_path) == ["DIR: directory: more than 1 files (join some)"]


def test_the_version_is_that_of_the_text_and_of_the_domains(tmp_path: Path) -> None:
    write(tmp_path, a=POLICY % "A")
    first = load(tmp_path, ["contoso.com"])
    assert re.fullmatch("[0-9a-f]{16}", first.version)
    assert load(tmp_path, ["contoso.com"]).version == first.version
    assert load(tmp_path, ["fabrikam.com"]).version != first.version
    write(tmp_path, a=POLICY % "B")
    assert load(tmp_path, ["contoso.com"]).version != first.version


def test_own_domains_say_who_is_external(tmp_path: Path) -> None:
    write(tmp_path, a="version: 1\npolicies: [{name: A, rules: [{severity: info, recipient: external}]}]\n")
    assert load(tmp_path, ["contoso.com"]).policies
    assert load(tmp_path).policies
    assert "needs to know your own domains" in problems(tmp_path, domains=[])[0]


def test_regular_expressions_are_tried_once_everything_else_is_right(tmp_path: Path) -> None:
    rules = "[{severity: info, regex: 'a+'}, {severity: info, all: [{regex: {pattern: '(b+)+c', min: 2}}]}]"
    text = f"version: 1\npolicies:\n  - name: X\n    rules: {rules}\n"
    tried: list[str] = []

    @attrs.frozen
    class Refused:
        number: int = 1
        reason: str = "takes too long"
        remedy: str = "change it"

    def trial(specs: Sequence[RegexSpec]) -> list[Refused]:
        tried.extend(spec.pattern for spec in specs)
        return [Refused()]

    write(tmp_path, a=text)
    (problem,) = problems(tmp_path, trial=trial)
    assert tried == ["a+", "(b+)+c"]
    assert problem.startswith("DIR/a.yaml:4: policies[0].rules[1].all[0].regex.pattern: takes too long")
    write(tmp_path, b="version: 2")
    problems(tmp_path, trial=trial)
    assert len(tried) == 2
