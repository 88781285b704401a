"""The sender's side of a session, without I/O: a ledger of commands that await their replies.

Each command is given with a token of the caller's; ``receive`` gives the tokens back in order, each with
its reply.  One reply for each command, no more: what else the server says raises ``RemoteProtocolError``
(replies that were injected behind STARTTLS would shift all later ones: CVE-2021-38371 and its kin).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Generic, TypeVar

from skygw.errors import LocalProtocolError, RemoteProtocolError
from skygw.smtp.reply import Reply, ReplyReader
from skygw.smtp.state import TABLE, Happening, State

Token = TypeVar("Token")


class ClientConnection(Generic[Token]):
    """One session as its sender sees it.

    ``banner`` awaits the greeting; ``command``, ``chunk`` and ``end_of_data`` give the octets to send.
    """

    __slots__ = ("_awaited", "_reader", "state")

    def __init__(self) -> None:
        self.state = State.START
        self._awaited: deque[Token] = deque()
        self._reader = ReplyReader()

    @property
    def outstanding(self) -> int:
        """Replies that are still owed to us."""
        return len(self._awaited)

    @property
    def pending(self) -> bool:
        """Whether octets are here that belong to no complete reply."""
        return self._reader.pending

    def banner(self, token: Token) -> None:
        """The greeting is awaited."""
        self._awaited.append(token)

    def command(self, verb: bytes, line: bytes, token: Token) -> bytes:
        """``line`` (without CRLF) with its end; ``verb`` in upper case tells where it leads.

        Raises:
            LocalProtocolError: the line would be more than one line, or the command is out of order.
        """
        if b"\n" in line or b"\r" in line or b"\0" in line:
            raise LocalProtocolError("a command is one line")
        self._move(verb)
        self._awaited.append(token)
        return line + b"\r\n"

    def chunk(self, size: int, token: Token) -> bytes:
        """The command for the one, last chunk of a message; ``size`` octets are to follow at once."""
        line = self.command(b"BDAT", b"BDAT %d LAST" % size, token)
        self._move(Happening.LAST_CHUNK)
        return line

    def content(self) -> None:
        """354 came: content follows, and then ``end_of_data``."""
        self._move(Happening.GO_AHEAD)

    def no_content(self) -> None:
        """DATA was refused."""
        self._move(Happening.NO_GO_AHEAD)

    def end_of_data(self, token: Token) -> None:
        """Content and its end have been given to the network."""
        self._move(Happening.END_OF_DATA)
        self._awaited.append(token)

    def finish(self) -> None:
        """The final reply came."""
        self._move(Happening.FINAL_REPLY)

    def forget_mail(self) -> None:
        """MAIL was refused."""
        if Happening.MAIL_REFUSED in TABLE[self.state]:
            self._move(Happening.MAIL_REFUSED)

    def tls_started(self) -> None:
        """220 to STARTTLS came and the handshake begins.

        Raises:
            RemoteProtocolError: octets came behind the 220 in clear, be it half a line (I19).
        """
        if self._reader.pending or self._awaited:
            raise RemoteProtocolError("clear text behind the reply to STARTTLS")
        self._move(Happening.TLS_STARTED)

    def receive(self, octets: bytes) -> Iterator[tuple[Token, Reply]]:
        """Take octets from the network; gives each command's token with its reply, in order.

        Raises:
            RemoteProtocolError: not a reply, or one that nobody asked for.
        """
        # Counted now: a command that is given while the replies are taken came too late for these octets.
        owed = len(self._awaited)
        self._reader.receive(octets)
        while (reply := self._reader.next_reply()) is not None:
            if not owed:
                raise UnaskedReplyError(reply)
            owed -= 1
            yield self._awaited.popleft(), reply
        if self._reader.pending and not owed:
            raise RemoteProtocolError("the beginning of a reply that nobody asked for")

    def _move(self, event: bytes | Happening) -> None:
        state = TABLE[self.state].get(event)
        if state is None:
            raise LocalProtocolError(f"{event!r} while {self.state.value}")
        self.state = state


class UnaskedReplyError(RemoteProtocolError):
    """A reply without a command.  Where it is a 421, the server is on its way out (RFC 5321 section 3.8)."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(f"a reply that nobody asked for: {reply.code}")
        self.reply = reply
