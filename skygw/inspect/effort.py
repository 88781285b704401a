"""What the texts of one message may cost once they are read: time and memory, for each part and in all.

What compares and looks through a text is linear, and a text may be 64 MiB that somebody made to be slow.  So
that a part costs itself and not its siblings, each step is done under the guard, within what its part and the
message have left.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from typing import TypeVar

import attrs

from skygw.extract import Outcome
from skygw.extract.budget import Overtime

T = TypeVar("T")

Guard = Callable[[float], contextlib.AbstractContextManager[object]]


@attrs.define
class Effort:
    """The effort for one message.

    Attributes:
        guard: see ``skygw.extract.Budget``.
        part_seconds, message_seconds: CPU that the texts of a part, and all work on the message, may take.
        told: called with the outcome when a step came to nothing.
        clock: seconds of CPU so far.
    """

    guard: Guard
    part_seconds: float
    message_seconds: float
    told: Callable[[Outcome], None]
    clock: Callable[[], float] = time.thread_time
    _parts: dict[int, float] = attrs.field(factory=dict, init=False)

    @property
    def spent(self) -> bool:
        """Whether the message has no CPU left."""
        return self.message_seconds <= 0

    def take(self, seconds: float) -> None:
        """Count CPU that was spent otherwise."""
        self.message_seconds -= seconds

    def step(self, part: int, work: Callable[[], T], instead: T) -> T:
        """What ``work`` gives, or ``instead`` if it takes too much of anything."""
        left = min(self._parts.get(part, self.part_seconds), self.message_seconds)
        if left <= 0:
            self.told(Outcome.TIMEOUT)
            return instead
        begun = self.clock()
        try:
            with self.guard(left):
                return work()
        except Overtime:
            self.told(Outcome.TIMEOUT)
        except MemoryError:
            self.told(Outcome.LIMIT)
        finally:
            used = self.clock() - begun
            self._parts[part] = self._parts.get(part, self.part_seconds) - used
            self.message_seconds -= used
        return instead
