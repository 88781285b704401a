"""The fork server, as the gateway sees it: one process, from its launch until it is reaped.

Nothing here waits: the launch is a vfork and an exec (a millisecond or two), everything else is a frame on
the control socket or a look at the process (``Popen.poll``) once that socket has closed.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from typing import Any, Protocol

from twisted.internet.defer import Deferred, succeed

from skygw.errors import LocalProtocolError
from skygw.inspect.channel import Channel, pair
from skygw.inspect.frames import Frame
from skygw.inspect.worker import Worker, describe_status

COMMAND = ("-P", "-m", "skygw.inspect.forkserver")

#: What the fork server says is short; the longest is the text of an exception.
HEADER_OCTETS = 64 * 1024

#: Seconds between two looks at a fork server that is about to end.
REAP_INTERVAL = 0.01


class NurseryOwner(Protocol):
    """Whom the nursery tells what happens to it and to the children."""

    def nursery_ready(self, nursery: Nursery) -> None:
        """Children can be ordered."""

    def reader_lost(self, why: str) -> None:
        """A child's reader (``reader``) did not end as it should: a word of ``supply``."""

    def nursery_gone(self, nursery: Nursery, what: str, detail: str) -> None:
        """It has ended, and all its children with it: what it was doing, and why, in words for people."""


class Nursery:
    """One fork server.

    Args:
        reactor: with file descriptors and time.
        configuration: the first frame, see ``forkserver``.
        owner: told once that it is ready, and once that it has ended; not after ``close``.
        grace: seconds that it has to end after it said that the preparation failed.

    Attributes:
        ready: whether children can be ordered now.
    """

    def __init__(
        self, reactor: Any, configuration: Mapping[str, Any], owner: NurseryOwner, grace: float
    ) -> None:
        self.ready = False
        self._reactor = reactor
        self._configuration = dict(configuration)
        self._owner: NurseryOwner | None = owner
        self._grace = grace
        self._workers: dict[int, Worker] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._channel: Channel | None = None
        self._stage = "the fork server"
        self._failure = ""
        self._kill_at = 0.0
        self._over = False
        self._closed: list[Deferred[None]] = []

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process is not None else None

    def open(self) -> None:
        """Launch the fork server.  OSError if the system has no process or descriptor left."""
        ours, theirs = pair()
        try:
            self._process = subprocess.Popen(
                [sys.executable, *COMMAND, str(os.getpid())],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                env=clean_environment(os.environ, sys.path),
                cwd="/",
            )
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        self._channel = Channel(self._reactor, ours, HEADER_OCTETS, self._received, self._lost)
        self._channel.send(self._configuration)

    def spawn(self, worker: Worker, connection: socket.socket) -> None:
        """Order a child that listens to ``connection`` (which it takes over) and that is ``worker`` here.

        Only while ``ready``.
        """
        if self._channel is None:
            raise LocalProtocolError("children can be ordered only while the fork server is ready")
        self._workers[worker.number] = worker
        self._channel.send({"spawn": worker.number}, descriptor=connection.detach())

    def kill(self, worker: Worker) -> None:
        """Order the death of a child; it is told to the worker once it is dead."""
        if self._channel is not None:
            self._channel.send({"kill": worker.number})

    def destroy(self) -> None:
        """SIGKILL: for a fork server that does not do what it is told.  ``nursery_gone`` follows."""
        if self._process is not None:
            self._process.kill()

    def close(self) -> Deferred[None]:
        """End the fork server and its children; fires when it is reaped.

        By SIGKILL: it has nothing to finish, may be busy preparing, and its children die with it.
        """
        self._owner = None
        self.ready = False
        if self._process is None or self._over:
            return succeed(None)
        done: Deferred[None] = Deferred()
        self._closed.append(done)
        if self._channel is not None:
            self._channel.close()
            self._channel = None
            self._reap_within(0.0)
        return done

    def _received(self, frame: Frame) -> None:
        match frame.header:
            case {"preparing": str(what)}:
                self._stage = what
            case {"ready": True}:
                self._stage = "the fork server"
                self.ready = True
                if self._owner is not None:
                    self._owner.nursery_ready(self)
            case {"failed": str(what), "detail": str(detail)}:
                self._stage, self._failure = what, detail
            case {"died": int(number), "status": int(status)}:
                worker = self._workers.pop(number, None)
                if worker is not None:
                    worker.died(status)
            case {"reader": str(why)}:
                if self._owner is not None:
                    self._owner.reader_lost(why)

    def _lost(self, _reason: str) -> None:
        """Its socket closed, so it is dead or useless, and its children are so too.

        All of them are told before anybody hears of the first death: else the next message would go to one
        that is not known to be dead yet.
        """
        self._channel = None
        self.ready = False
        for worker in list(self._workers.values()):
            worker.lost(Channel.CLOSED)
        self._reap_within(self._grace if self._failure else 0.0)

    def _reap_within(self, grace: float) -> None:
        self._kill_at = self._reactor.seconds() + grace
        self._reap()

    def _reap(self) -> None:
        status = self._process.poll() if self._process is not None else 0
        if status is not None:
            self._gone(status)
            return
        if self._reactor.seconds() >= self._kill_at:
            self.destroy()
        self._reactor.callLater(REAP_INTERVAL, self._reap)

    def _gone(self, status: int) -> None:
        self._over = True
        workers, self._workers = list(self._workers.values()), {}
        for worker in workers:
            worker.died(None)
        owner, self._owner = self._owner, None
        if owner is not None:
            owner.nursery_gone(self, self._stage, self._failure or describe_status(status))
        closed, self._closed = self._closed, []
        for done in closed:
            done.callback(None)


def clean_environment(environ: Mapping[str, str], path: list[str]) -> dict[str, str]:
    """The environment of the fork server: what Python needs, and none of the gateway's secrets."""
    clean = {name: environ[name] for name in ("PATH", "LANG") if name in environ}
    clean["PYTHONPATH"] = os.pathsep.join(os.path.abspath(entry) for entry in path)
    return clean
