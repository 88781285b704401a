"""What happens at the far server, for people (a transcript) and for programs (JSON lines).

Everything that came from a peer is escaped: what it sends must not move a terminal's cursor (attack A24).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import attrs

from skygw.rehearsal.record import MessageRecord, SessionRecord

#: A line of the transcript shows at most this much of what a peer sent.
MAX_SHOWN = 400


def escape(octets: bytes) -> str:
    """Printable ASCII as it is, printable UTF-8 as text, everything else as ``\\xNN`` or ``\\uNNNN``."""
    text = octets.decode("utf-8", "backslashreplace")
    return "".join(one if one.isprintable() else _escaped(one) for one in text)


def _escaped(character: str) -> str:
    number = ord(character)
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def _shown(octets: bytes) -> str:
    shown = escape(octets[:MAX_SHOWN])
    return f"{shown} ... ({len(octets)} octets)" if len(octets) > MAX_SHOWN else shown


@attrs.define
class Transcript:
    """Writes each session as a dialogue: ``C:`` the client, ``S:`` the server, ``--`` what else happened."""

    write: Callable[[str], Any]

    def opened(self, session: SessionRecord) -> None:
        self._line(session, "--", f"session with {session.peer}")

    def heard(self, session: SessionRecord, line: bytes) -> None:
        self._line(session, "C:", _shown(line))

    def said(self, session: SessionRecord, octets: bytes) -> None:
        for line in octets[: 40 * MAX_SHOWN].split(b"\n"):
            if line:
                self._line(session, "S:", _shown(line.removesuffix(b"\r")))

    def noted(self, session: SessionRecord, text: str) -> None:
        self._line(session, "--", text)

    def received(self, message: MessageRecord) -> None:
        what = f"message {message.number}" if message.complete else "unfinished message"
        flaw = f", {message.flaw}" if message.flaw else ""
        size = f"{message.size} octets by {message.by}, recipients: {len(message.recipients)}"
        self.write(f"[{message.session}] -- {what}: {size}{flaw}")

    def ended(self, session: SessionRecord) -> None:
        self._line(session, "--", f"ended: {session.ended}")

    def _line(self, session: SessionRecord, mark: str, text: str) -> None:
        self.write(f"[{session.number}] {mark} {text}")


@attrs.define
class JsonLines:
    """Writes one JSON object a line for each session that begins or ends and each message.

    Octets are given as text with ``\\xNN`` for what is not printable.
    """

    write: Callable[[str], Any]

    def opened(self, session: SessionRecord) -> None:
        self._line("session", number=session.number, peer=session.peer)

    def heard(self, session: SessionRecord, line: bytes) -> None:
        pass

    def said(self, session: SessionRecord, octets: bytes) -> None:
        pass

    def noted(self, session: SessionRecord, text: str) -> None:
        self._line("note", session=session.number, text=text)

    def received(self, message: MessageRecord) -> None:
        self._line("message", **facts_of(message))

    def ended(self, session: SessionRecord) -> None:
        self._line("ended", **facts_of_session(session))

    def _line(self, event: str, **fields: object) -> None:
        self.write(json.dumps({"event": event, **fields}))


def facts_of(message: MessageRecord) -> dict[str, object]:
    """Everything about a message but its content, ready for JSON."""
    return {
        "number": message.number or None,
        "session": message.session,
        "complete": message.complete,
        "accepted": message.accepted,
        "mail": escape(message.mail),
        "reverse_path": escape(message.reverse_path),
        "parameters": {escape(key): escape(value) for key, value in message.parameters.items()},
        "rcpts": [escape(line) for line in message.rcpts],
        "recipients": [escape(path) for path in message.recipients],
        "refused": [{"rcpt": escape(line), "reply": escape(reply)} for line, reply in message.refused],
        "by": message.by,
        "flaw": message.flaw,
        "size": message.size,
        "reply": escape(message.reply),
    }


def facts_of_session(session: SessionRecord) -> dict[str, object]:
    """Everything about a session, ready for JSON."""
    return {
        "number": session.number,
        "peer": session.peer,
        "greeting": escape(session.greeting),
        "tls": session.tls,
        "certificate_names": [escape(name.encode("utf-8")) for name in session.certificate_names],
        "messages": session.messages,
        "commands": [escape(line) for line in session.commands],
        "replies": [escape(octets) for octets in session.replies],
        "ended": session.ended,
    }
