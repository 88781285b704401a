"""The breaker: when the far side refuses everything because of who we are, stop taking mail.

Codes such as 5.7.64 are about the route (a certificate that is no longer an accepted domain, an address
that is blocked), not about the message; relayed for hours they would bounce an organisation's mail.
After a row of transactions that ended so, the far leg counts as not established: 421, and Exchange keeps
what it has.  One session a minute goes through, to see whether it is over.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from skygw.smtp import Reply

#: 5.7.64 tenant attribution, 5.7.57 not authenticated, 5.7.506 our EHLO name, 5.7.68 direct send refused,
#: 5.7.7xx tenant or connector blocked (facts on Exchange Online, sections 3 and 5b).
_ROUTE = re.compile(r"5\.7\.(?:64|57|506|68|7\d\d)")

PROBE_EVERY = 60.0


def about_route(reply: Reply) -> bool:
    """Whether a refusal speaks of us rather than of the message."""
    return reply.category == 5 and _ROUTE.fullmatch(reply.enhanced) is not None


class Breaker:
    """Counts refusals about the route; ``threshold`` in a row open it, one acceptance closes it.

    Args:
        changed: called with True when it opens, with False when it closes.
    """

    def __init__(
        self,
        seconds: Callable[[], float],
        threshold: int = 20,
        changed: Callable[[bool], None] = lambda _: None,
    ) -> None:
        self._seconds = seconds
        self._threshold = threshold
        self._changed = changed
        self._row = 0
        self._probed = 0.0
        self.is_open = False

    def admits(self) -> bool:
        """Whether a new session may have a far leg; while open, one a minute may."""
        if not self.is_open:
            return True
        if self._seconds() - self._probed < PROBE_EVERY:
            return False
        self._probed = self._seconds()
        return True

    def accepted(self) -> None:
        """The far side took a message."""
        self._row = 0
        if self.is_open:
            self.is_open = False
            self._changed(False)

    def refused(self) -> None:
        """A transaction ended with a refusal about the route."""
        self._row += 1
        if self._row >= self._threshold and not self.is_open:
            self.is_open = True
            self._probed = self._seconds()
            self._changed(True)
