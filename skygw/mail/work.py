"""A budget of work, counted in octets: what is pure may not read clocks."""

from __future__ import annotations

import attrs

WORK = 64 << 20
"""Octets of work for one message, if the caller does not say: some seconds of one core."""

PRICE = 1024
"""Octets that any piece of work costs at least: a call costs time, however little it gives."""

ESCAPE = 16
"""Octets that an escape of quoted-printable counts for: with many of them it is they that take the time."""

LINE = 32
"""Octets that a line of base64 counts for."""

WORD = 512
"""Octets that an encoded word counts for."""


@attrs.define
class Work:
    """A budget in octets, of those read and those made.  ``exhausted`` once something was left undone."""

    octets: int = WORK
    exhausted: bool = False

    @property
    def spent(self) -> bool:
        """Whether not even the least piece of work can be paid any more."""
        return self.octets < PRICE

    def pay(self, octets: int) -> bool:
        """Take ``octets`` from the budget; ``False`` if it has not so many left."""
        price = max(octets, PRICE)
        if price > self.octets:
            self.exhausted = True
            return False
        self.octets -= price
        return True
