"""A scripted sender: plays Exchange's side of the inbound leg for the demo and the tests.

Every wait has a deadline.  Nothing is hidden: each command gives its ``Reply``, refused or not, and a
connection that ends or speaks out of turn raises with what had come until then.
"""

from __future__ import annotations

from typing import Any, NoReturn

import attrs
from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.interfaces import IReactorTime, IStreamClientEndpoint
from twisted.internet.protocol import Factory, Protocol, connectionDone
from twisted.python.failure import Failure

from skygw.errors import RemoteProtocolError, SkygwError
from skygw.rehearsal.letter import Letter, Sent
from skygw.smtp import Capabilities, ClientConnection, DataWriter, Reply, State

#: Seconds for one reply.  Above the gateway's 55 s for an inspection, below every test runner's patience.
DEADLINE = 90.0
#: Content goes to the transport in pieces of this size.
PIECE_OCTETS = 64 * 1024


class SenderError(SkygwError):
    """The session cannot go on: it ended, spoke out of turn, or was too slow."""

    sent: Sent | None = None
    """The replies of the letter under way, as far as they came."""
    unasked: Reply | None = None
    """What the server said out of turn; a 421 says goodbye."""


@attrs.define(eq=False)
class _Awaited:
    """The token of a command in the ledger."""

    reply: Deferred[Reply] = attrs.field(factory=Deferred)


