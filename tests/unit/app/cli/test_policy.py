from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from skygw.app.cli import main

POLICIES = """\
version: 1
policies:
  - name: Secrets
    mode: enforce
    scope: {recipients: external}
    rules: [{severity: major, keyword: secret}]
    responses: {major: block}
    on_unscannable: reject
  - name: Watch
    rules: [{severity: info, subject: hello}]
"""

TESTS = """\
version: 1
domains: [contoso.com]
tests:
  - name: told to a stranger
    message: secret.eml
    from: alice@contoso.com
    to: [bob@fabrikam.com, carol@contoso.com]
    expect: {bob@fabrikam.com: block, carol@contoso.com: monitor}
    policies: [Secrets, Watch]
"""

MESSAGE = b"From: alice@contoso.com\r\nSubject: Hello\r\n\r\nIt is a secret.\r\n"

CONFIGURATION = """\
[gateway]
max_message_octets = 1000000
hostname = "gw.example"
[upstream]
host = "far.example"
[tenant]
domains = ["fabrikam.com"]
[inspection.limits]
message_octets = 1024
[policy]
directory = "policies"
"""


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    directory = tmp_path / "policies"
    (directory / "tests").mkdir(parents=True)
    (directory / "a.yaml").write_text(POLICIES)
    (directory / "tests" / "a.yaml").write_text(TESTS)
    (directory / "tests" / "secret.eml").write_bytes(MESSAGE)
    (tmp_path / "skygw.toml").write_text(CONFIGURATION)
    return directory


def invoke(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["policy", *map(str, arguments)])


def test_check_tells_what_is_there(directory: Path) -> None:
    result = invoke("check", directory)
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[0].split() == ["MODE", "POLICY", "GROUPS", "FILE"]
    assert lines[1].split() == ["enforce", "Secrets", "1", f"{directory}/a.yaml:3"]
    assert lines[2].split() == ["monitor", "Watch", "1", f"{directory}/a.yaml:9"]
    assert lines[3] == f"{directory}: 2 policies, good"


def test_check_tells_every_problem_with_code_2(directory: Path) -> None:
    (directory / "b.yaml").write_text("version: 1\npolicies:\n  - {name: B, mode: enfroce, rules: []}\n")
    result = invoke("check", directory)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        f'{directory}/b.yaml:3: policies[0].mode: "enfroce" is not known here (did you mean enforce?)',
        f"{directory}/b.yaml:3: policies[0].rules: there is no rule group (write at least one)",
    ]


def test_check_as_json(directory: Path) -> None:
    data = json.loads(invoke("check", directory, "--json").stdout)
    assert data["problems"] == []
    assert [policy["name"] for policy in data["policies"]] == ["Secrets", "Watch"]
    (directory / "a.yaml").write_text("version: 2\npolicies: []\n")
    result = invoke("check", directory, "--json")
    assert result.exit_code == 2
    (problem,) = json.loads(result.stdout)["problems"]
    assert (problem["path"], problem["line"]) == ("version", 1)


def test_check_of_a_folder_that_is_not_there(tmp_path: Path) -> None:
    result = invoke("check", tmp_path / "no")
    assert result.exit_code == 2
    assert "cannot be read" in result.stderr


def test_check_takes_the_folder_from_the_configuration(directory: Path) -> None:
    result = invoke("check", "--config", directory.parent / "skygw.toml")
    assert result.exit_code == 0, result.output
    assert f"{directory}: 2 policies, good" in result.stdout


def test_check_knows_by_the_configuration_that_own_domains_are_missing(directory: Path) -> None:
    file = directory.parent / "skygw.toml"
    file.write_text(CONFIGURATION.replace('domains = ["fabrikam.com"]', ""))
    result = invoke("check", "--config", file)
    assert result.exit_code == 2
    assert "policies[0].scope.recipients: external needs to know your own domains" in result.stderr


def test_a_wrong_configuration_has_code_2(directory: Path) -> None:
    (directory.parent / "skygw.toml").write_text("[gatewy]\n")
    assert invoke("check", "--config", directory.parent / "skygw.toml").exit_code == 2


