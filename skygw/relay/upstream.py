"""The far leg of a pair: commands out in order, replies back in order, one message's content at a time.

What is promised to the session above:

- ``send`` calls back once with the far side's reply, in the order of sending, or never if the leg fails.
- The leg fails once: ``failed`` is told to the listener, the connection is gone, nothing calls back after.
  It fails when the far side goes, is silent for too long, says what is no reply or what nobody asked for,
  or answers with a class that the command does not know.
- Without PIPELINING at the far side, commands wait here for each other.
- ``deliver`` sends a message at most once, and its last octet only if nobody called ``drop`` before.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from typing import Protocol, TypeAlias

from twisted.internet.defer import Deferred

from skygw.errors import RemoteProtocolError
from skygw.relay.body import PIECE_OCTETS, Body
from skygw.relay.deadline import Deadline
from skygw.relay.legs import Clock, UpstreamTransport
from skygw.relay.settings import Timeouts
from skygw.smtp import Capabilities, ClientConnection, DataWriter, Reply, State
from skygw.smtp.client import UnaskedReplyError

Answered: TypeAlias = Callable[[Reply], None]


#: Stands in the queue where the far side's refusal of MAIL takes effect.
_FORGET: tuple[bytes, bytes, Answered] = (b"", b"", lambda _: None)


class UpstreamLostError(Exception):
    """The far leg failed while a message depended on it."""


class Listener(Protocol):
    """Who is told of a far leg's end, and that something came back."""

    def upstream_failed(self, reason: str) -> None: ...

    def upstream_advanced(self) -> None:
        """Replies were called back; what is owed to the sender may go out now."""

    def unexpected(self, error: Exception) -> None:
        """A bug of ours came up while a reply was called back; the leg is gone."""


