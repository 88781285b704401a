"""``[inbound]`` and ``[upstream]``: the two legs of a session, with their TLS."""

# ruff: noqa: RUF009 - setting() and section() declare attributes, they are no defaults that are shared.

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Any, ClassVar, Literal

import attrs

from skygw.app.config.keys import Between, Each, NotEmpty, Text, setting
from skygw.app.config.values import Address, Ciphers, Domain, HostName, Network

TlsVersion = Literal["1.2", "1.3"]
Family = Literal["ipv4", "ipv6"]
UpstreamTls = Literal["required", "opportunistic", "off"]

LOOPBACK: tuple[Network, ...] = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))

_GROUPS = Text(
    r"[A-Za-z0-9_-]{1,40}(?::[A-Za-z0-9_-]{1,40}){0,19}", "a list of groups like X25519:P-256", empty=True
)
_OUR_CHOICE = "forward-secret AEAD ciphers"


def _tls_min(leg: str) -> Any:
    return setting("1.2", doc=f"The oldest TLS version on the {leg}, `1.2` or `1.3`.", example="1.3")


def _tls_ciphers(leg: str) -> Any:
    return setting(
        "",
        Ciphers(),
        doc=f"OpenSSL cipher list for TLS 1.2 on the {leg}.",
        default_text=_OUR_CHOICE,
        example="ECDHE+AESGCM:ECDHE+CHACHA20",
    )


def _tls_groups(leg: str) -> Any:
    return setting(
        "",
        _GROUPS,
        doc=f"Key exchange groups on the {leg}, the preferred one first, with colons between them.",
        default_text="OpenSSL's own",
        example="X25519:P-256",
    )


@attrs.frozen
class Inbound:
    """The leg on which Exchange comes to us."""

    TITLE: ClassVar[str] = "The leg on which Exchange hands us mail: who may come, and TLS."
    SECRETS: ClassVar[tuple[str, ...]] = ("key",)

    require_tls: bool = setting(False, doc="Refuse MAIL before STARTTLS (530 5.7.0).", example=True)
    certificate: Path | None = setting(
        None,
        doc="Our certificate, PEM, with the chain below it. STARTTLS is offered when it is set.",
        example="inbound.pem",
    )
    key: Path | None = setting(
        None,
        doc="The certificate's private key, PEM. Must not be readable by everybody.",
        example="inbound.key",
    )
    client_ca: Path | None = setting(
        None,
        doc="Authorities of client certificates, PEM. If set, a certificate that is shown must be theirs.",
        example="microsoft-ca.pem",
    )
    client_names: tuple[str, ...] = setting(
        (),
        Each(HostName(empty=False)),
        doc="Names one of which the client's certificate must carry; empty asks for none. Needs `client_ca`.",
        example=("mail.protection.outlook.com",),
    )
    allowed_networks: tuple[Network, ...] = setting(
        LOOPBACK,
        NotEmpty("network"),
        doc="Networks from which sessions are taken; everybody else is answered 421 4.7.1 and closed.",
        example=("40.92.0.0/15", "40.107.0.0/16", "2a01:111:f400::/48"),
    )
    session_tickets: bool = setting(False, doc="Let TLS sessions resume by ticket.", example=False)
    tls_min: TlsVersion = _tls_min("inbound leg")
    tls_ciphers: str = _tls_ciphers("inbound leg")
    tls_groups: str = _tls_groups("inbound leg")


@attrs.frozen
class Upstream:
    """The far server, to which every message goes on."""

    TITLE: ClassVar[str] = "The far server, to which every message goes on (Exchange Online)."
    UNAVAILABLE: ClassVar[dict[str, str]] = {"route": "this version has one far side: set it in [upstream]"}
    SECRETS: ClassVar[tuple[str, ...]] = ("key",)

    host: str = setting(
        "",
        HostName(),
        doc="The far server's name or address; **must be set**.",
        example="contoso-com.mail.protection.outlook.com",
    )
    port: int = setting(25, Between(1, 65535), doc="The far server's port.")
    mx: bool = setting(
        True,
        doc="Look up the MX records of `host` first (RFC 5321, 5.1); a literal address is used as it stands.",
    )
    families: tuple[Family, ...] = setting(
        ("ipv4",),
        NotEmpty("family"),
        doc="Address families to connect by, in this order: `ipv4`, `ipv6`.",
        example=("ipv6", "ipv4"),
    )
    bind: str = setting(
        "",
        Address(),
        doc="Local address to connect from; empty lets the system choose.",
        example="192.0.2.25",
    )
    tls: UpstreamTls = setting(
        "required",
        doc="`required`: STARTTLS with a verified certificate, or no session (421); `opportunistic`: where "
        "offered, not verified; `off`: never.",
    )
    verify_name: str = setting(
        "",
        Domain(empty=True),
        doc="The name that the far server's certificate must carry.",
        default_text="the value of `host`",
        example="mail.protection.outlook.com",
    )
    ca: Path | None = setting(
        None,
        doc="Authorities that we trust for it, PEM.",
        default_text="the system's",
        example="corporate-ca.pem",
    )
    certificate: Path | None = setting(
        None,
        doc="Certificate that we show to it, PEM, with the chain below it: Exchange knows us by its name.",
        example="upstream.pem",
    )
    key: Path | None = setting(
        None,
        doc="The certificate's private key, PEM. Must not be readable by everybody.",
        example="upstream.key",
    )
    prefer_bdat: bool = setting(
        True, doc="Send messages by BDAT (RFC 3030) where the far server offers CHUNKING."
    )
    breaker_threshold: int = setting(
        20,
        Between(1, 1_000_000),
        doc="Transactions in a row that the far server refused because of the route (5.7.64 and the like), "
        "after which new sessions get 421 4.4.1 and one a minute tries.",
    )
    tls_min: TlsVersion = _tls_min("far leg")
    tls_ciphers: str = _tls_ciphers("far leg")
    tls_groups: str = _tls_groups("far leg")

    @property
    def name_to_verify(self) -> str:
        """The name that the certificate must carry."""
        return self.verify_name or self.host
