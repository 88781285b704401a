"""The receiver's side of a session, without I/O.

Feed it with ``receive``, take events with ``next_event`` until that gives None.  It knows the order of
commands and cuts content out of the stream; what to answer is decided above.  After ``DataRequested`` and
after complete content it stands still until it is told how to go on: what comes behind is not touched.
"""

from __future__ import annotations

import re

from skygw.errors import LocalProtocolError
from skygw.smtp.command import parse_bdat, parse_mail, parse_rcpt
from skygw.smtp.data import DataReader
from skygw.smtp.events import (
    BodyEnded,
    BodyReceived,
    ChunkEnded,
    ChunkStarted,
    Command,
    DataRequested,
    Event,
    Greeted,
    Refused,
)
from skygw.smtp.reply import Reply
from skygw.smtp.state import BEFORE_TLS, TABLE, Happening, State

#: RFC 5321 section 4.5.3.1.4 asks for 512 and lets extensions add to it; SMTPUTF8, DSN and AUTH add some
#: 1,600; Postfix takes 2,048.
MAX_LINE_OCTETS = 4096

#: A browser or a proxy that was talked into speaking to us (attack A23): nothing that follows is SMTP.
_HTTP = re.compile(
    rb"(?:GET|POST|HEAD|PUT|DELETE|OPTIONS|CONNECT|TRACE|PATCH|PRI) |(?:Host|User-Agent|Referer):", re.I
)

_STANDS_STILL = frozenset({State.ASKED, State.HELD, State.CLOSED})
_PLAIN = frozenset({b"RSET", b"NOOP", b"QUIT", b"VRFY", b"EXPN", b"HELP"})
_BARE = frozenset({b"DATA", b"STARTTLS", b"RSET", b"QUIT"})

_SEQUENCE = Reply.of(503, "5.5.1", "Bad sequence of commands")
_UNKNOWN = Reply.of(500, "5.5.2", "Command not recognized")
_NOT_HERE = Reply.of(502, "5.5.1", "Command not implemented")
_NO_PARAMETERS = Reply.of(501, "5.5.4", "This command takes no parameters")
_TLS_FIRST = Reply.of(530, "5.7.0", "Must issue a STARTTLS command first")
_TOO_LONG = Reply.of(500, "5.5.2", "Line too long")
_NOT_A_LINE = Reply.of(500, "5.5.2", "Lines end with CRLF and hold neither CR, LF nor NUL")
_NOT_HTTP = Reply.of(421, "4.7.0", "This is a mail server")
_BDAT_SYNTAX = Reply.of(501, "5.5.4", "Syntax: BDAT octets [LAST]")
_CHUNKS_ONLY = Reply.of(503, "5.5.1", "BODY=BINARYMIME needs BDAT")
_NO_NAME = Reply.of(501, "5.5.4", "Give the name of your host")
_TLS_TWICE = Reply.of(503, "5.5.1", "TLS is already active")
_CLEAR_TEXT = Reply.of(554, "5.7.0", "Nothing may follow STARTTLS in clear")

#: Known elsewhere, served nowhere here: 502 instead of 500 (RFC 5321 section 4.2.4).
_ELSEWHERE = frozenset(
    {b"AUTH", b"TURN", b"ETRN", b"SEND", b"SOML", b"SAML", b"XCLIENT", b"XFORWARD", b"BURL"}
)


