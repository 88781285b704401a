"""Messages that cannot be inspected, with real children that die, hang and refuse.

A policy for each of the four actions: the recipient's domain chooses.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from twisted.internet.defer import Deferred

from skygw.rehearsal.letter import Sent
from tests.support.e2e import GatewayTest, Hold, descendants, kill, letter, mail, order, policies, reply_of
from tests.support.gateway import Gateway
from tests.support.waiting import free_port

pytestmark = pytest.mark.e2e

ACTIONS = ("tempfail", "accept", "accept_with_header", "reject")
FAILURES = ("timeout", "failure", "oversize", "unscannable")
DEFERRED = b"451 4.7.1 This message could not be checked now; please try again later\r\n"
UNREADABLE = b"550 5.7.1 This message was not sent because it could not be checked\r\n"
LIMIT = 20_000


def to(action: str) -> bytes:
    """A recipient in the scope of the policy with this action."""
    return b"bob@" + action.replace("_", "-").encode() + b".example"


def policy(action: str) -> str:
    """The policy that wants this action for each failure."""
    return f"""
- name: {action}
  mode: enforce
  scope: {{recipients: ["{to(action).decode()}"]}}
  rules:
    - severity: major
      all:
        - finding: {{type: never}}
  responses:
    major: {{action: block, text: "found"}}
