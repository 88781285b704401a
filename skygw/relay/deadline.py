"""A deadline that moves often and strikes seldom.

Moving it costs an assignment: the one delayed call behind it looks, when it is due, whether the deadline
has moved on meanwhile, and goes back to sleep.  A ``callLater`` per command would cost more than parsing it.
"""

from __future__ import annotations

from collections.abc import Callable

from skygw.relay.legs import Clock, DelayedCall


class Deadline:
    """Calls ``strike`` once the time that was set last has come."""

    __slots__ = ("_at", "_call", "_clock", "_strike", "_wakes")

    def __init__(self, clock: Clock, strike: Callable[[], None]) -> None:
        self._clock = clock
        self._strike = strike
        self._at: float | None = None
        self._call: DelayedCall | None = None
        self._wakes = 0.0

    @property
    def is_set(self) -> bool:
        """Whether there is a time at which it strikes."""
        return self._at is not None

    def within(self, seconds: float) -> None:
        """Strike in ``seconds`` unless it is moved before."""
        self.at(self._clock.seconds() + seconds)

    def at(self, moment: float) -> None:
        """Strike at a moment of the clock."""
        self._at = moment
        if self._call is None or moment < self._wakes:
            self._sleep(moment)

    def clear(self) -> None:
        """Strike no more; the delayed call is left to find that out."""
        self._at = None

    def stop(self) -> None:
        """As ``clear``, and nothing of it stays with the reactor."""
        self._at = None
        if self._call is not None and self._call.active():
            self._call.cancel()
        self._call = None

    def _sleep(self, moment: float) -> None:
        if self._call is not None and self._call.active():
            self._call.cancel()
        self._wakes = moment
        self._call = self._clock.callLater(max(0.0, moment - self._clock.seconds()), self._wake)

    def _wake(self) -> None:
        self._call = None
        if self._at is None:
            return
        if self._at > self._clock.seconds():
            self._sleep(self._at)
            return
        self._at = None
        self._strike()
