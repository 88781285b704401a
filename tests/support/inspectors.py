"""Inspectors for the tests of skygw/inspect: well-behaved ones, and one that does what the message says.

``Puppet`` reads an order from the message (``order("abort")``): a test thereby chooses, message by message,
what goes wrong in a real child.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import socket
import stat
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
from twisted.internet.defer import Deferred

from skygw.detect import Facts, Finding, Report
from skygw.inspect.message import Message

PR_GET_NO_NEW_PRIVS = 39


@attrs.frozen
class Held:
    """A message as the relay holds it; ``descriptor`` if it lies in a memfd."""

    content: bytes = attrs.field(repr=False)
    descriptor: int | None = None

    @property
    def size(self) -> int:
        return len(self.content)

    def octets(self) -> bytes:
        return self.content

    def fileno(self) -> int | None:
        return self.descriptor


def order(what: str, size: int = 0) -> Held:
    """A message that orders a Puppet to do something, padded to ``size`` octets."""
    content = b"Subject: test\r\n\r\norder: " + what.encode() + b"\r\n"
    return Held(content + b"x" * (size - len(content)))


def order_in(message: Message) -> str:
    _, _, rest = bytes(message.octets[:200]).partition(b"order: ")
    return rest.partition(b"\r\n")[0].decode()


FIFOS = ("puppet-begun", "puppet-going")


def make_fifos(folder: str | Path) -> None:
    """Let the puppets of fork servers to come stop here; ``folder`` must be on their ``sys.path``."""
    for name in FIFOS:
        os.mkfifo(os.path.join(folder, name))


def has_fifos(folder: str | Path) -> bool:
    return all(os.path.exists(os.path.join(folder, name)) for name in FIFOS)


def open_fifos(folder: str | Path, flags: int = 0) -> tuple[int, int]:
    # O_RDWR: whether the other end is there does not matter.
    begun, going = (os.open(os.path.join(folder, name), os.O_RDWR | flags) for name in FIFOS)
    return begun, going


class Hold:
    """A place where a ``Puppet`` stops: there it is once ``begun`` was true; on it goes after ``release``."""

    def __init__(self, folder: str | Path) -> None:
        self._begun, self._going = open_fifos(folder, os.O_NONBLOCK)
        for left in (self._begun, self._going):  # by another test
            while _takes_one(left):
                pass

    def begun(self) -> bool:
        """Whether a child has come to stand here."""
        return _takes_one(self._begun)

    def release(self) -> None:
        """Let it go on."""
        os.write(self._going, b"x")

    def forget(self) -> None:
        """Leave no descriptor behind."""
        os.close(self._begun)
        os.close(self._going)


def _takes_one(descriptor: int) -> bool:
    try:
        return bool(os.read(descriptor, 1))
    except BlockingIOError:
        return False


def plain_pipeline(octets: bytes, scanner: object, limits: object, budget: object) -> Report:
    """Stands for the built-in pipeline: only the size."""
    if b"order: fail in the pipeline" in octets:
        raise ValueError("4111 1111 1111 1111")
    return Report(facts=Facts(size=len(octets)))


class Words:
    """Counts a word: the simplest inspector there is."""

    name = "words"

    def prepare(self) -> None:
        self._word = b"secret"

    def inspect(self, message: Message) -> list[Finding]:
        count = bytes(message.octets).count(self._word)
        return [Finding(type="word", count=count)] if count else []


class Puppet:
    """Does what the message orders."""

    name = "puppet"

    def prepare(self) -> None:
        """Open the test's FIFOs: when the sandbox has closed, nothing can be opened by its path."""
        self.fifos = next((open_fifos(entry) for entry in sys.path if has_fifos(entry)), None)

    def inspect(self, message: Message) -> Any:
        verb, _, argument = order_in(message).partition(" ")
        act = getattr(self, verb, None)
        return act(argument) if act is not None else []

    def abort(self, _argument: str) -> None:
        os.abort()

    def segfault(self, _argument: str) -> None:
        os.kill(os.getpid(), signal.SIGSEGV)

    def exit(self, _argument: str) -> None:
        os._exit(3)

    def quit(self, _argument: str) -> None:
        sys.exit(0)

    def hang(self, _argument: str) -> None:
        while True:
            signal.pause()

    def wait(self, _argument: str) -> list[Finding]:
        """Tell the test's ``Hold`` that we are here, and wait until it lets us go: no clock is involved."""
        assert self.fifos is not None, "no Hold was made before the fork server started"
        begun, going = self.fifos
        os.write(begun, b"x")
        os.read(going, 1)
        return [Finding(type="waited")]

    def spin(self, _argument: str) -> None:
        while True:
            pass

    def hog(self, _argument: str) -> None:
        hoard = []
        while True:
            hoard.append(bytearray(8 << 20))

    def grow(self, octets: str) -> list[Finding]:
        """Take memory and keep it, as a parser does that leaks."""
        self.leak = b"\1" * int(octets)
        return []

    def fail(self, text: str) -> None:
        raise ValueError(text)

    def nothing(self, _argument: str) -> None:
        return None

    def wrong(self, _argument: str) -> list[object]:
        return [Finding(type="fine"), {"type": "not a finding"}]

    def many(self, count: str) -> list[Finding]:
        return [Finding(type="many", excerpts=("x" * 900,))] * int(count)

    def babble(self, _argument: str) -> None:
        """Write something that is no frame onto our socket, as a child does that was taken over."""
        self._socket().sendall(b"\xff" * 64)
        signal.pause()

    def flood(self, _argument: str) -> None:
        """Announce a frame within bounds and send much more."""
        ours = self._socket()
        while True:
            ours.sendall(b"\0\0\0\1\0\0\0\0" + b"{" * (1 << 20))

    def hangup(self, _argument: str) -> None:
        """Close our socket and live on."""
        self._socket().shutdown(socket.SHUT_RDWR)
        signal.pause()

    def limits(self, _argument: str) -> list[Finding]:
        """What this process may do, as findings."""
        found = {
            "core": resource.getrlimit(resource.RLIMIT_CORE)[0] + 1,
            "nofile": resource.getrlimit(resource.RLIMIT_NOFILE)[0],
            "descriptors": len(list(_open_descriptors())),
            "environment": sum("SKYGW_TEST_SECRET" in name for name in os.environ) + 1,
            "no_new_privs": ctypes.CDLL(None).prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) + 1,
        }
        return [Finding(type=name, count=count) for name, count in found.items()]

    def pid(self, _argument: str) -> list[Finding]:
        return [Finding(type="pid", count=os.getpid()), Finding(type="parent", count=os.getppid())]

    def _socket(self) -> socket.socket:
        """The child's socket to the gateway: the only one it has."""
        for descriptor in _open_descriptors():
            if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                return socket.socket(fileno=os.dup(descriptor))
        raise AssertionError("no socket")