""" + "".join(f"  on_{failure}: {action}\n" for failure in FAILURES)


# What a message does that kills its reader again and again: not what one does that failed once.
RETRIED = b"bob@retried.example"
AGAIN = policy("tempfail").replace(to("tempfail").decode(), RETRIED.decode()).replace(
    "name: tempfail", "name: retried"
).replace("on_unscannable: tempfail", "on_unscannable: accept_with_header")

POLICIES = policies("".join(map(policy, ACTIONS)) + AGAIN)


def settings(**timeouts: float) -> dict[str, dict[str, object]]:
    return {
        "inspection": {"workers": 1, "max_queue": 1, "inspectors": ["puppet"]},
        "inspection.limits": {"message_octets": LIMIT},
        "gateway.timeouts": dict(timeouts),
    }


@pytest.fixture(scope="module")
def gateways(puppet: Path) -> Iterator[tuple[Gateway, Gateway]]:
    """One for which nothing is late, and one for which everything is late at once."""
    patient = Gateway(free_port(), settings(), POLICIES, path=[puppet])
    hasty = Gateway(free_port(), settings(inspection=0.3), POLICIES, path=[puppet])
    with patient, hasty:
        yield patient, hasty


class Failures(GatewayTest):
    """What all of them check."""

    async def check(self, content: bytes, failure: str, status: bytes, *, by: str = "DATA") -> None:
        """Send it to one recipient of each policy, and look at both ends and at the log."""
        for action in ACTIONS:
            arrived, logged = len(self.far.messages), len(self.gateway.events("message"))
            reply = await self.send(content, to(action), by=by)
            message = await self.event("message", logged + 1)
            failed = await self.event("inspection_failed", transaction=message["transaction"])
            assert (failed["failure"], failed["action"]) == (failure, action)
            assert message["scan_status"].encode() == status
            if action == "tempfail":
                assert reply == DEFERRED
                assert message["verdict"] == "deferred"
            elif action == "reject":
                assert reply == UNREADABLE
                assert message["verdict"] == "blocked"
            else:
                assert reply[:3] == b"250"
                expected = [b"X-Skygw-Scan: " + status] if action == "accept_with_header" else []
                assert self.content_of(self.far.messages[-1], content) == expected
            assert len(self.far.messages) - arrived == int(reply.startswith(b"250")), action
        assert self.far.unfinished == ()


class Patient(Failures):
    @pytest.fixture(autouse=True)
    def _gateway(self, gateways: tuple[Gateway, Gateway], puppet: Path) -> None:
        self.gateway, _ = gateways
        self.puppet = puppet

    def hold(self) -> Hold:
        hold = Hold(self.puppet)
        self.addCleanup(hold.forget)
        return hold

    async def begin(self, content: bytes, *recipients: bytes) -> Deferred[Sent]:
        """Send it and do not wait."""
        sender = await self.sender()
        return Deferred.fromCoroutine(sender.send(letter(content, *recipients)))

    async def test_a_child_dies_of_the_message(self) -> None:
        before = (await self.metrics()).get('skygw_inspector_restarts_total{reason="crash"}', 0)
        await self.check(order("abort"), "failure", b"failed")
        await self.event("worker_died", reason="crash")
        after = (await self.metrics())['skygw_inspector_restarts_total{reason="crash"}']
        assert after - before == len(ACTIONS)

    async def test_a_message_that_kills_its_reader_at_every_attempt(self) -> None:
        """The third time it is unscannable; each message is counted by itself."""
        one, other = (mail(f"order: {death}", name=death) for death in ("segfault", "abort"))
        harmless, failing = mail("hello", name="fine"), mail("order: fail x", name="failing")
        assert await self.send(one, RETRIED) == DEFERRED
        assert await self.send(other, RETRIED) == DEFERRED
        assert (await self.send(harmless, RETRIED))[:3] == b"250"
        assert await self.send(one, RETRIED) == DEFERRED
        for _ in range(4):  # what only fails kills nobody
            assert await self.send(failing, RETRIED) == DEFERRED
        arrived = len(self.far.messages)
        assert (await self.send(one, RETRIED))[:3] == b"250"
        assert len(self.far.messages) == arrived + 1
        assert self.content_of(self.far.messages[-1], one) == [b"X-Skygw-Scan: failed"]
        failed = await self.event("inspection_failed", failure="unscannable", action="accept_with_header")
        assert failed["reason"].endswith("again and again, so it is unscannable")
        assert await self.send(other, RETRIED) == DEFERRED
        assert (await self.send(other, RETRIED))[:3] == b"250"

    async def test_an_inspector_raises(self) -> None:
        await self.check(order("fail 4111 1111 1111 1111"), "failure", b"failed", by="BDAT")
        assert "4111" not in self.gateway.output()

    async def test_a_message_over_the_limit_of_inspection(self) -> None:
        await self.check(mail("x" * 900 + "\r\n" + ("y" * 70 + "\r\n") * 300), "oversize", b"oversize")

    async def test_a_part_that_nobody_can_read(self) -> None:
        kind = "application/pkcs7-mime; smime-type=enveloped-data"
        encrypted = mail("-- sealed --", **{"Content-Type": kind})
        await self.check(encrypted, "unscannable", b"failed")

    async def test_what_can_be_read_passes(self) -> None:
        """After all of the above, too."""
        for action in ACTIONS:
            reply = await self.send(mail("hello"), to(action))
            assert reply[:3] == b"250"
            fields = self.content_of(self.far.messages[-1], mail("hello"))
            assert fields == [b"X-Skygw-Scan: completed"]

    async def test_a_child_is_killed_in_the_middle_of_a_scan(self) -> None:
        hold = self.hold()
        under_way = await self.begin(hold.order, to("tempfail"))
        await self.until(hold.begun, "the child to hold")
        [worker] = [pid for pid in self.children() if not descendants(pid)]
        kill(worker)
        assert reply_of(await under_way) == DEFERRED
        assert self.far.messages == ()
        assert (await self.send(mail("next"), to("tempfail")))[:3] == b"250"

    async def test_the_sender_goes_in_the_middle_of_inspection(self) -> None:
        hold = self.hold()
        sender = await self.sender()
        sending = Deferred.fromCoroutine(sender.send(letter(hold.order, to("accept"))))
        sending.addErrback(lambda _: None)
        await self.until(hold.begun, "the child to hold")
        logged = len(self.gateway.events("message"))
        sender.abort()
        message = await self.event("message", logged + 1)
        assert (message["verdict"], message["inbound_code"]) == ("aborted", 0)
        await self.far.when_sessions_ended(1)
        assert (self.far.messages, self.far.unfinished) == ((), ())
        # The one child is free again: somebody else's message is inspected.
        assert (await self.send(mail("next"), to("tempfail")))[:3] == b"250"

    async def test_more_messages_than_children_and_queue_take(self) -> None:
        """One is at work, one waits; the third is answered as ``on_failure`` says."""
        hold = self.hold()
        first = await self.begin(hold.order, to("tempfail"))
        await self.until(hold.begun, "the child to hold")
        second = await self.begin(mail("second"), to("tempfail"))
        while (await self.metrics())["skygw_inspection_queue"] < 1:
            pass
        assert await self.send(mail("third"), to("tempfail")) == DEFERRED
        assert (await self.send(mail("third"), to("accept")))[:3] == b"250"
        failed = await self.event("inspection_failed", action="accept", reason=_OVERLOAD)
        assert failed["failure"] == "failure"
        hold.release()
        assert [reply_of(await sent)[:3] for sent in (first, second)] == [b"250", b"250"]


_OVERLOAD = "inspection takes no more messages (queue)"


class Hasty(Failures):
    @pytest.fixture(autouse=True)
    def _gateway(self, gateways: tuple[Gateway, Gateway]) -> None:
        _, self.gateway = gateways

    async def test_a_child_hangs(self) -> None:
        await self.check(order("hang"), "timeout", b"limited")
        await self.event("worker_died", reason="deadline")


del Failures
