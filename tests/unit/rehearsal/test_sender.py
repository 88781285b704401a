"""The scripted sender against a far server, both in memory."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any, TypeVar

import pytest
from twisted.internet.defer import Deferred
from twisted.internet.error import ConnectionLost
from twisted.internet.task import Clock
from twisted.python.failure import Failure
from twisted.test.iosim import FakeTransport, IOPump, connect

from skygw.errors import LocalProtocolError
from skygw.rehearsal import FarServer, Script
from skygw.rehearsal.letter import Letter
from skygw.rehearsal.sender import Sender, SenderError

T = TypeVar("T")

CONTENT = b"Subject: x\r\n\r\n.dot\r\nlast\r\n"
LETTER = Letter(b"a@b.example", (b"c@d.example", b"e@d.example"), CONTENT)


class Pair:
    """A sender and a far server with a wire between them."""

    def __init__(self, script: Script | None = None, deadline: float = 30.0) -> None:
        self.clock = Clock()
        self.far = FarServer(self.clock, script)
        self.sender = Sender(self.clock, deadline)
        server = self.far.buildProtocol(None)
        self.pump: IOPump = connect(
            server, FakeTransport(server, True), self.sender, FakeTransport(self.sender, False), greet=False
        )

    def run(self, story: Coroutine[Deferred[Any], Any, T], seconds: float = 0.0) -> T:
        """The outcome of ``story``; what the far server waits for comes within ``seconds``."""
        results: list[Any] = []
        Deferred.fromCoroutine(story).addBoth(results.append)
        self.pump.flush()
        for _ in range(100):
            if results:
                break
            self.clock.advance(seconds / 10)
            self.pump.flush()
        assert results, "the story has not come to its end"
        if isinstance(results[0], Failure):
            results[0].raiseException()
        result: T = results[0]
        return result

    def greeted(self) -> Pair:
        assert self.run(self.sender.open()).code == 220
        assert self.run(self.sender.greet()).code == 250
        return self


@pytest.mark.parametrize("pipelined", [False, True])
@pytest.mark.parametrize(("by", "chunk_octets"), [("DATA", 0), ("BDAT", 0), ("BDAT", 5)])
def test_a_letter(by: str, chunk_octets: int, pipelined: bool) -> None:
    pair = Pair().greeted()
    letter = Letter(
        b"a@b.example", (b"c@d.example",), CONTENT, b"SIZE=5", b"NOTIFY=NEVER", by, chunk_octets, pipelined
    )
    for number in (1, 2):  # the session serves for more than one
        sent = pair.run(pair.sender.send(letter))
        assert sent.accepted
        assert [reply.code for reply in sent.rcpt] == [250]
        assert (sent.data is not None) == (by == "DATA")
        assert len(sent.chunks) == (len(letter.chunks) - 1 if by == "BDAT" else 0)
        message = pair.far.messages[number - 1]
        assert message.content == CONTENT
        assert message.mail == b"MAIL FROM:<a@b.example> SIZE=5"
        assert message.rcpts == (b"RCPT TO:<c@d.example> NOTIFY=NEVER",)
        assert message.by == by
    assert pair.run(pair.sender.quit()).code == 221


@pytest.mark.parametrize("pipelined", [False, True])
@pytest.mark.parametrize(
    ("stage", "code", "by"),
    [
        ("mail", 451, "DATA"),
        ("mail", 451, "BDAT"),
        ("rcpt", 550, "DATA"),
        ("rcpt", 550, "BDAT"),
        ("data", 452, "DATA"),
        ("end_of_data", 554, "DATA"),
        ("end_of_data", 554, "BDAT"),
        ("bdat", 552, "BDAT"),
    ],
)
def test_a_refusal_is_a_reply_and_the_session_goes_on(
    stage: str, code: int, by: str, pipelined: bool
) -> None:
    refusal = {"reply": f"{code} no", "message": 1}
    pair = Pair(Script.of(**{stage: refusal})).greeted()
    letter = Letter(b"a@b", (b"c@d", b"e@d"), CONTENT, by=by, pipelined=pipelined)
    sent = pair.run(pair.sender.send(letter))
    assert not sent.accepted
    assert sent.outcome is not None
    # Pipelined content behind a refusal is refused in its turn.
    assert sent.outcome.code == code or (pipelined and stage in ("mail", "rcpt"))
    assert pair.far.accepted == ()
    assert pair.run(pair.sender.send(letter)).accepted


def test_one_of_two_recipients() -> None:
    script = Script.of(rcpt={"for": "e@*", "reply": "550 5.1.1 who?"})
    pair = Pair(script).greeted()
    sent = pair.run(pair.sender.send(LETTER))
    assert [reply.raw[:3] for reply in sent.rcpt] == [b"250", b"550"]
    assert pair.far.accepted[0].recipients == (b"c@d.example",)


def test_a_refused_chunk_is_the_last_one_in_lock_step() -> None:
    pair = Pair(Script.of(bdat=["250 ok", "552 5.3.4 enough", {}])).greeted()
    letter = Letter(b"a@b", (b"c@d",), b"abcdef", by="BDAT", chunk_octets=2)
    sent = pair.run(pair.sender.send(letter))
    assert len(sent.chunks) == 1
    assert sent.final is not None
    assert sent.final.code == 552
    assert pair.far.messages == ()
    assert pair.far.unfinished[0].content == b"abcd"


def test_a_deadline_for_each_reply() -> None:
    pair = Pair(Script.of(rcpt=[{}, {"fault": "hang"}]), deadline=30).greeted()
    with pytest.raises(SenderError, match="no reply within 30 s") as caught:
        pair.run(pair.sender.send(LETTER), seconds=30)
    assert caught.value.sent is not None
    assert [reply.code for reply in caught.value.sent.rcpt] == [250]
    assert pair.clock.getDelayedCalls() == []


def test_a_late_reply_within_the_deadline() -> None:
    pair = Pair(Script.of(end_of_data={"delay": 20})).greeted()
    assert pair.run(pair.sender.send(LETTER), seconds=29).accepted


@pytest.mark.parametrize("fault", ["disconnect", "reset"])
def test_a_connection_that_ends(fault: str) -> None:
    pair = Pair(Script.of(end_of_data={"fault": fault})).greeted()
    with pytest.raises(SenderError, match="the connection ended") as caught:
        pair.run(pair.sender.send(LETTER))
    assert caught.value.sent is not None
    assert caught.value.sent.final is None
    assert caught.value.sent.data is not None
    with pytest.raises(SenderError):
        pair.run(pair.sender.command(b"NOOP"))


def test_a_reply_out_of_turn() -> None:
    pair = Pair(Script.of(mail={"fault": "surplus", "extra": "421 4.3.2 bye"})).greeted()
    pair.run(pair.sender.command(b"MAIL FROM:<a@b>"))
    with pytest.raises(SenderError, match="nobody asked for") as caught:
        pair.run(pair.sender.command(b"NOOP"))
    assert caught.value.unasked is not None
    assert caught.value.unasked.code == 421


def test_octets_that_are_no_reply() -> None:
    pair = Pair(Script.of(noop="hello")).greeted()
    with pytest.raises(SenderError, match="not a reply"):
        pair.run(pair.sender.command(b"NOOP"))


def test_421_ends_a_letter_without_rset() -> None:
    pair = Pair(Script.of(rcpt="421 4.3.2 bye")).greeted()
    sent = pair.run(pair.sender.send(Letter(b"a@b", (b"c@d",), b"")))
    assert sent.outcome is not None
    assert sent.outcome.code == 421
    assert b"RSET" not in pair.far.sessions[0].commands


def test_raw_octets() -> None:
    pair = Pair().greeted()
    replies = pair.run(pair.sender.raw(b"NOOP\r\nXYZZY\r\nNOOP\r\n", 3))
    assert [reply.code for reply in replies] == [250, 500, 250]


def test_a_command_is_one_line() -> None:
    pair = Pair().greeted()
    with pytest.raises(LocalProtocolError):
        pair.run(pair.sender.command(b"NOOP\r\nQUIT"))


def test_what_the_server_offers_is_known() -> None:
    pair = Pair().greeted()
    assert b"CHUNKING" in pair.sender.capabilities
    assert pair.sender.capabilities.size == 157_286_400


def test_clear_text_behind_220_ends_the_session() -> None:
    injected = {"reply": "220 go", "fault": "surplus", "extra": "250 injected"}
    pair = Pair(Script.of(starttls=injected)).greeted()
    with pytest.raises(SenderError, match="clear text"):
        pair.run(pair.sender.starttls(object()))


def test_the_end_is_told_to_everybody_who_waits() -> None:
    pair = Pair(Script.of(noop={"fault": "hang"})).greeted()
    waiting = Deferred.fromCoroutine(pair.sender.command(b"NOOP"))
    failures: list[Failure] = []
    waiting.addErrback(failures.append)
    pair.sender.connectionLost(Failure(ConnectionLost()))
    assert failures[0].check(SenderError)
    assert pair.sender.ended.called
