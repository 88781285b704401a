"""The texts that some mail programs show, and others do not: read besides, within one budget per message."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import attrs

from skygw.extract import Budget, Leaf, extract
from skygw.mail.gate import LeafReading
from skygw.mail.views import union
from skygw.mail.work import Work


class Doubts:
    """What is in doubt in one message.

    Attributes:
        exhausted: the budget ended before everything was read: the outcome ``limit`` is due.
    """

    def __init__(
        self, work_octets: int, leaf_text_octets: int, budget: Callable[..., Budget] = Budget
    ) -> None:
        self._work = Work(work_octets)
        # Apart from the budget of the leaves: what they say must not depend on what is in doubt.
        self._budget = budget(2 * work_octets, leaf_text_octets)

    @property
    def exhausted(self) -> bool:
        return self._work.exhausted or self._budget.message_octets <= 0

    def of_leaf(self, reading: LeafReading, leaf: Leaf) -> Iterator[str]:
        """The texts of a leaf in every dialect; none if there is one reading."""
        for octets in reading.others(self._work):
            yield from self._texts(attrs.evolve(leaf, octets=octets))

    def of_message(self, octets: bytes) -> Iterator[str]:
        """The texts of the union of views of a message."""
        for view in union(octets, self._work):
            yield from self._texts(Leaf(view.octets, names=(view.name,) if view.name else ()))

    def _texts(self, leaf: Leaf) -> Iterator[str]:
        pending = [leaf]
        while pending:
            extraction = extract(pending.pop(), self._budget)
            yield from extraction.texts
            # Messages in archives; their octets come out of a view that is paid for.
            for inner in extraction.embedded:
                yield from self.of_message(inner.octets)
