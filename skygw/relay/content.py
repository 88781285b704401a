"""The content phase: DATA and BDAT into bounded memory.

354 is said late, when every recipient was answered and one was accepted (decision 2); BDAT leaves no such
choice, so its octets are taken while the replies to the recipients may still be on their way, and what is
wrong is said at the end of the chunk.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from skygw.relay import refusals
from skygw.relay.body import Body
from skygw.relay.ledger import Owed
from skygw.relay.transaction import Transaction
from skygw.smtp import BodyEnded, BodyReceived, ChunkEnded, ChunkStarted, Reply

if TYPE_CHECKING:
    from skygw.relay.session import Session

#: What a message without SIZE= is given to begin with.
FIRST_OCTETS = 64 * 1024

_IMPROPER = Reply.of(421, "4.5.0", "Nothing may follow DATA before it is answered")


class ContentPhase:
    """Content for one session."""

    __slots__ = ("_session", "_since", "_waits")

    def __init__(self, session: Session) -> None:
        self._session = session
        self._waits: tuple[Transaction, Owed | None] | None = None
        self._since = 0.0

    @property
    def waits_for_memory(self) -> bool:
        """Whether content may not come yet because the budget is used up."""
        return self._waits is not None

    # -- DATA ------------------------------------------------------------------------------------------

    def data(self) -> None:
        """DATA: to be answered when the envelope is."""
        transaction = self._transaction()
        transaction.when_settled(partial(self._data_settled, transaction, self._session.ledger.owe()))

    def _data_settled(self, transaction: Transaction, owed: Owed) -> None:
        if transaction.accepted:
            self._reserve(transaction, transaction.mail.size or FIRST_OCTETS, owed)
        else:
            self._refuse_data(transaction, owed, refusals.NO_RECIPIENTS)

    def _refuse_data(self, transaction: Transaction, owed: Owed, reply: Reply) -> None:
        session = self._session
        if session.server.buffered:
            # Whoever sends content unasked would have it read as commands.
            session.end(_IMPROPER)
            return
        owed.reply = reply
        session.server.refuse_data()
        if transaction.mail_refused:
            session.server.forget_mail()
            session.abandon()

    def body_ended(self, event: BodyEnded) -> None:
        """CRLF.CRLF."""
        transaction = self._transaction()
        if event.flaw:
            transaction.refuse(refusals.flawed(event.flaw))
        self._session.conclude(transaction, self._session.ledger.owe())

    # -- BDAT ------------------------------------------------------------------------------------------

    def chunk_started(self, event: ChunkStarted) -> None:
        """BDAT: octets follow, wanted or not."""
        transaction = self._transaction()
        if transaction.chunking:
            return
        transaction.chunking = True
        transaction.content_began = self._session.gateway.clock.seconds()
        declared = transaction.mail.size or event.size
        if declared > self._session.gateway.settings.max_message_octets:
            transaction.refuse(refusals.TOO_LARGE)
        else:
            self._reserve(transaction, max(declared, 1), None)

    def chunk_ended(self, event: ChunkEnded) -> None:
        """All octets of a chunk are here."""
        transaction = self._transaction()
        owed = self._session.ledger.owe()
        transaction.when_settled(partial(self._chunk_settled, transaction, owed, event))

    def _chunk_settled(self, transaction: Transaction, owed: Owed, event: ChunkEnded) -> None:
        if not transaction.accepted:
            transaction.refuse(refusals.NO_RECIPIENTS)
        if event.last:
            self._session.conclude(transaction, owed)
        elif self._session.upstream.failure:
            self._session.end(refusals.NOT_SENT, "upstream_lost")
        else:
            owed.reply = transaction.refusal or refusals.chunk_received(event.size)

    # -- both ------------------------------------------------------------------------------------------

    def body_received(self, event: BodyReceived) -> None:
        """A piece of content."""
        self._transaction().take(event.octets, self._session.gateway.settings.max_message_octets)

    def _transaction(self) -> Transaction:
        transaction = self._session.transaction
        if transaction is None:
            raise LookupError("content without a transaction")
        return transaction

    # -- memory ----------------------------------------------------------------------------------------

    def _reserve(self, transaction: Transaction, octets: int, owed: Owed | None) -> None:
        session = self._session
        transaction.reservation = session.gateway.budget.reserve(octets, self._granted)
        if transaction.reservation.waiting:
            self._waits = transaction, owed
            self._since = session.gateway.clock.seconds()
            session.stall(session.gateway.settings.timeouts.budget_wait)
        else:
            self._begin(transaction, owed)

    def _begin(self, transaction: Transaction, owed: Owed | None) -> None:
        session = self._session
        transaction.body = Body(spill=session.gateway.inspection.holds)
        if owed is not None:
            transaction.content_began = session.gateway.clock.seconds()
            session.server.start_data()
            owed.reply = refusals.GO_AHEAD
        session.content_began()

    def _waited(self) -> None:
        gateway = self._session.gateway
        gateway.observer.waited_for_memory(gateway.clock.seconds() - self._since)

    def _granted(self) -> None:
        if self._waits is not None:
            waits, self._waits = self._waits, None
            self._waited()
            self._begin(*waits)
            self._session.unstall()

    def give_up(self) -> None:
        """The wait for memory was too long."""
        if self._waits is None:
            return
        (transaction, owed), self._waits = self._waits, None
        self._waited()
        if owed is None:
            transaction.refuse(refusals.NO_MEMORY)
        else:
            transaction.free()
            self._refuse_data(transaction, owed, refusals.NO_MEMORY)
        self._session.unstall()

    def stop(self) -> None:
        """The session ends; nobody waits any more."""
        self._waits = None
