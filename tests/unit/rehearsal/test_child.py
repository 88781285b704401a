"""A process of our own, seen through Twisted's eyes; none is started here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
from twisted.internet.defer import Deferred
from twisted.internet.error import ProcessDone, ProcessExitedAlready, ProcessTerminated
from twisted.internet.task import Clock
from twisted.python.failure import Failure

from skygw.rehearsal.child import PATIENCE, Child


@attrs.define
class _Process:
    """The transport of a child."""

    pid: int = 4711
    signals: list[str] = attrs.field(factory=list)
    gone: bool = False

    def signalProcess(self, signal: str) -> None:
        if self.gone:
            raise ProcessExitedAlready
        self.signals.append(signal)


class _Reactor(Clock):
    """A clock that can also start processes, or says so."""

    def spawnProcess(
        self, child: Child, program: str, command: Sequence[str], env: Mapping[str, str], folder: str
    ) -> None:
        self.asked = (program, list(command), dict(env), folder)
        self.process = _Process()
        child.makeConnection(self.process)  # type: ignore[arg-type]


def _child(heard: Any = None) -> tuple[_Reactor, Child]:
    reactor = _Reactor()
    return reactor, Child.start(reactor, ["/bin/x", "-n"], Path("/folder"), {"A": "1"}, heard)


def _ended(deferred: Deferred[str]) -> list[str]:
    results: list[str] = []
    deferred.addCallback(results.append)
    return results


def test_it_is_started_as_asked() -> None:
    reactor, child = _child()
    assert reactor.asked == ("/bin/x", ["/bin/x", "-n"], {"A": "1"}, "/folder")
    assert child.alive
    assert child.pid == 4711


def test_lines_of_both_outputs_are_kept_and_standard_output_is_heard() -> None:
    heard: list[bytes] = []
    _, child = _child(heard.append)
    child.childDataReceived(1, b"one\ntw")
    child.childDataReceived(2, b"oops\nhalf")
    child.childDataReceived(1, b"o\n")
    assert heard == [b"one", b"two"]
    child.processEnded(Failure(ProcessDone(0)))
    assert list(child.lines) == [b"one", b"oops", b"two", b"half"]


def test_it_is_asked_to_end_and_ends() -> None:
    reactor, child = _child()
    ended = _ended(Deferred.fromCoroutine(child.stop()))
    assert reactor.process.signals == ["TERM"]
    child.processEnded(Failure(ProcessDone(0)))
    assert ended
    assert not child.alive
    assert reactor.getDelayedCalls() == []


def test_it_is_killed_if_it_does_not_listen() -> None:
    reactor, child = _child()
    ended = _ended(Deferred.fromCoroutine(child.stop()))
    reactor.advance(PATIENCE)
    assert reactor.process.signals == ["TERM", "KILL"]
    child.processEnded(Failure(ProcessTerminated(signal=9)))
    assert "signal 9" in ended[0]


def test_one_that_has_just_gone_is_no_trouble() -> None:
    reactor, child = _child()
    reactor.process.gone = True
    ended = _ended(Deferred.fromCoroutine(child.stop()))
    child.processEnded(Failure(ProcessTerminated(exitCode=2)))
    assert "exit code 2" in ended[0]
