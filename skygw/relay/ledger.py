"""What we owe the sender: one reply for each command, in order (I10).

Some replies are ours and known at once, others come from the far side later.  Each command takes a place in
the row; what is complete from the front goes out, all of one round in one write.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

import attrs

from skygw.smtp import Reply


@attrs.define(slots=True, eq=False)
class Owed:
    """The place of one reply.  ``then`` is called once it was handed to the network."""

    reply: Reply | None = None
    then: Callable[[], None] | None = None


class Ledger:
    """The row of replies.

    Args:
        counted: called with the first digit of each reply that goes out.
    """

    __slots__ = ("_counted", "_row")

    def __init__(self, counted: Callable[[int], None]) -> None:
        self._row: deque[Owed] = deque()
        self._counted = counted

    def __len__(self) -> int:
        return len(self._row)

    def owe(self, reply: Reply | None = None, then: Callable[[], None] | None = None) -> Owed:
        """Take the next place, with the reply if it is known."""
        owed = Owed(reply, then)
        self._row.append(owed)
        return owed

    def due(self) -> tuple[bytes, Callable[[], None] | None]:
        """What may go out now, and what is to be called after.

        It ends with a reply behind which something happens: most often the end of the session, so that
        nothing follows a 421.
        """
        row, then = self._row, None
        if not row or row[0].reply is None:
            return b"", None
        octets = []
        while then is None and row and (reply := row[0].reply) is not None:
            octets.append(reply.raw)
            self._counted(reply.category)
            then = row.popleft().then
        return (octets[0] if len(octets) == 1 else b"".join(octets)), then

    def settle(self, reply: Reply) -> None:
        """The session ends: ``reply`` takes the first place that has none, what was owed behind is void."""
        kept = []
        while self._row and self._row[0].reply is not None:
            kept.append(self._row.popleft())
        self._row.clear()
        self._row.extend(kept)
        self._row.append(Owed(reply))