def _open_descriptors() -> Iterator[int]:
    for descriptor in range(resource.getrlimit(resource.RLIMIT_NOFILE)[0]):
        try:
            os.fstat(descriptor)
        except OSError:
            continue
        yield descriptor


class Unprepared(Words):
    """``prepare`` fails."""

    def prepare(self) -> None:
        raise FileNotFoundError("no such table: /var/lib/words")


class Suicidal(Words):
    """``prepare`` takes the fork server with it."""

    def prepare(self) -> None:
        os.abort()


class Threaded(Words):
    """``prepare`` starts a thread, which would not live in the children."""

    def prepare(self) -> None:
        threading.Thread(target=time.sleep, args=(3600,), daemon=True).start()


class Sluggish(Words):
    """``prepare`` takes for ever."""

    def prepare(self) -> None:
        signal.pause()


class Asking:
    """Asynchronous: asks somebody, here a Deferred that the test fires (``questions``)."""

    name = "asking"
    questions: list[Deferred[object]] = []  # noqa: RUF012 - shared with the test on purpose
    cancelled = 0

    async def inspect(self, message: Message) -> list[Finding]:
        question: Deferred[object] = Deferred(self._cancel)
        self.questions.append(question)
        return await question  # type: ignore[return-value]

    def _cancel(self, _question: Deferred[object]) -> None:
        type(self).cancelled += 1


class Promising:
    """Asynchronous by declaration: returns a Deferred."""

    name = "promising"
    asynchronous = True

    async def prepare(self) -> None:
        self.word = b"secret"

    def inspect(self, message: Message) -> Deferred[list[Finding]]:
        answer: Deferred[list[Finding]] = Deferred()
        answer.callback([Finding(type="promise", count=len(message.octets))])
        return answer
