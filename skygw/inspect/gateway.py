"""Inspectors that answer later, in the gateway process, beside the children; and one report from all of them.

An asynchronous inspector asks somebody: a scanner behind a socket, an HTTP service.  It gets the same
read-only message, must not block, and is cancelled when the first deadline passes or when its result is not
wanted any more.
"""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Any, Protocol

import attrs
from twisted.internet.defer import Deferred, ensureDeferred, maybeDeferred, succeed
from twisted.python.failure import Failure

from skygw.detect import Finding, Report
from skygw.inspect.failures import InspectionUnavailable, ScanFailed, ScanTimeout
from skygw.inspect.findings import WrongAnswer, checked_findings, describe
from skygw.inspect.message import HeldMessage, Message, read_only
from skygw.inspect.plugins import InspectorSpec
from skygw.inspect.pool import PoolStatus
from skygw.inspect.reference import load


class Pool(Protocol):
    """``InspectionPool``, or a fake."""

    def start(self) -> Deferred[None]: ...

    def scan(
        self, message: HeldMessage, deadline: float, hard_deadline: float, keep_going: bool = False
    ) -> Deferred[Report]: ...

    def stop(self, deadline: float = 0.0) -> Deferred[None]: ...

    def status(self) -> PoolStatus: ...


class Inspection:
    """Everything that inspects a message: the children and the asynchronous inspectors, as one ``scan``.

    The signatures, deadlines and errors are those of ``InspectionPool``.

    Args:
        reactor: with time.
        pool: the children.
        inspectors: asynchronous ones (``plugins.discover``); made here, prepared by ``start``.
    """

    def __init__(self, reactor: Any, pool: Pool, inspectors: Sequence[InspectorSpec] = ()) -> None:
        self._reactor = reactor
        self._pool = pool
        self._specs = tuple(inspectors)
        self._inspectors: list[tuple[str, Any]] = []

    async def start(self) -> None:
        """Prepare the inspectors and start the pool; ``InspectionUnavailable`` if one of them fails."""
        for spec in self._specs:
            try:
                inspector = load(spec.reference)()
                prepared = inspector.prepare() if hasattr(inspector, "prepare") else None
                if inspect.isawaitable(prepared):
                    await prepared
            except Exception as error:
                raise InspectionUnavailable(
                    f"inspector {spec.name}", f"{type(error).__name__}: {error}"
                ) from error
            self._inspectors.append((spec.name, inspector))
        await self._pool.start()

    def scan(
        self, message: HeldMessage, deadline: float, hard_deadline: float, keep_going: bool = False
    ) -> Deferred[Report]:
        """See ``InspectionPool.scan``.

        With ``keep_going``, a late report holds the findings of the asynchronous inspectors that were done in
        time; its status is ``limited`` if one of them was not.
        """
        children = self._pool.scan(message, deadline, hard_deadline, keep_going)
        if not self._inspectors:
            return children
        scan = _Scan(children, [name for name, _inspector in self._inspectors], keep_going)
        scan.timer = self._reactor.callLater(max(0.0, min(deadline, hard_deadline)), scan.deadline_passed)
        scan.ask_children()
        view = Message(read_only(message.octets()))
        for name, inspector in self._inspectors:
            scan.ask(name, inspector, view)
        return scan.result

    def stop(self, deadline: float = 0.0) -> Deferred[None]:
        """See ``InspectionPool.stop``."""
        return self._pool.stop(deadline)

    def status(self) -> PoolStatus:
        """See ``InspectionPool.status``."""
        return self._pool.status()


class _Scan:
    """One message, asked of the children and of every asynchronous inspector.

    The first failure fails the whole and cancels the rest: a verdict on half of the findings is none.
    """

    def __init__(self, children: Deferred[Report], names: Sequence[str], keep_going: bool) -> None:
        self.result: Deferred[Report] = Deferred(lambda _result: self._close())
        self.timer: Any = None
        self._children = children
        self._keep_going = keep_going
        self._waiting: dict[str, Deferred[object] | None] = dict.fromkeys(names)
        self._findings: list[Finding] = []
        self._report: Report | None = None
        self._over = False

    def ask(self, name: str, inspector: Any, message: Message) -> None:
        if self._over:
            return
        answer: Deferred[object] = maybeDeferred(_call, inspector, message)
        self._waiting[name] = answer
        answer.addCallbacks(self._answered, self._failed, callbackArgs=(name,), errbackArgs=(name,))

    def ask_children(self) -> None:
        self._children.addCallbacks(self._reported, self._children_failed)

    def deadline_passed(self) -> None:
        """The children keep this deadline themselves; this is for the inspectors that still work."""
        if self._waiting:
            name = next(iter(self._waiting))
            late = succeed(self._limited(self._report)) if self._keep_going and self._report else None
            self._fail(ScanTimeout("deadline", name, late))

    def _answered(self, answer: object, name: str) -> None:
        if self._over:
            return
        del self._waiting[name]
        try:
            self._findings += checked_findings(name, answer)
        except WrongAnswer as error:
            self._fail(ScanFailed("inspector", name, str(error)))
        else:
            self._finish_if_complete()

    def _failed(self, failure: Failure, name: str) -> None:
        if self._over:  # cancelled by us, or too late
            return
        del self._waiting[name]
        self._fail(ScanFailed("inspector", name, describe(cause(failure))))

    def _reported(self, report: Report) -> None:
        self._report = report
        self._finish_if_complete()

    def _children_failed(self, failure: Failure) -> None:
        if self._over:
            return  # cancelled by us
        error = cause(failure)
        if isinstance(error, ScanTimeout) and error.late is not None:
            late = error.late.addCallback(self._limited if self._waiting else self._merged)
            error = ScanTimeout(error.reason, error.inspector, late)
        self._fail(error)

    def _finish_if_complete(self) -> None:
        if not self._over and self._report is not None and not self._waiting:
            self._close()
            self.result.callback(self._merged(self._report))

    def _fail(self, error: BaseException) -> None:
        self._close()
        self.result.errback(error)

    def _close(self) -> None:
        self._over = True
        if self.timer is not None and self.timer.active():
            self.timer.cancel()
        waiting, self._waiting = self._waiting, {}
        for answer in waiting.values():
            if answer is not None:
                answer.cancel()
        self._children.cancel()

    def _merged(self, report: Report) -> Report:
        return attrs.evolve(report, findings=report.findings + tuple(self._findings))

    def _limited(self, report: Report) -> Report:
        report = self._merged(report)
        return attrs.evolve(report, status="limited") if report.status == "completed" else report


def cause(failure: Failure) -> BaseException:
    """The exception in a failure."""
    return failure.value if failure.value is not None else RuntimeError("failure without a cause")


def _call(inspector: Any, message: Message) -> Any:
    answer = inspector.inspect(message)
    return ensureDeferred(answer) if inspect.iscoroutine(answer) else answer
