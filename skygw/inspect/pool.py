"""Messages in, reports out: the queue in front of the children, and both deadlines.

One pool stands for one version of the detectors.  A reload makes a new pool and stops the old one, which
finishes what it has.

What is promised to the caller of ``scan``: its Deferred fires exactly once, with a ``Report`` or with a
``ScanError``, at the latest ``deadline`` seconds after the call; cancelling it (the sender went away) ends
the work; and whatever happens to a child happens to one message.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
from twisted.internet.defer import Deferred, fail, succeed

from skygw.detect import DetectorSpec, Report
from skygw.inspect.crew import Crew, NurseryMaker
from skygw.inspect.failures import ScanError, ScanFailed, ScanOverloaded, ScanTimeout
from skygw.inspect.forkserver import PARSERS, PIPELINE
from skygw.inspect.limits import PoolLimits, default_workers
from skygw.inspect.message import HeldMessage
from skygw.inspect.nursery import Nursery
from skygw.inspect.plugins import InspectorSpec
from skygw.inspect.worker import State, Worker


@attrs.frozen
class PoolStatus:
    """The pool at this moment, for health and metrics.

    ``workers`` wanted, ``alive`` (waiting or working), ``busy``; ``queued`` messages; ``octets`` of all
    messages held; ``restarts`` by reason since the start; ``measures`` of the sandbox that are in force, and
    those that are ``lacking`` with what to do about each; ``problem`` in words, empty when all is well.
    """

    workers: int
    alive: int
    busy: int
    queued: int
    octets: int
    restarts: Mapping[str, int]
    measures: tuple[str, ...]
    problem: str
    lacking: Mapping[str, str] = attrs.field(factory=dict)


@attrs.define(eq=False)
class _Job:
    """One message on its way through the pool."""

    size: int
    result: Deferred[Report]
    hard_after: float  # seconds between the first deadline and the hard one; 0 = there is only one
    timer: Any = None
    worker: Worker | None = None


def _ignore(_reason: str) -> None:
    pass


class InspectionPool:
    """The children that inspect messages.

    Args:
        reactor: with file descriptors and time (``IReactorFDSet``, ``IReactorTime``).
        specs: the detectors of all policies.
        inspectors: synchronous inspectors (``plugins.discover``), which run in the children.
        workers: number of children; None = one per processor, at most 4.
        limits: of the pool and its children.
        cache: a folder for compiled detectors, if there is one: a start takes some hundredths of a second
            then instead of some seconds.
        settings: the fields of ``pipeline.Limits`` that differ from the default.
        on_restart: called with one word whenever a child had to be replaced: ``crash``, ``cpu``,
            ``seccomp``, ``deadline``, ``cancelled``, ``protocol``, ``memory``, ``recycled``, ``start``, or
            ``forkserver``; and for a process that read a part of a message with a native parser, which cost
            that part: ``reader-crash``, ``reader-timeout``, ``reader-memory`` or ``reader-protocol``.
        pipeline: ``module:name`` of what is done to each message.
        parsers: ``module:name`` of what gives the native parsers by name.
    """

    def __init__(
        self,
        reactor: Any,
        specs: Sequence[DetectorSpec] = (),
        inspectors: Sequence[InspectorSpec] = (),
        workers: int | None = None,
        limits: PoolLimits | None = None,
        settings: Mapping[str, int] | None = None,
        on_restart: Callable[[str], None] = _ignore,
        pipeline: str = PIPELINE,
        nursery: NurseryMaker = Nursery,
        parsers: str = PARSERS,
        cache: Path | None = None,
    ) -> None:
        self._reactor = reactor
        self._workers = workers if workers is not None else default_workers()
        self._limits = limits if limits is not None else PoolLimits()
        configuration = {
            "specs": [spec.to_json() for spec in specs],
            "inspectors": [{"name": spec.name, "reference": spec.reference} for spec in inspectors],
            "limits": self._limits.child.to_json(),
            "native": self._limits.native.to_json(),
            "settings": dict(settings or {}),
            "cache": str(cache or ""),
            "pipeline": pipeline,
            "parsers": parsers,
        }
        self._crew = Crew(
            reactor, configuration, self._workers, self._limits, self._dispatch, on_restart, nursery
        )
        # In the order of arrival.  Once a child has it, the pool holds the message no longer.
        self._queue: dict[_Job, HeldMessage] = {}
        self._jobs: set[_Job] = set()
        self._octets = 0
        self._stopping = False
        self._ended = False
        self._stopped: list[Deferred[None]] = []
        self._stop_timer: Any = None

    def start(self) -> Deferred[None]:
        """Fires when the first child is ready.

        Fails with ``InspectionUnavailable``, which says what went wrong (for instance which inspector's
        ``prepare`` raised what); nothing is left running then.
        """
        return self._crew.start()

    def scan(
        self, message: HeldMessage, deadline: float, hard_deadline: float, keep_going: bool = False
    ) -> Deferred[Report]:
        """Inspect a message.

        Args:
            message: whole, and unchanged until the work has ended.
            deadline: seconds from now until the Deferred fails with ``ScanTimeout``, whether the message
                waits for a child or is being inspected.
            hard_deadline: seconds from now until the work itself is ended, with ``keep_going``.
            keep_going: let a child that is at work go on after ``deadline``; see ``ScanTimeout.late``.
                Without it, it is killed.  A message that still waits is given up in both cases.

        Fails with ``ScanTimeout``, ``ScanFailed`` or ``ScanOverloaded``.  Cancelling ends the work.
        """
        refusal = self._refusal(message.size)
        if refusal is not None:
            return fail(refusal)
        hard_after = max(0.0, hard_deadline - deadline) if keep_going else 0.0
        job = _Job(message.size, Deferred(lambda _result: self._cancelled(job)), hard_after)
        self._jobs.add(job)
        self._octets += job.size
        soft = max(0.0, min(deadline, hard_deadline))
        job.timer = self._reactor.callLater(soft, self._deadline_passed, job)
        self._queue[job] = message
        self._dispatch()
        return job.result

    def stop(self, deadline: float = 0.0) -> Deferred[None]:
        """Take no more messages, finish those that are here, within ``deadline`` seconds; end the children.

        What is not done by then fails with ``ScanFailed("stopped")``.  Fires when the fork server is reaped.
        """
        if self._ended:
            return succeed(None)
        done: Deferred[None] = Deferred()
        self._stopped.append(done)
        if not self._stopping:
            self._stopping = True
            self._stop_timer = self._reactor.callLater(deadline, self._stop_now)
            self._stop_if_drained()
        return done

    def status(self) -> PoolStatus:
        """See ``PoolStatus``."""
        states = Counter(worker.state for worker in self._crew.workers)
        ready = next((worker for worker in self._crew.workers if worker.measures), None)
        return PoolStatus(
            workers=self._workers,
            alive=states[State.IDLE] + states[State.BUSY],
            busy=states[State.BUSY],
            queued=len(self._queue),
            octets=self._octets,
            restarts=dict(self._crew.restarts),
            measures=ready.measures if ready else (),
            problem=self._crew.problem,
            lacking=ready.lacking if ready else {},
        )

    def _refusal(self, size: int) -> ScanOverloaded | None:
        if self._stopping:
            return ScanOverloaded("stopping")
        if len(self._queue) >= self._limits.queue:
            return ScanOverloaded("queue")
        # One message alone is always taken: refused now, it would be refused for ever.
        if self._jobs and self._octets + size > self._limits.budget_octets:
            return ScanOverloaded("budget")
        return None

    def _dispatch(self) -> None:
        """Give the messages that wait to the children that are free, first come, first served."""
        while self._queue and (worker := self._crew.take()) is not None:
            job = next(iter(self._queue))
            message = self._queue.pop(job)
            try:
                worker.scan(message, functools.partial(self._finish, job))
            except OSError as error:
                self._crew.give_back(worker)
                self._finish(job, ScanFailed("resources", detail=error.strerror or "no memfd"))
            else:
                job.worker = worker

    def _deadline_passed(self, job: _Job) -> None:
        if job.worker is None:
            del self._queue[job]
            self._finish(job, ScanTimeout("queued"))
        elif job.hard_after <= 0.0:
            self._kill(job, "deadline")
            self._finish(job, ScanTimeout("deadline"))
        else:
            self._go_on(job)

    def _go_on(self, job: _Job) -> None:
        """The sender gets an answer now; the child goes on until the hard deadline."""
        result, job.result = job.result, Deferred(lambda _result: self._cancelled(job))
        job.timer = self._reactor.callLater(job.hard_after, self._hard_deadline_passed, job)
        result.errback(ScanTimeout("deadline", late=job.result))

    def _hard_deadline_passed(self, job: _Job) -> None:
        self._kill(job, "deadline")
        self._finish(job, ScanTimeout("hard_deadline"))

    def _cancelled(self, job: _Job) -> None:
        """Nobody waits for the result any more: the Deferred's canceller."""
        if job.worker is None:
            del self._queue[job]
        else:
            self._kill(job, "cancelled")
        self._forget(job)

    def _kill(self, job: _Job, reason: str) -> None:
        if job.worker is not None:
            job.worker.end(reason)

    def _finish(self, job: _Job, outcome: Report | ScanError) -> None:
        self._forget(job)
        if isinstance(outcome, ScanError):
            job.result.errback(outcome)
        else:
            job.result.callback(outcome)

    def _forget(self, job: _Job) -> None:
        self._jobs.discard(job)
        self._octets -= job.size
        if job.timer is not None and job.timer.active():
            job.timer.cancel()
        if self._stopping:
            self._stop_if_drained()

    def _stop_if_drained(self) -> None:
        if not self._jobs and self._stop_timer is not None:
            self._stop_now()

    def _stop_now(self) -> None:
        timer, self._stop_timer = self._stop_timer, None
        if timer.active():
            timer.cancel()
        self._queue.clear()
        for job in list(self._jobs):
            self._kill(job, "stopped")
            self._finish(job, ScanFailed("stopped"))
        self._crew.stop().addCallback(self._tell_stopped)

    def _tell_stopped(self, _none: None) -> None:
        self._ended = True
        stopped, self._stopped = self._stopped, []
        for done in stopped:
            done.callback(None)
