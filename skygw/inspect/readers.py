"""The readers of one child: native parsers as ``Budget.native`` wants them, each in a process of its own.

What is promised: whatever a parser does, or whoever takes its process over, costs the leaf that it was
reading; what it found before counts; the next leaf gets a new reader.  A reader sees leaves of one message
only.  A leaf inside an archive gets a reader beside that of the archive, which thus does not die with it.

The outcome of a leaf whose reader was lost: ``timeout`` if it took too much time or CPU, ``limit`` if it took
too much memory and that can be told, else ``failed``.  After ``LOSSES`` losses the rest of a message is not
read by native parsers any more: ``limit``.
"""

from __future__ import annotations

import functools
import select
import socket
import time
from collections import deque
from collections.abc import Iterable, Iterator

import attrs

from skygw.extract.budget import Allowance
from skygw.extract.found import Defect, Found, Label, Leaf, Reader, Unfit
from skygw.extract.outcome import Outcome
from skygw.inspect import found as wire
from skygw.inspect.frames import Frame, FrameError, FrameReader, encode
from skygw.inspect.limits import LEAF_OCTETS, LEVELS, LOSSES, NativeLimits
from skygw.inspect.supply import BACK, FOUL, LATE, MEMORY, PROTOCOL, TIMEOUT, NoReader, Supply

#: What a reader may send for one leaf, and how much of that may be neither text nor file.  No parser within
#: its own bounds comes near.
FRAMES = 200_000
FACTS = 10_000
TOTAL_OCTETS = 2 << 30

#: How long a reader is waited for, in terms of the CPU that a leaf may take: others want CPU as well.
PATIENCE = 1.5

_READ_OCTETS = 256 * 1024
_NAME_CHARACTERS = 1000

_OUTCOMES = {TIMEOUT: Outcome.TIMEOUT, MEMORY: Outcome.LIMIT}


class ReaderLost(Exception):  # noqa: N818 - what happened
    """A reader is of no use any more; ``reason`` is empty if it died and nobody knows yet of what."""

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason)
        self.reason = reason


class Readers:
    """Satisfies ``Budget.native`` by ``by_name``.

    Made in the fork server, for the parsers that are there; of use once a child has connected it to a supply.

    Attributes:
        by_name: by the name of a parser, what asks it.
    """

    def __init__(self, names: Iterable[str], limits: NativeLimits) -> None:
        self.by_name: dict[str, Reader] = {name: functools.partial(self._read, name) for name in names}
        self._limits = limits
        self._supply: Supply | None = None
        self._numbers = 0
        self._losses = 0
        # One reader per level: leaf, leaf in an archive ...
        self._idle: dict[int, _Lent] = {}
        self._busy: set[int] = set()

    def connect(self, supply: Supply) -> None:
        """Ask for readers there from now on."""
        self._supply = supply

    def finish(self) -> None:
        """The message is done: no reader sees another."""
        for level in list(self._idle):
            self._retire(self._idle.pop(level), BACK)
        self._losses = 0

    def _read(self, name: str, leaf: Leaf, allowance: Allowance) -> Iterator[Found]:
        level = next((level for level in range(LEVELS) if level not in self._busy), None)
        if level is None or self._losses >= LOSSES or len(leaf.octets) > LEAF_OCTETS:
            yield Outcome.LIMIT
            return
        self._busy.add(level)
        try:
            yield from self._asked(level, name, leaf, allowance)
        finally:
            self._busy.discard(level)

    def _asked(self, level: int, name: str, leaf: Leaf, allowance: Allowance) -> Iterator[Found]:
        try:
            lent = self._idle.pop(level, None) or self._lend()
        except NoReader:
            self._losses += 1
            yield Outcome.FAILED
            return
        answered = lost = False
        try:
            yield from lent.read(name, leaf, allowance)
            answered = True
        except Unfit:
            answered = True
            raise
        except ReaderLost as error:
            lost = True
            yield self._lose(lent, error.reason)
        finally:
            if answered and lent.parts < self._limits.parts:
                self._idle[level] = lent
            elif not lost:  # worn out, or in the middle of an answer that nobody wants any more
                self._retire(lent, BACK)

    def _lend(self) -> _Lent:
        if self._supply is None:
            raise NoReader
        self._numbers += 1
        return _Lent(self._numbers, self._supply.lend(self._numbers))

    def _lose(self, lent: _Lent, reason: str) -> Outcome:
        self._losses += 1
        if reason:
            self._retire(lent, LATE if reason == TIMEOUT else FOUL)
        elif self._supply is not None:
            cause = self._supply.cause_of_death(lent.number)
            if cause is None:  # it has closed its socket, and lives
                self._retire(lent, FOUL)
            lent.connection.close()
            reason = cause or ""
        return _OUTCOMES.get(reason, Outcome.FAILED)

    def _retire(self, lent: _Lent, how: bytes) -> None:
        # In this order: else it may end by itself before it is known how it was given back.
        if self._supply is not None:
            self._supply.give_back(lent.number, how)
        lent.connection.close()


