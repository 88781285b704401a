"""Tests of a whole gateway: ``twistd skygw`` as a child, the far server and the sender in this process.

A test is a coroutine; whatever it waits for is an event with a deadline.
"""

from __future__ import annotations

import os
import signal
import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from twisted.internet import reactor
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import TCP4ClientEndpoint, TCP4ServerEndpoint
from twisted.internet.task import deferLater
from twisted.internet.threads import deferToThread
from twisted.trial.unittest import TestCase

from skygw.rehearsal import FarServer, MessageRecord, Script
from skygw.rehearsal.letter import Letter, Sent
from skygw.rehearsal.sender import Sender
from tests.support import inspectors as puppets
from tests.support.gateway import TAIL, Gateway
from tests.support.waiting import POLL_SECONDS

T = TypeVar("T")

LOOPBACK = "127.0.0.1"
ALICE = b"alice@interop.example"
BOB = b"bob@partner.example"
DEADLINE = 30.0


class GatewayTest(TestCase):
    """A far server for each test, listening where ``gateway`` expects it.

    The gateway comes from a fixture of the module that sets ``gateway``, or a test starts its own.
    """

    timeout = 120
    gateway: Gateway
    script: Script | None = None

    def setUp(self) -> Deferred[None]:
        return Deferred.fromCoroutine(self._set_up())

    async def _set_up(self) -> None:
        self.far = FarServer(reactor, self.script)
        await self.far.listen(TCP4ServerEndpoint(reactor, self.gateway.upstream_port, interface=LOOPBACK))
        self.addCleanup(lambda: Deferred.fromCoroutine(self.far.stop()))

    # What a sender does

    async def sender(self, gateway: Gateway | None = None) -> Sender:
        """A session that is greeted; it is gone when the test ends."""
        port = (gateway or self.gateway).port
        sender = await Sender.connect(TCP4ClientEndpoint(reactor, LOOPBACK, port), reactor, DEADLINE)

        def gone() -> Deferred[None]:
            sender.abort()
            return sender.ended

        self.addCleanup(gone)
        assert (await sender.open()).code == 220
        assert (await sender.greet()).code == 250
        return sender

    async def send(self, content: bytes, *to: bytes, by: str = "DATA") -> bytes:
        """One message in a session of its own; gives the reply that decided."""
        sender = await self.sender()
        sent = await sender.send(letter(content, *to, by=by))
        await sender.quit()
        return reply_of(sent)

    # What is waited for

    async def until(self, probe: Callable[[], T | None], what: str, deadline: float = DEADLINE) -> T:
        """The first true value of ``probe``, which looks at another process."""
        end = reactor.seconds() + deadline
        while not (value := probe()):
            if reactor.seconds() > end:
                tail = self.gateway.output()[-TAIL:]
                raise AssertionError(f"waited {deadline:g} s in vain for {what}\n{tail}")
            await deferLater(reactor, POLL_SECONDS)
        return value

    async def event(self, name: str, count: int = 1, **fields: object) -> dict[str, Any]:
        """The ``count``-th event of the gateway's log with that name and these fields."""

        def found() -> dict[str, Any] | None:
            events = [
                event
                for event in self.gateway.events(name)
                if all(event.get(key) == value for key, value in fields.items())
            ]
            return events[count - 1] if len(events) >= count else None

        return await self.until(found, f"{name} {fields} in the log")

    async def get(self, path: str) -> tuple[int, str]:
        """Status and text of a page of the gateway."""
        return await deferToThread(self.gateway.get, path)

    async def metrics(self) -> dict[str, float]:
        """The numbers of /metrics: name with labels -> value."""
        _, text = await self.get("/metrics")
        lines = [line.rpartition(" ") for line in text.splitlines() if not line.startswith("#")]
        return {name: float(value) for name, _, value in lines}

    def children(self) -> set[int]:
        """The inspection processes of the gateway: fork servers and their children."""
        return descendants(self.gateway.pid)

    def content_of(self, message: MessageRecord, sent: bytes) -> list[bytes]:
        """The header fields that stand before the message as it was sent, without ``Received``."""
        assert message.content.endswith(sent)
        fields = message.content[: len(message.content) - len(sent)].replace(b"\r\n\t", b" ").split(b"\r\n")
        return [field for field in fields if field and not field.startswith(b"Received: ")]


def letter(content: bytes, *to: bytes, by: str = "DATA") -> Letter:
    return Letter(ALICE, to or (BOB,), content, by=by)


def reply_of(sent: Sent) -> bytes:
    assert sent.outcome is not None
    return sent.outcome.raw


def mail(body: str, subject: str = "test", name: str = "", **headers: str) -> bytes:
    """A plain message; ``name`` makes its Message-ID."""
    fields = {"From": ALICE.decode(), "Subject": subject, **headers}
    if name:
        fields["Message-ID"] = f"<{name}@interop.example>"
    head = "".join(f"{key}: {value}\r\n" for key, value in fields.items())
    return f"{head}\r\n{body}\r\n".encode()


def order(what: str) -> bytes:
    """A message that orders a ``Puppet`` to do something."""
    return f"Subject: test\r\n\r\norder: {what}\r\n".encode()


def install(folder: Path, **inspectors: str) -> Path:
    """A distribution that publishes inspectors (name = ``module:class``); gives the folder for the path."""
    name = "test-" + "-".join(inspectors)
    info = folder / f"{name.replace('-', '_')}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    points = "".join(f"{name} = {value}\n" for name, value in inspectors.items())
    (info / "entry_points.txt").write_text(f"[skygw.inspectors]\n{points}")
    return folder


def policies(text: str) -> Mapping[str, str]:
    """One policy file."""
    return {"test.yaml": "version: 1\npolicies:\n" + textwrap.indent(textwrap.dedent(text), "  ")}


def parents() -> dict[int, int]:
    """All processes: process id -> that of the parent."""
    found = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            stat = Path("/proc", name, "stat").read_text()
        except OSError:  # it has just ended
            continue
        state, parent = stat.rpartition(")")[2].split()[:2]
        if state != "Z":
            found[int(name)] = int(parent)
    return found


def descendants(pid: int) -> set[int]:
    """Children, grandchildren and so on that live."""
    tree, found, wave = parents(), set(), {pid}
    while wave:
        wave = {child for child, parent in tree.items() if parent in wave}
        found |= wave
    return found


def alive(pids: set[int]) -> set[int]:
    """Those that still run."""
    return pids & parents().keys()


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


class Hold(puppets.Hold):
    """A place where a ``Puppet`` stops; the folder is that of the fixture ``puppet``."""

    order = order("wait")
    """The message that stops a puppet here."""
