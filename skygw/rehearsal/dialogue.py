"""One session of the far server, told in order: greeting, commands, messages, the end.

It is one coroutine; what the script says about a stage happens where the stage stands in it.  Nothing is
read while something is said, so replies keep the order of the commands, whatever was pipelined.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from twisted.internet.defer import CancelledError
from twisted.logger import Logger

from skygw.errors import LocalProtocolError
from skygw.rehearsal import exchange as plays
from skygw.rehearsal.exchange import Exchange
from skygw.rehearsal.speech import OverError, Speech, code_of
from skygw.rehearsal.step import ENDS, Stage, Step
from skygw.rehearsal.transaction import Transaction
from skygw.smtp import (
    BodyEnded,
    BodyReceived,
    ChunkEnded,
    ChunkStarted,
    Command,
    DataRequested,
    Event,
    Greeted,
    Mail,
    Rcpt,
    Refused,
)

if TYPE_CHECKING:
    from skygw.rehearsal.session import FarSession

_NO_RECIPIENTS = b"554 5.5.1 No valid recipients\r\n"
_CHUNK_FAILED = b"503 5.5.1 An earlier chunk was refused\r\n"
_CHUNK_TAKEN = b"250 2.6.0 CHUNK received OK, %d octets\r\n"
_NO_SERVICE = b"503 5.5.1 No service here; say QUIT\r\n"
_GO_AHEAD = b"354 Start mail input; end with <CRLF>.<CRLF>\r\n"

#: Commands that have a stage of their own and change nothing but what the table says.
_SIMPLE = {
    b"RSET": (Stage.RSET, b"250 2.0.0 Resetting\r\n"),
    b"NOOP": (Stage.NOOP, b"250 2.0.0 OK\r\n"),
}
_OTHERS = {
    b"HELP": b"214 2.0.0 This server rehearses\r\n",
    b"VRFY": b"252 2.1.5 Cannot VRFY user\r\n",
    b"EXPN": b"502 5.3.3 Command not implemented\r\n",
}


class Dialogue:
    """What the far server does in one session."""

    _log = Logger()

    def __init__(self, session: FarSession) -> None:
        self._session = session
        self._server = session.server
        self._script = session.server.script
        self._exchange: Exchange | None = self._script.exchange
        self._course = session.server.course_of_session()
        self._wire = session.wire
        self._speech = Speech(session, session.server.clock, session.note)
        self._transaction: Transaction | None = None
        self._content_step: Step | None = None
        self._served = True
        self._closing = False

    async def tell(self) -> None:
        """The whole session."""
        try:
            await self._greet()
            while not self._closing:
                await self._take(await self._next_event())
            self._session.disconnect()
            self._session.ended("said 421")
        except OverError as over:
            self._session.ended(over.why)
        except CancelledError:
            pass  # the connection is gone; it has said why
        except Exception:
            self._log.failure("the far server failed")
            self._session.ended("the far server failed")
            self._session.reset()
        finally:
            self._forget()

    # -- saying and hearing ----------------------------------------------------------------------------

    async def _say(self, stage: Stage, usual: bytes, path: bytes = b"") -> int:
        """Say what the script says at ``stage``, or what is usual; gives the code that was said."""
        return code_of(await self._perform(self._step(stage, path), usual))

    def _step(self, stage: Stage, path: bytes = b"") -> Step:
        record = self._session.record
        step = self._course.take(stage, path=path, session=record.number, message=record.messages)
        return step if step is not None else _USUAL

    async def _perform(self, step: Step, usual: bytes) -> bytes:
        reply = await self._speech.say(step, usual)
        # RFC 5321 section 3.8: whoever says 421 closes.
        self._closing = self._closing or code_of(reply) == 421
        return reply

    async def _next_event(self) -> Event:
        while True:
            step = None if self._wire.in_content else self._peek(Stage.IDLE)
            limit = self._exchange.idle_timeout if self._exchange is not None else 0.0
            silence = step.delay if step is not None and (not limit or step.delay < limit) else limit
            event = await self._session.next_event(silence)
            if event is not None:
                return event
            if step is None or silence != step.delay:
                self._session.write(plays.TIMED_OUT)
                self._session.disconnect()
                raise OverError("idle for too long")
            await self._perform(self._step(Stage.IDLE).at_once(), b"")
            if self._closing:
                self._session.disconnect()
                raise OverError("said 421 unasked")

    def _peek(self, stage: Stage) -> Step | None:
        record = self._session.record
        return self._course.peek(stage, session=record.number, message=record.messages)

    # -- commands --------------------------------------------------------------------------------------

    async def _greet(self) -> None:
        await self._say(Stage.CONNECT, b"")
        refusal = None
        if self._exchange is not None:
            refusal = self._exchange.refuse_connection(self._server.open_from(self._session.record))
        usual = f"220 {self._script.hostname} Microsoft ESMTP MAIL Service ready\r\n".encode("ascii")
        code = await self._say(Stage.BANNER, refusal or usual)
        self._served = code // 100 == 2

    async def _take(self, event: Event) -> None:
        if not self._served and event != Command(b"QUIT"):
            # RFC 5321 section 3.1: after 554 the server waits for QUIT.
            self._session.write(_NO_SERVICE)
            broken = isinstance(event, Refused) and event.fatal
            self._closing = broken or self._wire.waiting or self._wire.in_content
            return
        match event:
            case Greeted():
                await self._greeted(event)
            case Mail():
                await self._mail(event)
            case Rcpt():
                await self._rcpt(event)
            case DataRequested():
                await self._data()
            case ChunkStarted():
                await self._begin("BDAT")
            case BodyReceived():
                await self._piece(event.octets)
            case ChunkEnded():
                await self._chunk(event)
            case BodyEnded():
                await self._finish(self._step(Stage.END_OF_DATA), event.flaw)
            case Command():
                await self._command(event.verb)
            case Refused():
                self._session.write(event.reply.raw)
                if event.fatal:
                    self._session.disconnect()
                    raise OverError("the client broke the protocol")

    async def _greeted(self, event: Greeted) -> None:
        self._forget()
        record = self._session.record
        record.greeting = event.name
        if not event.extended:
            await self._say(Stage.HELO, f"250 {self._script.hostname} Hello\r\n".encode("ascii"))
            return
        lines = self._script.capabilities.lines(tls=self._wire.tls, can_tls=self._server.can_tls)
        self._wire.chunking = "CHUNKING" in (line.upper() for line in lines)
        hello = f"{self._script.hostname} Hello [{_host(record.peer)}]"
        await self._say(Stage.EHLO, _multiline(hello, lines))

    async def _mail(self, mail: Mail) -> None:
        self._forget()
        record = self._session.record
        record.messages += 1
        usual = b"250 2.1.0 Sender OK\r\n"
        if (mail.size or 0) > self._script.max_message_octets:
            usual = plays.TOO_LARGE
        in_a_minute = self._server.count_mail()
        if self._exchange is not None:
            usual = self._exchange.refuse_mail(messages=record.messages, in_a_minute=in_a_minute) or usual
        if await self._say(Stage.MAIL, usual, mail.path) // 100 == 2:
            self._transaction = Transaction(record.number, mail, self._script.max_message_octets)
        else:
            self._wire.forget_mail()

    async def _rcpt(self, rcpt: Rcpt) -> None:
        transaction = self._transaction
        assert transaction is not None  # noqa: S101 - the wire lets no RCPT by without an accepted MAIL
        usual = b"250 2.1.5 Recipient OK\r\n"
        if self._exchange is not None:
            names = self._session.record.certificate_names
            of_domain = transaction.of_domain(rcpt)
            usual = self._exchange.refuse_rcpt(of_domain=of_domain, names=names) or usual
        reply = await self._perform(self._step(Stage.RCPT, rcpt.path), usual)
        if code_of(reply) // 100 == 2:
            transaction.took(rcpt)
        else:
            transaction.refused.append((rcpt.line, reply))

    async def _command(self, verb: bytes) -> None:
        if verb == b"STARTTLS":
            await self._starttls()
        elif verb == b"QUIT":
            await self._say(Stage.QUIT, b"221 2.0.0 Service closing transmission channel\r\n")
            self._session.disconnect()
            raise OverError("QUIT")
        elif verb in _SIMPLE:
            if verb == b"RSET":
                self._forget()
            stage, usual = _SIMPLE[verb]
            await self._say(stage, usual)
        else:
            self._session.write(_OTHERS[verb])

    async def _starttls(self) -> None:
        if await self._say(Stage.STARTTLS, b"220 2.0.0 SMTP server ready\r\n") != 220:
            return
        try:
            self._wire.tls_started()
        except LocalProtocolError as error:
            self._session.note("clear text behind STARTTLS")
            self._session.reset()
            raise OverError("clear text behind STARTTLS") from error
        if self._server.tls is None:
            self._session.disconnect()
            raise OverError("promised TLS without a certificate")
        self._session.record.greeting = b""
        self._session.start_tls(self._server.tls)

    # -- content ---------------------------------------------------------------------------------------

    async def _data(self) -> None:
        usual = _GO_AHEAD if self._transaction is not None and self._transaction.accepted else _NO_RECIPIENTS
        if await self._say(Stage.DATA, usual) == 354:
            self._wire.start_data()
            await self._begin("DATA")
        else:
            self._wire.refuse_data()

    async def _begin(self, by: str) -> None:
        transaction = self._transaction
        assert transaction is not None  # noqa: S101 - the wire lets no content by without RCPT
        if not transaction.by:
            transaction.by = by
            self._content_step = self._peek(Stage.CONTENT)
            await self._reached(transaction)

    async def _piece(self, octets: bytes) -> None:
        transaction = self._transaction
        assert transaction is not None  # noqa: S101 - _begin saw it
        transaction.add(octets)
        await self._reached(transaction)

    async def _reached(self, transaction: Transaction) -> None:
        """Take the step at stage ``content`` once enough of it came."""
        if self._content_step is not None and transaction.size >= self._content_step.after_octets:
            self._content_step = None
            await self._perform(self._step(Stage.CONTENT), b"")

    async def _chunk(self, event: ChunkEnded) -> None:
        transaction = self._transaction
        assert transaction is not None  # noqa: S101 - _begin saw it
        stage = Stage.END_OF_DATA if event.last and not self._course.has(Stage.BDAT) else Stage.BDAT
        step = self._step(stage)
        if event.last:
            await self._finish(step)
        else:
            usual = self._refusal(transaction, "") or _CHUNK_TAKEN % event.size
            transaction.failed = code_of(await self._perform(step, usual)) // 100 != 2 or transaction.failed

    async def _finish(self, step: Step, flaw: str = "") -> None:
        """All content is here: say the final reply and keep the record."""
        transaction, self._transaction = self._transaction, None
        assert transaction is not None  # noqa: S101 - _begin saw it
        self._content_step = None
        usual = self._final(transaction, flaw)
        if step.fault in ENDS:
            # Saying it does not return, and whoever waits for the message should not wait for the end.
            self._server.message_received(transaction, flaw=flaw, reply=step.reply or b"")
            await self._perform(step, usual)
        reply = b""
        try:
            reply = await self._perform(step, usual)
        finally:
            self._server.message_received(transaction, flaw=flaw, reply=reply)
        self._wire.finish()

    def _final(self, transaction: Transaction, flaw: str) -> bytes:
        refusal = self._refusal(transaction, flaw)
        if refusal is None and self._exchange is not None:
            refusal = self._exchange.refuse_message(transaction.content)
        return refusal or b"250 2.6.0 %s [InternalId=%d, Hostname=%s] Queued mail for delivery\r\n" % (
            transaction.message_id,
            self._server.received + 1,
            self._script.hostname.encode("ascii"),
        )

    def _refusal(self, transaction: Transaction, flaw: str) -> bytes | None:
        """What any server would say against this content."""
        if not transaction.accepted:
            return _NO_RECIPIENTS
        if transaction.failed:
            return _CHUNK_FAILED
        if flaw:
            return plays.BARE_LINE_FEED
        return plays.TOO_LARGE if transaction.size > self._script.max_message_octets else None

    def _forget(self) -> None:
        """The transaction dies; content that had begun to come is recorded as never completed."""
        transaction, self._transaction = self._transaction, None
        self._content_step = None
        if transaction is not None and transaction.by:
            self._server.message_broken(transaction)


_USUAL = Step()


def _multiline(first: str, lines: tuple[str, ...]) -> bytes:
    every = (first, *lines)
    marks = "-" * (len(every) - 1) + " "
    return "".join(f"250{mark}{line}\r\n" for mark, line in zip(marks, every, strict=True)).encode("ascii")


def _host(peer: str) -> str:
    return peer.rpartition(":")[0] or peer
