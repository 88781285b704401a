"""A far side that answers at random, for properties of the relay.

``FarSide`` is a receiver of its own: a fresh ``ServerConnection`` for which whatever it has to refuse is a
fault of ours, and which answers what a hypothesis strategy draws.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import attrs

from skygw.smtp import (
    BodyEnded,
    BodyReceived,
    ChunkEnded,
    ChunkStarted,
    Command,
    DataRequested,
    Event,
    Greeted,
    Mail,
    Rcpt,
    Refused,
    Reply,
    ReplyReader,
    ServerConnection,
)

#: Chooses one of the answers for a stage.
Choose: TypeAlias = Callable[[str], bytes]

EHLO = [b"8BITMIME", b"BINARYMIME", b"SIZE 1000000", b"ENHANCEDSTATUSCODES"]


@attrs.define
class Taken:
    """A message that came to its end at the far side."""

    mail: bytes
    rcpts: list[bytes]
    content: bytes
    by: str
    reply: bytes = b""

    @property
    def accepted(self) -> bool:
        return self.reply[:1] == b"2"


class FarSide:
    """Answers each command with what ``choose`` gives for its stage."""

    def __init__(self, choose: Choose, *, pipelining: bool = True, chunking: bool = True) -> None:
        self.choose = choose
        self.wire = ServerConnection(chunking=chunking)
        self.pipelining = pipelining
        self.chunking = chunking
        self.lines: list[Event] = []
        self.faults: list[str] = []
        self.messages: list[Taken] = []
        self.quit = False
        self._mail = b""
        self._rcpts: list[bytes] = []
        self._content = b""

    def banner(self) -> bytes:
        return b"220 far.example\r\n"

    def receive(self, octets: bytes) -> bytes:
        """What it says to ``octets``."""
        self.wire.receive(octets)
        said = b""
        count = 0
        while (event := self.wire.next_event()) is not None:
            if not isinstance(event, BodyReceived | ChunkStarted):
                count += 1
                if count > 1 and not self.pipelining:
                    self.faults.append(f"{event} behind another command, without PIPELINING")
            said += self._act(event)
        return said

    @property
    def in_content(self) -> bool:
        return self.wire.in_content

    def _act(self, event: Event) -> bytes:
        self.lines.append(event)
        match event:
            case Greeted():
                keywords = [*EHLO, *([b"PIPELINING"] if self.pipelining else [])]
                keywords += [b"CHUNKING"] if self.chunking else []
                return b"".join(b"250-" + line + b"\r\n" for line in keywords) + b"250 DSN\r\n"
            case Mail():
                reply = self.choose("mail")
                if reply[:1] == b"2":
                    self._mail, self._rcpts, self._content = event.line, [], b""
                else:
                    self.wire.forget_mail()
                    self._mail = b""
                return reply
            case Rcpt():
                reply = self.choose("rcpt")
                if reply[:1] == b"2":
                    self._rcpts.append(event.line)
                return reply
            case DataRequested():
                reply = self.choose("data")
                self.wire.start_data() if reply[:3] == b"354" else self.wire.refuse_data()
                return reply
            case ChunkStarted():
                return b""
            case BodyReceived():
                self._content += event.octets
                return b""
            case BodyEnded():
                if event.flaw:
                    self.faults.append(f"{event.flaw} under DATA")
                return self._end("DATA")
            case ChunkEnded():
                if not event.last:
                    self.faults.append("a chunk that is not the last")
                return self._end("BDAT")
            case Command(verb=b"QUIT"):
                self.quit = True
                return b"221 bye\r\n"
            case Command(verb=verb):
                return self.choose(verb.decode("ascii").lower())
            case Refused():
                # Recipients may be on their way when MAIL is refused; nothing else may be out of order.
                if event.reply.code != 503 or event.fatal:
                    self.faults.append(f"refused: {event.reply.text}")
                return event.reply.raw

    def _end(self, by: str) -> bytes:
        if not self._rcpts or not self._mail:
            self.faults.append("content without recipients")
        message = Taken(self._mail, self._rcpts, self._content, by)
        self._mail, self._rcpts, self._content = b"", [], b""
        self.messages.append(message)
        message.reply = self.choose("end")
        self.wire.finish()
        return message.reply


def replies_of(octets: bytes) -> list[Reply]:
    """Every reply in ``octets``; an AssertionError if something is left."""
    reader = ReplyReader()
    reader.receive(octets)
    replies = []
    while (reply := reader.next_reply()) is not None:
        replies.append(reply)
    assert not reader.pending, "half a reply"
    return replies
