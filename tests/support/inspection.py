"""Fakes for the gateway's side of inspection: a reactor that is pumped, a fork server without processes."""

from __future__ import annotations

import select
import socket
from collections.abc import Mapping
from typing import Any

from twisted.internet.defer import Deferred, succeed
from twisted.internet.task import Clock

from skygw.detect import Report
from skygw.inspect.answer import report_answer
from skygw.inspect.endpoint import Endpoint
from skygw.inspect.frames import Frame, encode
from skygw.inspect.limits import INLINE_OCTETS
from skygw.inspect.worker import Worker


class PumpedReactor(Clock):
    """Time stands still, and descriptors are looked at, only when the test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.readers: set[Any] = set()
        self.writers: set[Any] = set()

    def addReader(self, reader: Any) -> None:
        self.readers.add(reader)

    def addWriter(self, writer: Any) -> None:
        self.writers.add(writer)

    def removeReader(self, reader: Any) -> None:
        self.readers.discard(reader)

    def removeWriter(self, writer: Any) -> None:
        self.writers.discard(writer)

    def pump(self) -> None:
        """Serve every descriptor until none is ready."""
        while self._turn():
            pass

    def _turn(self) -> bool:
        readers, writers = list(self.readers), list(self.writers)
        readable, writable, _ = select.select(readers, writers, [], 0)
        for writer in writable:
            if writer in self.writers:
                writer.doWrite()
        for reader in readable:
            if reader in self.readers:
                reason = reader.doRead()
                if reason is not None:
                    self.removeReader(reader)
                    reader.connectionLost(reason)
        return bool(readable or writable)


class Child:
    """The far end of a worker's socket, played by the test."""

    def __init__(self, worker: Worker, connection: socket.socket) -> None:
        self.worker = worker
        self.endpoint = Endpoint(connection, 4096, INLINE_OCTETS)
        self._connection = connection

    def says(self, header: dict[str, Any]) -> None:
        self._connection.sendall(encode(header))

    def greets(self) -> None:
        self.says({"ready": ["rlimits"], "rss": 1})

    def asked(self) -> Frame:
        """The request that has come."""
        frame = self.endpoint.receive()
        assert frame is not None
        return frame

    def answers(self, report: Report | None = None, rss: int = 1) -> None:
        self._connection.sendall(report_answer(self.asked().header["scan"], report or Report(), rss))

    def hangs_up(self) -> None:
        self.endpoint.close()


class FakeNursery:
    """A fork server without processes.  ``instances`` are all that were made, the last one first in use."""

    instances: list[FakeNursery] = []  # noqa: RUF012 - the test clears it
    cannot_open: OSError | None = None

    def __init__(self, reactor: Any, configuration: Mapping[str, Any], owner: Any, grace: float) -> None:
        self.configuration = configuration
        self.owner = owner
        self.ready = False
        self.children: list[Child] = []
        self.killed: list[Worker] = []
        self.destroyed = False
        self.closed: Deferred[None] | None = None
        FakeNursery.instances.append(self)

    def open(self) -> None:
        if FakeNursery.cannot_open is not None:
            raise FakeNursery.cannot_open

    def is_ready(self) -> None:
        self.ready = True
        self.owner.nursery_ready(self)

    def spawn(self, worker: Worker, connection: socket.socket) -> None:
        self.children.append(Child(worker, connection))

    def kill(self, worker: Worker) -> None:
        self.killed.append(worker)

    def dies(self, child: Child, status: int) -> None:
        self.children.remove(child)
        child.hangs_up()
        child.worker.died(status)

    def destroy(self) -> None:
        self.destroyed = True

    def collapses(self, what: str = "the fork server", detail: str = "killed by SIGKILL") -> None:
        """The process ends by itself."""
        self.ready = False
        self._end_children()
        self.owner.nursery_gone(self, what, detail)

    def close(self) -> Deferred[None]:
        self.ready = False
        self._end_children()
        return succeed(None)

    def _end_children(self) -> None:
        children, self.children = self.children, []
        for child in children:
            child.worker.lost("closed by the peer")
        for child in children:
            child.hangs_up()
            child.worker.died(None)
