from __future__ import annotations

import socket

import pytest

from skygw.app.config import changed_keys, load
from skygw.errors import ConfigurationError
from tests.support.configuration import loaded

GOOD = """\
[gateway]
max_message_octets = 1000000
[upstream]
host = "far.example"
[policy]
directory = "rules"
"""


@pytest.fixture
def file(tmp_path):
    (tmp_path / "rules").mkdir()
    return tmp_path / "skygw.toml"


def refused(file, content):
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ConfigurationError) as error:
        load(file)
    return error.value.problems


def test_a_good_file(file):
    file.write_text(GOOD)
    config = load(file)
    assert config.upstream.host == "far.example"
    assert config.file == file
    assert config.folder == file.parent
    assert config.memory_budget_octets > 0


def test_the_name_of_the_machine_is_ours_unless_configured(file, monkeypatch):
    monkeypatch.setattr(socket, "getfqdn", lambda: "gw.contoso.example")
    file.write_text(GOOD)
    assert load(file).gateway.hostname == "gw.contoso.example"


def test_relative_paths_are_taken_from_the_folder_of_the_file(file, monkeypatch):
    file.write_text(GOOD)
    monkeypatch.chdir("/")
    monkeypatch.chdir(file.parent)
    assert load(file.relative_to(file.parent)).policy.directory == file.parent / "rules"
    assert loaded(file.parent, policy={"directory": str(file.parent)}).policy.directory == file.parent


def test_problems_have_file_and_line(file):
    problems = refused(file, GOOD + "shadow = 1\n[tenant]\nproof = ['dkim']\n")
    assert [(problem.path, problem.line, problem.file) for problem in problems] == [
        ("policy.shadow", 7, str(file)),
        ("tenant.proof", 9, str(file)),
    ]
    assert str(problems[1]) == f"{file}:9: tenant.proof: not available yet in this version (write proof = [])"


def test_warnings_have_file_and_line(file):
    file.write_text(GOOD + "[tenant]\nproof = []\n")
    (proof,) = [warning for warning in load(file).warnings if warning.path == "tenant.proof"]
    assert proof.line == 8


def test_a_file_that_is_missing(tmp_path):
    with pytest.raises(ConfigurationError) as error:
        load(tmp_path / "no.toml")
    (problem,) = error.value.problems
    assert problem.reason == "cannot be read: No such file or directory"
    assert problem.file.endswith("no.toml")


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        ("[gateway]\nlisten = tcp:25\n", 2, "is not TOML: Invalid value"),
        ("[gateway]\n[gateway]\n", 2, "is not TOML: Cannot declare"),
        ("x = [", None, "is not TOML: "),
        ("x = " + "[" * 100_000, None, "is not TOML: "),  # this used to end in a RecursionError
        ("x = " + "9" * 5000, None, "is not TOML: "),  # Python refuses to read so many digits: a ValueError
        (b"[gateway]\n# \xff\n", None, "is not UTF-8 at octet 12"),
        (b"\xef\xbb\xbf[gateway]\n", None, "is not TOML: "),
    ],
)
def test_what_is_no_toml(file, content, line, reason):
    (problem,) = refused(file, content)
    assert problem.reason.startswith(reason)
    if line:
        assert problem.line == line


def test_a_long_number_in_hexadecimal_is_a_problem_of_its_key(file):
    problems = refused(file, GOOD + "[dns]\ntimeout = 0x" + "f" * 5000 + "\n")
    assert [problem.path for problem in problems] == ["dns.timeout"]


def test_the_keys_that_changed(tmp_path):
    old = loaded(tmp_path)
    new = loaded(tmp_path, gateway={"timeouts": {"drain": 5}}, log={"level": "debug"})
    assert changed_keys(old, old) == ()
    assert changed_keys(old, new) == ("gateway.timeouts.drain", "log.level")