class Upstream:
    """One session with the far server, from its banner on."""

    def __init__(self, transport: UpstreamTransport, clock: Clock, timeouts: Timeouts, peer: str) -> None:
        self.capabilities = Capabilities()
        self.peer = peer
        self.stage = "connect"
        """How far it has come, for the log: connect, greeting, EHLO, STARTTLS, session."""
        self.listener: Listener | None = None
        self.failure = ""
        self._transport = transport
        self._clock = clock
        self._timeouts = timeouts
        self._connection: ClientConnection[Answered] = ClientConnection()
        self._out: list[bytes] = []
        self._queue: deque[tuple[bytes, bytes, Answered]] = deque()
        self._deadline = Deadline(clock, self._overdue)
        self._promises: set[Deferred[Reply]] = set()
        self._final: Deferred[Reply] | None = None
        self._until = 0.0
        self._start: Callable[[], None] | None = None
        self._unsent = False  # content is on its way and not all of it was handed to the network
        self._closing = False
        self.receiving = False
        """Whether replies are being called back, so that ``upstream_advanced`` is to follow."""

    # -- commands --------------------------------------------------------------------------------------

    def send(self, verb: bytes, line: bytes, answered: Answered) -> None:
        """Send a command with the next ``flush``; ``line`` goes as it is, without CRLF."""
        if self.failure or self._closing:
            return
        if self._queue or (self._connection.outstanding and b"PIPELINING" not in self.capabilities):
            self._queue.append((verb, line, answered))
        else:
            self._out.append(self._connection.command(verb, line, answered))

    def ask(self, verb: bytes, line: bytes) -> Deferred[Reply]:
        """As ``send``, flushed at once; errbacks with ``UpstreamLostError``.  Not for use per message."""
        answer = self._promise()
        self.send(verb, line, answer.callback)
        self.flush()
        return answer

    def banner(self) -> Deferred[Reply]:
        """The greeting of the far side."""
        answer = self._promise()
        self._connection.banner(answer.callback)
        self._deadline.within(self._timeouts.upstream_reply)
        return answer

    def flush(self) -> None:
        """Hand what was sent to the network, in one write."""
        if self._out:
            self._transport.write(b"".join(self._out) if len(self._out) > 1 else self._out[0])
            self._out = []
            if self._closing:
                self._deadline.within(self._timeouts.quit)
            elif not self._deadline.is_set:  # a later command gives an earlier one no more time
                self._deadline.within(self._timeouts.upstream_reply)

    def keep_alive(self) -> None:
        """NOOP, if nothing is under way: the far side would give up on us while we inspect."""
        if not self.idle:
            return
        self.send(b"NOOP", b"NOOP", self._kept_alive)
        self.flush()

    @property
    def idle(self) -> bool:
        """Whether the far side owes nothing, and gets nothing."""
        busy = self._final is not None or self._connection.outstanding or self._queue
        return not (self.failure or self._closing or busy)

    @property
    def outstanding(self) -> int:
        """Commands without a reply, sent or not."""
        return self._connection.outstanding + len(self._queue)

    @property
    def committed(self) -> bool:
        """Whether the far side has a whole message and has not said what it thinks of it."""
        return self._final is not None and not self._unsent

    def hurry(self, seconds: float) -> None:
        """Nobody waits for the final reply any more: have it soon, or not at all."""
        self._deadline.within(seconds)

    @property
    def in_transaction(self) -> bool:
        """Whether the far side has a reverse-path from us that no final reply or RSET has ended."""
        return bool(self._queue) or self._connection.state in (State.MAIL, State.RCPT)

    def reset(self) -> None:
        """End the far side's transaction unheard; a far side that cannot even do that is given up."""
        if self.in_transaction:
            self.send(b"RSET", b"RSET", self._kept_alive)

    def forget_mail(self) -> None:
        """The far side refused MAIL; recipients that wait here still go out, to be refused as well."""
        if self._queue:
            self._queue.append(_FORGET)
        else:
            self._connection.forget_mail()

    def start_tls(self) -> Deferred[None]:
        """220 to STARTTLS came: begin the handshake.

        Raises:
            RemoteProtocolError: octets came behind it in clear (I19).
        """
        self._connection.tls_started()
        self.capabilities = Capabilities()
        return self._transport.start_tls()

    # -- content ---------------------------------------------------------------------------------------

    def deliver(self, prefix: bytes, body: Body, *, by_bdat: bool, seconds: float) -> Deferred[Reply]:
        """Send a message: ``prefix``, then the content; the deferred fires with the final reply.

        That is the reply to the end of data, or a refusal of DATA.  It errbacks with ``UpstreamLostError``
        if the leg fails, also when ``seconds`` pass; then nobody knows whether the far side took it,
        unless it has not had the end.
        """
        final: Deferred[Reply] = Deferred(lambda _: self.drop("given up"))
        self._final = final
        self._until = self._clock.seconds() + seconds
        self._deadline.at(self._until)
        self._unsent = True
        start = self._start_chunk if by_bdat else self._start_data
        if self._connection.outstanding and b"PIPELINING" not in self.capabilities:
            self._start = partial(start, prefix, body)
        else:
            start(prefix, body)
        return final

    def _start_chunk(self, prefix: bytes, body: Body) -> None:
        size = len(prefix) + body.size
        head = [*self._out, self._connection.chunk(size, self._finished), prefix]
        self._out = []
        self._send_content(head, body.pieces(), size)

    def _start_data(self, prefix: bytes, body: Body) -> None:
        self.send(b"DATA", b"DATA", partial(self._go_ahead, prefix, body))
        self.flush()
        self._deadline.at(self._until)

    def _go_ahead(self, prefix: bytes, body: Body, reply: Reply) -> None:
        if reply.code == 354:
            self._connection.content()
            writer = DataWriter()
            self._send_content([], _stuffed(writer, prefix, body), len(prefix) + body.size)
            self._deadline.at(self._until)
        elif reply.category in (4, 5):
            self._connection.no_content()
            self._unsent = False
            self._resolve(reply)
        else:
            raise RemoteProtocolError(f"{reply.code} to DATA")

    def _send_content(self, head: list[bytes], pieces: Iterator[bytes], size: int) -> None:
        if size <= PIECE_OCTETS:
            self._transport.write(b"".join([*head, *pieces]))
            self._sent()
            return
        if head:
            self._transport.write(b"".join(head))
        self._transport.send_pieces(pieces, self._sent)

    def _sent(self) -> None:
        if self.failure:
            return
        self._unsent = False
        if self._connection.state is State.BODY:
            self._connection.end_of_data(self._finished)

    def _finished(self, reply: Reply) -> None:
        if reply.category not in (2, 4, 5):
            raise RemoteProtocolError(f"{reply.code} to the end of data")
        if self._unsent:
            # Refused before it had all of a chunk; the rest would be read as commands, so this leg is over.
            raise RemoteProtocolError(f"{reply.code} before the end of the chunk")
        self._connection.finish()
        self._resolve(reply)

    def _resolve(self, reply: Reply) -> None:
        final, self._final = self._final, None
        self._rest()
        if final is not None:
            final.callback(reply)

    # -- the end ---------------------------------------------------------------------------------------

    def close(self) -> None:
        """QUIT where it may be said, and go; the far side has seconds to answer."""
        if self.failure or self._closing:
            return
        if self._final is not None or self._connection.state in (State.BODY, State.HELD, State.ASKED):
            self.drop("closed")
            return
        self._queue.clear()
        self.send(b"QUIT", b"QUIT", self._bye)
        self._closing = True
        self.flush()
        self._deadline.within(self._timeouts.quit)

    def drop(self, reason: str) -> None:
        """End the leg at once, unheard: content that was not sent wholly is never completed."""
        if not self.failure:
            self.listener = None
            self._fail(reason)

    def _bye(self, reply: Reply) -> None:
        self.failure = "closed"
        self._deadline.stop()
        self._transport.close()

    def _over(self) -> bool:
        return bool(self.failure)

    def _overdue(self) -> None:
        if self._closing:
            self.drop("no answer to QUIT")
        else:
            self._fail("no reply in time")

    def _fail(self, reason: str) -> None:
        if self.failure:
            return
        self.failure = reason
        self._deadline.stop()
        self._queue.clear()
        self._out = []
        self._transport.abort()
        final, self._final = self._final, None
        waiting = [*self._promises]
        listener, self.listener = self.listener, None
        if final is not None:
            final.errback(UpstreamLostError(reason))
        for promise in waiting:
            promise.errback(UpstreamLostError(reason))
        if listener is not None and not self._closing:
            listener.upstream_failed(reason)

    # -- what the shell tells --------------------------------------------------------------------------

    def received(self, octets: bytes) -> None:
        """Octets came from the far side."""
        if self.failure:
            return
        try:
            self._call_back(octets)
        except UnaskedReplyError as error:
            self._fail(f"unasked: {error.reply.text[:200]}")
            return
        except RemoteProtocolError as error:
            self._fail(str(error))
            return
        except Exception as error:  # the one place of this leg for bugs of ours
            listener = self.listener
            self.drop("local error")
            if listener is None:
                raise
            listener.unexpected(error)
            return
        if self._over():
            return
        if self._queue or self._start is not None:
            self._next()
        self._rest()
        if self.listener is not None:
            self.listener.upstream_advanced()

    def _call_back(self, octets: bytes) -> None:
        self.receiving = True
        try:
            for answered, reply in self._connection.receive(octets):
                answered(reply)
                if self._over():
                    return
        finally:
            self.receiving = False

    def lost(self, reason: str) -> None:
        """The connection is gone."""
        self._fail(reason)

    # -- helpers ---------------------------------------------------------------------------------------

    def _promise(self) -> Deferred[Reply]:
        answer: Deferred[Reply] = Deferred(self._give_up)
        self._promises.add(answer)

        def forget(result: Reply) -> Reply:
            self._promises.discard(answer)
            return result

        answer.addCallback(forget)
        return answer

    def _give_up(self, answer: Deferred[Reply]) -> None:
        # It is to fail as cancelled, and not as lost: whoever opens far legs would try the next address.
        self._promises.discard(answer)
        self.drop("given up")

    def _next(self) -> None:
        while self._queue and not self._connection.outstanding:
            command = self._queue.popleft()
            if command is _FORGET:
                self._connection.forget_mail()
            else:
                self._out.append(self._connection.command(*command))
        self.flush()
        if self._start is not None and not self._connection.outstanding:
            start, self._start = self._start, None
            start()

    def _rest(self) -> None:
        if self._final is not None or self._closing:
            return
        if self._connection.outstanding:
            self._deadline.within(self._timeouts.upstream_reply)
        else:
            self._deadline.clear()

    def _kept_alive(self, reply: Reply) -> None:
        if reply.category != 2:
            raise RemoteProtocolError(f"{reply.code} to NOOP or RSET")


def _stuffed(writer: DataWriter, prefix: bytes, body: Body) -> Iterator[bytes]:
    yield writer.send(prefix)
    for piece in body.pieces():
        yield writer.send(piece)
    yield writer.end()
