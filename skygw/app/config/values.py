"""The small values that keys hold, with their parsers: ports, networks, names, ciphers, endpoints."""

from __future__ import annotations

import ipaddress
import re
from typing import Any

import attrs
from OpenSSL import SSL
from twisted.internet.endpoints import serverFromString
from twisted.internet.testing import MemoryReactor

from skygw.app.config.keys import Unsuitable, shown

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# RFC 1035, 2.3.4: a name has at most 253 characters in its usual form and a label at most 63.  The
# underscore is not a host name's (RFC 952), but it stands in names that people do use.
_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
NAME = rf"(?=.{{1,253}}\.?\Z){_LABEL}(?:\.{_LABEL})*\.?"
# RFC 5322, 3.6.8: field names are printable ASCII without the colon.  Ours begin with X-.
HEADER_NAME = r"[Xx]-[!-9;-~]{1,70}"
PRINTABLE = r"[ -~]{1,400}"

_NAME = re.compile(NAME)


@attrs.frozen
class HostPort:
    """The address of a server: a literal IP address and a port."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @classmethod
    def parse(cls, text: str, default_port: int) -> HostPort:
        """Read ``192.0.2.1``, ``192.0.2.1:53``, ``2001:db8::1`` or ``[2001:db8::1]:53``."""
        match = re.fullmatch(r"\[([^][]+)\](?::([0-9]{1,5}))?|([^][:]+)(?::([0-9]{1,5}))?", text, re.ASCII)
        if match is None:
            host, port = text, ""
        else:
            host, port = match[1] or match[3], match[2] or match[4] or ""
        if not is_literal(host) or not 0 < int(port or default_port) < 65536:
            raise Unsuitable(
                f"{shown(text)} is not an IP address and a port", f'write it as "192.0.2.1:{default_port}"'
            )
        return cls(host, int(port or default_port))


def is_literal(host: str) -> bool:
    """Whether the host is an IP address rather than a name."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def parse_network(text: str) -> Network:
    """A network in CIDR notation, or a single address; host bits must be zero."""
    try:
        return ipaddress.ip_network(text)
    except ValueError:
        pass
    try:
        remedy = f'write "{ipaddress.ip_network(text, strict=False)}"'
        reason = "has bits set beyond its prefix"
    except ValueError:
        reason, remedy = "is not a network", 'write it as "192.0.2.0/24" or "2001:db8::/32"'
    raise Unsuitable(f"{shown(text)} {reason}", remedy)


@attrs.frozen
class HostName:
    """A check: a DNS name or a literal address (without brackets)."""

    empty: bool = True

    def __call__(self, value: Any) -> None:
        if (value == "" and self.empty) or is_literal(value):
            return
        labels = value.rstrip(".").split(".")
        if not _NAME.fullmatch(value) or labels[-1].isdigit():
            raise Unsuitable(f"{shown(value)} is not a host name", 'write a name such as "mail.example.com"')

    def schema(self) -> dict[str, Any]:
        return {"maxLength": 254}


@attrs.frozen
class Domain:
    """A check: a domain in its ASCII form (IDNA A-labels)."""

    empty: bool = False

    def __call__(self, value: Any) -> None:
        if value == "" and self.empty:
            return
        if not _NAME.fullmatch(value) or is_literal(value):
            raise Unsuitable(
                f"{shown(value)} is not a domain",
                'write it as "contoso.com", international ones as "xn--..."',
            )

    def schema(self) -> dict[str, Any]:
        return {"maxLength": 254}


@attrs.frozen
class Address:
    """A check: a literal IP address, or nothing."""

    def __call__(self, value: Any) -> None:
        if value and not is_literal(value):
            raise Unsuitable(f"{shown(value)} is not an IP address", "write the address of a local interface")

    def schema(self) -> dict[str, Any]:
        return {}


@attrs.frozen
class Endpoint:
    """A check: a Twisted server endpoint string, parsed as the start will parse it, without listening.

    ``ssl:`` and ``tls:`` are refused: TLS has its own keys here, on SMTP it begins with STARTTLS, and
    Twisted's parser would read certificate files of its own.
    """

    def __call__(self, value: Any) -> None:
        remedy = 'write it as "tcp:25" or "tcp:25:interface=192.0.2.1"; colons in an IPv6 address as "\\\\:"'
        kind = value.partition(":")[0].lower()
        if kind in ("ssl", "tls", "txtorcon", "onion", "autossl"):
            raise Unsuitable(f"{shown(value)}: {kind} endpoints are not possible here", remedy)
        try:
            endpoint = serverFromString(MemoryReactor(), value)  # type: ignore[no-untyped-call]
        except Exception as error:
            # Whatever a parser of an endpoint plugin raises: the operator sees it as one problem of many.
            if kind == "systemd":
                remedy = "start the service by its systemd socket unit"
            reason = f"{shown(value)} is not an endpoint: {type(error).__name__}: {error}"
            raise Unsuitable(reason, remedy) from error
        # TCP4ServerEndpoint takes any number as its port and fails only when it listens.
        port = getattr(endpoint, "_port", 0)
        if isinstance(port, int) and not 0 <= port < 65536:
            raise Unsuitable(f"{shown(value)}: {port} is not a port", "write a port from 1 to 65535")

    def schema(self) -> dict[str, Any]:
        return {"pattern": "^[A-Za-z0-9]+:.+$"}


@attrs.frozen
class Ciphers:
    """A check: an OpenSSL cipher list that selects something, or nothing for our own default."""

    def __call__(self, value: Any) -> None:
        if not value:
            return
        remedy = 'write an OpenSSL cipher list such as "ECDHE+AESGCM:ECDHE+CHACHA20"'
        if not value.isascii() or "\0" in value:
            raise Unsuitable(f"{shown(value)} is not a cipher list", remedy)
        try:
            SSL.Context(SSL.TLS_METHOD).set_cipher_list(value.encode("ascii"))
        except SSL.Error as error:
            raise Unsuitable(f"OpenSSL knows no cipher of {shown(value)}", remedy) from error

    def schema(self) -> dict[str, Any]:
        return {}
