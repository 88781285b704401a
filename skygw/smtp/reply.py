"""Replies: kept as the octets they came in; a parsed copy is there to think with.

RFC 5321 section 4.2::

    Reply-line = *( Reply-code "-" [ textstring ] CRLF ) Reply-code [ SP textstring ] CRLF
    Reply-code = %x32-35 %x30-35 %x30-39
    textstring = 1*(%d09 / %d32-126)

Deviations, and who needs them: octets above 126 in the text are let through (RFC 6531 section 3.7.4.2
allows UTF-8, older servers send Latin-1), and so are control characters other than CR, LF and NUL, since
what the far side said goes back as it said it.  The second digit may be anything: 57x exists.
"""

from __future__ import annotations

import re
from functools import lru_cache

import attrs

from skygw.errors import LocalProtocolError, RemoteProtocolError

#: A reply of this size is read; more is an attack (facts: 20,000 lines, a line of 60 MB).
MAX_REPLY_OCTETS = 64 * 1024
MAX_REPLY_LINES = 256

_LINE = re.compile(rb"([2-5][0-9][0-9])(?:([ -])([^\r\n\0]*))?")
#: How nearly all replies begin; these need no regular expression.
_USUAL = {b"%d " % code: code for code in (220, 221, 250, 354, 421, 450, 451, 452, 550, 554)}
#: Our own text: printable ASCII only, so that nothing that we quote can split a reply (I10).
_UNPRINTABLE = re.compile(r"[^\x20-\x7e]+")
# RFC 3463 section 2: class "." subject "." detail.
_ENHANCED = re.compile(rb"[245]\.[0-9]{1,3}\.[0-9]{1,3}(?=[ \r])")


@attrs.define(slots=True, frozen=False, eq=True, hash=False)
class Reply:
    """One complete reply.  ``raw`` holds all its lines with their CRLF, octet for octet."""

    code: int
    raw: bytes

    @property
    def category(self) -> int:
        """The first digit, 2 to 5 (RFC 5321 section 4.2.1)."""
        return self.code // 100

    @property
    def lines(self) -> tuple[bytes, ...]:
        """The text of each line, without code, separator and CRLF."""
        return tuple(line[4:] for line in self.raw[:-2].split(b"\r\n"))

    @property
    def enhanced(self) -> str:
        """The enhanced status code of the first line (RFC 2034), or an empty string."""
        found = _ENHANCED.match(self.raw, 4)
        return found.group().decode("ascii") if found else ""

    @property
    def text(self) -> str:
        """All lines for people and logs: decoded leniently, joined by a blank, codes kept."""
        return self.raw[:-2].replace(b"\r\n", b" ").decode("utf-8", "backslashreplace")

    @classmethod
    def of(cls, code: int, enhanced: str, *texts: str) -> Reply:
        """A reply of our own.  ``enhanced`` may be empty; each text becomes a line of printable ASCII."""
        return _compose(code, enhanced, texts or ("",))


@lru_cache(maxsize=256)
def _compose(code: int, enhanced: str, texts: tuple[str, ...]) -> Reply:
    if not 200 <= code <= 599 or len(texts) > MAX_REPLY_LINES:
        raise LocalProtocolError(f"not a reply: {code} with {len(texts)} lines")
    lines = []
    for number, text in enumerate(texts, 1):
        clean = _UNPRINTABLE.sub(" ", text)
        separator = " " if number == len(texts) else "-"
        lines.append(f"{code}{separator}{enhanced + ' ' if enhanced else ''}{clean}".rstrip() + "\r\n")
    return Reply(code, "".join(lines).encode("ascii"))


class ReplyReader:
    """Cuts a stream of octets into replies.

    ``receive`` takes octets as they come, ``next_reply`` gives one whole reply or None.  Anything that is
    not a reply (bare CR or LF, NUL, a code out of range, codes that differ within one reply, too many
    lines or octets) raises ``RemoteProtocolError``; the stream cannot be trusted after that.
    """

    __slots__ = ("_buffer", "_code", "_lines", "_size", "_start")

    def __init__(self) -> None:
        self._buffer = b""
        self._start = 0  # where the line under way begins
        self._code = b""  # of the multi-line reply under way
        self._lines: list[bytes] = []
        self._size = 0

    @property
    def pending(self) -> bool:
        """Whether octets are here that belong to no complete reply: after STARTTLS there must be none."""
        return len(self._buffer) > self._start or bool(self._lines)

    def receive(self, octets: bytes) -> None:
        self._buffer = self._buffer[self._start :] + octets if self._start < len(self._buffer) else octets
        self._start = 0

    def next_reply(self) -> Reply | None:
        """The next whole reply.

        Raises:
            RemoteProtocolError: the octets are no reply, or exceed the bounds.
        """
        while True:
            end = self._buffer.find(b"\n", self._start)
            if end < 0:
                if len(self._buffer) - self._start + self._size > MAX_REPLY_OCTETS:
                    raise RemoteProtocolError("the reply is longer than 64 KiB")
                return None
            line = self._buffer[self._start : end + 1]
            self._start = end + 1
            usual = 0 if self._lines else _USUAL.get(line[:4], 0)
            if usual and line.find(b"\r") == len(line) - 2 and b"\0" not in line:
                return self._bounded(Reply(usual, line))
            found = _LINE.fullmatch(line, 0, len(line) - 2) if line.endswith(b"\r\n") else None
            if found is None:
                raise RemoteProtocolError("not a reply line")
            code, separator, _ = found.groups()
            if not self._lines and separator != b"-":
                return self._bounded(Reply(int(code), line))
            self._add(code, line)
            if separator != b"-":
                raw = b"".join(self._lines)
                self._lines, self._size, self._code = [], 0, b""
                return Reply(int(code), raw)

    def _add(self, code: bytes, line: bytes) -> None:
        if self._lines and code != self._code:
            raise RemoteProtocolError("the lines of one reply carry different codes")
        self._code = code
        self._lines.append(line)
        self._size += len(line)
        if len(self._lines) > MAX_REPLY_LINES or self._size > MAX_REPLY_OCTETS:
            raise RemoteProtocolError("the reply has more than 256 lines or 64 KiB")

    @staticmethod
    def _bounded(reply: Reply) -> Reply:
        if len(reply.raw) > MAX_REPLY_OCTETS:
            raise RemoteProtocolError("the reply is longer than 64 KiB")
        return reply
