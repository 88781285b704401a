"""``FarServer``: the factory, what all sessions share, and what tests ask it for."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Any

from twisted.internet.defer import Deferred, succeed
from twisted.internet.interfaces import IAddress, IListeningPort, IReactorTime, IStreamServerEndpoint
from twisted.internet.protocol import Factory

from skygw.rehearsal.record import MessageRecord, Observer, SessionRecord
from skygw.rehearsal.script import Script
from skygw.rehearsal.session import FarSession
from skygw.rehearsal.step import Course, Stage
from skygw.rehearsal.tls import FarTls
from skygw.rehearsal.transaction import Transaction

#: What is kept in memory: the oldest go first.
MAX_KEPT_OCTETS = 512 * 1024 * 1024
MAX_KEPT_MESSAGES = 10_000
MAX_KEPT_SESSIONS = 10_000


class FarServer(Factory):
    """A server that plays Exchange with a temper.

    ``script`` may be changed while it runs: sessions that begin later follow the new one, and its steps are
    counted from the beginning.

    Args:
        clock: the reactor, or a ``Clock`` in tests; every wait is timed by it.
        script: what it offers and says; without one it takes every message.
        tls: certificate and key; STARTTLS is served only with them.
        observers: told of everything as it happens.
    """

    noisy = False

    def __init__(
        self,
        clock: IReactorTime,
        script: Script | None = None,
        *,
        tls: FarTls | None = None,
        observers: Iterable[Observer] = (),
    ) -> None:
        self.clock = clock
        self.tls = tls
        self.received = 0
        """Messages that came to their end, whatever was answered."""
        self._observers = tuple(observers)
        self._open: dict[int, FarSession] = {}
        self._opened = 0
        self._ended = 0
        self._messages: deque[MessageRecord] = deque()
        self._kept_octets = 0
        self._unfinished: deque[MessageRecord] = deque(maxlen=MAX_KEPT_MESSAGES)
        self._sessions: deque[SessionRecord] = deque(maxlen=MAX_KEPT_SESSIONS)
        self._mails: deque[float] = deque()
        self._waiting: list[tuple[str, int, Deferred[Any]]] = []
        self._port: IListeningPort | None = None
        self.script = script if script is not None else Script()

    # -- what it does ----------------------------------------------------------------------------------

    @property
    def script(self) -> Script:
        return self._script

    @script.setter
    def script(self, script: Script) -> None:
        self._script = script
        self._course = script.course()

    @property
    def can_tls(self) -> bool:
        """Whether STARTTLS is served, be it only to be refused."""
        return self.tls is not None or self._course.has(Stage.STARTTLS)

    async def listen(self, endpoint: IStreamServerEndpoint) -> int:
        """Listen; gives the port (0 where the endpoint has none)."""
        self._port = await endpoint.listen(self)
        return int(getattr(self._port.getHost(), "port", 0))

    async def stop(self) -> None:
        """Stop listening and cut every session; returns when all are gone."""
        if self._port is not None:
            port, self._port = self._port, None
            stopped = port.stopListening()
            if stopped is not None:
                await stopped
        for session in list(self._open.values()):
            session.reset()
        await self.when_sessions_ended(self._opened)

    def buildProtocol(self, addr: IAddress | None) -> FarSession:
        self._opened += 1
        session = FarSession(self, SessionRecord(self._opened, _text_of(addr)))
        session.factory = self
        return session

    # -- what it got -----------------------------------------------------------------------------------

    @property
    def messages(self) -> tuple[MessageRecord, ...]:
        """Messages that came to their end, in order, whatever was answered."""
        return tuple(self._messages)

    @property
    def accepted(self) -> tuple[MessageRecord, ...]:
        """Messages that were answered 2xx."""
        return tuple(message for message in self._messages if message.accepted)

    @property
    def unfinished(self) -> tuple[MessageRecord, ...]:
        """Messages whose content began and never came to its end."""
        return tuple(self._unfinished)

    @property
    def sessions(self) -> tuple[SessionRecord, ...]:
        """Sessions in the order in which they began, ended ones too."""
        return tuple(self._sessions)

    @property
    def open_sessions(self) -> int:
        return len(self._open)

    def when_messages(self, number: int) -> Deferred[tuple[MessageRecord, ...]]:
        """Fires with ``messages`` once ``number`` of them came in all; cancel it to wait no longer."""
        return self._when("received", number)

    def when_sessions(self, number: int) -> Deferred[tuple[SessionRecord, ...]]:
        """Fires with ``sessions`` once ``number`` of them have begun in all."""
        return self._when("opened", number)

    def when_sessions_ended(self, number: int) -> Deferred[tuple[SessionRecord, ...]]:
        """Fires with ``sessions`` once ``number`` of them have ended in all."""
        return self._when("ended", number)

    def _when(self, what: str, number: int) -> Deferred[Any]:
        if self._count(what) >= number:
            return succeed(self._fruit(what))
        waiting: Deferred[Any] = Deferred(lambda gone: self._waiting.remove((what, number, gone)))
        self._waiting.append((what, number, waiting))
        return waiting

    def _count(self, what: str) -> int:
        begun = len(self._open) + self._ended
        return {"received": self.received, "opened": begun, "ended": self._ended}[what]

    def _fruit(self, what: str) -> tuple[Any, ...]:
        return self.messages if what == "received" else self.sessions

    def _happened(self, what: str) -> None:
        count = self._count(what)
        due = [waiting for waiting in self._waiting if waiting[0] == what and waiting[1] <= count]
        for waiting in due:
            self._waiting.remove(waiting)
        for _, _, deferred in due:
            deferred.callback(self._fruit(what))

    # -- what sessions tell ----------------------------------------------------------------------------

    def course_of_session(self) -> Course:
        """The run through the steps that a new session takes part in."""
        return self.script.course() if self.script.counting == "session" else self._course

    def session_opened(self, session: FarSession) -> None:
        self._open[session.record.number] = session
        self._sessions.append(session.record)
        self.tell("opened", session.record)
        self._happened("opened")

    def session_ended(self, session: FarSession) -> None:
        if self._open.pop(session.record.number, None) is not None:
            self._ended += 1
            self.tell("ended", session.record)
            self._happened("ended")

    def open_from(self, record: SessionRecord) -> int:
        """Open sessions of this one's address, this one included."""
        host = record.peer.rpartition(":")[0]
        return sum(one.record.peer.rpartition(":")[0] == host for one in self._open.values())

    def count_mail(self) -> int:
        """Count one MAIL; gives those of the last minute, this one included."""
        now = self.clock.seconds()
        self._mails.append(now)
        while self._mails[0] <= now - 60:
            self._mails.popleft()
        return len(self._mails)

    def message_received(self, transaction: Transaction, *, flaw: str, reply: bytes) -> None:
        self.received += 1
        message = transaction.record(self.received, complete=True, flaw=flaw, reply=reply)
        self._messages.append(message)
        self._kept_octets += len(message.content)
        while len(self._messages) > MAX_KEPT_MESSAGES or (
            self._kept_octets > MAX_KEPT_OCTETS and len(self._messages) > 1
        ):
            self._kept_octets -= len(self._messages.popleft().content)
        self.tell("received", message)
        self._happened("received")

    def message_broken(self, transaction: Transaction) -> None:
        message = transaction.record(0, complete=False)
        self._unfinished.append(message)
        self.tell("received", message)

    def tell(self, what: str, *arguments: object) -> None:
        for observer in self._observers:
            getattr(observer, what)(*arguments)


def _text_of(address: IAddress | None) -> str:
    host, port = getattr(address, "host", None), getattr(address, "port", None)
    return f"{host}:{port}" if host is not None else str(address or "memory")