def test_test_judges_real_messages(directory: Path) -> None:
    result = invoke("test", directory)
    assert result.exit_code == 0, result.output
    lines = [line.split("  ") for line in result.stdout.splitlines()]
    table = [[cell.strip() for cell in line if cell.strip()] for line in lines]
    assert table == [
        ["TEST", "RECIPIENT", "ACTION", "POLICIES"],
        ["ok", "told to a stranger", "bob@fabrikam.com", "block", "Secrets, Watch"],
        ["carol@contoso.com", "monitor", "Watch"],
        ["1 test, 1 as expected, 0 not"],
    ]


def test_test_tells_every_difference_with_code_1(directory: Path) -> None:
    (directory / "a.yaml").write_text(POLICIES.replace("mode: enforce", "mode: monitor"))
    result = invoke("test", directory)
    assert result.exit_code == 1
    assert "differs" in result.stdout
    place = f"{directory}/tests/a.yaml:4: told to a stranger"
    assert f"{place}: bob@fabrikam.com: expected block, got monitor" in result.stdout.splitlines()
    assert result.stdout.splitlines()[-1] == "1 test, 0 as expected, 1 not"


def test_test_as_json(directory: Path) -> None:
    data = json.loads(invoke("test", directory, "--json").stdout)
    assert data["failed"] == 0
    (test,) = data["tests"]
    assert test["recipients"] == [
        {"recipient": "bob@fabrikam.com", "action": "block"},
        {"recipient": "carol@contoso.com", "action": "monitor"},
    ]
    assert (test["policies"], test["doubt"], test["differences"]) == (["Secrets", "Watch"], None, [])


@pytest.mark.parametrize("arguments", [["--domain", "fabrikam.com"], ["--config"]])
def test_own_domains_of_the_option_or_the_configuration_outweigh_those_of_the_tests(
    directory: Path, arguments: list[str]
) -> None:
    if arguments == ["--config"]:
        arguments = ["--config", str(directory.parent / "skygw.toml")]
    result = invoke("test", directory, *arguments)
    assert result.exit_code == 1
    assert "bob@fabrikam.com: expected block, got monitor" in result.stdout
    assert "carol@contoso.com: expected monitor, got block" in result.stdout


def test_a_message_over_the_limit_is_not_inspected(directory: Path) -> None:
    (directory / "tests" / "secret.eml").write_bytes(MESSAGE + b"x" * 2000)
    result = invoke("test", directory, "--config", directory.parent / "skygw.toml", "--domain", "contoso.com")
    assert result.exit_code == 1
    assert "doubt: expected none, got accept_with_header" in result.stdout


def test_no_tests_is_wrong_use(directory: Path) -> None:
    (directory / "tests" / "a.yaml").unlink()
    result = invoke("test", directory)
    assert result.exit_code == 2
    assert "there are no tests" in result.output


def test_wrong_tests_have_code_2(directory: Path) -> None:
    (directory / "tests" / "a.yaml").write_text("version: 1\ntests: [{name: x}]\n")
    result = invoke("test", directory, "--json")
    assert result.exit_code == 2
    assert json.loads(result.stdout)["problems"]


SHIPPED = Path(__file__).parents[4] / "etc" / "policies"


def test_the_shipped_policies_are_good_and_block_nobody() -> None:
    result = invoke("test", SHIPPED, "--json")
    assert result.exit_code == 0, result.output
    policies = json.loads(invoke("check", SHIPPED, "--json").stdout)["policies"]
    assert len(policies) >= 3
    assert {policy["mode"] for policy in policies} == {"monitor"}


def test_every_shipped_policy_is_triggered_by_a_shipped_message() -> None:
    policies = json.loads(invoke("check", SHIPPED, "--json").stdout)["policies"]
    tests = json.loads(invoke("test", SHIPPED, "--json").stdout)["tests"]
    assert {policy["name"] for policy in policies} == {name for test in tests for name in test["policies"]}


def test_the_shipped_policies_need_nothing_that_the_shipped_configuration_does_not_say() -> None:
    # With no own domains in skygw.toml: the first start must not fail because of a policy.
    from skygw.policy import load

    assert load(SHIPPED, []).policies
