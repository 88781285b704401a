"""How a step is said: at once, late, octet by octet, without end, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Protocol

import attrs
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IReactorTime
from twisted.internet.task import deferLater

from skygw.errors import RemoteProtocolError
from skygw.rehearsal.step import Fault, Step
from skygw.smtp import ReplyReader

#: An endless reply is given to the transport in pieces of about this size.
_PIECE_OCTETS = 64 * 1024


class OverError(Exception):
    """The session is over; ``why`` goes into its record."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Line(Protocol):
    """What speech needs of a connection."""

    def write(self, octets: bytes) -> None: ...

    def disconnect(self) -> None:
        """FIN, after what was written."""

    def reset(self) -> None:
        """RST."""

    def stall(self) -> None:
        """Read nothing more."""


@attrs.define
class Speech:
    """Says the steps of one session; a step that ends it raises ``OverError``."""

    line: Line
    clock: IReactorTime
    note: Callable[[str], None]

    async def say(self, step: Step, usual: bytes) -> bytes:
        """Take ``step`` where ``usual`` would be said; gives the reply that was said."""
        if step.delay:
            self.note(f"waits {step.delay:g} s")
            await self.sleep(step.delay)
        reply = usual if step.reply is None else step.reply
        match step.fault:
            case None:
                self.line.write(reply)
            case Fault.SURPLUS:
                self.note("says more than one reply")
                self.line.write(reply + step.extra)
            case Fault.DRIP:
                self.note(f"says one octet in {step.pace:g} s")
                await self._drip(reply, step.pace)
            case Fault.ENDLESS:
                self.note("says a reply without end")
                await self._endless(reply if step.reply is not None else _unending(usual), step.count)
            case Fault.DISCONNECT:
                self.line.write(step.reply or b"")
                self.note("disconnects")
                self.line.disconnect()
                raise OverError("disconnected by the script")
            case Fault.RESET:
                self.note("resets the connection")
                self.line.reset()
                raise OverError("reset by the script")
            case Fault.STALL:
                self.line.stall()
                self.note("stops reading")
                await self.silence()
            case Fault.HANG:
                self.line.write(step.reply or b"")
                self.note("says nothing more")
                await self.silence()
        return reply

    async def sleep(self, seconds: float) -> None:
        # Any: deferLater's clock is IReactorTime, whatever its annotation says in older Twisted.
        clock: Any = self.clock
        await deferLater(clock, seconds)

    @staticmethod
    async def silence() -> None:
        """Never returns: the end of the connection cancels it."""
        await Deferred[None]()

    async def _drip(self, reply: bytes, pace: float) -> None:
        for at in range(len(reply)):
            if at:
                await self.sleep(pace)
            self.line.write(reply[at : at + 1])

    async def _endless(self, piece: bytes, count: int) -> None:
        each = max(1, _PIECE_OCTETS // max(1, len(piece)))
        while count > 0:
            self.line.write(piece * min(each, count))
            count -= each
            await self.sleep(0)
        await self.silence()


@lru_cache(maxsize=256)
def code_of(reply: bytes) -> int:
    """The code of the first whole reply in ``reply``; 0 where there is none: the client cannot go on."""
    reader = ReplyReader()
    reader.receive(reply)
    try:
        found = reader.next_reply()
    except RemoteProtocolError:
        return 0
    return found.code if found is not None else 0


def _unending(reply: bytes) -> bytes:
    """The last line of ``reply`` as a line that says that more will come."""
    line = reply[:-2].rpartition(b"\r\n")[2]
    return line[:3] + b"-" + line[4:] + b"\r\n"
