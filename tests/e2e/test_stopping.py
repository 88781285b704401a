"""SIGTERM: what is under way is finished, what is idle ends, what takes too long is cut off."""

from __future__ import annotations

import contextlib
import json
import os
import signal
from pathlib import Path

import pytest
from twisted.internet import reactor
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import TCP4ClientEndpoint
from twisted.internet.threads import deferToThread

from skygw.rehearsal import Fault, Script, Step
from skygw.rehearsal.sender import Sender, SenderError
from tests.support.e2e import DEADLINE, LOOPBACK, GatewayTest, Hold, alive, letter, mail, policies, reply_of
from tests.support.gateway import ENDED, Gateway
from tests.support.waiting import free_port, listens

pytestmark = pytest.mark.e2e

STOPPING = b"421 4.3.2 Shutting down; try again later\r\n"
#: Longer than any of these tests takes: nobody is cut off.
PATIENT = 60

POLICIES = policies(
    """
- name: Held
  rules:
    - severity: info
      finding: {type: waited}
  responses:
    info: {action: monitor}
"""
)


def settings(drain: float) -> dict[str, dict[str, object]]:
    return {
        "gateway.timeouts": {"drain": drain},
        "inspection": {"inspectors": ["puppet"], "workers": 2},
    }


class Stopping(GatewayTest):
    @pytest.fixture(autouse=True)
    def _folder(self, puppet: Path) -> None:
        self.puppet = puppet

    def setUp(self) -> Deferred[None]:
        self.gateway = Gateway(free_port(), policies=POLICIES, path=[self.puppet])
        self.addCleanup(self.gateway.kill)
        return super().setUp()

    async def started(self, drain: float = PATIENT) -> set[int]:
        """Start the gateway; gives its children."""
        self.gateway.settings = settings(drain)
        await deferToThread(self.gateway.start)
        return self.children()

    async def held(self) -> tuple[Hold, Sender, Deferred[bytes]]:
        """A message that a child is looking at, its sender, and the reply to come."""
        hold = Hold(self.puppet)
        self.addCleanup(hold.forget)
        sender = await self.sender()
        sending = Deferred.fromCoroutine(sender.send(letter(hold.order)))
        await self.until(hold.begun, "the child to hold")
        return hold, sender, sending.addCallback(reply_of)

    def tell(self, number: signal.Signals = signal.SIGTERM) -> None:
        os.kill(self.gateway.pid, number)

    async def goodbye(self, sender: Sender) -> bytes:
        """What the gateway said when it ended the session on its own."""
        await sender.ended
        with contextlib.suppress(SenderError):
            await sender.command(b"NOOP")
            raise AssertionError("the session is still there")
        error = sender._error
        assert error is not None
        return error.unasked.raw if error.unasked is not None else b""

    async def ended(self) -> int:
        return await deferToThread(self.gateway.wait)

    async def test_a_message_under_way_is_finished_and_nothing_is_left(self) -> None:
        children = await self.started()
        assert children
        idle = await self.sender()
        hold, sender, reply = await self.held()
        self.tell()
        assert await self.goodbye(idle) == STOPPING
        stopping = await self.event("stopping")
        assert (stopping["sessions"], stopping["drain"]) == (2, PATIENT)

        # Nobody new gets in, and whoever asks is told so, while the message is still here.
        await self.until(lambda: not listens(self.gateway.port), "the listener to be gone")
        status, text = await self.get("/readyz")
        assert (status, json.loads(text)["checks"]["stopping"]) == (503, "shutting down")
        assert (await self.get("/healthz"))[0] == 200
        # Once more, and a reload: harmless.
        self.tell()
        self.tell(signal.SIGHUP)
        assert (await self.get("/healthz"))[0] == 200
        assert not reply.called

        hold.release()
        assert (await reply)[:3] == b"250"
        assert await self.goodbye(sender) == STOPPING
        assert await self.ended() in ENDED
        assert [message.content.endswith(hold.order) for message in self.far.accepted] == [True]
        assert [session.commands[-1] for session in self.far.sessions] == [b"QUIT", b"QUIT"]
        assert self.gateway.events("stopped")[0]["cut_off"] == 0
        assert not alive(children)
        assert {event["level"] for event in self.gateway.events()} == {"info", "warn"}

    async def test_what_takes_too_long_is_cut_off(self) -> None:
        children = await self.started(drain=0.2)
        _, _, reply = await self.held()
        silent = await self.sender()
        assert (await silent.command(b"MAIL FROM:<a@interop.example>")).code == 250
        self.tell()
        assert await reply == STOPPING
        assert await self.goodbye(silent) == STOPPING
        assert await self.ended() in ENDED
        assert (self.far.messages, self.far.unfinished) == ((), ())
        assert self.gateway.events("stopped")[0]["cut_off"] == 2
        assert [event["verdict"] for event in self.gateway.events("message")] == ["aborted"]
        assert not alive(children)

    async def test_ctrl_c_twice_does_not_wait(self) -> None:
        await self.started()
        _, _, reply = await self.held()
        self.tell(signal.SIGINT)
        await self.event("stopping")
        self.tell(signal.SIGINT)
        assert await reply == STOPPING
        assert await self.ended() in (*ENDED, -signal.SIGINT)
        assert self.far.messages == ()

    async def test_told_before_it_has_begun(self) -> None:
        """While the children start, say."""
        await deferToThread(lambda: self.gateway.start(ready=False))
        await self.event("configuration")
        self.tell()
        assert await self.ended() in ENDED
        assert self.gateway.events("not_started") == []

    async def test_told_to_reload_before_it_has_begun(self) -> None:
        """It used to die of it, and systemd took that for an orderly end."""
        await deferToThread(lambda: self.gateway.start(ready=False))
        await self.event("configuration")
        self.tell(signal.SIGHUP)
        await self.event("reloaded")
        assert (await self.send(mail("hello")))[:3] == b"250"

    async def test_a_far_leg_that_is_still_to_come_is_not_waited_for(self) -> None:
        await self.started()
        self.far.script = Script.of(banner=Step(fault=Fault.HANG))
        endpoint = TCP4ClientEndpoint(reactor, LOOPBACK, self.gateway.port)
        sender = await Sender.connect(endpoint, reactor, DEADLINE)
        self.addCleanup(sender.abort)
        await self.far.when_sessions(1)
        self.tell()
        assert (await sender.open()).raw == STOPPING
        assert await self.ended() in ENDED
        assert self.gateway.events("stopped")[0]["cut_off"] == 0

    async def test_killed(self) -> None:
        """Nothing is left either, and the far side never gets the end of the message."""
        children = await self.started()
        _, _, reply = await self.held()
        reply.addErrback(lambda failure: failure.value)
        self.tell(signal.SIGKILL)
        await reply
        await self.far.when_sessions_ended(1)
        assert (self.far.messages, self.far.unfinished) == ((), ())
        await self.until(lambda: not alive(children), "the children to end")

    async def test_the_next_one_takes_over(self) -> None:
        """A restart under a supervisor: the port is free again at once."""
        await self.started()
        sender = await self.sender()
        await sender.send(letter(mail("hello")))
        await deferToThread(self.gateway.stop)
        await self.started()
        assert (await self.send(mail("hello again")))[:3] == b"250"
