"""Keeps the wanted number of children alive, whatever happens to them or to the fork server."""

from __future__ import annotations

import enum
from collections import Counter, deque
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from twisted.internet.defer import Deferred, succeed

from skygw.inspect.channel import pair
from skygw.inspect.failures import InspectionUnavailable
from skygw.inspect.limits import PoolLimits
from skygw.inspect.nursery import Nursery
from skygw.inspect.worker import State, Worker

#: So many children in a row that die before they are ready end ``start``.
START_ATTEMPTS = 3


class Phase(enum.Enum):
    NEW = "new"
    STARTING = "starting"
    RUNNING = "running"
    STOPPED = "stopped"


class NurseryMaker(Protocol):
    """``Nursery``, or a fake."""

    def __call__(
        self, reactor: Any, configuration: Mapping[str, Any], owner: Crew, grace: float
    ) -> Nursery: ...


class Crew:
    """The children of one pool.

    Args:
        reactor: with file descriptors and time.
        configuration: for the fork server.
        size: how many children there shall be.
        limits: of the pool and of a child.
        free: called whenever a child has become free.
        on_restart: called with a word for each child that had to be replaced, and with ``forkserver`` when
            that had to be started anew; ``reader-...`` for a reader of a child, see ``supply``.
        nursery: makes a fork server.

    Attributes:
        restarts: how often each reason was given to ``on_restart``.
        problem: what is wrong now, in words; empty when nothing is.
    """

    def __init__(
        self,
        reactor: Any,
        configuration: Mapping[str, Any],
        size: int,
        limits: PoolLimits,
        free: Callable[[], None],
        on_restart: Callable[[str], None],
        nursery: NurseryMaker = Nursery,
    ) -> None:
        self.restarts: Counter[str] = Counter()
        self.problem = ""
        self._reactor = reactor
        self._configuration = configuration
        self._size = size
        self._limits = limits
        self._free = free
        self._on_restart = on_restart
        self._make_nursery = nursery
        self._phase = Phase.NEW
        self._started: Deferred[None] = Deferred(self._cancelled)
        self._nursery: Nursery | None = None
        self._workers: set[Worker] = set()
        self._idle: deque[Worker] = deque()
        self._numbers = 0
        self._failed_starts = 0
        self._timers: dict[object, Any] = {}

    @property
    def workers(self) -> frozenset[Worker]:
        """All children that are not dead."""
        return frozenset(self._workers)

    def start(self) -> Deferred[None]:
        """Fires when the first child is ready; fails with ``InspectionUnavailable`` once all has ended."""
        self._phase = Phase.STARTING
        self._after(self._limits.start, "start", self._start_timed_out)
        self._open_nursery()
        return self._started

    def stop(self) -> Deferred[None]:
        """End everything at once; fires when the fork server is reaped.  Scans under way fail."""
        starting, self._phase = self._phase is Phase.STARTING, Phase.STOPPED
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        if starting:
            self._started.errback(InspectionUnavailable("inspection", "stopped before it was ready"))
        nursery, self._nursery = self._nursery, None
        return nursery.close() if nursery is not None else succeed(None)

    def take(self) -> Worker | None:
        """A child that is free, or None.  Whoever takes it uses it or gives it back."""
        while self._idle:
            worker = self._idle.popleft()
            if worker.state is State.IDLE:
                return worker
        return None

    def give_back(self, worker: Worker) -> None:
        """A child that was taken and not used."""
        self._idle.appendleft(worker)

    def _cancelled(self, _started: Deferred[None]) -> None:
        self.stop()

    # What the nursery tells.

    def nursery_ready(self, nursery: Nursery) -> None:
        self._fill()

    def reader_lost(self, why: str) -> None:
        self._count(f"reader-{why}")

    def nursery_gone(self, nursery: Nursery, what: str, detail: str) -> None:
        self._nursery = None
        if self._phase is Phase.STARTING:
            self._give_up(what, detail)
        elif self._phase is Phase.RUNNING:
            self.problem = f"{what}: {detail}"
            self._count("forkserver")
            self._retry(self._open_nursery)

    # What the workers tell.

    def worker_ready(self, worker: Worker) -> None:
        self.problem = ""
        self._idle.append(worker)
        self._free()
        if self._phase is Phase.STARTING:
            self._phase = Phase.RUNNING
            self._timers.pop("start").cancel()
            self._started.callback(None)

    def worker_free(self, worker: Worker) -> None:
        self._failed_starts = 0
        self._idle.append(worker)
        self._free()

    def worker_ending(self, worker: Worker) -> None:
        if self._nursery is not None:
            self._nursery.kill(worker)
            self._after(self._limits.grace, worker, self._unresponsive)

    def worker_gone(self, worker: Worker) -> None:
        self._workers.discard(worker)
        timer = self._timers.pop(worker, None)
        if timer is not None:
            timer.cancel()
        if self._phase is Phase.STOPPED or worker.end_reason == "forkserver":
            return
        if worker.scans:
            self._count(worker.end_reason)
            self._fill()
        else:
            self._failed_to_start(worker)

    def _failed_to_start(self, worker: Worker) -> None:
        """It died before it had any message: the next one may do so as well, so take some time."""
        self.problem = f"an inspection child died before its first message: {worker.last_words}"
        if self._phase is Phase.STARTING and self._failed_starts + 1 >= START_ATTEMPTS:
            self._give_up("inspection", self.problem)
            return
        self._count("start")
        self._retry(self._fill)

    def _fill(self) -> None:
        """Order as many children as are missing."""
        try:
            while self._nursery is not None and self._nursery.ready and len(self._workers) < self._size:
                self._workers.add(self._spawn(self._nursery))
        except OSError as error:
            self.problem = f"a child cannot be ordered: {error.strerror}"
            self._retry(self._fill)

    def _spawn(self, nursery: Nursery) -> Worker:
        ours, theirs = pair()
        self._numbers += 1
        worker = Worker(self._numbers, self._reactor, ours, self, self._limits.child)
        nursery.spawn(worker, theirs)
        return worker

    def _open_nursery(self) -> None:
        nursery = self._make_nursery(self._reactor, self._configuration, self, self._limits.grace)
        try:
            nursery.open()
        except OSError as error:
            self.nursery_gone(nursery, "the fork server", f"cannot be started: {error.strerror}")
        else:
            self._nursery = nursery

    def _unresponsive(self) -> None:
        """A child was to be killed, and the fork server does not say that it is dead."""
        if self._nursery is not None:
            self._nursery.destroy()

    def _start_timed_out(self) -> None:
        self._give_up("inspection", f"no child was ready after {self._limits.start:g} s")

    def _give_up(self, what: str, detail: str) -> None:
        self._phase = Phase.STOPPED
        started = self._started
        # Only when everything has ended: who starts again, or exits, finds no leftovers.
        self.stop().addCallback(lambda _none: started.errback(InspectionUnavailable(what, detail)))

    def _retry(self, what: Callable[[], None]) -> None:
        pause = min(self._limits.backoff * 2**self._failed_starts, self._limits.backoff_max)
        self._failed_starts += 1
        if what not in self._timers:
            self._after(pause, what, what)

    def _after(self, delay: float, key: object, call: Callable[[], None]) -> None:
        def due() -> None:
            del self._timers[key]
            call()

        self._timers[key] = self._reactor.callLater(delay, due)

    def _count(self, reason: str) -> None:
        self.restarts[reason] += 1
        self._on_restart(reason)
