"""Both legs of a pair in memory: transports that remember, a dialer, an inspection and an onlooker."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from twisted.internet.defer import Deferred, succeed
from twisted.internet.task import Clock

from skygw.detect import Report
from skygw.errors import SkygwError
from skygw.mail.envelope import Envelope
from skygw.policy import Action, Failure, FailureAction, RecipientVerdict, Verdict
from skygw.relay.body import Body
from skygw.relay.budget import MemoryBudget
from skygw.relay.gateway import Gateway
from skygw.relay.greeting import establish
from skygw.relay.legs import Peer
from skygw.relay.record import Record
from skygw.relay.session import Session
from skygw.relay.settings import Settings, Timeouts
from skygw.relay.upstream import Upstream


class MemoryTransport:
    """One leg's connection: what was written, and how it ended."""

    tls = ""
    problem = ""
    gone = False

    def __init__(self) -> None:
        self.written = b""
        self.ended = ""  # "closed" or "aborted" by us, "gone" by the peer
        self.paused = False
        self.handshake: Deferred[None] | None = None
        self.taking = True  # whether pieces are taken at once
        self._pieces: Iterator[bytes] | None = None
        self._done: Callable[[], None] = lambda: None

    def write(self, octets: bytes) -> None:
        assert not self.ended, f"written after the end: {octets!r}"
        self.written += octets

    def close(self) -> None:
        self.ended = self.ended or "closed"

    def abort(self) -> None:
        self.ended = self.ended or "aborted"
        self._pieces = None

    def start_tls(self) -> Deferred[None]:
        self.handshake = Deferred()
        return self.handshake

    def pause(self) -> None:
        self.paused = True

    def resume(self) -> None:
        self.paused = False

    def is_gone(self) -> bool:
        return self.gone

    def client_problem(self) -> str:
        return self.problem

    def send_pieces(self, pieces: Iterator[bytes], done: Callable[[], None]) -> None:
        self._pieces, self._done = pieces, done
        if self.taking:
            self.take_all()

    def take_all(self) -> None:
        """The network takes everything that is left of the pieces."""
        while self._pieces is not None and (piece := next(self._pieces, None)) is not None:
            self.write(piece)
        if self._pieces is not None:
            self._pieces = None
            self._done()

    def take(self, count: int) -> None:
        """The network takes some pieces."""
        for _ in range(count):
            assert self._pieces is not None
            self.write(next(self._pieces))


