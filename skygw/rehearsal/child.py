"""A process of our own that is started, watched and stopped by its process id."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.error import ProcessExitedAlready
from twisted.internet.interfaces import IReactorProcess, IReactorTime
from twisted.internet.protocol import ProcessProtocol
from twisted.python.failure import Failure

#: Lines of output that are kept, for whoever wants to know why it failed.
MAX_KEPT_LINES = 10_000
#: Seconds between SIGTERM and SIGKILL.
PATIENCE = 20.0


class Child(ProcessProtocol):
    """A child process; ``lines`` holds what it wrote on either output."""

    def __init__(self, clock: IReactorTime, heard: Callable[[bytes], None] | None = None) -> None:
        self.lines: deque[bytes] = deque(maxlen=MAX_KEPT_LINES)
        self.exited: Deferred[str] = Deferred()
        """Fires with how it ended."""
        self._clock = clock
        self._heard = heard
        self._rest = {1: b"", 2: b""}
        self._alive = False

    @classmethod
    def start(
        cls,
        reactor: Any,
        command: Sequence[str],
        folder: Path,
        environment: Mapping[str, str],
        heard: Callable[[bytes], None] | None = None,
    ) -> Child:
        """Start ``command`` (an absolute path and its arguments) in ``folder``.

        ``heard`` gets each line of its standard output.
        """
        child = cls(reactor, heard)
        process: IReactorProcess = reactor
        process.spawnProcess(child, command[0], list(command), dict(environment), str(folder))
        return child

    @property
    def alive(self) -> bool:
        return self._alive

    @property
    def pid(self) -> int | None:
        return self.transport.pid if self.transport is not None else None

    async def stop(self) -> str:
        """SIGTERM, and SIGKILL if that is not heard; gives how it ended."""
        killer = self._clock.callLater(PATIENCE, self._signal, "KILL")
        self._signal("TERM")
        try:
            return await self.exited
        finally:
            if killer.active():
                killer.cancel()

    def _signal(self, name: str) -> None:
        try:
            if self._alive and self.transport is not None:
                self.transport.signalProcess(name)
        except ProcessExitedAlready:
            pass

    # -- Twisted calls ---------------------------------------------------------------------------------

    def connectionMade(self) -> None:
        self._alive = True

    def childDataReceived(self, childFD: int, data: bytes) -> None:
        *lines, self._rest[childFD] = (self._rest[childFD] + data).split(b"\n")
        for line in lines:
            self.lines.append(line)
            if childFD == 1 and self._heard is not None:
                self._heard(line)

    def processEnded(self, reason: Failure) -> None:
        self._alive = False
        self.lines.extend(rest for rest in self._rest.values() if rest)
        self.exited.callback(str(reason.value))
