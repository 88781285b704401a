"""One message: what gathers before its end, and the story of ``conclude``."""

from __future__ import annotations

import attrs
import pytest
from twisted.internet.defer import Deferred, succeed

from skygw.detect import Report
from skygw.relay import refusals
from skygw.relay.body import Body
from skygw.relay.budget import MemoryBudget
from skygw.relay.record import Record
from skygw.relay.transaction import Outcome, Transaction, conclude
from skygw.smtp import Mail, Rcpt, Reply
from tests.support.legs import Pair, greeted, inspecting

MAIL = Mail(b"MAIL FROM:<a@x>", b"a@x", {}, None, b"7BIT")


def transaction(content: bytes = b"Subject: x\r\n\r\n", budget: MemoryBudget | None = None) -> Transaction:
    one = Transaction(MAIL, Record("t-1", "s-1", "192.0.2.1"), 0.0)
    one.accepted.append(Rcpt(b"RCPT TO:<b@y>", b"b@y"))
    one.body = Body()
    one.reservation = (budget or MemoryBudget(1000)).reserve(100, lambda: None)
    one.take(content, 1000)
    return one


def test_what_is_to_be_done_waits_for_the_last_reply() -> None:
    one = transaction()
    done: list[int] = []
    one.when_settled(lambda: done.append(0))
    one.awaited = 2
    one.when_settled(lambda: done.append(1))
    one.when_settled(lambda: done.append(2))
    one.answered()
    assert done == [0]
    one.answered()
    assert done == [0, 1, 2]
    assert one.settled == []


def test_the_first_reason_to_refuse_counts() -> None:
    budget = MemoryBudget(1000)
    one = transaction(budget=budget)
    one.refuse(refusals.TOO_LARGE)
    one.refuse(refusals.NO_MEMORY)
    assert one.refusal is refusals.TOO_LARGE
    assert (one.body, budget.in_flight) == (None, 0)
    one.take(b"more", 1000)
    assert one.record.size == 18  # counted, not kept


def test_content_up_to_the_limit() -> None:
    one = transaction(b"x" * 1000)
    assert one.refusal is None
    one.take(b"x", 1000)
    assert one.refusal is refusals.TOO_LARGE


def test_freeing_twice_does_nothing() -> None:
    budget = MemoryBudget(1000)
    one = transaction(budget=budget)
    one.free()
    one.free()
    assert budget.free == 1000


def test_a_refusal_about_the_route_is_remembered() -> None:
    one = transaction()
    one.note(Reply.of(550, "5.1.1", "who"))
    assert not one.about_route
    one.note(Reply.of(550, "5.7.64", "not from you"))
    one.note(Reply.of(550, "5.1.1", "who"))
    assert one.about_route
    assert one.record.upstream_text == "550 5.1.1 who"


def story(pair: Pair, one: Transaction) -> list[Outcome]:
    outcomes: list[Outcome] = []
    told = Deferred.fromCoroutine(conclude(one, pair.upstream, pair.gateway, b"helo", True, lambda: False))
    told.addCallback(outcomes.append)
    return outcomes


def ready(pair: Pair) -> Pair:
    greeted(pair)
    pair.say(b"MAIL FROM:<a@x>\r\nRCPT TO:<b@y>\r\n")
    pair.answer(b"250 a\r\n250 b\r\n")
    pair.far.written = b""
    return pair


def test_a_message_that_passes() -> None:
    pair, one = ready(Pair()), transaction()
    outcomes = story(pair, one)
    assert pair.far.written == b"BDAT 14 LAST\r\nSubject: x\r\n\r\n"
    pair.upstream.received(b"250 queued\r\n")
    assert outcomes == [Outcome(Reply(250, b"250 queued\r\n"))]
    assert (one.record.verdict, one.record.upstream_code) == ("passed", 250)


@pytest.mark.parametrize(
    ("reply", "verdict", "closes"),
    [(b"451 later", "deferred", False), (b"554 no", "refused", False), (b"421 bye", "deferred", True)],
)
def test_a_refusal_at_the_end_is_relayed(reply: bytes, verdict: str, closes: bool) -> None:
    pair, one = ready(Pair()), transaction()
    outcomes = story(pair, one)
    pair.upstream.received(reply + b"\r\n")
    assert outcomes == [Outcome(Reply(int(reply[:3]), reply + b"\r\n"), close=closes)]
    assert one.record.verdict == verdict


def test_the_far_leg_is_gone_already() -> None:
    pair, one = ready(Pair()), transaction()
    pair.upstream.drop("gone")
    assert story(pair, one) == [Outcome(refusals.NOT_SENT, close=True)]
    assert (one.record.verdict, one.record.problem) == ("deferred", "gone")


def test_the_far_leg_goes_while_the_report_comes() -> None:
    pair, one = ready(inspecting()), transaction()

    def scan(message: Body, seconds: float) -> Deferred[Report]:
        pair.upstream.drop("gone")
        return succeed(Report(status="completed"))

    pair.inspection.scan = scan  # type: ignore[method-assign]
    assert story(pair, one) == [Outcome(refusals.NOT_SENT, close=True)]
    assert pair.far.written == b""


def test_content_that_was_given_up_without_a_reason() -> None:
    pair, one = ready(Pair()), transaction()
    one.free()
    assert story(pair, one) == [Outcome(refusals.NO_MEMORY)]
    assert pair.far.written == b""


def test_a_refusal_from_before_goes_nowhere() -> None:
    pair, one = ready(inspecting()), transaction()
    one.refuse(refusals.flawed("NUL"))
    assert story(pair, one) == [Outcome(refusals.flawed("NUL"))]
    assert pair.inspection.scans == []
    assert pair.far.written == b""


def test_chunks_stay_chunks() -> None:
    pair, one = ready(Pair()), transaction()
    pair.gateway.settings = attrs.evolve(pair.gateway.settings, prefer_bdat=False)
    one.chunking = True
    story(pair, one)
    assert pair.far.written.startswith(b"BDAT ")
