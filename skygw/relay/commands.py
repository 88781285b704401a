"""Commands that are answered here: EHLO, HELO, NOOP, HELP, VRFY, EXPN, STARTTLS, QUIT, and what is refused.

RSET and QUIT concern both legs, all others ours alone.  Refused commands count, and so do those that bring no
message on its way once there are many of them: a sender that does nothing else is sent away with 421.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from skygw.relay import refusals
from skygw.smtp import Command, Greeted, Refused, Reply

if TYPE_CHECKING:
    from skygw.relay.session import Session

_ANSWERS: Final[dict[bytes, Reply]] = {
    b"NOOP": refusals.OK,
    b"HELP": refusals.HELP,
    b"VRFY": refusals.VRFY,
    b"EXPN": refusals.EXPN,
}


class LocalCommands:
    """Our own part of one session's conversation."""

    __slots__ = ("_errors", "_idle", "_session")

    def __init__(self, session: Session) -> None:
        self._session = session
        self._errors = 0
        self._idle = 0  # commands since the last message that brought none on its way

    def message_came(self) -> None:
        """The sender does what it is here for."""
        self._idle = 0

    def greeted(self, event: Greeted) -> None:
        """EHLO or HELO: what was under way is void (RFC 5321 section 4.1.4); the offer is ours and theirs."""
        session = self._session
        self._count_idle()
        session.abandon()
        session.upstream.reset()
        session.helo, session.extended = event.name, event.extended
        settings = session.gateway.settings
        if not event.extended:
            session.ledger.owe(Reply.of(250, "", settings.hostname))
            return
        offered = session.upstream.capabilities.offered(
            max_message_octets=settings.max_message_octets,
            starttls=session.server.starttls and not session.server.tls,
        )
        session.ledger.owe(Reply.of(250, "", settings.hostname, *(line.decode("ascii") for line in offered)))

    def command(self, event: Command) -> None:
        """A command without anything that we need."""
        session = self._session
        match event.verb:
            case b"QUIT":
                bye = Reply.of(221, "2.0.0", f"{session.gateway.settings.hostname} closing connection")
                session.ledger.owe(bye, partial(session.close, "QUIT", "quit"))
            case b"RSET":
                self._count_idle()
                session.reset()
            case b"STARTTLS":
                session.start_tls()
            case verb:
                self._count_idle()
                session.ledger.owe(_ANSWERS[verb])

    def refused(self, event: Refused) -> None:
        """A command that the protocol object refuses."""
        session = self._session
        if event.fatal:
            reason = f"protocol: {event.reply.text}"
            session.ledger.owe(event.reply, partial(session.close, reason, "protocol"))
        elif self._one_error_too_many():
            session.end(refusals.TOO_MANY_ERRORS)
        else:
            session.ledger.owe(event.reply)

    def surplus(self, reply: Reply, *, is_error: bool) -> None:
        """Something that is refused for being too much, and may be too much too often."""
        if is_error and self._one_error_too_many():
            self._session.end(refusals.TOO_MANY_ERRORS)
        else:
            self._session.ledger.owe(reply)

    def _one_error_too_many(self) -> bool:
        self._errors += 1
        return self._errors > self._session.gateway.settings.max_errors

    def _count_idle(self) -> None:
        self._idle += 1
        if self._idle > self._session.gateway.settings.max_idle_commands and self._one_error_too_many():
            self._session.end(refusals.TOO_MANY_ERRORS)
