"""One step of a script: what the far server says or does at one stage of a session."""

from __future__ import annotations

import enum
import re
from functools import lru_cache

import attrs

#: Lines of an endless reply.  Enough to pass every bound that we know of (facts: 20,000 lines), few enough
#: not to fill the memory of the machine on which somebody rehearses.
ENDLESS_COUNT = 25_000


class Stage(enum.Enum):
    """Where in a session a step is taken."""

    CONNECT = "connect"
    BANNER = "banner"
    EHLO = "ehlo"
    HELO = "helo"
    STARTTLS = "starttls"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    CONTENT = "content"
    END_OF_DATA = "end_of_data"
    BDAT = "bdat"
    RSET = "rset"
    NOOP = "noop"
    QUIT = "quit"
    IDLE = "idle"


#: Stages at which the path of the command can be matched.
ADDRESSED = frozenset({Stage.MAIL, Stage.RCPT})
#: Stages at which nothing is owed to the client: a step there says its own reply or nothing.
UNASKED = frozenset({Stage.CONNECT, Stage.CONTENT, Stage.IDLE})


class Fault(enum.Enum):
    """How a step fails."""

    DISCONNECT = "disconnect"
    """Close in good order (FIN), after the step's own reply if it has one."""
    RESET = "reset"
    """Close by RST; what was not sent is lost."""
    HANG = "hang"
    """Say nothing more, not even the reply; go on reading and forget what comes."""
    STALL = "stall"
    """Say nothing more and stop reading, so that the peer's writes get stuck."""
    DRIP = "drip"
    """Say the reply octet by octet, ``pace`` seconds apart."""
    ENDLESS = "endless"
    """Say the reply ``count`` times as a reply that never comes to its last line, then hang."""
    SURPLUS = "surplus"
    """Say the reply and, in the same segment, ``extra``."""


#: Faults that a session does not survive.
ENDS = frozenset({Fault.DISCONNECT, Fault.RESET, Fault.HANG, Fault.STALL, Fault.ENDLESS})


@attrs.frozen
class Step:
    """What is said or done, and when.

    A step without a condition is taken ``times`` times (once, if not given), then the next one is; the
    last one goes on for ever.  A step with a condition (``address``, ``session``, ``message``) goes before
    those without and is taken each time the condition holds, at most ``times`` times if given.
    """

    reply: bytes | None = None
    """The octets of the reply, with line ends; None for what would be said without a script."""
    delay: float = 0.0
    """Seconds to wait before; at stage ``idle`` the silence after which the step is taken."""
    fault: Fault | None = None
    extra: bytes = b""
    pace: float = 0.05
    """Seconds between the octets of a dripping reply."""
    count: int = ENDLESS_COUNT
    """How often an endless reply's octets are said."""
    after_octets: int = 0
    """Content octets after which a step at stage ``content`` is taken."""
    address: str = ""
    """Pattern for the path of MAIL or RCPT, case ignored: ``*`` any number of characters, ``?`` one."""
    session: int | None = None
    """Number of the session since the server began, from 1."""
    message: int | None = None
    """Number of the transaction within its session (counted at MAIL), from 1."""
    times: int | None = None

    @property
    def conditional(self) -> bool:
        return bool(self.address) or self.session is not None or self.message is not None

    def at_once(self) -> Step:
        """The same without its delay."""
        return attrs.evolve(self, delay=0.0)

    def suits(self, *, path: bytes, session: int, message: int) -> bool:
        """Whether the conditions hold; those that are not given do."""
        return (
            self.session in (None, session)
            and self.message in (None, message)
            and (not self.address or _pattern(self.address).fullmatch(_folded(path)) is not None)
        )


def _folded(path: bytes) -> str:
    return path.decode("utf-8", "surrogateescape").casefold()


@lru_cache(maxsize=1024)
def _pattern(text: str) -> re.Pattern[str]:
    parts = (re.escape(part) for part in re.split(r"([*?])", text.casefold()))
    wild = {r"\*": ".*", r"\?": "."}
    return re.compile("".join(wild.get(part, part) for part in parts), re.DOTALL)


@attrs.define
class Course:
    """How far one run through the steps has come."""

    steps: dict[Stage, tuple[Step, ...]]
    _taken: dict[tuple[Stage, int], int] = attrs.field(factory=dict, init=False)

    def has(self, stage: Stage) -> bool:
        return bool(self.steps.get(stage))

    def peek(self, stage: Stage, *, path: bytes = b"", session: int = 0, message: int = 0) -> Step | None:
        """The next step at ``stage``, which does not count as taken."""
        index = self._next(stage, path, session, message)
        return self.steps[stage][index] if index is not None else None

    def take(self, stage: Stage, *, path: bytes = b"", session: int = 0, message: int = 0) -> Step | None:
        """The next step at ``stage``, which counts as taken; None: what is usual."""
        index = self._next(stage, path, session, message)
        if index is None:
            return None
        self._taken[stage, index] = self._taken.get((stage, index), 0) + 1
        return self.steps[stage][index]

    def _next(self, stage: Stage, path: bytes, session: int, message: int) -> int | None:
        steps = self.steps.get(stage, ())
        for index, step in enumerate(steps):
            if step.conditional and self._left(stage, index) and step.suits(
                path=path, session=session, message=message
            ):
                return index
        plain = [index for index, step in enumerate(steps) if not step.conditional]
        for index in plain:
            if self._left(stage, index):
                return index
        # A line that nobody asked for is said once: "the last one repeats" would make it a stream.
        return plain[-1] if plain and stage is not Stage.IDLE else None

    def _left(self, stage: Stage, index: int) -> bool:
        step = self.steps[stage][index]
        if step.conditional and step.times is None:
            return True
        return self._taken.get((stage, index), 0) < (step.times or 1)
