"""Where a far server can be reached: a host name (or address) becomes addresses to try in order.

The order is the one of RFC 5321, section 5.1: the MX hosts by preference, equal ones at random, each
host's addresses by the wanted families; a name without MX stands for itself.  Whatever goes wrong is a
value with a text for the log, because for a session it all means the same: 421, and Exchange tries again.
Answers are not authenticated; that the right server was reached is what TLS proves, by the name that is
configured.
"""

from __future__ import annotations

import ipaddress
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal

import attrs
import idna
from twisted.internet import defer
from twisted.internet.defer import Deferred
from twisted.internet.error import ConnectError
from twisted.names import client, dns, error
from twisted.names.hosts import searchFileForAll
from twisted.python.failure import Failure
from twisted.python.filepath import FilePath

from skygw.errors import SkygwError
from skygw.net.nameservers import nameservers

Family = Literal["ipv4", "ipv6"]

# More than any mail host has; fewer than a sender is ready to wait for at a few seconds' connect time-out.
MAX_EXCHANGES = 10
MAX_ADDRESSES = 20

# Answers are kept for as long as they say, within these bounds (seconds): Exchange Online's say 10 s, and
# a burst of sessions must not become a burst of questions; nor may a long life hide a change for hours.
MIN_KEPT = 5.0
MAX_KEPT = 300.0
_MAX_CACHED = 1000

# twisted.names is not typed yet.
_search_hosts: Any = searchFileForAll
_new_resolver: Any = client.Resolver
_new_failure: Any = Failure

_TYPES: dict[Family, int] = {"ipv4": dns.A, "ipv6": dns.AAAA}
# RFC 6761, section 6.3: not a question for a server, whatever /etc/hosts says or does not say.
_LOCALHOST: dict[Family, str] = {"ipv4": "127.0.0.1", "ipv6": "::1"}


@attrs.frozen
class Address:
    """One address to try; ``name`` is the host that it belongs to (an MX host, for instance), for the log."""

    host: str
    family: Family
    name: str


@attrs.frozen
class Resolution:
    """Addresses in the order to try them, at least one; or none, and ``error`` says why."""

    addresses: tuple[Address, ...] = ()
    error: str = ""


class _UnresolvedError(SkygwError):
    """A question that came to nothing; the text is for the log."""


@attrs.frozen
class _Answer:
    """What a question brought: records (an MX as preference and host; an address as text), or an error."""

    records: tuple[Any, ...] = ()
    error: str = ""
    exists: bool = True


