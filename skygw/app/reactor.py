"""Twisted's epoll reactor without the log context of each event.

``EPollReactor`` calls every descriptor through ``twisted.python.log.callWithLogger``, which keeps the name of
the protocol at hand for the old logging system: three more calls and a dictionary for each read.  Our log
lines name their session themselves.
"""

from __future__ import annotations

import errno
from typing import Any

from twisted.internet.epollreactor import EPollReactor
from twisted.internet.main import installReactor


class DirectEPollReactor(EPollReactor):
    """As its parent, which it follows line by line but for the call."""

    def doPoll(self, timeout: float | None) -> None:
        """Wait for events, at most ``timeout`` seconds, and hand each to its descriptor.

        What a descriptor raises, ``_doReadOrWrite`` logs itself and closes it.
        """
        own: Any = self
        try:
            events = own._poller.poll(-1 if timeout is None else timeout, len(own._selectables))
        except OSError as error:
            if error.errno == errno.EINTR:
                return
            raise
        selectables, act = own._selectables, own._doReadOrWrite
        for descriptor, event in events:
            selectable = selectables.get(descriptor)
            if selectable is not None:
                act(selectable, descriptor, event)

    doIteration = doPoll


def install() -> None:
    """Make it the reactor of this process."""
    reactor = DirectEPollReactor()  # type: ignore[no-untyped-call]
    installReactor(reactor)  # type: ignore[no-untyped-call]
