"""What all sessions of a process share: one of each, and nothing global."""

from __future__ import annotations

import itertools
import secrets
import time
from collections.abc import Callable

from skygw.relay.breaker import Breaker
from skygw.relay.budget import MemoryBudget
from skygw.relay.deaths import Deaths
from skygw.relay.judgement import Inspection
from skygw.relay.legs import Clock, Dialer, Observer
from skygw.relay.settings import Settings


class Gateway:
    """The shared state of the relay.

    Attributes:
        inspection: the version in force; replaced as a whole by a reload.
        deaths: messages that killed who read them; they outlive a reload, as the messages do.
        wall: seconds since the epoch, for Received.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        dialer: Dialer,
        budget: MemoryBudget,
        inspection: Inspection,
        observer: Observer,
        settings: Settings,
        breaker_threshold: int = 20,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self.clock = clock
        self.dialer = dialer
        self.budget = budget
        self.inspection = inspection
        self.observer = observer
        self.settings = settings
        self.breaker = Breaker(clock.seconds, breaker_threshold, observer.breaker)
        self.deaths = Deaths(clock.seconds)
        self.wall = wall
        self.stopping = False
        # Unique over restarts and processes without asking anybody: 40 random bits and a count.
        self._name = secrets.token_hex(5)
        self._count = itertools.count(1)

    def new_id(self) -> str:
        """An identifier for a session or a transaction, unique and fit for a header and a reply."""
        return f"{self._name}-{next(self._count):x}"
