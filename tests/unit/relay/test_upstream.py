"""The far leg by itself: what it promises to the session above."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from twisted.internet.defer import Deferred
from twisted.internet.task import Clock

from skygw.relay.body import Body
from skygw.relay.settings import Timeouts
from skygw.relay.upstream import Upstream, UpstreamLostError
from skygw.smtp import Capabilities, Reply
from tests.support.legs import MemoryTransport

LARGE = b"x" * 600_000


class Leg:
    """A leg that is greeted, with a listener that remembers."""

    def __init__(self, *keywords: bytes) -> None:
        self.transport = MemoryTransport()
        self.clock = Clock()
        self.upstream = Upstream(self.transport, self.clock, Timeouts(), "far")
        self.events: list[str] = []
        self.errors: list[Exception] = []
        self.replies: list[bytes] = []
        self.upstream.banner()
        self.says(b"220 far\r\n")
        self.upstream.ask(b"EHLO", b"EHLO gw")
        self.says(b"250 far\r\n")
        self.upstream.capabilities = Capabilities(dict.fromkeys(keywords, b""))
        self.upstream.listener = self
        self.transport.written = b""

    def upstream_failed(self, reason: str) -> None:
        self.events.append(f"failed: {reason}")

    def upstream_advanced(self) -> None:
        self.events.append("advanced")

    def unexpected(self, error: Exception) -> None:
        self.errors.append(error)

    def says(self, octets: bytes) -> None:
        self.upstream.received(octets)

    def send(self, verb: bytes, line: bytes, answered: Callable[[Reply], None] | None = None) -> None:
        self.upstream.send(verb, line, answered or (lambda reply: self.replies.append(reply.raw)))
        self.upstream.flush()

    def envelope(self) -> None:
        self.send(b"MAIL", b"MAIL FROM:<a@x>")
        self.says(b"250 a\r\n")
        self.send(b"RCPT", b"RCPT TO:<b@y>")
        self.says(b"250 b\r\n")
        self.transport.written = b""

    def deliver(self, octets: bytes, *, by_bdat: bool = True, prefix: bytes = b"") -> Deferred[Reply]:
        body = Body()
        body.append(octets)
        final = self.upstream.deliver(prefix, body, by_bdat=by_bdat, seconds=100.0)
        final.addErrback(lambda failure: failure.value)  # type: ignore[arg-type,return-value]
        return final


def pipelining() -> Leg:
    return Leg(b"PIPELINING", b"CHUNKING")


def result(deferred: Deferred[Reply]) -> object:
    assert deferred.called
    return deferred.result


def test_several_commands_go_in_one_write() -> None:
    leg = pipelining()
    for verb, line in ((b"MAIL", b"MAIL FROM:<a@x>"), (b"RCPT", b"RCPT TO:<b@y>")):
        leg.upstream.send(verb, line, lambda reply: leg.replies.append(reply.raw))
    assert leg.transport.written == b""
    leg.upstream.flush()
    assert leg.transport.written == b"MAIL FROM:<a@x>\r\nRCPT TO:<b@y>\r\n"
    assert leg.upstream.outstanding == 2
    leg.says(b"250 a\r\n250 b\r\n")
    assert leg.replies == [b"250 a\r\n", b"250 b\r\n"]
    assert leg.events == ["advanced"]


def test_it_fails_once() -> None:
    leg = pipelining()
    leg.send(b"MAIL", b"MAIL FROM:<a@x>")
    leg.upstream.lost("gone")
    leg.upstream.lost("gone again")
    leg.says(b"250 late\r\n")
    assert (leg.events, leg.replies) == (["failed: gone"], [])
    assert leg.upstream.failure == "gone"
    assert not leg.clock.getDelayedCalls()


def test_nothing_is_sent_once_it_failed() -> None:
    leg = pipelining()
    leg.upstream.lost("gone")
    leg.transport.written = b""
    leg.send(b"MAIL", b"MAIL FROM:<a@x>")
    leg.upstream.keep_alive()
    leg.upstream.close()
    leg.upstream.reset()
    assert leg.transport.written == b""


def test_a_question_to_a_leg_that_failed() -> None:
    leg = pipelining()
    asked = leg.upstream.ask(b"NOOP", b"NOOP")
    asked.addErrback(lambda failure: failure.value)  # type: ignore[arg-type,return-value]
    leg.upstream.lost("gone")
    assert isinstance(result(asked), UpstreamLostError)


def test_a_bug_while_replies_are_called_back() -> None:
    leg = pipelining()

    def buggy(reply: Reply) -> None:
        raise ZeroDivisionError

    leg.send(b"MAIL", b"MAIL FROM:<a@x>", buggy)
    leg.says(b"250 a\r\n")
    assert [type(error) for error in leg.errors] == [ZeroDivisionError]
    assert leg.events == []
    assert leg.transport.ended == "aborted"


def test_a_bug_with_nobody_to_tell() -> None:
    leg = pipelining()
    leg.upstream.listener = None

    def buggy(reply: Reply) -> None:
        raise ZeroDivisionError

    leg.send(b"MAIL", b"MAIL FROM:<a@x>", buggy)
    with pytest.raises(ZeroDivisionError):
        leg.says(b"250 a\r\n")
    assert leg.transport.ended == "aborted"


def test_a_callback_that_drops_the_leg() -> None:
    leg = pipelining()
    leg.send(b"MAIL", b"MAIL FROM:<a@x>", lambda reply: leg.upstream.drop("enough"))
    leg.send(b"RCPT", b"RCPT TO:<b@y>")
    leg.says(b"250 a\r\n250 b\r\n")
    assert (leg.replies, leg.events) == ([], [])


def test_a_small_message_is_one_write() -> None:
    leg = pipelining()
    leg.envelope()
    final = leg.deliver(b"body\r\n", prefix=b"A: b\r\n")
    assert leg.transport.written == b"BDAT 12 LAST\r\nA: b\r\nbody\r\n"
    assert leg.upstream.committed
    leg.says(b"250 queued\r\n")
    assert result(final) == Reply(250, b"250 queued\r\n")
    assert not leg.upstream.committed
    assert leg.upstream.idle


def test_commands_that_were_not_flushed_go_before_the_chunk() -> None:
    leg = pipelining()
    leg.envelope()
    leg.upstream.send(b"NOOP", b"NOOP", lambda _: None)
    leg.deliver(b"x")
    assert leg.transport.written == b"NOOP\r\nBDAT 1 LAST\r\nx"


def test_a_large_message_goes_as_it_is_taken() -> None:
    leg = pipelining()
    leg.transport.taking = False
    leg.envelope()
    final = leg.deliver(LARGE)
    assert leg.transport.written == b"BDAT 600000 LAST\r\n"
    assert not leg.upstream.committed
    leg.transport.take(2)
    assert len(leg.transport.written) == 18 + 2 * 262144
    leg.transport.take_all()
    assert leg.upstream.committed
    leg.says(b"250 queued\r\n")
    assert final.called


def test_a_large_message_under_data() -> None:
    leg = Leg(b"PIPELINING")
    leg.transport.taking = False
    leg.envelope()
    final = leg.deliver(b".\r\n" + LARGE, by_bdat=False)
    leg.says(b"354 go\r\n")
    assert leg.transport.written == b"DATA\r\n"
    leg.transport.take_all()
    assert leg.transport.written == b"DATA\r\n..\r\n" + LARGE + b"\r\n.\r\n"
    assert leg.upstream.committed
    leg.says(b"250 queued\r\n")
    assert final.called


def test_pieces_that_are_through_after_the_leg_failed() -> None:
    leg = Leg(b"PIPELINING")
    leg.envelope()
    leg.transport.taking = False
    final = leg.deliver(LARGE, by_bdat=False)
    leg.says(b"354 go\r\n")
    leg.upstream.lost("gone")
    leg.upstream._sent()
    assert isinstance(result(final), UpstreamLostError)
    assert not leg.upstream.committed


def test_cancelling_a_delivery_drops_the_leg() -> None:
    leg = pipelining()
    leg.transport.taking = False
    leg.envelope()
    final = leg.deliver(LARGE)
    leg.transport.take(1)
    final.cancel()
    assert leg.transport.ended == "aborted"
    assert isinstance(result(final), UpstreamLostError)


def test_closed_while_a_message_is_on_its_way() -> None:
    leg = pipelining()
    leg.transport.taking = False
    leg.envelope()
    final = leg.deliver(LARGE)
    leg.upstream.close()
    assert leg.transport.ended == "aborted"
    assert isinstance(result(final), UpstreamLostError)


def test_hurry() -> None:
    leg = pipelining()
    leg.envelope()
    final = leg.deliver(b"x")
    leg.upstream.hurry(5.0)
    leg.clock.advance(5)
    assert isinstance(result(final), UpstreamLostError)
    assert leg.upstream.failure == "no reply in time"


def test_close_says_quit_behind_what_was_not_flushed() -> None:
    leg = pipelining()
    leg.upstream.send(b"NOOP", b"NOOP", lambda _: None)
    leg.upstream.close()
    leg.upstream.close()
    assert leg.transport.written == b"NOOP\r\nQUIT\r\n"
    leg.says(b"250 ok\r\n221 bye\r\n")
    assert leg.transport.ended == "closed"
    assert leg.events == ["advanced"] or leg.events == []


def test_reset_where_there_is_nothing_to_reset() -> None:
    leg = pipelining()
    leg.upstream.reset()
    leg.upstream.flush()
    assert leg.transport.written == b""


def test_forgetting_mail_takes_effect_behind_what_waits() -> None:
    leg = Leg()
    leg.send(b"MAIL", b"MAIL FROM:<a@x>")
    leg.send(b"RCPT", b"RCPT TO:<b@y>")
    leg.upstream.forget_mail()
    leg.send(b"MAIL", b"MAIL FROM:<c@x>")
    leg.says(b"550 a\r\n")
    leg.says(b"503 b\r\n")
    assert leg.transport.written.endswith(b"MAIL FROM:<c@x>\r\n")
    leg.says(b"250 c\r\n")
    assert leg.replies == [b"550 a\r\n", b"503 b\r\n", b"250 c\r\n"]


def test_a_keep_alive_only_while_nothing_is_under_way() -> None:
    leg = Leg(b"PIPELINING")
    leg.upstream.keep_alive()
    leg.upstream.keep_alive()
    assert leg.transport.written == b"NOOP\r\n"
    leg.says(b"250 ok\r\n")
    leg.envelope()
    leg.transport.taking = False
    leg.deliver(LARGE, by_bdat=False)
    leg.says(b"354 go\r\n")
    leg.transport.written = b""
    leg.upstream.keep_alive()
    assert leg.transport.written == b""