class Addresses:
    """Resolves the hosts of far servers.

    Args:
        reactor: For sockets and time.
        servers: DNS servers as (address, port); empty: those of ``resolv_conf``, read for each question.
        timeout: Seconds that one resolution may take.
        shuffle: Shuffles a list in place; `random.shuffle` unless a test wants an order.
        resolver: Takes the place of DNS in tests: ``lookupMailExchange`` and so on, of twisted.names.
    """

    def __init__(
        self,
        reactor: Any,
        *,
        servers: Sequence[tuple[str, int]] = (),
        timeout: float = 10.0,
        shuffle: Callable[[list[Any]], object] = random.shuffle,
        resolver: Any = None,
        resolv_conf: Path = Path("/etc/resolv.conf"),
        hosts: Path = Path("/etc/hosts"),
    ) -> None:
        self._reactor = reactor
        self._servers = tuple(servers)
        self._timeout = timeout
        self._shuffle = shuffle
        self._fixed_resolver = resolver
        self._resolv_conf = resolv_conf
        self._hosts = FilePath(str(hosts))
        self._client: tuple[tuple[tuple[str, int], ...], Any] | None = None
        self._cache: dict[tuple[str, int], tuple[float, _Answer]] = {}
        self._waiting: dict[tuple[str, int], list[Deferred[_Answer]]] = {}

    async def resolve(
        self, host: str, *, mx: bool = True, families: Sequence[Family] = ("ipv4",)
    ) -> Resolution:
        """The addresses of a host, within the time-out.

        An address stands for itself, whatever ``families`` says; ``[...]`` around it does no harm.  A name
        that /etc/hosts knows is the administrator's own business: no MX is looked for.  Never raises,
        except `CancelledError` when the caller is cancelled.
        """
        literal = _literal(host)
        if literal is not None:
            return Resolution((literal,))
        try:
            name = _question(host)
        except ValueError:
            return Resolution(error=f"{host!r} is not a host name")
        work = Deferred.fromCoroutine(self._resolve(name, mx, tuple(families)))
        work.addTimeout(self._timeout, self._reactor, onTimeoutCancel=_time_out)
        try:
            return await work
        except _UnresolvedError as reason:
            return Resolution(error=f"{host}: {reason}")
        except defer.TimeoutError:
            return Resolution(error=f"{host}: no answer from DNS within {self._timeout:g} s")

    async def _resolve(self, name: str, mx: bool, families: tuple[Family, ...]) -> Resolution:
        local = self._local(name, families)
        if local:
            return Resolution(local)
        exchanges = await self._exchanges(name) if mx else [name]
        # All at once.  They cannot fail, and what is left of them when we are cancelled ends by itself.
        asked = [Deferred.fromCoroutine(self._host(exchange, families)) for exchange in exchanges]
        answers = [await one for one in asked]
        found = [address for addresses, _ in answers for address in addresses]
        if not found:
            raise _UnresolvedError("; ".join(dict.fromkeys(text for _, text in answers if text)))
        return Resolution(tuple(found[:MAX_ADDRESSES]))

    async def _exchanges(self, name: str) -> list[str]:
        """The hosts that take mail for a name, best first; the name itself if it has no MX."""
        answer = await self._ask(name, dns.MX)
        if answer.error and answer.exists:
            raise _UnresolvedError(answer.error)
        if not answer.records:
            return [name]
        records = [record for record in answer.records if record[1]]
        if not records:
            raise _UnresolvedError("it takes no mail (null MX, RFC 7505), or its MX names no host")
        self._shuffle(records)
        records.sort(key=lambda record: record[0])
        return [exchange for _, exchange in records[:MAX_EXCHANGES]]

    async def _host(self, name: str, families: tuple[Family, ...]) -> tuple[list[Address], str]:
        """A host's addresses, family by family; or none, and why."""
        literal = _literal(name)
        if literal is not None:
            return [literal], ""
        local = self._local(name, families)
        if local:
            return list(local), ""
        found: list[Address] = []
        errors: list[str] = []
        for family in families:
            answer = await self._ask(name, _TYPES[family])
            records = list(answer.records)
            self._shuffle(records)
            found.extend(Address(record, family, name) for record in records)
            if answer.error:
                errors.append(f"{name}: {answer.error}")
        return found, "" if found else "; ".join(errors) or f"{name}: no {' or '.join(families)} address"

    def _local(self, name: str, families: tuple[Family, ...]) -> tuple[Address, ...]:
        """What /etc/hosts says about a name."""
        listed: list[str] = _search_hosts(self._hosts, name.encode("ascii"))
        literals = [literal for literal in map(_literal, listed) if literal is not None]
        found = [
            Address(literal.host, family, name)
            for family in families
            for literal in literals
            if literal.family == family
        ]
        if not found and (name == "localhost" or name.endswith(".localhost")):
            found = [Address(_LOCALHOST[family], family, name) for family in families]
        return tuple(found)

    async def _ask(self, name: str, kind: int) -> _Answer:
        """One question: from the cache, together with whoever asks the same, or of a server."""
        key = (name, kind)
        cached = self._cache.get(key)
        if cached is not None and cached[0] > self._reactor.seconds():
            return cached[1]
        waiting = self._waiting.get(key)
        ours: Deferred[_Answer] = Deferred(lambda gone: self._leave(key, gone))
        if waiting is not None:
            waiting.append(ours)
        else:
            # Each asker waits on a Deferred of its own: one that is cancelled (its sender went away) must
            # not take the answer from the others.
            self._waiting[key] = [ours]
            self._send(name, kind).addBoth(self._land, key)
        return await ours

    def _leave(self, key: tuple[str, int], gone: Deferred[_Answer]) -> None:
        waiting = self._waiting.get(key, [])
        if gone in waiting:
            waiting.remove(gone)

    def _send(self, name: str, kind: int) -> Deferred[Any]:
        # Three attempts that fit into the time that there is, so that as a rule nothing outlives the asker.
        pauses = [self._timeout * share for share in (0.15, 0.3, 0.5)]
        try:
            resolver = self._resolver()
            asked: Deferred[Any] = {
                dns.MX: resolver.lookupMailExchange,
                dns.A: resolver.lookupAddress,
                dns.AAAA: resolver.lookupIPV6Address,
            }[kind](name, pauses)
        except Exception as problem:  # no socket to be had, for instance: an answer like any other
            return defer.fail(problem)
        return asked

    def _resolver(self) -> Any:
        if self._fixed_resolver is not None:
            return self._fixed_resolver
        servers = self._servers or nameservers(self._resolv_conf)
        if self._client is None or self._client[0] != servers:
            self._client = servers, _new_resolver(servers=list(servers), reactor=self._reactor)
        return self._client[1]

    def _land(self, result: Any, key: tuple[str, int]) -> None:
        try:
            answer, kept = _failed(result) if isinstance(result, Failure) else _read(result, key[1])
        except Exception as problem:  # a record that is none: those who wait must hear something
            answer, kept = _failed(_new_failure(problem))
        if kept:
            if len(self._cache) >= _MAX_CACHED:
                self._cache.clear()
            self._cache[key] = (self._reactor.seconds() + kept, answer)
        for waiter in self._waiting.pop(key, []):
            waiter.callback(answer)


