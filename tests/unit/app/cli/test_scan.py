from __future__ import annotations

import json
from base64 import b64decode

import pytest
from click.testing import CliRunner

from skygw.app.cli import main
from skygw.app.cli.scan import as_attachment, is_message

CARD = "4111 1111 1111 1111"
MESSAGE = f"""\
From: alice@example.com
Subject: figures
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain

My credit card is {CARD}.
--b
Content-Type: text/csv
Content-Disposition: attachment; filename="list.csv"

nothing, here
--b--
"""


@pytest.fixture
def message(tmp_path):
    file = tmp_path / "m.eml"
    file.write_text(MESSAGE)
    return file


def invoke(*arguments, **options):
    return CliRunner().invoke(main, ["scan", *map(str, arguments)], **options)


def test_the_tree_and_the_findings_of_a_message(message):
    result = invoke(message)
    assert result.exit_code == 1, result.output
    lines = result.output.splitlines()
    assert lines[0] == str(message)
    assert lines[1].startswith("  1  multipart/mixed  ")
    assert lines[2].startswith("    2  text/plain  ")
    assert lines[2].endswith("  body  -> text")
    assert '"list.csv"' in lines[3]
    assert lines[3].endswith("  attachments  -> text")
    assert lines[4].startswith("  found credit_card: 1, 1 different, confidence 85, in body, part 2")


def test_values_are_masked_and_the_text_is_shown_only_when_asked_for(message):
    assert CARD not in invoke(message).output
    assert f"| My credit card is {CARD}." in invoke(message, "--text").output


def test_as_json(message):
    (scan,) = json.loads(invoke(message, "--json").output)
    assert scan["parts"]["media_type"] == "multipart/mixed"
    assert [child["outcome"] for child in scan["parts"]["children"]] == ["text", "text"]
    assert scan["facts"]["subject"] == "figures"
    finding = next(finding for finding in scan["findings"] if finding["type"] == "credit_card")
    assert finding["count"] == 1
    assert "digests" not in finding


def test_any_file(tmp_path):
    file = tmp_path / "ümlaut x.txt"
    file.write_text("nothing in it")
    result = invoke(file)
    assert result.exit_code == 0, result.output
    assert '"ümlaut x.txt"' in result.output
    assert "-> text" in result.output
    assert "nothing found" in result.output


def test_standard_input():
    result = invoke("-", input=MESSAGE.encode())
    assert result.exit_code == 1
    assert "multipart/mixed" in result.output


def test_several_files_and_one_with_findings(message, tmp_path):
    file = tmp_path / "a.txt"
    file.write_text("nothing")
    assert invoke(file, message).exit_code == 1


def test_a_file_that_is_missing_is_wrong_use(tmp_path):
    result = invoke(tmp_path / "no")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"{tmp_path / 'no'}: No such file or directory\n"
    assert invoke().exit_code == 2


def test_what_can_be_read_is_shown_beside_what_cannot(message, tmp_path):
    harmless = tmp_path / "a.txt"
    harmless.write_text("nothing")
    missing, folder = tmp_path / "a\x1bb", tmp_path
    result = invoke(missing, message, folder, harmless, "-", input=b"nothing either")
    assert result.exit_code == 2, "although something was found, too"
    names = [line for line in result.stdout.splitlines() if not line.startswith(" ")]
    assert names == [str(message), str(harmless), "<stdin>"]
    assert "found credit_card: 1" in result.stdout
    assert result.stderr.splitlines() == [
        f"{tmp_path}/a\\x1bb: No such file or directory",
        f"{tmp_path}: Is a directory",
    ]
    scans = json.loads(invoke(missing, message, "--json").stdout)
    assert [scan["file"] for scan in scans] == [str(message)]


def test_names_of_strangers_are_made_harmless(tmp_path):
    file = tmp_path / "a.eml"
    file.write_bytes(
        b"Subject: x\r\nContent-Disposition: attachment; filename*=utf-8''a%1B%5B2Jb\r\n\r\nx\x1b[2J\r\n"
    )
    output = invoke(file, "--text").output
    assert "\x1b" not in output
    assert "\\x1b[2J" in output


def test_what_policies_look_for(message, tmp_path):
    folder = tmp_path / "policies"
    folder.mkdir()
    (folder / "a.yaml").write_text(
        """\
version: 1
policies:
  - name: Figures
    mode: monitor
    scope: {}
    rules:
      - severity: minor
        all:
          - keyword: {words: [nothing]}
    responses:
      minor: {action: monitor}
"""
    )
    result = invoke(message, "--policies", folder)
    assert result.exit_code == 1, result.output
    assert "found keyword: 1" in result.output
    assert "credit_card" not in result.output


def test_policies_that_are_wrong(message, tmp_path):
    (tmp_path / "a.yaml").write_text("version: 7\n")
    result = invoke(message, "--policies", tmp_path)
    assert result.exit_code == 2
    assert "a.yaml" in result.output


@pytest.mark.parametrize(
    ("name", "octets", "expected"),
    [
        ("a.eml", b"anything", True),
        ("a", b"From: a\r\n\r\n", True),
        ("a", b"Received: by x\nFrom: a\n\n", True),
        ("a", b"X-Odd: 1\r\nsubject: hi\r\n\r\n", True),
        ("a", b"key: value\n\nSubject: not in the header\n", False),
        ("a", b"plain text\nFrom: a\n", False),
        ("a", b"\x7fELF", False),
        ("a", b"", False),
    ],
)
def test_what_is_a_message(name, octets, expected):
    assert is_message(name, octets) is expected


def test_a_file_as_an_attachment_keeps_its_octets_and_its_name():
    message = as_attachment("/x/a\r\nb ü.bin", b"\x00\r\n.\r\n")
    head, _, body = message.partition(b"\r\n\r\n")
    assert b64decode(body) == b"\x00\r\n.\r\n"
    assert b"filename*=utf-8''a%0D%0Ab%20%C3%BC.bin" in head
