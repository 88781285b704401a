"""Messages kept in a folder."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from skygw.rehearsal.folder import Folder
from tests.support.rehearsal import ENVELOPE, Talk


def _folder(path: Path) -> Folder:
    folder = Folder(path)
    folder.prepare()
    return folder


def _play(folder: Folder, octets: bytes = ENVELOPE + b"BDAT 5 LAST\r\na\nb\0c") -> None:
    Talk.with_(None, None, folder).say(octets)


def test_content_octet_for_octet_and_the_rest_beside_it(tmp_path: Path) -> None:
    _play(_folder(tmp_path / "new" / "record"))
    record = tmp_path / "new" / "record"
    assert (record / "00001.eml").read_bytes() == b"a\nb\0c"
    facts = json.loads((record / "00001.json").read_text())
    assert (facts["mail"], facts["accepted"]) == ("MAIL FROM:<a@b.example>", True)
    assert stat.S_IMODE((record / "00001.eml").stat().st_mode) == 0o600
    assert stat.S_IMODE(record.stat().st_mode) == 0o700


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "00001.eml").write_text("mine")
    (tmp_path / "00002.json").write_text("mine")
    os.symlink(tmp_path / "elsewhere", tmp_path / "00003.eml")
    _play(_folder(tmp_path))
    assert (tmp_path / "00004.eml").exists()
    assert (tmp_path / "00001.eml").read_text() == (tmp_path / "00002.json").read_text() == "mine"
    assert not (tmp_path / "elsewhere").exists()


def test_names_are_numbers_whatever_the_peer_says(tmp_path: Path) -> None:
    envelope = b"EHLO ../../x\r\nMAIL FROM:<../../y@z>\r\nRCPT TO:</etc/w@v>\r\n"
    _play(_folder(tmp_path), envelope + b"BDAT 0 LAST\r\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["00001.eml", "00001.json"]


def test_unfinished_messages_are_kept_too(tmp_path: Path) -> None:
    _play(_folder(tmp_path), ENVELOPE + b"BDAT 3\r\nabcRSET\r\n")
    assert json.loads((tmp_path / "00001.json").read_text())["complete"] is False


def test_a_folder_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"):
        Folder(tmp_path / "file").prepare()