def _read(result: Any, kind: int) -> tuple[_Answer, float]:
    """The records of the wanted kind in an answer, and for how long it may be kept."""
    headers = [header for header in result[0] if header.type == kind]
    lives = [float(header.ttl) for header in headers]
    records: list[Any] = []
    for header in headers:
        payload = header.payload
        if kind == dns.MX:
            records.append((payload.preference, _exchange(payload.name.name)))
        elif kind == dns.A:
            records.append(payload.dottedQuad())
        else:
            records.append(str(ipaddress.IPv6Address(payload.address)))
    return _Answer(tuple(records)), min(max(min(lives, default=0.0), MIN_KEPT), MAX_KEPT)


def _exchange(octets: bytes) -> str:
    """The host of an MX record; empty for the root (a null MX) and for what cannot be a name."""
    try:
        return _question(octets.decode("ascii"))
    except ValueError:
        return ""


def _failed(failure: Any) -> tuple[_Answer, float]:
    """A question that failed; only that a name does not exist is known well enough to be kept."""
    if failure.check(error.DNSNameError):
        return _Answer(error="no such name in DNS", exists=False), MIN_KEPT
    if failure.check(error.DNSQueryTimeoutError, defer.TimeoutError):
        return _Answer(error="no answer from DNS"), 0.0
    if failure.check(error.DNSQueryRefusedError):
        return _Answer(error="the DNS server refuses to answer"), 0.0
    if failure.check(ConnectError, OSError):
        return _Answer(error=f"the DNS server cannot be reached: {failure.getErrorMessage()}"), 0.0
    kind = failure.type.__name__ if failure.type else "?"
    return _Answer(error=f"the DNS server failed ({kind})"), 0.0


def _time_out(result: object, timeout: float) -> Any:
    raise defer.TimeoutError(timeout)


def _literal(host: str) -> Address | None:
    """An address in one of its spellings: ``192.0.2.1``, ``2001:db8::1``, ``[IPv6:2001:db8::1]``."""
    text = host.strip()
    if text.startswith("[") and text.endswith("]"):
        text = text[1:-1]
        text = text[5:] if text[:5].lower() == "ipv6:" else text
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    return Address(str(address), "ipv4" if address.version == 4 else "ipv6", host)


def _question(host: str) -> str:
    """A name as DNS wants it.

    Raises:
        ValueError: It cannot be one.
    """
    name = host.strip().rstrip(".").lower()
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True).decode("ascii")
        except idna.IDNAError as reason:
            raise ValueError(str(reason)) from reason
    labels = name.split(".")
    if len(name) > 253 or not all(0 < len(label) <= 63 and " " not in label for label in labels):
        raise ValueError(host)
    return name
