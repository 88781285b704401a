from __future__ import annotations

import json
import tomllib

import pytest
from click.testing import CliRunner

from skygw.app.cli import main

GOOD = """\
[gateway]
max_message_octets = 1000000
hostname = "gw.example"
[upstream]
host = "far.example"
[policy]
directory = "."
"""


@pytest.fixture
def file(tmp_path):
    file = tmp_path / "skygw.toml"
    file.write_text(GOOD)
    return file


def invoke(*arguments):
    return CliRunner().invoke(main, ["config", *map(str, arguments)])


def test_a_good_configuration(file):
    result = invoke("check", "--config", file)
    assert result.exit_code == 0
    assert result.stdout == f"{file}: good\n"
    assert "warning: " in result.stderr
    assert "tenant.proof" in result.stderr


def test_a_bad_configuration(file):
    file.write_text(GOOD + "[link]\n[headers]\nscan = 3\n")
    result = invoke("check", "-c", file)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        f"{file}:8: link: not available yet (Sky Link is not part of this version)",
        f'{file}:10: headers.scan: 3 is not text (write it in quotes: "...")',
    ]


def test_a_check_as_json(file):
    good = json.loads(invoke("check", "-c", file, "--json").stdout)
    assert good["problems"] == []
    assert "tenant.proof" in {warning["path"] for warning in good["warnings"]}
    file.write_text(GOOD + "[link]\n")
    result = invoke("check", "-c", file, "--json")
    assert result.exit_code == 2
    (problem,) = json.loads(result.stdout)["problems"]
    assert (problem["path"], problem["line"], problem["file"]) == ("link", 8, str(file))


def test_the_values_in_force(file):
    data = tomllib.loads(invoke("show", "-c", file).stdout)
    assert data["upstream"]["host"] == "far.example"
    assert data["gateway"]["max_sessions"] == 1000
    assert json.loads(invoke("show", "-c", file, "--json").stdout)["gateway"]["max_sessions"] == 1000


def test_nothing_of_a_key_file_is_shown(file, tmp_path):
    for name in ("a.pem", "a.key"):
        (tmp_path / name).touch(mode=0o600)
        (tmp_path / name).write_text("-----SECRET-----")
    leg = f'[inbound]\ncertificate = "{tmp_path}/a.pem"\nkey = "{tmp_path}/a.key"\n'
    file.write_text(GOOD + leg)
    result = invoke("show", "-c", file)
    assert "a.key" in result.output
    assert "SECRET" not in result.output


def test_the_values_of_a_bad_configuration(file):
    file.write_text("x = 1")
    result = invoke("show", "-c", file)
    assert result.exit_code == 2
    assert "x: unknown section" in result.stderr


def test_the_schema():
    result = invoke("schema")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["title"] == "skygw.toml"
