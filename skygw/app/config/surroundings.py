"""The small sections: tenant, DNS, policy, headers, metrics, log and reactor."""

# ruff: noqa: RUF009 - setting() and section() declare attributes, they are no defaults that are shared.

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Literal

import attrs

from skygw.app.config.keys import Between, Each, NotYet, Only, Text, Unsuitable, setting
from skygw.app.config.values import HEADER_NAME, Domain, Endpoint, HostPort


@attrs.frozen
class _NoProofYet:
    """A check: the list of tenant proofs is empty, the only one that this version can keep."""

    def __call__(self, value: object) -> None:
        if value:
            raise Unsuitable("not available yet in this version", "write proof = []")

    def schema(self) -> dict[str, object]:
        return {"maxItems": 0}


@attrs.frozen
class Tenant:
    """The organisation whose mail this is."""

    TITLE: ClassVar[str] = "The organisation whose mail this is."
    UNAVAILABLE: ClassVar[dict[str, str]] = {
        "secret_header": "this version asks for no proof of the tenant; allow Exchange's networks only"
    }

    id: str = setting(
        "",
        Text(r"[A-Za-z0-9._-]{1,100}", "a tenant id (letters, digits, dots, dashes)", empty=True),
        doc="The tenant's id or `onmicrosoft.com` name, for logs.",
        example="contoso.onmicrosoft.com",
    )
    domains: tuple[str, ...] = setting(
        (),
        Each(Domain()),
        doc="Our own domains; to policies, everybody else is external.",
        example=("contoso.com",),
    )
    proof: tuple[str, ...] = setting(
        (),
        _NoProofYet(),
        doc="What must prove that a message is of this tenant. Only [] in this version: nothing is "
        "asked, with a warning at start.",
        example=(),
    )
    enforce: bool = setting(True, doc="Refuse what is not proved, instead of only saying so in the log.")


@attrs.frozen
class Dns:
    """How the far server is looked up."""

    TITLE: ClassVar[str] = "How the far server is looked up."

    servers: tuple[HostPort, ...] = setting(
        (),
        doc="Name servers, as address or address:port, asked in this order.",
        default_text="the system's (`/etc/resolv.conf`)",
        example=("192.0.2.53:53",),
    )
    timeout: float = setting(10.0, Between(0.1, 300), unit="s", doc="Time for one look-up, with its retries.")


@attrs.frozen
class Policy:
    """Where the rules are."""

    TITLE: ClassVar[str] = "Where the rules are."
    UNAVAILABLE: ClassVar[dict[str, str]] = {
        "shadow_directory": "a shadow version of the policies comes later"
    }

    directory: Path = setting(
        Path("policies"), doc="Folder of the policies, `*.yaml`. SIGHUP reads it again."
    )
    mixed: Literal["auto", "refuse_all"] = setting(
        "auto",
        NotYet(
            {
                "split": "nothing can send the notice to the sender yet: write auto or refuse_all",
                "split_silent": "messages are not split yet: write auto or refuse_all",
            }
        ),
        doc="What happens to a message that is refused for some recipients only: `auto` (split it where the "
        "sender can be told, else refuse all) or `refuse_all`. This version cannot tell the sender, so both "
        "refuse all.",
        example="refuse_all",
    )


@attrs.frozen
class Headers:
    """The header fields that we prepend."""

    TITLE: ClassVar[str] = "The header fields that we put before a message."
    UNAVAILABLE: ClassVar[dict[str, str]] = {"mark_keys": "this version does not sign its marks"}

    received: bool = setting(True, doc="Add a `Received` field (RFC 5321, 4.4), without recipients.")
    scan: str = setting(
        "X-Skygw-Scan",
        Text(HEADER_NAME, "a header name that begins with X-"),
        doc="Name of the field that carries the scan status.",
    )
    mark: str = setting(
        "X-Skygw-Mark",
        Text(HEADER_NAME, "a header name that begins with X-"),
        doc="Name of the field that marks what was here; not written by this version (no `mark_keys`).",
    )


@attrs.frozen
class Metrics:
    """Numbers and health for machines."""

    TITLE: ClassVar[str] = "Numbers and health, by HTTP: `/metrics`, `/healthz`, `/readyz`."

    listen: tuple[str, ...] = setting(
        ("tcp:9100:interface=127.0.0.1",),
        Each(Endpoint()),
        doc="Twisted endpoint strings; [] serves nothing. There is no password: keep it inside.",
        example=("tcp:9100:interface=127.0.0.1",),
    )


@attrs.frozen
class Log:
    """One line for each event, on standard output."""

    TITLE: ClassVar[str] = "One line for each event, on standard output."

    format: Literal["json", "text"] = setting(
        "json", doc="`json` (one object a line) or `text` (for people).", example="text"
    )
    level: Literal["debug", "info", "warn", "error"] = setting(
        "info",
        doc="What is written at least: `debug`, `info`, `warn`, `error`. The line of a message is `info`.",
    )
    addresses: bool = setting(False, doc="Write the addresses of senders and recipients.", example=True)
    subjects: bool = setting(False, doc="Write subjects.", example=True)


@attrs.frozen
class Reactor:
    """Twisted's event loop."""

    TITLE: ClassVar[str] = "Twisted's event loop. The defaults are right."

    name: Literal["epoll", "poll", "select", "asyncio"] = setting(
        "epoll", doc="`epoll`, `poll`, `select` or `asyncio`; `twistd --reactor` goes before it."
    )
    read_octets: int = setting(
        65_536,
        Between(4096, 4_194_304),
        unit="octets",
        doc="The most that is read from a connection at a time.",
    )
    tuned_transport: bool = setting(
        False,
        Only(False, "this version uses Twisted's own transports"),
        doc="Use faster transports of our own; only false in this version.",
    )
