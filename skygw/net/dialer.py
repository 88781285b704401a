"""Opening a far leg: the addresses of the far server, one after the other, until one greets us well.

Nothing is retried once MAIL was sent; what is tried here happens before the sender hears 220 (I7).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
from twisted.internet.defer import Deferred
from twisted.internet.error import ConnectError
from twisted.internet.interfaces import IAddress, IConnector
from twisted.internet.protocol import ClientFactory
from twisted.python.failure import Failure

from skygw.net.client import UpstreamProtocol
from skygw.net.dns import Address, Addresses
from skygw.net.tls import UpstreamTls
from skygw.relay.greeting import establish
from skygw.relay.legs import NotEstablishedError
from skygw.relay.settings import Timeouts
from skygw.relay.upstream import Upstream

#: All addresses together may take this many times what one may take: the sender waits for its 220, five
#: minutes at the most (RFC 5321 section 4.5.3.2.1).
_ALL_TOGETHER = 4


@attrs.frozen
class Route:
    """Where the far server is, and how to speak to it."""

    host: str
    port: int = 25
    mx: bool = True
    families: tuple[Any, ...] = ("ipv4",)
    bind: str = ""
    tls: str = "required"
    hostname: str = "localhost"
    """What we say in EHLO: our real name, never theirs (5.7.506)."""
    connect: float = 30.0
    """Seconds for one address, from SYN to the reply to EHLO."""
    read_octets: int = 65_536
    """The most that is read from a connection at a time."""


class UpstreamDialer:
    """Opens far legs along one route.

    Args:
        tls: certificates and trust; None where TLS is off.
        connected: told of each attempt: ``ok`` or ``failed``, for the metrics.
    """

    def __init__(
        self,
        reactor: Any,
        addresses: Addresses,
        route: Route,
        timeouts: Timeouts,
        tls: UpstreamTls | None = None,
        connected: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._reactor = reactor
        self._addresses = addresses
        self._connected = connected
        self._legs: set[UpstreamProtocol] = set()
        self._all_gone: list[Deferred[None]] = []
        self.take(route, tls, timeouts)

    def take(self, route: Route, tls: UpstreamTls | None, timeouts: Timeouts) -> None:
        """Another way from now on; legs that stand keep theirs."""
        self._route = route
        self._tls = tls
        self._timeouts = timeouts

    def when_gone(self) -> Deferred[None]:
        """Fires once no far leg is open: each has said QUIT and was answered, or was given up."""
        gone: Deferred[None] = Deferred()
        self._all_gone.append(gone)
        self._tell_if_gone()
        return gone

    def _gone(self, leg: UpstreamProtocol) -> None:
        self._legs.discard(leg)
        self._tell_if_gone()

    def _tell_if_gone(self) -> None:
        while self._all_gone and not self._legs:
            self._all_gone.pop().callback(None)

    def dial(self) -> Deferred[Upstream]:
        """See ``relay.legs.Dialer``."""
        work = Deferred.fromCoroutine(self._dial())
        return work.addTimeout(_ALL_TOGETHER * self._route.connect, self._reactor, _timed_out)

    async def _dial(self) -> Upstream:
        route = self._route
        resolution = await self._addresses.resolve(route.host, mx=route.mx, families=route.families)
        if resolution.error:
            raise NotEstablishedError(resolution.error, route.host, "look-up")
        problems, last = [], NotEstablishedError("", route.host, "look-up")
        for address in resolution.addresses:
            try:
                upstream = await self._reach(address)
            except NotEstablishedError as error:
                problems.append(f"{address.host}: {error}")
                last = error
                self._connected("failed")
            else:
                self._connected("ok")
                return upstream
        reason = "; ".join(problems) or f"{route.host} has no address"
        raise NotEstablishedError(reason, last.far_end, last.stage, last.public)

    async def _reach(self, address: Address) -> Upstream:
        route = self._route
        tls = self._tls if route.tls != "off" else None
        options = tls.client_options(route.host) if tls is not None else None
        peer = f"{address.name} [{address.host}]:{route.port}"
        protocol = UpstreamProtocol(self._reactor, self._timeouts, peer, options, self._gone)
        attempt = Deferred.fromCoroutine(self._try(address, protocol))
        attempt.addTimeout(route.connect, self._reactor, _timed_out)
        try:
            return await attempt
        except NotEstablishedError as error:
            error.far_end, error.stage = peer, protocol.upstream.stage
            raise

    async def _try(self, address: Address, protocol: UpstreamProtocol) -> Upstream:
        route = self._route
        attempt = _Attempt(protocol)
        bind = (route.bind, 0) if route.bind else None
        attempt.connector = self._reactor.connectTCP(address.host, route.port, attempt, route.connect, bind)
        try:
            await attempt.connected
        except ConnectError as error:
            raise NotEstablishedError(str(error)) from error
        self._legs.add(protocol)
        protocol.transport.bufferSize = route.read_octets
        try:
            await establish(protocol.upstream, route.hostname, route.tls)
        except BaseException:  # cancelled, too: leave nothing open
            protocol.upstream.drop("not established")
            raise
        return protocol.upstream


class _Attempt(ClientFactory):
    """One attempt at one address.

    Twisted's endpoints would do the same, and put a wrapper around the protocol that every octet of the
    session has to pass.
    """

    noisy = False
    connector: Any = None

    def __init__(self, protocol: UpstreamProtocol) -> None:
        self._protocol = protocol
        self.connected: Deferred[None] = Deferred(self._give_up)
        self._given_up = False

    def buildProtocol(self, addr: IAddress | None) -> UpstreamProtocol:
        """Twisted: the connection stands."""
        self._protocol.made = self.connected
        return self._protocol

    def clientConnectionFailed(self, connector: IConnector, reason: Failure) -> None:
        """Twisted: it never stood."""
        if not self.connected.called and not self._given_up:
            self.connected.errback(reason)

    def _give_up(self, connected: Deferred[None]) -> None:
        # It is to fail as cancelled, and not as refused: the next address must not be tried.
        self._given_up = True
        self.connector.disconnect()


def _timed_out(result: object, timeout: float) -> Any:
    raise NotEstablishedError(f"no answer within {timeout:g} s", stage="connect")