@attrs.define(eq=False)
class _Lent:
    """One reader while this child has it; ``parts`` it was asked to read."""

    number: int
    connection: socket.socket
    parts: int = 0
    _frames: deque[Frame] = attrs.field(factory=deque)
    _reader: FrameReader = attrs.field(factory=lambda: FrameReader(0))
    _seconds: float = 0.0
    _octets: int = 0
    _count: int = 0
    _facts: int = 0
    _broken: FrameError | None = None

    def read(self, name: str, leaf: Leaf, allowance: Allowance) -> Iterator[Found]:
        """What is found in ``leaf``.  Raises Unfit, or ReaderLost."""
        self.parts += 1
        self._seconds = PATIENCE * allowance.budget.cpu_seconds
        self._octets = self._count = self._facts = 0
        text, octets = allowance.text, allowance.octets
        self._reader = FrameReader(wire.HEADER_OCTETS, max(wire.TEXT_OCTETS, octets))
        request = {
            "read": name,
            "names": [name[:_NAME_CHARACTERS] for name in leaf.names[:1]],
            "text": text,
            "octets": octets,
            "cpu": allowance.budget.cpu_seconds,
        }
        self._ask(encode(request, len(leaf.octets)), leaf.octets)
        try:
            while not isinstance(found := self._found(), wire.End):
                if isinstance(found, Leaf):
                    if len(found.octets) > allowance.octets:  # what was in it so far has grown as well
                        yield Outcome.LIMIT
                        found = attrs.evolve(found, octets=b"")
                    allowance.expand(len(found.octets))
                yield found
            if self._frames or self._reader.pending or self._broken:
                raise FrameError("spoke without being asked")
        except FrameError:
            raise ReaderLost(PROTOCOL) from None
        if found.how == "unfit":
            raise Unfit
        if found.how == "failed":
            yield Outcome.FAILED

    def _ask(self, *pieces: bytes) -> None:
        started = time.monotonic()
        self.connection.settimeout(self._seconds)
        try:
            for piece in pieces:
                self.connection.sendall(piece)
        except TimeoutError:
            raise ReaderLost(TIMEOUT) from None
        except OSError:
            raise ReaderLost from None
        self._seconds -= time.monotonic() - started

    def _found(self) -> Found | wire.End:
        found = wire.decode(self._next())
        self._facts += isinstance(found, (Label, Defect, Outcome))
        if self._facts > FACTS:
            raise FrameError("too many facts")
        return found

    def _next(self) -> Frame:
        """The next frame; a frame out of bounds is a FrameError before it is waited for."""
        while not self._frames:
            if self._broken is not None:
                raise self._broken
            octets = self._receive()
            self._octets += len(octets)
            try:
                self._frames.extend(self._reader.feed(octets))
            except FrameError as error:  # after what came before it
                self._broken = error
        self._count += 1
        if self._count > FRAMES or self._octets > TOTAL_OCTETS:
            raise FrameError("no end of it")
        return self._frames.popleft()

    def _receive(self) -> bytes:
        """What one read gives, waited for as long as there is patience left for this leaf."""
        started = time.monotonic()
        poll = select.poll()
        poll.register(self.connection, select.POLLIN)
        ready = poll.poll(max(0.0, self._seconds) * 1000.0)
        self._seconds -= time.monotonic() - started
        if not ready:
            raise ReaderLost(TIMEOUT)
        try:
            octets = self.connection.recv(_READ_OCTETS)
        except OSError:
            raise ReaderLost from None
        if not octets:
            raise ReaderLost
        return octets
