"""Header fields that we put before a message, and what we read from its header for ourselves.

Fields are only prepended, none is removed or renamed: Exchange's DKIM signature must survive.
"""

from __future__ import annotations

import re
from email.utils import formatdate

import attrs

from skygw.relay.body import Body

#: What stands in an EHLO name or an address literal; everything else becomes "?".
_UNSAFE = re.compile(rb"[^A-Za-z0-9.\-:\[\]_]")

_END_OF_HEADER = re.compile(rb"\r?\n\r?\n")
_RECEIVED = re.compile(rb"(?im)^received[ \t]*:")
_MESSAGE_ID = re.compile(rb"(?im)^message-id[ \t]*:[ \t]*((?:[^\r\n]|\r?\n[ \t]){1,998})")
# Exchange's own id of a message; it persists over bifurcated copies.
_NETWORK_ID = re.compile(
    rb"(?im)^x-ms-exchange-(?:crosstenant|organization)-network-message-id[ \t]*:[ \t]*([0-9A-Fa-f-]{1,64})"
)
#: Where a header usually ends; most messages are read no further than this.
_FIRST_LOOK = 64 * 1024


def received(*, helo: bytes, peer: str, hostname: str, protocol: str, transaction: str, now: float) -> bytes:
    """A Received field (RFC 5321 section 4.4), without a ``for`` clause: it would show Bcc recipients."""
    name = _UNSAFE.sub(b"?", helo[:255]).decode("ascii") or "?"
    literal = f"IPv6:{peer}" if ":" in peer else peer
    return (
        f"Received: from {name} ([{literal}])\r\n"
        f"\tby {hostname} with {protocol} id {transaction};\r\n"
        f"\t{formatdate(now)}\r\n"
    ).encode("ascii", "replace")


def protocol_name(*, extended: bool, tls: bool, utf8: bool) -> str:
    """The ``with`` protocol (RFC 3848, RFC 6531 section 4.3)."""
    if utf8:
        return "UTF8SMTPS" if tls else "UTF8SMTP"
    return ("ESMTPS" if tls else "ESMTP") if extended else "SMTP"


@attrs.frozen
class Header:
    """What the relay reads from a message's header."""

    octets: int
    """Size up to the empty line; all of the message where there is none."""
    complete: bool
    """False where no end was found within the limit."""
    received: int
    """How many Received fields there are: the hops so far."""
    message_id: str
    network_message_id: str


def read(body: Body, limit: int) -> Header:
    """The header of ``body``; at most ``limit`` octets are looked at."""
    octets = body.beginning(min(limit, _FIRST_LOOK))
    end = _END_OF_HEADER.search(octets)
    if end is None and body.size > len(octets):
        octets = body.beginning(limit)
        end = _END_OF_HEADER.search(octets)
    head = octets[: end.start() + 2] if end else octets
    return Header(
        octets=len(head),
        complete=end is not None or len(octets) >= body.size,
        received=len(_RECEIVED.findall(head)),
        message_id=_first(_MESSAGE_ID, head),
        network_message_id=_first(_NETWORK_ID, head),
    )


def _first(pattern: re.Pattern[bytes], head: bytes) -> str:
    found = pattern.search(head)
    return found.group(1).strip().decode("utf-8", "backslashreplace") if found else ""
