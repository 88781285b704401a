"""What a ``ServerConnection`` tells: things that have happened on the wire."""

from __future__ import annotations

from typing import TypeAlias

import attrs

from skygw.smtp.command import Mail, Rcpt
from skygw.smtp.reply import Reply


@attrs.define(slots=True)
class Greeted:
    """HELO or EHLO.  ``name`` is what the client calls itself, unchecked."""

    extended: bool
    name: bytes


@attrs.define(slots=True)
class Command:
    """A command that carries nothing that we need: RSET, NOOP, QUIT, STARTTLS, VRFY, EXPN, HELP."""

    verb: bytes


@attrs.define(slots=True)
class DataRequested:
    """DATA: nothing more is read until ``start_data`` or ``refuse_data`` was called."""


@attrs.define(slots=True)
class ChunkStarted:
    """BDAT with ``size`` octets, which follow as ``BodyReceived``, then ``ChunkEnded``."""

    size: int
    last: bool


@attrs.define(slots=True)
class BodyReceived:
    """A piece of content: dots removed, as large as the network gave it."""

    octets: bytes


@attrs.define(slots=True)
class ChunkEnded:
    """All octets of a chunk are here.  If it was the last, ``finish`` is owed."""

    size: int
    last: bool


@attrs.define(slots=True)
class BodyEnded:
    """CRLF.CRLF under DATA; ``finish`` is owed.

    ``flaw`` says why the content must not go onward (bare CR, bare LF or NUL: RFC 5321 section 4.1.1.4 and
    2.3.8); the pieces that were given before are then worth nothing.
    """

    flaw: str


@attrs.define(slots=True)
class Refused:
    """The client may not do that: ``reply`` is owed; if ``fatal``, the session ends with it."""

    reply: Reply
    fatal: bool = False


Event: TypeAlias = (
    Greeted
    | Command
    | Mail
    | Rcpt
    | DataRequested
    | ChunkStarted
    | BodyReceived
    | ChunkEnded
    | BodyEnded
    | Refused
)
