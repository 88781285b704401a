from __future__ import annotations

import os

import pytest

from skygw.app.config import files


def reasons(found):
    return [problem.reason for problem in found]


def test_a_file_that_can_be_read(tmp_path):
    file = tmp_path / "a.pem"
    file.touch()
    assert reasons(files.problems_of_file("x", file)) == []


def test_a_file_that_is_missing_or_none(tmp_path):
    (missing,) = files.problems_of_file("inbound.key", tmp_path / "no")
    assert missing.path == "inbound.key"
    assert "there is no such file" in missing.reason
    assert "is not a file" in reasons(files.problems_of_file("x", tmp_path))[0]
    assert reasons(files.problems_of_file("x", tmp_path / ("a" * 300)))
    assert reasons(files.problems_of_file("x", tmp_path / "a\0b"))


def test_a_file_that_we_may_not_read(tmp_path, monkeypatch):
    file = tmp_path / "a.pem"
    file.touch()
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert "we may not read it" in reasons(files.problems_of_file("x", file))[0]


@pytest.mark.parametrize(
    ("mode", "expected"),
    [(0o600, 0), (0o400, 0), (0o640, 0), (0o644, 1), (0o604, 1), (0o602, 1), (0o666, 1), (0o611, 0)],
)
def test_the_modes_of_a_secret_of_our_own_group(tmp_path, mode, expected):
    file = tmp_path / "a.key"
    file.touch()
    os.chown(file, -1, os.getegid())
    file.chmod(mode)
    found = list(files.problems_of_secret("x", file))
    assert len(found) == expected
    assert all(problem.remedy == f"chmod o-rw {file}" for problem in found)


def test_a_secret_that_another_group_may_read(tmp_path, monkeypatch):
    file = tmp_path / "a.key"
    file.touch()
    file.chmod(0o640)
    group = file.stat().st_gid
    monkeypatch.setattr(os, "getegid", lambda: group + 1)
    monkeypatch.setattr(os, "getgroups", lambda: [group + 2])
    (problem,) = files.problems_of_secret("x", file)
    assert f"open to group {group}, which this process is not in" in problem.reason
    monkeypatch.setattr(os, "getgroups", lambda: [group])
    assert not list(files.problems_of_secret("x", file))


def test_a_secret_that_is_missing_is_only_missing(tmp_path):
    assert len(list(files.problems_of_secret("x", tmp_path / "no"))) == 1


def test_a_folder(tmp_path, monkeypatch):
    file = tmp_path / "a"
    file.touch()
    assert reasons(files.problems_of_folder("x", tmp_path)) == []
    assert "does not exist" in reasons(files.problems_of_folder("x", tmp_path / "no"))[0]
    # This used to end in an OSError, "File name too long".
    assert len(reasons(files.problems_of_folder("x", tmp_path / ("a" * 300)))) == 1
    assert "is not a folder" in reasons(files.problems_of_folder("x", file))[0]
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert "we may not read it" in reasons(files.problems_of_folder("x", tmp_path))[0]