class ServerConnection:
    """One session as its receiver sees it.

    Args:
        starttls: whether STARTTLS is served.
        require_tls: whether mail commands are refused with 530 until ``tls_started``.
        chunking: whether BDAT is served; it is a matter of what was offered.
    """

    __slots__ = (
        "_at",
        "_binary",
        "_buffer",
        "_chunk_left",
        "_chunk_size",
        "_data",
        "_last",
        "_refusal",
        "chunking",
        "require_tls",
        "starttls",
        "state",
        "tls",
    )

    def __init__(self, *, starttls: bool = False, require_tls: bool = False, chunking: bool = True) -> None:
        self.state = State.START
        self.starttls = starttls
        self.require_tls = require_tls
        self.chunking = chunking
        self.tls = False
        self._buffer = b""
        self._at = 0
        self._data: DataReader | None = None
        self._binary = False
        self._chunk_size = 0
        self._chunk_left = -1  # octets of the chunk under way that are still to come; -1: no chunk
        self._last = False
        self._refusal: Reply | None = None  # of the chunk under way: swallow its octets, then say this

    # -- what comes from outside -----------------------------------------------------------------------

    @property
    def buffered(self) -> int:
        """Octets that were received and not yet looked at."""
        return len(self._buffer) - self._at

    @property
    def waiting(self) -> bool:
        """Whether nothing is read on until ``start_data``, ``refuse_data`` or ``finish`` is called."""
        return self.state is State.ASKED or self.state is State.HELD

    @property
    def in_content(self) -> bool:
        """Whether octets that come now are content."""
        return self.state is State.BODY or (self._chunk_left > 0 and self.state is not State.CLOSED)

    def receive(self, octets: bytes) -> None:
        """Take octets from the network; ``next_event`` tells what they were.  Dropped once closed."""
        if self.state is State.CLOSED:
            octets, self._at = b"", len(self._buffer)
        self._buffer = self._buffer[self._at :] + octets if self._at < len(self._buffer) else octets
        self._at = 0

    def next_event(self) -> Event | None:
        """The next thing that happened; None: more octets or a decision are needed."""
        state = self.state
        if state in _STANDS_STILL:
            return None
        if self._chunk_left >= 0:
            return self._chunk()
        if state is State.BODY:
            return self._body()
        line = self._line()
        return self._command(line) if isinstance(line, bytes) else line

    # -- what is decided above -------------------------------------------------------------------------

    def start_data(self) -> None:
        """354 is said: content follows.

        Raises:
            LocalProtocolError: nobody asked.
        """
        self._move(Happening.GO_AHEAD)
        self._data = DataReader()

    def refuse_data(self) -> None:
        """DATA was refused; recipients may still be added."""
        self._move(Happening.NO_GO_AHEAD)

    def finish(self) -> None:
        """The final reply is said; the next command may come."""
        self._move(Happening.FINAL_REPLY)

    def forget_mail(self) -> None:
        """MAIL was refused: there is no transaction.  Not to be called once another MAIL came."""
        if Happening.MAIL_REFUSED in TABLE[self.state]:
            self._move(Happening.MAIL_REFUSED)

    def tls_started(self) -> None:
        """220 to STARTTLS is said and the handshake begins: the session is new (RFC 3207 section 4.2).

        Raises:
            LocalProtocolError: octets came behind STARTTLS in clear; the session must die (I19).
        """
        if self.buffered:
            raise LocalProtocolError("clear text behind STARTTLS")
        self._move(Happening.TLS_STARTED)
        self.tls = True

    def close(self) -> None:
        """Nothing more is read."""
        self.state = State.CLOSED

    # -- commands --------------------------------------------------------------------------------------

    def _line(self) -> bytes | Refused | None:
        """The next line without its CRLF."""
        end = self._buffer.find(b"\n", self._at)
        if end < 0:
            return self._unfit(self._buffer[self._at :]) if self._at < len(self._buffer) else None
        line = self._buffer[self._at : end]
        if line.find(b"\r") == len(line) - 1 <= MAX_LINE_OCTETS and line and b"\0" not in line:
            self._at = end + 1
            return line[:-1]
        refused = self._unfit(line)
        if refused is not None:
            return refused
        return self._fatal(_NOT_A_LINE)

    def _unfit(self, line: bytes) -> Refused | None:
        """Refuses ``line``, of which so much is here and no LF, once it can become no command.

        A CR at its end may yet get its LF.  Of several faults the first counts, so that the answer is the
        same however the line was cut.
        """
        if b"\0" in line[:MAX_LINE_OCTETS] or b"\r" in line[: min(len(line) - 1, MAX_LINE_OCTETS)]:
            return self._fatal(_NOT_A_LINE)
        if len(line) > MAX_LINE_OCTETS + line.endswith(b"\r"):
            return self._fatal(_TOO_LONG)
        return None

    def _fatal(self, reply: Reply) -> Refused:
        self.state = State.CLOSED
        return Refused(reply, fatal=True)

    def _command(self, line: bytes) -> Event | None:
        verb, _, argument = line.partition(b" ")
        verb = verb.upper()
        if self.require_tls and not self.tls and verb not in BEFORE_TLS:
            return self._unserved(line, _TLS_FIRST)
        match verb:
            case b"RCPT":
                return self._rcpt(line)
            case b"MAIL":
                return self._mail(line)
            case b"BDAT":
                return self._bdat(line)
            case b"EHLO" | b"HELO":
                return self._greeted(verb, argument.strip())
            case _:
                return self._simple(verb, argument.strip(), line)

    def _simple(self, verb: bytes, argument: bytes, line: bytes) -> Event | None:
        if verb in _BARE and argument:
            return Refused(_NO_PARAMETERS)
        if verb == b"DATA":
            if self._binary and self.state is State.RCPT:
                return Refused(_CHUNKS_ONLY)
            return DataRequested() if self._allowed(verb) else Refused(_SEQUENCE)
        if verb == b"STARTTLS":
            return self._starttls()
        if verb in _PLAIN:
            return Command(verb) if self._allowed(verb) else Refused(_SEQUENCE)
        return self._unserved(line, _NOT_HERE if verb in _ELSEWHERE else _UNKNOWN)

    def _unserved(self, line: bytes, reply: Reply) -> Event | None:
        """Refuses ``line`` with ``reply``, unless what follows it are no commands."""
        # Also where no blank follows: another server might cut "BDAT<TAB>86" there and take the chunk.
        if line.lstrip()[:4].upper() == b"BDAT":
            return self._bdat(line)
        return self._fatal(_NOT_HTTP) if _HTTP.match(line) else Refused(reply)

    def _starttls(self) -> Event:
        if not self.starttls:
            return Refused(_NOT_HERE)
        if self.tls:
            return Refused(_TLS_TWICE)
        if not self._allowed(b"STARTTLS"):
            return Refused(_SEQUENCE)
        # Attack A4: what came in the same segment must be read neither as clear text nor inside TLS.
        return self._fatal(_CLEAR_TEXT) if self.buffered else Command(b"STARTTLS")

    def _greeted(self, verb: bytes, name: bytes) -> Event:
        if not name:
            return Refused(_NO_NAME)
        return Greeted(verb == b"EHLO", name) if self._allowed(verb) else Refused(_SEQUENCE)

    def _mail(self, line: bytes) -> Event:
        if b"MAIL" not in TABLE[self.state]:
            return Refused(_SEQUENCE)
        mail = parse_mail(line)
        if isinstance(mail, str):
            return Refused(Reply.of(501, "5.5.4", mail))
        self._move(b"MAIL")
        self._binary = mail.body == b"BINARYMIME"
        return mail

    def _rcpt(self, line: bytes) -> Event:
        if b"RCPT" not in TABLE[self.state]:
            return Refused(_SEQUENCE)
        rcpt = parse_rcpt(line)
        if isinstance(rcpt, str):
            return Refused(Reply.of(501, "5.5.4", rcpt))
        self._move(b"RCPT")
        return rcpt

    def _allowed(self, verb: bytes) -> bool:
        state = TABLE[self.state].get(verb)
        if state is None:
            return False
        self.state = state
        return True

    def _move(self, event: bytes | Happening) -> None:
        state = TABLE[self.state].get(event)
        if state is None:
            raise LocalProtocolError(f"{event!r} while {self.state.value}")
        self.state = state

    # -- content ---------------------------------------------------------------------------------------

    def _bdat(self, line: bytes) -> Event | None:
        chunk = parse_bdat(line)
        if chunk is None:
            # What follows cannot be told from commands (attack A8).
            return self._fatal(_BDAT_SYNTAX)
        self._chunk_size, self._last = chunk
        self._chunk_left = self._chunk_size
        if self.require_tls and not self.tls:
            self._refusal = _TLS_FIRST
        elif not self.chunking:
            self._refusal = _NOT_HERE
        elif not self._allowed(b"BDAT"):
            self._refusal = _SEQUENCE
        else:
            return ChunkStarted(self._chunk_size, self._last)
        # Refused: its octets are swallowed, exactly as many as were announced (RFC 3030 section 2).
        return self._chunk()

    def _chunk(self) -> Event | None:
        if self._chunk_left:
            return self._piece()
        self._chunk_left = -1
        if self._refusal is not None:
            refused = Refused(self._refusal)
            self._refusal = None
            return refused
        if self._last:
            self._move(Happening.LAST_CHUNK)
        return ChunkEnded(self._chunk_size, self._last)

    def _piece(self) -> Event | None:
        available = len(self._buffer) - self._at
        if not available:
            return None
        if self._at == 0 and available <= self._chunk_left:
            octets, self._buffer = self._buffer, b""
        else:
            octets = self._buffer[self._at : self._at + self._chunk_left]
            self._at += len(octets)
        self._chunk_left -= len(octets)
        return self._chunk() if self._refusal is not None else BodyReceived(octets)

    def _body(self) -> Event | None:
        data = self._data
        assert data is not None  # noqa: S101 - start_data made it
        if not data.ended:
            if self._at >= len(self._buffer):
                return None
            octets = data.receive(self._buffer[self._at :] if self._at else self._buffer)
            self._buffer, self._at = data.rest, 0
            if octets:
                return BodyReceived(octets)
            if not data.ended:
                return None
        self._data = None
        self._move(Happening.END_OF_DATA)
        return BodyEnded(data.flaw)
