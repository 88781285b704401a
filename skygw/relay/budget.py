"""The memory that all messages together may take, handed out in the order of asking.

A message asks once, before its content comes, and may have to wait; a message that outgrows what it got
is refused and never waits while it holds something, so nobody can deadlock.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from skygw.errors import LocalProtocolError


class Reservation:
    """Octets that one message holds, or waits for.  ``release`` it in every case."""

    __slots__ = ("_budget", "_granted", "octets", "waiting")

    def __init__(self, budget: MemoryBudget, octets: int, granted: Callable[[], None] | None) -> None:
        self._budget = budget
        self._granted = granted
        self.octets = octets
        self.waiting = False

    def grow(self, octets: int) -> bool:
        """Take more, if there is more, ahead of those who wait: what we hold is freed only by getting on."""
        if self.waiting:
            raise LocalProtocolError("a reservation that waits cannot grow")
        if octets > self._budget.free:
            return False
        self._budget.free -= octets
        self.octets += octets
        return True

    def release(self) -> None:
        """Give everything back; a second call does nothing."""
        self._budget.give_back(self)

    def grant(self) -> None:
        """For the budget alone: the wait is over."""
        self.waiting = False
        granted, self._granted = self._granted, None
        if granted is not None:
            granted()


class MemoryBudget:
    """``limit`` octets in all."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.free = limit
        self._waiting: deque[Reservation] = deque()

    @property
    def in_flight(self) -> int:
        """Octets that are handed out."""
        return self.limit - self.free

    @property
    def waiters(self) -> int:
        """Messages that wait for memory."""
        return len(self._waiting)

    def resize(self, limit: int) -> None:
        """Another limit from now on; what is handed out stays so, even where it is more."""
        self.free += limit - self.limit
        self.limit = limit
        for reservation in self._waiting:
            reservation.octets = min(reservation.octets, limit)
        self._admit()

    def reserve(self, octets: int, granted: Callable[[], None]) -> Reservation:
        """Ask for ``octets``.

        The reservation is either held on return (``waiting`` is False), or ``granted`` is called once it
        is, unless it was released before.  More than the limit is never granted: ask for less.
        """
        reservation = Reservation(self, min(octets, self.limit), granted)
        if self._waiting or reservation.octets > self.free:
            reservation.waiting = True
            self._waiting.append(reservation)
        else:
            self.free -= reservation.octets
        return reservation

    def give_back(self, reservation: Reservation) -> None:
        """See ``Reservation.release``."""
        if reservation.waiting:
            reservation.waiting = False
            self._waiting.remove(reservation)
        else:
            self.free += reservation.octets
        reservation.octets = 0
        self._admit()

    def _admit(self) -> None:
        while self._waiting and self._waiting[0].octets <= self.free:
            first = self._waiting.popleft()
            self.free -= first.octets
            first.grant()