class Onlooker:
    """Remembers what the relay tells."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self.events: list[tuple[Any, ...]] = []
        self.errors: list[BaseException] = []
        self.expects_errors = False

    def session_opened(self, session: str, peer: Peer, far_end: str) -> None:
        self.events.append(("opened",))

    def session_closed(
        self, session: str, peer: Peer, how: str, reason: str, messages: int, seconds: float
    ) -> None:
        self.events.append(("closed", how, reason, messages))

    def session_refused(self, peer: Peer, why: str, reason: str) -> None:
        self.events.append(("refused", why, reason))

    def upstream_failed(self, session: str, far_end: str, stage: str, reason: str) -> None:
        self.events.append(("upstream failed", reason))

    def replied(self, leg: str, category: int) -> None:
        self.events.append(("replied", leg, category))

    def waited_for_memory(self, seconds: float) -> None:
        self.events.append(("waited", seconds))

    def message(self, record: Record) -> None:
        self.records.append(record)

    def breaker(self, is_open: bool) -> None:
        self.events.append(("breaker", is_open))

    def unexpected(self, session: str, failure: BaseException) -> None:
        self.errors.append(failure)


class ScriptedInspection:
    """An inspection whose reports come when a test says so."""

    version = "test"
    holds = False

    def __init__(self, *, asked: bool = False) -> None:
        self.asked = asked
        self.scans: list[Deferred[Report]] = []
        self.cancelled = 0
        self.seconds: list[float] = []
        self.octets: list[bytes] = []
        self.verdict = Verdict()
        self.without: dict[Failure, FailureAction] = {}

    def concerns(self, envelope: Envelope) -> bool:
        return self.asked

    def scan(self, message: Body, seconds: float) -> Deferred[Report]:
        self.seconds.append(seconds)
        self.octets.append(bytes(message.octets()))
        scan: Deferred[Report] = Deferred(lambda _: self._cancel())
        self.scans.append(scan)
        return scan

    def _cancel(self) -> None:
        self.cancelled += 1

    def decide(self, envelope: Envelope, report: Report) -> Verdict:
        return self.verdict

    def decide_skipped(self, envelope: Envelope, size: int) -> Verdict:
        return self.verdict

    def decide_without(self, envelope: Envelope, failure: Failure, size: int) -> Verdict:
        action = self.without.get(failure, FailureAction.TEMPFAIL)
        return Verdict(tuple(RecipientVerdict(failure=action) for _ in envelope.to), failure=failure)

    def report(self, status: str = "completed") -> None:
        """The scan under way is done."""
        self.scans[-1].callback(Report(status=status))

    def fail(self, error: SkygwError | Exception) -> None:
        """The scan under way came to nothing."""
        self.scans[-1].errback(error)


def blocked(text: str = "No", recipients: int = 1, *, discard: bool = False) -> Verdict:
    """A verdict that blocks for everybody."""
    one = RecipientVerdict(action=Action.BLOCK, text=text, discard=discard)
    return Verdict((one,) * recipients)


def headed(*headers: tuple[str, str], recipients: int = 1) -> Verdict:
    """A verdict that adds header fields."""
    return Verdict((RecipientVerdict(action=Action.ADD_HEADER, headers=headers),) * recipients)


def settings(**wanted: Any) -> Settings:
    """Settings that add nothing to a message; ``timeouts`` is a dictionary."""
    timeouts = Timeouts(**wanted.pop("timeouts", {}))
    nothing_added = {"hostname": "gw.example", "received": False, "scan_header": ""}
    return Settings(**{**nothing_added, **wanted}, timeouts=timeouts)


class Pair:
    """A session between two memory transports.

    ``dial_error`` makes the far leg fail; ``tls`` is as in ``establish``.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        inspection: ScriptedInspection | None = None,
        budget: MemoryBudget | None = None,
        *,
        tls: str = "off",
        gateway: Gateway | None = None,
    ) -> None:
        self.tls = tls
        self.clock: Any = gateway.clock if gateway else Clock()
        self.clock.advance(0 if gateway else 1000)  # nothing may depend on where it begins
        self.onlooker = Onlooker()
        self.inspection = inspection or ScriptedInspection()
        self.sender = MemoryTransport()
        self.far = MemoryTransport()
        self.gateway = gateway or Gateway(
            clock=self.clock,
            dialer=self,
            budget=budget or MemoryBudget(1 << 30),
            inspection=self.inspection,
            observer=self.onlooker,
            settings=settings or _SETTINGS,
            wall=lambda: 1764000000.0,
        )
        timeouts = self.gateway.settings.timeouts
        self.upstream = Upstream(self.far, self.clock, timeouts, "far.example [192.0.2.1]:25")
        self.dialing: Deferred[Upstream] | None = None
        self.session = Session(self.gateway, self.sender, Peer("192.0.2.9", 1234))

    def dial(self) -> Deferred[Upstream]:
        self.dialing = Deferred.fromCoroutine(self._dial())
        return self.dialing

    async def _dial(self) -> Upstream:
        await establish(self.upstream, self.gateway.settings.hostname, self.tls)
        return self.upstream

    def say(self, octets: bytes) -> None:
        """The sender says something."""
        self.session.received(octets)

    def answer(self, octets: bytes) -> None:
        """The far side says something."""
        self.upstream.received(octets)


_SETTINGS = settings()

EXCHANGE = (
    b"250-far.example Hello\r\n250-SIZE 157286400\r\n250-PIPELINING\r\n250-DSN\r\n250-ENHANCEDSTATUSCODES\r\n"
    b"250-8BITMIME\r\n250-BINARYMIME\r\n250-CHUNKING\r\n250 SMTPUTF8\r\n"
)


def inspecting(verdict: Verdict | None = None, **wanted: Any) -> Pair:
    """A pair whose messages are inspected; ``wanted`` are settings."""
    inspection = ScriptedInspection(asked=True)
    if verdict is not None:
        inspection.verdict = verdict
    return Pair(settings(**wanted), inspection)


def greeted(pair: Pair, ehlo: bytes = EXCHANGE) -> Pair:
    """Open a pair up to the reply to EHLO, and forget what was said till then."""
    pair.session.open()
    pair.answer(b"220 far.example ESMTP\r\n")
    pair.answer(ehlo)
    pair.say(b"EHLO sender.example\r\n")
    pair.sender.written = pair.far.written = b""
    return pair


__all__ = [
    "EXCHANGE",
    "MemoryTransport",
    "Onlooker",
    "Pair",
    "ScriptedInspection",
    "blocked",
    "greeted",
    "headed",
    "inspecting",
    "settings",
    "succeed",
]
