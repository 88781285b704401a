"""What people and programs are shown of a session, with nothing that could move a cursor."""

from __future__ import annotations

import json

import pytest
from twisted.internet.error import ConnectionDone
from twisted.python.failure import Failure

from skygw.rehearsal.transcript import MAX_SHOWN, JsonLines, Transcript, escape
from tests.support.rehearsal import ENVELOPE, Talk


@pytest.mark.parametrize(
    ("octets", "text"),
    [
        (b"plain", "plain"),
        ("jürgen".encode(), "jürgen"),
        (b"\x1b[2J\r\n\0\x7f", r"\x1b[2J\x0d\x0a\x00\x7f"),
        (b"\xff\xfe", r"\xff\xfe"),
        ("\u202e\u2028\x85".encode(), r"\u202e\u2028\x85"),  # turns text around, ends lines
        ("\U000e0001".encode(), r"\U000e0001"),
    ],
)
def test_escaping(octets: bytes, text: str) -> None:
    assert escape(octets) == text


def _played(octets: bytes) -> list[str]:
    lines: list[str] = []
    Talk.with_(None, None, Transcript(lines.append)).say(octets)
    return lines


def test_a_session_as_a_transcript() -> None:
    assert _played(b"NOOP \x1b[2J\r\nQUIT\r\n") == [
        "[1] -- session with 192.0.2.1:40000",
        "[1] S: 220 far.rehearsal.example Microsoft ESMTP MAIL Service ready",
        r"[1] C: NOOP \x1b[2J",
        "[1] S: 250 2.0.0 OK",
        "[1] C: QUIT",
        "[1] S: 221 2.0.0 Service closing transmission channel",
    ]


def test_messages_in_a_transcript() -> None:
    assert "[1] -- message 1: 3 octets by BDAT, recipients: 1" in _played(ENVELOPE + b"BDAT 3 LAST\r\nabc")
    flawed = _played(ENVELOPE + b"DATA\r\na\nb\r\n.\r\n")
    assert flawed[-1].endswith("by DATA, recipients: 1, bare LF")
    assert _played(ENVELOPE + b"BDAT 3\r\nabcRSET\r\n")[-2].startswith("[1] -- unfinished message: 3 ")


def test_long_lines_are_cut() -> None:
    line = _played(b"NOOP " + b"x" * 3000 + b"\r\n")[2]
    assert line.endswith("... (3005 octets)")
    assert len(line) < MAX_SHOWN + 40


def test_json_lines() -> None:
    lines: list[str] = []
    talk = Talk.with_(None, None, JsonLines(lines.append))
    talk.say(ENVELOPE + b"RCPT TO:<\xff@x>\r\nBDAT 3 LAST\r\nabcQUIT\r\n")
    talk.session.note("a note")
    events = [json.loads(line) for line in lines]
    assert [event["event"] for event in events] == ["session", "message", "note"]
    message = events[1]
    assert message["recipients"] == ["c@d.example", "\\xff@x"]
    assert (message["accepted"], message["size"], message["by"]) == (True, 3, "BDAT")
    assert "content" not in message


def test_the_end_of_a_session_in_json() -> None:
    lines: list[str] = []
    talk = Talk.with_(None, None, JsonLines(lines.append))
    talk.say(b"EHLO me\r\n")
    talk.go(Failure(ConnectionDone()))
    ended = json.loads(lines[-1])
    assert ended["event"] == "ended"
    assert ended["commands"] == ["EHLO me"]
    assert ended["greeting"] == "me"
    assert ended["ended"] == "the client closed"
