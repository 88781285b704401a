"""One child: takes a message, inspects it, answers; one message at a time, until its socket closes.

Runs in a fork of the fork server, which has loaded the libraries, compiled the detectors and prepared the
inspectors.  An exception, of the pipeline or of an inspector, fails this scan and is told to the gateway with
the name and the place in the code, **without** the exception's text: it may quote the message.
"""

from __future__ import annotations

import errno
import mmap
import os
import socket
import time
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import attrs

from skygw.detect import Finding, Report
from skygw.inspect import sandbox
from skygw.inspect.answer import ChildFailure, failure_answer, report_answer
from skygw.inspect.endpoint import Endpoint
from skygw.inspect.findings import checked_findings, describe
from skygw.inspect.frames import Frame, encode
from skygw.inspect.limits import INLINE_OCTETS, ChildLimits
from skygw.inspect.message import Message
from skygw.inspect.readers import Readers
from skygw.inspect.supply import Supply

#: A request is a few numbers.
REQUEST_OCTETS = 4096


class CPUWatch:
    """Seconds of CPU since it was made.

    Under RLIMIT_CPU Linux counts the time of the process in clock ticks (milliseconds), that of the thread
    still exactly; the former knows of threads that a library started.
    """

    def __init__(self) -> None:
        self._process, self._thread = time.process_time(), time.thread_time()

    def seconds(self) -> float:
        return max(time.process_time() - self._process, time.thread_time() - self._thread)


class Inspector(Protocol):
    """A synchronous inspector, prepared."""

    def inspect(self, message: Message) -> Sequence[Finding]: ...


@attrs.frozen
class Work:
    """What is done to every message: the pipeline, bound to its detectors and limits, then the inspectors.

    Each inspector stands with the name that the configuration knows it by.  ``readers`` run native parsers
    for the pipeline; ``fork_reader`` makes one, in the fork server.
    """

    pipeline: Callable[[bytes], Report]
    inspectors: tuple[tuple[str, Inspector], ...] = ()
    readers: Readers | None = None
    fork_reader: Callable[[], tuple[int, socket.socket]] | None = None

    def inspect(self, octets: bytes) -> Report | ChildFailure:
        """The report on a message, or why there is none.  Never raises, never silently clean."""
        watch = CPUWatch()
        try:
            report = self.pipeline(octets)
            findings = list(report.findings)
        except BaseException as error:  # SystemExit among them: a library must not end the child in silence
            return _failure("pipeline", "", error)
        finally:
            if self.readers is not None:
                self.readers.finish()
        message = Message(octets)
        for name, inspector in self.inspectors:
            try:
                findings += checked_findings(name, inspector.inspect(message))
            except BaseException as error:
                return _failure("inspector", name, error)
        return attrs.evolve(report, findings=tuple(findings), cpu=watch.seconds())


def run(
    connection: socket.socket, work: Work, limits: ChildLimits, parent: int, supply: Supply | None = None
) -> None:
    """The life of a child.  Returns when the gateway has closed the socket.

    ``supply`` is where its readers come from.
    First says which measures of the sandbox are in force; the gateway sends no message before that.  OSError
    if one is refused; the gateway has been told then.
    """
    resident = sandbox.ResidentSize()
    endpoint = Endpoint(connection, REQUEST_OCTETS, INLINE_OCTETS)
    if supply is not None and work.readers is not None:
        work.readers.connect(supply)
    try:
        measures = sandbox.enter(limits, parent)
    except OSError as error:
        connection.sendall(encode({"refused": f"the sandbox cannot be closed: {error}"}))
        raise
    greeting = {"ready": list(measures), "lacking": sandbox.lacking(), "rss": resident.octets()}
    connection.sendall(encode(greeting))
    while (frame := endpoint.receive()) is not None:
        sandbox.allow_cpu(limits.cpu)
        connection.sendall(answer(frame, endpoint, work, resident))
        del frame  # not to hold two messages at once


def answer(frame: Frame, endpoint: Endpoint, work: Work, resident: sandbox.ResidentSize) -> bytes:
    """The frame that answers a request."""
    request: dict[str, Any] = frame.header
    scan = int(request["scan"])
    try:
        octets = read_memfd(endpoint.take_descriptor(), request["size"]) if request["memfd"] else frame.octets
        result = work.inspect(octets)
        del octets
        if isinstance(result, Report):
            return report_answer(scan, result, resident.octets())
    except Exception as error:
        result = _failure("answer", "", error)
    return failure_answer(scan, result, resident.octets())


def read_memfd(descriptor: int, size: int) -> bytes:
    """The octets of a memfd, which is closed.

    Copied, not mapped: ``b"x" in mapping`` is always false for a map or a view, and an inspector that works
    on small messages must not pass large ones by such an accident.
    """
    try:
        if size == 0:
            return b""
        with mmap.mmap(descriptor, size, flags=mmap.MAP_SHARED, prot=mmap.PROT_READ) as mapping:
            return mapping[:]
    finally:
        os.close(descriptor)


def _failure(reason: str, inspector: str, error: BaseException) -> ChildFailure:
    # A mapping that is refused has no exception of its own in Python.
    if isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno == errno.ENOMEM):
        reason = "memory"
    return ChildFailure(reason, inspector, describe(error))
