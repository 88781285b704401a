"""What the far server got, as values for tests, transcripts and files."""

from __future__ import annotations

from typing import Protocol

import attrs

#: Commands and replies that are kept for one session; counting goes on, keeping does not.
MAX_KEPT_LINES = 10_000


@attrs.frozen
class MessageRecord:
    """A message whose content came, or began to come.  Lines are octets without their CRLF."""

    number: int
    """Counted over the server's life, from 1."""
    session: int
    mail: bytes
    """The MAIL command."""
    reverse_path: bytes
    parameters: dict[bytes, bytes]
    """ESMTP parameters of MAIL: keyword in upper case -> value."""
    rcpts: tuple[bytes, ...]
    """The RCPT commands that were accepted, in order."""
    recipients: tuple[bytes, ...]
    """Their paths, without the angle brackets."""
    refused: tuple[tuple[bytes, bytes], ...]
    """RCPT commands that were not accepted, each with the reply."""
    content: bytes = attrs.field(repr=False)
    """Dots removed, cut at the server's largest message."""
    size: int
    """Content octets that came."""
    by: str
    """``DATA`` or ``BDAT``."""
    flaw: str
    """What makes content under DATA unfit (``bare LF``, ``bare CR``, ``NUL``); it is then not kept."""
    complete: bool
    """Whether the end of data came."""
    reply: bytes
    """The final reply as it was said; empty if none was."""

    @property
    def accepted(self) -> bool:
        """Whether the client was told 2xx: the message is ours."""
        return self.complete and self.reply[:1] == b"2"


@attrs.define(eq=False)
class SessionRecord:
    """One session, while it lasts and after."""

    number: int
    peer: str
    """Address and port of the client."""
    commands: list[bytes] = attrs.field(factory=list)
    """Command lines as they came, without CRLF; content is not among them."""
    replies: list[bytes] = attrs.field(factory=list)
    """What was said, with line ends."""
    greeting: bytes = b""
    """The name in HELO or EHLO."""
    tls: str = ""
    """TLS version and cipher; empty while in clear."""
    certificate_names: tuple[str, ...] = ()
    """Names in the client's certificate."""
    messages: int = 0
    """Transactions begun."""
    ended: str | None = None
    """Why it ended; None while it lasts."""

    def heard(self, line: bytes) -> None:
        if len(self.commands) < MAX_KEPT_LINES:
            self.commands.append(line)

    def said(self, octets: bytes) -> None:
        if len(self.replies) < MAX_KEPT_LINES:
            self.replies.append(octets)


class Observer(Protocol):
    """Who wants to know while it happens: transcripts, files."""

    def opened(self, session: SessionRecord) -> None: ...

    def heard(self, session: SessionRecord, line: bytes) -> None:
        """A command line, without CRLF."""

    def said(self, session: SessionRecord, octets: bytes) -> None:
        """A reply or a piece of one."""

    def noted(self, session: SessionRecord, text: str) -> None:
        """Something else that happened: TLS, a fault that was played."""

    def received(self, message: MessageRecord) -> None:
        """A message came to its end, or will never do so."""

    def ended(self, session: SessionRecord) -> None: ...


class Nobody:
    """An observer that does not look."""

    def opened(self, session: SessionRecord) -> None:
        pass

    def heard(self, session: SessionRecord, line: bytes) -> None:
        pass

    def said(self, session: SessionRecord, octets: bytes) -> None:
        pass

    def noted(self, session: SessionRecord, text: str) -> None:
        pass

    def received(self, message: MessageRecord) -> None:
        pass

    def ended(self, session: SessionRecord) -> None:
        pass
