"""What may follow what: the order of SMTP in one table.

The table knows neither sockets nor which side we are.  RFC 5321 section 4.1.4 (order of commands), RFC
3030 section 2 (BDAT and DATA exclude each other within a transaction), RFC 3207 section 4.2 (after TLS the
session is new).  A command that has no entry under a state is out of order: 503.

The state runs ahead of the replies: with PIPELINING, RCPT arrives before MAIL was answered.  It is
therefore the state in which everything so far is accepted; ``MAIL_REFUSED`` takes it back.

``docs/states.md`` is drawn from this table by ``scripts/draw_states.py``.
"""

from __future__ import annotations

import enum
from typing import Final


class State(enum.Enum):
    """Where a session stands."""

    __hash__ = object.__hash__  # members are single; Enum's own is written in Python and hashes the name

    START = "connected, not greeted"
    READY = "greeted, no transaction"
    MAIL = "reverse-path given"
    RCPT = "recipients given"
    ASKED = "DATA asked for, not answered"
    BODY = "content under DATA"
    CHUNKS = "content under BDAT"
    HELD = "content complete, final reply owed"
    CLOSED = "closed"


class Happening(enum.Enum):
    """What moves a session besides commands."""

    __hash__ = object.__hash__

    GO_AHEAD = "354"
    NO_GO_AHEAD = "DATA refused"
    END_OF_DATA = "CRLF.CRLF"
    LAST_CHUNK = "BDAT LAST complete"
    FINAL_REPLY = "final reply"
    MAIL_REFUSED = "MAIL refused"
    TLS_STARTED = "TLS handshake"


_EVERYWHERE = (b"NOOP", b"HELP", b"VRFY", b"EXPN")


def _same(state: State) -> dict[bytes | Happening, State]:
    return {**dict.fromkeys(_EVERYWHERE, state), b"QUIT": State.CLOSED}


_ENDS: Final[dict[bytes | Happening, State]] = {
    b"RSET": State.READY,
    b"EHLO": State.READY,
    b"HELO": State.READY,
    Happening.MAIL_REFUSED: State.READY,
}

TABLE: Final[dict[State, dict[bytes | Happening, State]]] = {
    State.START: {**_same(State.START), b"RSET": State.START, b"EHLO": State.READY, b"HELO": State.READY},
    State.READY: {
        **_same(State.READY),
        b"RSET": State.READY,
        b"EHLO": State.READY,
        b"HELO": State.READY,
        b"STARTTLS": State.READY,
        Happening.TLS_STARTED: State.START,
        b"MAIL": State.MAIL,
        Happening.LAST_CHUNK: State.HELD,  # of a chunk that was coming in while its MAIL was refused
    },
    State.MAIL: {**_same(State.MAIL), **_ENDS, b"RCPT": State.RCPT},
    State.RCPT: {
        **_same(State.RCPT),
        **_ENDS,
        b"RCPT": State.RCPT,
        b"DATA": State.ASKED,
        b"BDAT": State.CHUNKS,
    },
    State.ASKED: {Happening.GO_AHEAD: State.BODY, Happening.NO_GO_AHEAD: State.RCPT},
    State.BODY: {Happening.END_OF_DATA: State.HELD},
    State.CHUNKS: {**_same(State.CHUNKS), **_ENDS, b"BDAT": State.CHUNKS, Happening.LAST_CHUNK: State.HELD},
    State.HELD: {Happening.FINAL_REPLY: State.READY},
    State.CLOSED: {},
}

#: What is served before TLS where TLS is required (RFC 3207 section 4), beside STARTTLS itself.
BEFORE_TLS: Final = frozenset({b"EHLO", b"HELO", b"NOOP", b"RSET", b"HELP", b"QUIT", b"STARTTLS"})
