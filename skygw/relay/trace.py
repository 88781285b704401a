"""Header fields that we put before a message, and what we read from its header for ourselves.

Fields are only prepended, none is removed or renamed: Exchange's DKIM signature must survive.
"""

from __future__ import annotations

import re
from email.utils import formatdate
from functools import lru_cache

import attrs

from skygw.mail import words
from skygw.relay.body import Body

#: What stands in an EHLO name or an address literal; everything else becomes "?".
_UNSAFE = re.compile(rb"[^A-Za-z0-9.\-:\[\]_]")

#: Where a header usually ends; most messages are read no further than this.
_FIRST_LOOK = 16 * 1024


def received(*, helo: bytes, peer: str, hostname: str, protocol: str, transaction: str, now: float) -> bytes:
    """A Received field (RFC 5321 section 4.4), without a ``for`` clause: it would show Bcc recipients."""
    name = _UNSAFE.sub(b"?", helo[:255]).decode("ascii") or "?"
    literal = f"IPv6:{peer}" if ":" in peer else peer
    return (
        f"Received: from {name} ([{literal}])\r\n"
        f"\tby {hostname} with {protocol} id {transaction};\r\n"
        f"\t{_date(int(now))}\r\n"
    ).encode("ascii", "replace")


@lru_cache(maxsize=2)
def _date(second: int) -> str:
    return formatdate(second)


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
    subject: str
    """Decoded; empty unless asked for."""


def read(body: Body, limit: int, *, subject: bool = False) -> Header:
    """The header of ``body``; at most ``limit`` octets are looked at."""
    octets = body.beginning(min(limit, _FIRST_LOOK))
    end = _end_of_header(octets)
    if end < 0 and body.size > len(octets):
        octets = body.beginning(limit)
        end = _end_of_header(octets)
    head = octets if end < 0 else octets[:end]
    # Field names are ASCII (RFC 5322 section 3.6.8), so one pass in C makes them all comparable.
    lower = b"\n" + head.lower()
    return Header(
        octets=len(head),
        complete=end >= 0 or len(octets) >= body.size,
        received=lower.count(b"\nreceived:"),
        message_id=_field(head, lower, b"\nmessage-id:"),
        network_message_id=_field(head, lower, _CROSSTENANT) or _field(head, lower, _ORGANIZATION),
        subject=words.text(_value(head, lower, b"\nsubject:")) if subject else "",
    )


# Exchange's own id of a message; it persists over bifurcated copies.
_CROSSTENANT = b"\nx-ms-exchange-crosstenant-network-message-id:"
_ORGANIZATION = b"\nx-ms-exchange-organization-network-message-id:"

_FOLD = re.compile(rb"\r?\n(?![ \t])")
#: A longer identifier or subject is cut: it is for the log.
_MAX_ID = 998


def _end_of_header(octets: bytes) -> int:
    """Where the empty line begins, behind the last field's line end; -1 if there is none.

    Content under BDAT may hold lines that end with LF alone.
    """
    if octets.startswith((b"\r\n", b"\n")):
        return 0
    crlf = octets.find(b"\n\r\n")
    lf = octets.find(b"\n\n", 0, crlf if crlf >= 0 else len(octets))
    return lf + 1 if lf >= 0 else crlf + 1 if crlf >= 0 else -1


def _field(head: bytes, lower: bytes, name: bytes) -> str:
    """The first value of a field, unfolded, blanks made one; undecoded otherwise."""
    value = _value(head, lower, name)
    return b" ".join(value.split()).decode("utf-8", "backslashreplace") if value else ""


def _value(head: bytes, lower: bytes, name: bytes) -> bytes:
    """The first value of a field as it stands, cut; ``lower`` is ``head`` behind one octet."""
    found = lower.find(name)
    if found < 0:
        return b""
    start = found + len(name) - 1
    return _FOLD.split(head[start : start + _MAX_ID], maxsplit=1)[0]
