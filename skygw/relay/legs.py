"""The seams of the relay: what it asks of transports, of the clock, and of those who watch.

The shells in ``skygw.net`` satisfy the first, ``skygw.app`` the last; tests bring small fakes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Protocol

import attrs
from twisted.internet.defer import Deferred

if TYPE_CHECKING:
    from skygw.relay.record import Record
    from skygw.relay.upstream import Upstream


class DelayedCall(Protocol):
    """What ``Clock.callLater`` gives back."""

    def cancel(self) -> None: ...

    def active(self) -> int: ...


class Clock(Protocol):
    """Twisted's IReactorTime, as far as we need it.  Seconds run evenly; their zero means nothing."""

    def seconds(self) -> float: ...

    def callLater(self, delay: float, call: Callable[..., object], *args: Any) -> Any: ...


class Transport(Protocol):
    """One leg's connection.  Writes never block; what was written before ``close`` is sent."""

    def write(self, octets: bytes) -> None: ...

    def close(self) -> None:
        """Send what was written, then end the connection; the shell sees to it that this takes seconds."""

    def abort(self) -> None:
        """End the connection at once; what was not sent is lost."""

    def start_tls(self) -> Deferred[None]:
        """Begin the handshake; fires when it is complete and the peer is who it must be."""


class InboundTransport(Transport, Protocol):
    """The connection to the sender."""

    def pause(self) -> None:
        """Read no more until ``resume``."""

    def resume(self) -> None: ...

    def is_gone(self) -> bool:
        """Whether the sender has left although nobody has read that far."""

    @property
    def tls(self) -> str:
        """Version and cipher, or an empty string in clear."""

    def client_problem(self) -> str:
        """Why the client's certificate does not do, or an empty string (also where none is asked)."""


class UpstreamTransport(Transport, Protocol):
    """The connection to the far server."""

    def send_pieces(self, pieces: Iterator[bytes], done: Callable[[], None]) -> None:
        """Send the pieces as fast as they are taken, a few hundred KiB ahead; then call ``done``."""


@attrs.frozen
class Peer:
    """Who connected, and where to."""

    address: str
    port: int = 0


class Dialer(Protocol):
    """Opens far legs."""

    def dial(self) -> Deferred[Upstream]:
        """A far leg that is greeted and, where required, under TLS.

        Errbacks with ``NotEstablishedError``; cancelling it leaves nothing open.
        """


class Observer(Protocol):
    """Who writes the log and counts."""

    def session_opened(self, session: str, peer: Peer, far_end: str) -> None:
        """A pair stands; ``session_closed`` follows."""

    def session_closed(
        self, session: str, peer: Peer, how: str, reason: str, messages: int, seconds: float
    ) -> None:
        """A pair has ended; ``how`` is quit, lost, upstream_lost, timeout, protocol or tls (the sender broke
        it), closed (for another reason of ours) or error."""

    def session_refused(self, peer: Peer, why: str, reason: str) -> None:
        """Somebody was not paired; ``why`` is network, sessions, sessions_per_address, breaker, stopping,
        overload or upstream."""

    def upstream_failed(self, session: str, far_end: str, stage: str, reason: str) -> None:
        """A far leg could not be had (``stage`` is look-up, connect, greeting, EHLO or STARTTLS), or ended
        other than by QUIT (``stage`` is session)."""

    def replied(self, leg: str, category: int) -> None: ...

    def waited_for_memory(self, seconds: float) -> None: ...

    def message(self, record: Record) -> None: ...

    def breaker(self, is_open: bool) -> None: ...

    def unexpected(self, session: str, failure: BaseException) -> None: ...


class NotEstablishedError(Exception):
    """No far leg could be opened.  The text says why, for the log.

    ``far_end`` is what was tried last, ``stage`` how far it went; see ``Observer.upstream_failed``.
    ``public`` is what may be told to the sender: what the far server said or did, without our addresses.
    """

    def __init__(self, reason: str, far_end: str = "", stage: str = "", public: str = "") -> None:
        super().__init__(reason)
        self.public = public
        self.far_end = far_end
        self.stage = stage
