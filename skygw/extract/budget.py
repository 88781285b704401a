"""How much work a message, and one leaf of it, may cost: octets, entries, levels, CPU.

Every figure is a hard bound on work that is counted, so that a bomb ends at the same place on every machine;
CPU is the net below.  What lies beyond has the outcome ``truncated``, ``limit`` or ``timeout``.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from skygw.extract.found import Reader


class Overtime(BaseException):
    """Raised by a ``guard`` in the middle of whatever reads a leaf, which took too long without a pause.

    No ``Exception``: no reader that catches what its format may raise is to catch this.
    """


def unguarded(_seconds: float) -> contextlib.AbstractContextManager[object]:
    """Nothing interrupts a reader; between two things found the clock is looked at all the same."""
    return contextlib.nullcontext()


@attrs.define
class Budget:
    """What a message may still cost; shrinks as its leaves are read.

    Attributes:
        message_octets: octets of text that the message may still give.
        leaf_octets: octets of text that one leaf may give, everything inside it included.
        entries: files in archives, parts of documents, streams ... that may still be looked at.
        expanded_octets: octets that may still be decompressed or decoded.
        depth: containers inside each other within a leaf.
        ratio: a leaf may grow by this factor ...
        free_octets: ... or to this size, whichever is more.
        held_octets: decompressed octets of one leaf that are in memory at a time.
        cpu_seconds: CPU that one leaf may take.
        native: readers that call a parser that is not Python, by the names of ``skygw.extract.native``.
            Such a parser may kill its process or never come back, so what stands here either asks another
            process, or this one may be lost.
        guard: a context within which one leaf is read, for so many seconds of CPU; raises ``Overtime`` in it
            once they are over.
        clock: seconds of CPU so far.
    """

    message_octets: int = 256 << 20
    leaf_octets: int = 64 << 20
    entries: int = 10_000
    expanded_octets: int = 1 << 30
    depth: int = 16
    ratio: int = 200
    free_octets: int = 10 << 20
    held_octets: int = 256 << 20
    cpu_seconds: float = 10.0
    native: Mapping[str, Reader] = attrs.field(factory=dict)
    guard: Callable[[float], contextlib.AbstractContextManager[object]] = unguarded
    clock: Callable[[], float] = time.thread_time

    def take(self, octets: bytes) -> bytes:
        """The beginning of ``octets`` that is within the budget of text."""
        taken = octets[: max(0, min(self.leaf_octets, self.message_octets))]
        self.message_octets -= len(taken)
        return taken


class Allowance:
    """What one leaf may still cost, within the budget of its message."""

    def __init__(self, budget: Budget, size: int) -> None:
        self.budget = budget
        self.native = budget.native
        self._text = budget.leaf_octets
        self._growth = max(budget.free_octets, budget.ratio * size)
        self._held = 0
        self._end = budget.clock() + budget.cpu_seconds

    @property
    def text(self) -> int:
        """Octets (or characters) of text that may still be given."""
        return max(0, min(self._text, self.budget.message_octets))

    def give(self, amount: int) -> None:
        """Count text that was given."""
        self._text -= amount
        self.budget.message_octets -= amount

    @property
    def octets(self) -> int:
        """Octets that may be expanded in one piece now."""
        return max(0, min(self._growth, self.budget.expanded_octets, self.budget.held_octets - self._held))

    def expand(self, amount: int) -> None:
        """Count octets that were expanded."""
        self._growth -= amount
        self.budget.expanded_octets -= amount

    def hold(self, amount: int) -> None:
        """Count octets that stay in memory; a negative ``amount`` lets them go."""
        self._held += amount

    def enter(self) -> bool:
        """Whether one more entry may be looked at; counts it."""
        self.budget.entries -= 1
        return self.budget.entries >= 0

    @property
    def late(self) -> bool:
        """Whether the CPU of this leaf is used up."""
        return self.budget.clock() > self._end