class Sender(Protocol):
    """One session.  ``open`` first, then ``greet``, then letters.

    Args:
        clock: the reactor, or a ``Clock`` in tests.
        deadline: seconds for each reply.
    """

    def __init__(self, clock: IReactorTime, deadline: float = DEADLINE) -> None:
        self.clock = clock
        self.deadline = deadline
        self.capabilities = Capabilities()
        self.ended: Deferred[None] = Deferred()
        """Fires when the connection is gone."""
        self._wire: ClientConnection[_Awaited] = ClientConnection()
        self._ledger: list[_Awaited] = []
        self._error: SenderError | None = None
        self._banner = self._await()
        self._wire.banner(self._banner)

    @classmethod
    async def connect(
        cls, endpoint: IStreamClientEndpoint, clock: IReactorTime, deadline: float = DEADLINE
    ) -> Sender:
        """Connect; the greeting is still to be read by ``open``.

        Raises:
            Exception: what the endpoint raises.
        """
        sender = await endpoint.connect(Factory.forProtocol(lambda: cls(clock, deadline)))
        assert isinstance(sender, cls)  # noqa: S101 - the factory makes nothing else
        return sender

    # -- Twisted calls ---------------------------------------------------------------------------------

    def dataReceived(self, data: bytes) -> None:
        if self._error is not None:
            return
        try:
            for awaited, reply in self._wire.receive(data):
                self._ledger.remove(awaited)
                awaited.reply.callback(reply)
        except RemoteProtocolError as error:
            self._fail(f"the server broke the protocol: {error}", getattr(error, "reply", None))

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        self._fail(f"the connection ended: {reason.value}")
        self.ended.callback(None)

    # -- commands --------------------------------------------------------------------------------------

    async def open(self) -> Reply:
        """The greeting.

        Raises:
            SenderError: there was none.
        """
        return await self._reply(self._banner)

    async def greet(self, name: bytes = b"sender.rehearsal.example") -> Reply:
        """EHLO; ``capabilities`` are then those of the reply.

        Raises:
            SenderError: the session cannot go on.
        """
        reply = await self.command(b"EHLO " + name)
        if reply.category == 2:
            self.capabilities = Capabilities.of(reply)
        return reply

    async def starttls(self, options: Any) -> Reply:
        """STARTTLS and, after 220, the handshake; ``greet`` again after it.

        ``options`` is what ``startTLS`` takes (``optionsForClientTLS``).

        Raises:
            SenderError: the session cannot go on.
        """
        reply = await self.command(b"STARTTLS")
        if reply.code == 220:
            try:
                self._wire.tls_started()
            except RemoteProtocolError as error:
                self._give_up(str(error))
            self.capabilities = Capabilities()
            self.transport.startTLS(options)  # type: ignore[union-attr]
        return reply

    async def command(self, line: bytes) -> Reply:
        """One command and its reply, in order or not: the far side decides.

        Raises:
            SenderError: the session cannot go on.
            LocalProtocolError: it is more than one line, or a command that cannot be sent now.
        """
        awaited = self._send(line)
        return await self._reply(awaited)

    async def quit(self) -> Reply:
        """QUIT, and wait for the end.

        Raises:
            SenderError: the session cannot go on.
        """
        reply = await self.command(b"QUIT")
        self.transport.loseConnection()  # type: ignore[union-attr]
        await self.ended
        return reply

    async def raw(self, octets: bytes, replies: int = 1) -> list[Reply]:
        """Any octets, and the replies that they should get.

        The order of commands is not followed from here on: only ``raw`` and the end make sense after it,
        unless the octets leave the session as it was.

        Raises:
            SenderError: the session cannot go on.
        """
        awaited = [self._await() for _ in range(replies)]
        for one in awaited:
            self._wire.banner(one)
        self._write(octets)
        return [await self._reply(one) for one in awaited]

    def abort(self) -> None:
        """Go away at once, by RST."""
        self.transport.abortConnection()  # type: ignore[union-attr]

    # -- letters ---------------------------------------------------------------------------------------

    async def send(self, letter: Letter) -> Sent:
        """One letter.  A refusal is a reply like others; see ``Sent``.

        Raises:
            SenderError: the session cannot go on; ``sent`` holds what had come.
        """
        sent = Sent()
        try:
            if letter.pipelined:
                await self._flight(letter, sent)
            else:
                await self._lock_step(letter, sent)
            await self._clear(sent)
        except SenderError as error:
            error.sent = sent
            raise
        return sent

    async def _lock_step(self, letter: Letter, sent: Sent) -> None:
        sent.mail = await self.command(letter.mail_line)
        if sent.mail.category != 2:
            return
        for line in letter.rcpt_lines:
            sent.rcpt.append(await self.command(line))
        if not any(reply.category == 2 for reply in sent.rcpt):
            return
        if letter.by == "BDAT":
            await self._chunks(letter, sent)
        else:
            await self._data(self._send(b"DATA"), letter, sent)

    async def _flight(self, letter: Letter, sent: Sent) -> None:
        mail = self._send(letter.mail_line)
        rcpt = [self._send(line) for line in letter.rcpt_lines]
        last = self._give_chunks(letter.chunks) if letter.by == "BDAT" else [self._send(b"DATA")]
        sent.mail = await self._reply(mail)
        for one in rcpt:
            sent.rcpt.append(await self._reply(one))
        if letter.by == "BDAT":
            await self._chunk_replies(last, sent)
        else:
            await self._data(last[0], letter, sent)

    async def _clear(self, sent: Sent) -> None:
        """What is left of a transaction that was refused before its end."""
        if sent.mail is not None and sent.mail.category != 2:
            self._wire.forget_mail()
        gone = sent.outcome is not None and sent.outcome.code == 421
        if self._wire.state in (State.MAIL, State.RCPT, State.CHUNKS) and not gone:
            await self.command(b"RSET")

    async def _data(self, awaited: _Awaited, letter: Letter, sent: Sent) -> None:
        sent.data = await self._reply(awaited)
        if sent.data.code != 354:
            self._wire.no_content()
            return
        self._wire.content()
        writer = DataWriter()
        for at in range(0, len(letter.content), PIECE_OCTETS):
            self._write(writer.send(letter.content[at : at + PIECE_OCTETS]))
        self._write(writer.end())
        end = self._await()
        self._wire.end_of_data(end)
        sent.final = await self._reply(end)
        self._wire.finish()

    async def _chunks(self, letter: Letter, sent: Sent) -> None:
        """Chunk by chunk; a refused one is the last, and its reply the final one."""
        *first, last = letter.chunks
        for chunk in first:
            [awaited] = self._give_chunks([chunk], last=False)
            reply = await self._reply(awaited)
            if reply.category != 2:
                sent.final = reply
                return
            sent.chunks.append(reply)
        await self._chunk_replies(self._give_chunks([last]), sent)

    async def _chunk_replies(self, awaited: list[_Awaited], sent: Sent) -> None:
        for one in awaited[:-1]:
            sent.chunks.append(await self._reply(one))
        sent.final = await self._reply(awaited[-1])
        self._wire.finish()

    def _give_chunks(self, chunks: list[bytes], *, last: bool = True) -> list[_Awaited]:
        every = []
        for number, chunk in enumerate(chunks, 1):
            awaited = self._await()
            if last and number == len(chunks):
                self._write(self._wire.chunk(len(chunk), awaited))
            else:
                self._write(self._wire.command(b"BDAT", b"BDAT %d" % len(chunk), awaited))
            self._write(chunk)
            every.append(awaited)
        return every

    # -- the ledger ------------------------------------------------------------------------------------

    def _send(self, line: bytes) -> _Awaited:
        self._check()
        awaited = self._await()
        verb = line.partition(b" ")[0].upper()
        self._write(self._wire.command(verb, line, awaited))
        return awaited

    def _await(self) -> _Awaited:
        awaited = _Awaited()
        # Nobody may be waiting for this one yet when the connection ends.
        awaited.reply.addErrback(_keep)
        self._ledger.append(awaited)
        return awaited

    async def _reply(self, awaited: _Awaited) -> Reply:
        late = self.clock.callLater(self.deadline, self._fail, f"no reply within {self.deadline:g} s")
        try:
            found: object = await awaited.reply
        except CancelledError:
            self.abort()
            raise
        finally:
            if late.active():
                late.cancel()
        if not isinstance(found, Reply):
            self._raise()
        return found

    def _write(self, octets: bytes) -> None:
        self._check()
        self.transport.write(octets)  # type: ignore[union-attr]

    def _check(self) -> None:
        if self._error is not None:
            self._raise()

    def _raise(self) -> NoReturn:
        assert self._error is not None  # noqa: S101 - nothing else ends a wait without a reply
        error = SenderError(str(self._error))
        error.unasked = self._error.unasked
        raise error from self._error

    def _give_up(self, why: str) -> NoReturn:
        self._fail(why)
        self._raise()

    def _fail(self, why: str, unasked: Reply | None = None) -> None:
        if self._error is None:
            self._error = SenderError(why)
            self._error.unasked = unasked
            ledger, self._ledger = self._ledger, []
            self.abort()
            for awaited in ledger:
                awaited.reply.errback(self._error)


def _keep(failure: Failure) -> Any:
    """The error stands in the sender; the wait just ends."""
    return None
