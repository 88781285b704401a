"""One child, as the gateway sees it: what it is doing, and which of its words may be believed when.

A child ends in exactly one way: the fork server says that it died.  Whatever else shows that it is of no use
any more (its socket closed, it broke the rules, a deadline passed, it is worn out) only orders the kill.
"""

from __future__ import annotations

import enum
import signal
import socket
from collections.abc import Callable
from typing import Any, Protocol

from skygw.detect import Report
from skygw.inspect.answer import ChildFailure, decode_answer
from skygw.inspect.channel import Channel
from skygw.inspect.failures import ScanError, ScanFailed
from skygw.inspect.frames import Frame, FrameError
from skygw.inspect.limits import ANSWER_OCTETS, INLINE_OCTETS, ChildLimits
from skygw.inspect.memfd import descriptor_of
from skygw.inspect.message import HeldMessage


class State(enum.Enum):
    STARTING = "starting"
    IDLE = "idle"
    BUSY = "busy"
    ENDING = "ending"
    GONE = "gone"


class Happening(enum.Enum):
    READY = "ready"
    SCAN = "scan"
    ANSWERED = "answered"
    END = "end"
    DIED = "died"


#: What may follow what; everything else is a bug of ours (KeyError), except what a child says out of turn.
TRANSITIONS: dict[State, dict[Happening, State]] = {
    State.STARTING: {Happening.READY: State.IDLE, Happening.END: State.ENDING, Happening.DIED: State.GONE},
    State.IDLE: {Happening.SCAN: State.BUSY, Happening.END: State.ENDING, Happening.DIED: State.GONE},
    State.BUSY: {Happening.ANSWERED: State.IDLE, Happening.END: State.ENDING, Happening.DIED: State.GONE},
    State.ENDING: {Happening.END: State.ENDING, Happening.DIED: State.GONE},
    State.GONE: {},
}

#: Deaths that nobody ordered and whose cause is plain: the fork server's, RLIMIT_CPU, seccomp's last word.
_DEATHS = {None: "forkserver", -signal.SIGXCPU: "cpu", -signal.SIGSYS: "seccomp"}

Outcome = Callable[[Report | ScanError], None]


class Employer(Protocol):
    """Whom a worker tells what happens to it."""

    def worker_ready(self, worker: Worker) -> None:
        """It waits for its first message."""

    def worker_free(self, worker: Worker) -> None:
        """It has answered and waits for the next message."""

    def worker_ending(self, worker: Worker) -> None:
        """It is of no use any more and must be killed."""

    def worker_gone(self, worker: Worker) -> None:
        """It is dead; see ``end_reason``."""


