"""One pair of sessions: the sender's, and ours with the far server.

The contract, as the sender sees it:

- No 220 before the far leg stands (I7); if it cannot be had, 421 and nothing else.
- MAIL and RCPT go to the far side as they come, octet for octet, and its replies come back the same way, in
  order (I9).  RSET and QUIT go to both; EHLO, HELO, NOOP, HELP, VRFY, EXPN and STARTTLS are answered here.
- 354 is ours and comes when every recipient was answered and one was accepted.  The content is taken into
  memory, judged, and only then sent onward; the far side's reply to it is the final reply.
- Exactly one well-formed reply for each command (I10).  A far side that fails costs one 421 or 451 of ours,
  in the place of the first command that it has not answered, and both legs.
- A sender that goes away takes its message with it: nothing is completed onward that was not complete there.

What each failure looks like: ``upstream_failed`` (far side), ``lost`` (sender), ``_overdue`` (silence),
``_unexpected`` (a bug of ours: 451, both legs closed, and the traceback in the log).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from twisted.internet.defer import CancelledError, Deferred
from twisted.python.failure import Failure

from skygw.errors import RemoteProtocolError
from skygw.relay import refusals
from skygw.relay.commands import LocalCommands
from skygw.relay.content import ContentPhase
from skygw.relay.envelope import EnvelopePhase
from skygw.relay.gateway import Gateway
from skygw.relay.ledger import Ledger, Owed
from skygw.relay.legs import InboundTransport, NotEstablishedError, Peer
from skygw.relay.patience import Patience
from skygw.relay.transaction import Outcome, Transaction, conclude
from skygw.relay.upstream import Upstream
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
    ServerConnection,
    State,
)

#: Input that a sender may run ahead of us while a message is judged; beyond, we read no more.
AHEAD_OCTETS = 64 * 1024
#: Replies that may be owed before we read no more commands.
OWED = 1000
#: Messages that may wait for memory before new sessions are turned away.
MAX_WAITERS = 32


class Session:
    """A pair of sessions, from the sender's connection to its end.

    The inbound shell calls ``open``, ``received`` and ``lost``, the far leg ``upstream_failed`` and
    ``upstream_advanced``.
    """

    upstream: Upstream  # from the greeting on

    def __init__(self, gateway: Gateway, transport: InboundTransport, peer: Peer) -> None:
        self.gateway = gateway
        self.transport = transport
        self.peer = peer
        self.id = gateway.new_id()
        self.helo = b""
        self.extended = False
        self.server = ServerConnection()
        self.ledger = Ledger(lambda category: gateway.observer.replied("inbound", category))
        self.transaction: Transaction | None = None
        self._envelope = EnvelopePhase(self)
        self._content = ContentPhase(self)
        self._commands = LocalCommands(self)
        self._patience = Patience(self, self._overdue)
        self._messages = 0
        self._opening: Deferred[None] | None = None
        self._story: Deferred[None] | None = None
        self._greeted = False
        self._stalled = False
        self._paused = False
        self._advancing = False
        self._ended = ""
        self._farewell = 0  # code of the reply with which we ended the session; 0 where the sender went
        self._acts: dict[type[Event], Callable[[Any], None]] = {
            Mail: self._envelope.mail,
            Rcpt: self._envelope.rcpt,
            DataRequested: lambda _: self._content.data(),
            BodyReceived: self._content.body_received,
            BodyEnded: self._content.body_ended,
            ChunkStarted: self._content.chunk_started,
            ChunkEnded: self._content.chunk_ended,
            Greeted: self._commands.greeted,
            Command: self._commands.command,
            Refused: self._commands.refused,
        }

    # -- the beginning ---------------------------------------------------------------------------------

    def open(self) -> None:
        """The sender is connected: have a far leg, then greet."""
        self.transport.pause()
        if self.gateway.stopping:
            self._refuse(refusals.STOPPING, "stopping")
        elif self.gateway.budget.waiters >= MAX_WAITERS:
            # Whoever has begun waits for memory already; one more could only wait behind them.
            self._refuse(refusals.TOO_BUSY, "overload")
        elif not self.gateway.breaker.admits():
            self._refuse(refusals.not_established("it refuses us"), "breaker")
        else:
            self._opening = Deferred.fromCoroutine(self._open())
            self._opening.addErrback(self._story_failed)

    async def _open(self) -> None:
        try:
            upstream = await self.gateway.dialer.dial()
        except NotEstablishedError as error:
            if self._ended:  # the sender went, and took the attempt with it
                return
            self.gateway.observer.upstream_failed(self.id, error.far_end, error.stage, str(error))
            self._refuse(refusals.not_established(error.public), "upstream")
            return
        finally:
            self._opening = None
        self.upstream = upstream
        upstream.listener = self
        self._greeted = True
        self.gateway.observer.session_opened(self.id, self.peer, upstream.peer)
        settings = self.gateway.settings
        self.server = ServerConnection(
            starttls=settings.starttls,
            require_tls=settings.require_tls,
            chunking=b"CHUNKING" in upstream.capabilities,
        )
        self.ledger.owe(Reply.of(220, "", f"{settings.hostname} {settings.greeting}"))
        self.transport.resume()
        self.advance()

    def _refuse(self, reply: Reply, why: str) -> None:
        self.gateway.observer.session_refused(self.peer, why, reply.text)
        self.ledger.settle(reply)
        self._flush()
        self.close(reply.text)

    # -- what the sender says --------------------------------------------------------------------------

    def received(self, octets: bytes) -> None:
        """Octets came from the sender."""
        if not self._ended:
            self._patience.heard()
            self.server.receive(octets)
            self.advance()

    def advance(self) -> None:
        """Act on what is here, then send what is due to either side, each in one write."""
        if self._advancing or self._ended or not self._greeted:
            return
        self._advancing = True
        try:
            self._act()
        except Exception as error:  # the one place of this leg for bugs of ours: mail stays with Exchange
            self.unexpected(error)
        finally:
            self._advancing = False
        if not self._ended:
            if self._paused or self._stalled or self.server.buffered or len(self.ledger) > OWED:
                self._regulate()
            if not self._stalled:
                self._patience.wait_for_sender()

    def _act(self) -> None:
        acts, next_event = self._acts, self.server.next_event
        while True:
            while not self._stalled and not self._ended and (event := next_event()) is not None:
                acts[type(event)](event)
            if self._ended:
                return
            self.upstream.flush()
            if not self._flush():
                return

    def _flush(self) -> bool:
        """Whether something happened behind a reply, so that there may be more to act on."""
        octets, then = self.ledger.due()
        if octets:
            self.transport.write(octets)
        if then is None:
            return False
        then()
        return True

    def _regulate(self) -> None:
        """Read no more where the sender runs too far ahead of us."""
        ahead = self._stalled or (
            self.server.buffered > AHEAD_OCTETS if self.server.waiting else len(self.ledger) > OWED
        )
        if ahead != self._paused:
            self._paused = ahead
            if ahead:
                self.transport.pause()
            else:
                self.transport.resume()

    def stall(self, seconds: float) -> None:
        """Act on nothing more until ``unstall``; ``_overdue`` after ``seconds``."""
        self._stalled = True
        self._patience.within(seconds)

    def unstall(self) -> None:
        """Go on."""
        self._stalled = False
        self.advance()

    # -- commands for which we need more than a reply --------------------------------------------------

    def reset(self) -> None:
        """RSET: for both legs."""
        self._envelope.reset()

    def surplus(self, reply: Reply, *, is_error: bool) -> None:
        """Refuse what is too much."""
        self._commands.surplus(reply, is_error=is_error)

    def start_tls(self) -> None:
        """STARTTLS: nothing more is read before its 220 is out, which is when the handshake begins."""
        self._stalled = True
        self.ledger.owe(refusals.START_TLS, self._handshake)

    def _handshake(self) -> None:
        if self.server.buffered:  # it came while a reply of the far side was awaited
            self.close("clear text behind STARTTLS")
            return
        self._stalled = False
        self.helo, self.extended = b"", False
        self.server.tls_started()
        self.transport.start_tls().addErrback(
            lambda failure: self.close(f"TLS: {failure.getErrorMessage()}", "tls")
        )

    # -- replies of the far side -----------------------------------------------------------------------

    def relay(self, owed: Owed, reply: Reply) -> None:
        """Put a reply to a command of the envelope in its place, as it came.

        Raises:
            RemoteProtocolError: its class says nothing to such a command.
        """
        if reply.category not in (2, 4, 5):
            raise RemoteProtocolError(f"{reply.code} to a command of the envelope")
        self.gateway.observer.replied("upstream", reply.category)
        owed.reply = reply
        if reply.code == 421:
            owed.then = partial(self.close, "421 from the next hop", "upstream_lost")

    def upstream_advanced(self) -> None:
        """Replies of the far side are in their places."""
        self.advance()

    def upstream_failed(self, reason: str) -> None:
        """The far leg is gone, and what depends on it has been told."""
        if self._ended:
            return
        self.gateway.observer.upstream_failed(self.id, self.upstream.peer, self.upstream.stage, reason)
        if self._story is not None:
            self._story.cancel()
        elif self.transaction is not None and self._in_mid_message():
            # There is no command to answer: 451 comes after the end of the content.
            self.transaction.refuse(refusals.NOT_SENT)
        else:
            self.end(refusals.UPSTREAM_GONE, "upstream_lost")

    def _in_mid_message(self) -> bool:
        """Whether content of a message is coming in, and nothing else is owed or waited for."""
        content = self.server.in_content and self.server.state in (State.BODY, State.CHUNKS)
        return content and not len(self.ledger) and not self._stalled

    # -- a message -------------------------------------------------------------------------------------

    def content_began(self) -> None:
        """From now on the far side hears nothing from us for a while."""
        self._patience.keep_far_side(True)

    @property
    def judging(self) -> bool:
        """Whether a complete message is being judged or passed on."""
        return self._story is not None

    def conclude(self, transaction: Transaction, owed: Owed) -> None:
        """The content is complete: tell the story to its end."""
        self._commands.message_came()
        self._messages += 1
        transaction.record.recipients = tuple(rcpt.path for rcpt in transaction.accepted)
        story = Deferred.fromCoroutine(self._tell(transaction, owed))
        story.addErrback(self._story_failed)
        if not story.called:
            self._story = story
            self._patience.judged()

    async def _tell(self, transaction: Transaction, owed: Owed) -> None:
        try:
            outcome = await conclude(
                transaction, self.upstream, self.gateway, self.helo, self.extended, self.transport.is_gone
            )
        except CancelledError:
            outcome = self._cancelled(transaction)
        finally:
            transaction.free()
            self._story = None
        self._patience.keep_far_side(False)
        self.transaction = None
        if self._ended and transaction.record.verdict == "deferred":
            transaction.record.verdict = "aborted"  # there was nobody to be told
        self._report(transaction, outcome.reply)
        if self._ended:
            self.upstream.close()
            return
        owed.reply = outcome.reply
        if outcome.close or self.upstream.failure:
            reason = transaction.record.problem or "421 from the next hop"
            owed.then = partial(self.close, reason, "upstream_lost")
        else:
            self.upstream.reset()
            self.server.finish()
            if self.gateway.stopping:
                owed.then = partial(self.end, refusals.STOPPING)
        if not self.upstream.receiving:
            self.advance()

    def _cancelled(self, transaction: Transaction) -> Outcome:
        """The sender went, or the far side did, or time was up, while the message was judged."""
        record = transaction.record
        record.problem = self.upstream.failure or self._ended
        record.verdict = "aborted" if self._ended else "deferred"
        if not record.problem:
            record.problem = "no verdict in time"
            return Outcome(refusals.NO_TIME)
        return Outcome(refusals.NOT_SENT, close=True)

    def abandon(self) -> None:
        """The transaction under way, if any, is over without content."""
        transaction, self.transaction = self.transaction, None
        if transaction is not None:
            transaction.free()
            self._patience.keep_far_side(False)
            if transaction.record.upstream_code or transaction.content_began:
                transaction.record.verdict = "refused" if transaction.record.upstream_code else "aborted"
                self._report(transaction, None)

    def _report(self, transaction: Transaction, reply: Reply | None) -> None:
        record = transaction.record
        record.t_total = self.gateway.clock.seconds() - transaction.began
        record.inbound_code = self._farewell if self._ended else reply.code if reply else 0
        if transaction.about_route and record.verdict != "passed":
            self.gateway.breaker.refused()
        self.gateway.observer.message(record)

    # -- time ------------------------------------------------------------------------------------------

    def _overdue(self) -> None:
        if self._story is not None:
            self._story.cancel()  # an inspection that does not keep to its time
        elif self._content.waits_for_memory:
            self._content.give_up()
        elif self.server.in_content:
            self.end(refusals.TOO_SLOW, "timeout")
        elif self.transaction is None and self._patience.expired:
            self.end(refusals.TOO_OLD)
        else:
            self.end(refusals.IDLE, "timeout")

    # -- the end ---------------------------------------------------------------------------------------

    def stop(self) -> None:
        """The gateway shuts down: end now if no message is under way, else after it."""
        if self._ended:
            return
        if not self._greeted:
            self._refuse(refusals.STOPPING, "stopping")
        elif self.transaction is None and not len(self.ledger):
            self.end(refusals.STOPPING)

    def cut(self) -> None:
        """The gateway waits no longer: 421, whatever is under way."""
        if self._greeted:
            self.end(refusals.STOPPING)
        elif not self._ended:
            self._refuse(refusals.STOPPING, "stopping")

    def end(self, reply: Reply, how: str = "closed") -> None:
        """End both legs with ``reply`` in the place of the first command that has none."""
        if self._ended:
            return
        self.ledger.settle(reply)
        octets, _ = self.ledger.due()
        self.transport.write(octets)
        self._farewell = reply.code
        self.close(reply.text, how)

    def unexpected(self, error: Exception) -> None:
        """A bug of ours: say so in the log, and leave the mail where it is."""
        self.gateway.observer.unexpected(self.id, error)
        self.end(refusals.UNEXPECTED, "error")

    def _story_failed(self, failure: Failure) -> None:
        error = failure.value
        if isinstance(error, Exception) and not isinstance(error, CancelledError):
            self.unexpected(error)

    def close(self, reason: str, how: str = "closed") -> None:
        """End both legs; what was written to the sender still goes out."""
        if not self._ended:
            self._over(reason, how)
            self.transport.close()

    def lost(self, reason: str) -> None:
        """The sender is gone."""
        if not self._ended:
            self._over(reason, "lost")

    def _over(self, reason: str, how: str) -> None:
        self._ended = reason or "closed"
        self.server.close()
        self._content.stop()
        self._patience.stop()
        if self._opening is not None:
            self._opening.cancel()
        if self._story is not None:
            if self.upstream.committed:
                # The far side has it all: the one window in which nobody can take it back (I3).
                self.upstream.hurry(self.gateway.settings.timeouts.quit)
            else:
                self._story.cancel()
        elif self._greeted:
            if self.transaction is not None:
                self.transaction.settled.clear()  # replies that still come set nothing going any more
            self.abandon()
            self.upstream.close()
        if self._greeted:
            seconds = self.gateway.clock.seconds() - self._patience.opened
            self.gateway.observer.session_closed(
                self.id, self.peer, how, self._ended, self._messages, seconds
            )
