"""The envelope phase: MAIL, RCPT and RSET go to the far side as they come, its replies come back in order.

There is no Deferred per command: each reply is called back with its transaction and its place in the row
of replies, and nothing waits for anything but the end of the envelope (``Transaction.when_settled``).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from skygw.errors import RemoteProtocolError
from skygw.relay import refusals
from skygw.relay.ledger import Owed
from skygw.relay.record import Record
from skygw.relay.transaction import Transaction
from skygw.smtp import Mail, Rcpt, Reply, State

if TYPE_CHECKING:
    from skygw.relay.session import Session


class EnvelopePhase:
    """Commands of the envelope for one session."""

    __slots__ = ("_session",)

    def __init__(self, session: Session) -> None:
        self._session = session

    def mail(self, mail: Mail) -> None:
        """A transaction begins, unless we know already that it cannot end well."""
        session = self._session
        settings = session.gateway.settings
        if session.gateway.stopping:
            session.end(refusals.STOPPING)
            return
        if settings.require_tls and not session.server.tls:
            # A reload has made TLS a condition since this session was greeted.
            session.end(refusals.TLS_NOW_REQUIRED)
            return
        refusal = None
        if mail.size is not None and mail.size > settings.max_message_octets:
            refusal = refusals.TOO_LARGE
        elif session.transport.client_problem():
            refusal = refusals.CLIENT_CERTIFICATE
        if refusal is not None:
            session.server.forget_mail()
            session.ledger.owe(refusal)
            return
        transaction = Transaction(mail, self._record(mail), session.gateway.clock.seconds(), awaited=1)
        session.transaction = transaction
        owed = session.ledger.owe()
        session.upstream.send(b"MAIL", mail.line, partial(self._mail_answered, transaction, owed))

    def _record(self, mail: Mail) -> Record:
        session = self._session
        return Record(
            transaction=session.gateway.new_id(),
            session=session.id,
            peer=session.peer.address,
            tls=session.transport.tls,
            helo=session.helo.decode("utf-8", "backslashreplace"),
            sender=mail.path,
            far_end=session.upstream.peer,
        )

    def _mail_answered(self, transaction: Transaction, owed: Owed, reply: Reply) -> None:
        session = self._session
        session.relay(owed, reply)
        if reply.category != 2:
            transaction.note(reply)
            transaction.mail_refused = True
            if session.transaction is transaction:
                session.upstream.forget_mail()
                if session.server.state in (State.MAIL, State.RCPT):
                    session.server.forget_mail()
                    session.abandon()
        transaction.answered()

    def rcpt(self, rcpt: Rcpt) -> None:
        """One more recipient."""
        session = self._session
        transaction = session.transaction
        if transaction is None:
            raise LookupError("RCPT without a transaction")
        limit = session.gateway.settings.max_recipients
        transaction.asked += 1
        if transaction.asked > limit:
            # Some go on unasked (RFC 5321 section 4.5.3.1.10); as many again is a flood.
            session.surplus(refusals.TOO_MANY_RECIPIENTS, is_error=transaction.asked > 2 * limit)
            return
        transaction.awaited += 1
        owed = session.ledger.owe()
        session.upstream.send(b"RCPT", rcpt.line, partial(self._rcpt_answered, transaction, owed, rcpt))

    def _rcpt_answered(self, transaction: Transaction, owed: Owed, rcpt: Rcpt, reply: Reply) -> None:
        self._session.relay(owed, reply)
        if reply.category == 2:
            transaction.accepted.append(rcpt)
        else:
            transaction.note(reply)
        transaction.answered()

    def reset(self) -> None:
        """RSET of the sender: it goes to both legs."""
        session = self._session
        owed = session.ledger.owe()
        session.abandon()
        if session.upstream.in_transaction:
            session.upstream.send(b"RSET", b"RSET", partial(self._reset_answered, owed))
        else:
            owed.reply = refusals.RESET

    def _reset_answered(self, owed: Owed, reply: Reply) -> None:
        if reply.category != 2 and reply.code != 421:
            raise RemoteProtocolError(f"{reply.code} to RSET")
        self._session.relay(owed, reply)