class Worker:
    """One child from its order to its death.

    Attributes:
        number: what the fork server knows it by.
        state: see ``TRANSITIONS``.
        end_reason: why it ended, one word, for counters: ``crash`` (by a signal of its own: ``cpu``,
            ``seccomp``), ``protocol``, ``memory``, ``recycled``, ``forkserver``, and what the employer gives
            to ``end``.
        scans: how many messages it was given.
        measures: what its sandbox says is in force.
        lacking: the measures that are not, and what to do about each.
        last_words: how it died, for people.
    """

    def __init__(
        self,
        number: int,
        reactor: Any,
        connection: socket.socket,
        employer: Employer,
        limits: ChildLimits,
    ) -> None:
        self.number = number
        self.state = State.STARTING
        self.end_reason = ""
        self.scans = 0
        self.measures: tuple[str, ...] = ()
        self.lacking: dict[str, str] = {}
        self.last_words = ""
        self._employer = employer
        self._limits = limits
        self._outcome: Outcome = _nobody
        self._channel = Channel(reactor, connection, ANSWER_OCTETS, self.received, self.lost)

    def scan(self, message: HeldMessage, outcome: Outcome) -> None:
        """Give the child a message; ``outcome`` is called once, unless ``end`` comes first.

        OSError, and nothing has happened, if there is no descriptor or memory left for a large message.
        """
        inline = message.size <= INLINE_OCTETS
        octets = message.octets() if inline else b""
        descriptor = None if inline else descriptor_of(message)
        self._move(Happening.SCAN)
        self.scans += 1
        self._outcome = outcome
        request = {"scan": self.scans, "size": message.size, "memfd": not inline}
        self._channel.send(request, octets, descriptor)

    def end(self, reason: str) -> None:
        """Have the child killed.  Nobody waits for what it is doing any more."""
        self._outcome = _nobody
        self._order_end(reason)

    def died(self, status: int | None) -> None:
        """The fork server says that the child is dead (status as in ``subprocess``), or died too (None)."""
        if self.state is State.GONE:
            return
        if self.end_reason in ("", "crash"):
            self.end_reason = _DEATHS.get(status, "crash")
        self.last_words = self.last_words or describe_status(status)
        self._move(Happening.DIED)
        self._channel.close()
        outcome, self._outcome = self._outcome, _nobody
        self._employer.worker_gone(self)
        # If all died with the fork server, it was not for this message.
        outcome(ScanFailed("forkserver" if status is None else "crash", detail=self.last_words))

    def received(self, frame: Frame) -> None:
        """A frame from the child, which may lie."""
        try:
            if self.state is State.STARTING:
                self._greeted(frame.header)
            elif self.state is State.BUSY:
                self._answered(frame.header)
            elif self.state is State.IDLE:
                raise FrameError("spoke without being asked")
        except FrameError as error:
            self._broke_rules(str(error))

    def lost(self, reason: str) -> None:
        """The child's socket closed, or what came out of it was no frame."""
        if reason == Channel.CLOSED:
            self._order_end("crash")
        else:
            self._broke_rules(reason)

    def _greeted(self, header: dict[str, Any]) -> None:
        refused = header.get("refused")
        if isinstance(refused, str):  # it ends by itself now
            self.last_words = refused
            return
        measures, lacking = header.get("ready"), header.get("lacking", {})
        if not isinstance(measures, list) or not isinstance(lacking, dict):
            raise FrameError("no greeting")
        if not all(isinstance(text, str) for text in (*measures, *lacking.values())):
            raise FrameError("no greeting")
        self.measures, self.lacking = tuple(measures), lacking
        self._move(Happening.READY)
        self._employer.worker_ready(self)

    def _answered(self, header: dict[str, Any]) -> None:
        answer = decode_answer(header)
        if answer.scan != self.scans:
            raise FrameError("answered another scan")
        outcome, self._outcome = self._outcome, _nobody
        self._move(Happening.ANSWERED)
        # First the next message for the child, then the result of this one: the child need not wait for us.
        if isinstance(answer.result, ChildFailure) and answer.result.reason == "memory":
            self._order_end("memory")
        elif self.scans == self._limits.messages or answer.rss > self._limits.rss_octets:
            self._order_end("recycled")
        else:
            self._employer.worker_free(self)
        outcome(_result(answer.result))

    def _broke_rules(self, detail: str) -> None:
        outcome, self._outcome = self._outcome, _nobody
        self._order_end("protocol")
        outcome(ScanFailed("protocol", detail=detail))

    def _order_end(self, reason: str) -> None:
        if self.state not in (State.ENDING, State.GONE):
            self._move(Happening.END)
            self.end_reason = reason
            self._employer.worker_ending(self)

    def _move(self, happening: Happening) -> None:
        self.state = TRANSITIONS[self.state][happening]


def _nobody(_outcome: Report | ScanError) -> None:
    """Nobody waits for an outcome."""


def describe_status(status: int | None) -> str:
    """How a process ended, in words: ``killed by SIGSEGV``, ``exit status 1``."""
    if status is None:
        return "ended with the fork server"
    if status >= 0:
        return f"exit status {status}"
    try:
        return f"killed by {signal.Signals(-status).name}"
    except ValueError:
        return f"killed by signal {-status}"


def _result(result: Report | ChildFailure) -> Report | ScanError:
    if isinstance(result, ChildFailure):
        return ScanFailed(result.reason, result.inspector, result.detail)
    return result
