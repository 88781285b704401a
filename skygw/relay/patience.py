"""How long the sender may take, and how long the far side hears nothing from us.

One deadline serves all that we wait for from the sender: it is moved with each round, and while we owe a
reply it is not the sender's turn.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from skygw.relay.deadline import Deadline

if TYPE_CHECKING:
    from skygw.relay.session import Session


class Patience:
    """The clocks of one session.

    Args:
        overdue: called when the sender, or our own judgement, has taken too long.
    """

    __slots__ = ("_deadline", "_expires", "_heard", "_keepalive", "_session", "opened")

    def __init__(self, session: Session, overdue: Callable[[], None]) -> None:
        clock = session.gateway.clock
        self._session = session
        self._deadline = Deadline(clock, overdue)
        self._keepalive = Deadline(clock, self._keep_alive)
        self.opened = self._heard = clock.seconds()
        self._expires = self.opened + session.gateway.settings.timeouts.session

    @property
    def expired(self) -> bool:
        """Whether the pair is older than a pair may be."""
        return self._session.gateway.clock.seconds() >= self._expires

    def heard(self) -> None:
        """The sender said something."""
        self._heard = self._session.gateway.clock.seconds()

    def within(self, seconds: float) -> None:
        """Something else than the sender is waited for, this long at the most."""
        self._deadline.within(seconds)

    def judged(self) -> None:
        """The judgement under way is to come to an end in time for the final reply."""
        self._deadline.within(self._session.gateway.settings.timeouts.final_reply)

    def wait_for_sender(self) -> None:
        """Nothing is under way here: it is the sender's turn, unless we owe a reply."""
        session = self._session
        in_content = session.server.in_content
        if session.server.waiting or (len(session.ledger) and not in_content):
            if not session.judging:  # that has a deadline of its own
                self._deadline.clear()
            return
        timeouts, now = session.gateway.settings.timeouts, session.gateway.clock.seconds()
        transaction = session.transaction
        if transaction is None:
            self._deadline.at(min(now + timeouts.command, max(self._expires, now)))
        elif not in_content:
            self._deadline.at(now + timeouts.command)
        else:
            began, size = transaction.content_began, transaction.record.size
            # Not from now on: a reply of the far side to NOOP may have brought us here.
            limit = min(max(self._heard, began) + timeouts.data_block, began + timeouts.receive)
            if timeouts.min_data_rate:
                limit = min(limit, began + timeouts.data_block + size / timeouts.min_data_rate)
            self._deadline.at(limit)

    def keep_far_side(self, keep: bool) -> None:
        """Whether a message is received or held, so that the far side hears nothing but NOOP."""
        if keep:
            self._keepalive.within(self._session.gateway.settings.timeouts.keepalive)
        else:
            self._keepalive.clear()

    def _keep_alive(self) -> None:
        self._session.upstream.keep_alive()
        self.keep_far_side(True)

    def stop(self) -> None:
        """The session ends."""
        self._deadline.stop()
        self._keepalive.stop()
