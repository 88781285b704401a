"""Messages that killed the process that read them, counted over Exchange's retries.

A message that kills its reader will do so again, each time Exchange tries, for a day; and then the sender
gets a report that nobody understands.  From the third death on it counts as one that cannot be read, and is
treated as ``on_unscannable`` says.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

FATAL = 3
"""Deaths from which on a message is unscannable."""

REMEMBERED = 10_000
"""Messages that are remembered; the one that was counted longest ago is forgotten first."""

LIFETIME = 48 * 3600.0
"""Seconds after which a message is forgotten: Exchange gives up after a day."""


class Deaths:
    """How often each message, by its delivery key, has cost a child its life.

    Args:
        seconds: the time now, in seconds of a clock that never goes back.
    """

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._counts: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._counts)

    def fatal(self, key: str) -> bool:
        """Count one more death over the message with this delivery key; True from the third on."""
        now = self._seconds()
        while self._counts and (len(self._counts) >= REMEMBERED or self._oldest() <= now - LIFETIME):
            self._counts.popitem(last=False)
        count = self._counts.pop(key, (0, now))[0] + 1
        self._counts[key] = count, now
        return count >= FATAL

    def _oldest(self) -> float:
        return next(iter(self._counts.values()))[1]
