"""Whole pairs over real sockets: messages that go through, caps, senders that do not read, the end."""

from __future__ import annotations

from typing import Any

from skygw.net import connection
from skygw.rehearsal import Capabilities, Script, Step
from skygw.rehearsal.script import AFTER_TLS
from tests.support.legs import settings
from tests.support.pairs import ENVELOPE, QUICK, Sender, WirePair

WITHOUT_CHUNKING = Capabilities(tuple(line for line in AFTER_TLS if line not in ("CHUNKING", "BINARYMIME")))

CONTENT = b"Subject: hello\r\n\r\n.dot\r\n..\r\n" + b"x" * 70 + b"\r\n"
STUFFED = CONTENT.replace(b"\r\n.", b"\r\n..")
LARGE = b"Subject: large\r\n\r\n" + (b"." * 77 + b"\r\n") * 20_000
LARGE_STUFFED = LARGE.replace(b"\r\n.", b"\r\n..")


class MessageTestCase(WirePair):
    async def test_a_message_by_data_onward_by_bdat(self) -> None:
        far = await self.far()
        await self.open()
        sender = await self.enveloped()
        assert (await sender.ask(b"DATA"))[:3] == b"354"
        sender.octets(STUFFED + b".\r\n")
        reply = await sender.reply()
        (message,) = await far.when_messages(1)
        assert (message.content, message.by, message.reply) == (CONTENT, "BDAT", reply)
        assert message.mail == ENVELOPE[0]
        assert await sender.ask(b"QUIT") == b"221 2.0.0 gw.example closing connection\r\n"
        await sender.ended()
        await self.freed()
        assert [session.ended for session in far.sessions] == ["QUIT"]

    async def test_a_message_by_data_onward_by_data(self) -> None:
        far = await self.far(Script(capabilities=WITHOUT_CHUNKING))
        await self.open()
        sender = await self.enveloped()
        await sender.ask(b"DATA")
        sender.octets(STUFFED + b".\r\n")
        reply = await sender.reply()
        (message,) = far.messages
        assert (message.content, message.by, message.reply) == (CONTENT, "DATA", reply)

    async def test_a_large_message_by_data_with_nothing_put_before_it(self) -> None:
        """It used to stop at the empty piece that stood for our header fields, and to end in 451."""
        far = await self.far(Script(capabilities=WITHOUT_CHUNKING))
        await self.open(relay=settings())
        sender = await self.enveloped()
        await sender.ask(b"DATA")
        sender.octets(LARGE_STUFFED + b".\r\n")
        assert (await sender.reply())[:3] == b"250"
        assert far.messages[0].content == LARGE

    async def test_a_large_message_in_chunks(self) -> None:
        far = await self.far()
        await self.open(relay=settings())
        sender = await self.enveloped()
        for start in range(0, len(LARGE), 500_000):
            chunk = LARGE[start : start + 500_000]
            last = b" LAST" if start + 500_000 >= len(LARGE) else b""
            sender.octets(b"BDAT %d%b\r\n" % (len(chunk), last) + chunk)
            assert (await sender.reply())[:3] == b"250"
        assert (far.messages[0].content, far.messages[0].by) == (LARGE, "BDAT")

    async def test_several_messages_in_one_session(self) -> None:
        far = await self.far()
        await self.open()
        sender = await self.greeted()
        for number in range(5):
            await sender.ask(*ENVELOPE)
            sender.octets(b"BDAT 3 LAST\r\n%03d" % number)
            assert (await sender.reply())[:3] == b"250"
        assert [message.content for message in far.accepted] == [b"%03d" % number for number in range(5)]
        assert len(far.sessions) == 1

    async def test_everything_in_one_segment(self) -> None:
        far = await self.far()
        await self.open()
        sender = await self.greeted()
        chunk = b"BDAT 5 LAST\r\nbody\n"
        envelope = b"\r\n".join(ENVELOPE) + b"\r\n"
        sender.octets(envelope + chunk + b"NOOP\r\n" + envelope + b"QUIT\r\n")
        codes = [(await sender.reply())[:3] for _ in range(7)]
        assert codes == [b"250"] * 6 + [b"221"]
        await sender.ended()
        assert [message.content for message in far.accepted] == [b"body\n"]

    async def test_whoever_speaks_first_is_heard_after_the_greeting(self) -> None:
        await self.far(Script.of(banner=Step(delay=0.05)))
        await self.open()
        sender = await self.sender()
        sender.say(b"EHLO early.example", b"NOOP")
        codes = [(await sender.reply())[:3] for _ in range(3)]
        assert codes == [b"220", b"250", b"250"]

    async def test_many_senders_at_once(self) -> None:
        far = await self.far()
        await self.open(sessions=50, sessions_per_address=50)
        senders = [await self.greeted() for _ in range(20)]
        for number, sender in enumerate(senders):
            sender.octets(b"\r\n".join(ENVELOPE) + b"\r\nBDAT 3 LAST\r\n%03d" % number)
        for sender in senders:
            assert [(await sender.reply())[:3] for _ in range(3)] == [b"250"] * 3
        arrived = sorted(message.content for message in far.accepted)
        assert arrived == [b"%03d" % number for number in range(20)]


class CapTestCase(WirePair):
    async def refused(self, text: bytes) -> None:
        sender = await self.sender()
        assert await sender.reply() == b"421 " + text + b"\r\n"
        await sender.ended()

    async def test_too_many_sessions(self) -> None:
        far = await self.far()
        await self.open(sessions=2)
        first = await self.greeted()
        await self.greeted()
        await self.refused(b"4.3.2 Too many sessions; try again later")
        assert len(far.sessions) == 2  # nothing was opened onward for the third
        await first.ask(b"QUIT")
        await first.ended()
        await self.greeted()
        assert [event[1] for event in self.onlooker.events if event[0] == "refused"] == ["sessions"]

    async def test_too_many_sessions_from_one_address(self) -> None:
        far = await self.far()
        await self.open(sessions_per_address=1)
        await self.greeted()
        await self.refused(b"4.7.0 Too many sessions from your address; try again later")
        assert len(far.sessions) == 1

    async def test_a_network_that_is_not_served(self) -> None:
        far = await self.far()
        await self.open(networks=["192.0.2.0/24"])
        await self.refused(b"4.7.1 Your address is not served here")
        assert far.sessions == ()


class SlowReaderTestCase(WirePair):
    """A sender that says a lot and reads nothing: HELP costs 6 octets and brings 120."""

    async def stuck(self, **timeouts: float) -> Sender:
        """A sender that has said so much that the gateway does not read from it any more."""
        self.far_server = await self.far()
        await self.open(relay=settings(max_idle_commands=10**9, timeouts={**QUICK, **timeouts}))
        sender = await self.greeted()
        transport: Any = sender.transport
        transport.pauseProducing()
        factory = self.factory
        assert factory is not None
        (session,) = factory.sessions
        inbound: Any = session.transport
        self.said = in_a_row = 0

        def choked() -> bool:
            nonlocal in_a_row
            in_a_row = in_a_row + 1 if inbound._choked else 0
            if not in_a_row:
                sender.octets(b"HELP\r\n" * 10_000)
                self.said += 10_000
            return in_a_row > 10  # not merely for the moment that the buffers of the sockets need

        await self.until(choked, "the gateway to stop reading")
        return sender

    async def test_it_goes(self) -> None:
        sender = await self.stuck()
        sender.go()
        # Nobody hears of it while nothing is read; the replies that are stuck are what finds out.
        await self.freed()
        await self.far_server.when_sessions_ended(1)

    async def test_it_reads_again(self) -> None:
        sender = await self.stuck()
        transport: Any = sender.transport
        transport.resumeProducing()
        for _ in range(self.said):
            assert (await sender.reply())[:3] == b"214"
        assert (await sender.ask(b"QUIT"))[:3] == b"221"

    async def test_it_never_reads(self) -> None:
        """A time-out, a last word that it does not take, a moment for it to do so, the end."""
        self.patch(connection, "LINGER", 0.2)
        await self.stuck(command=0.3)
        await self.freed()
        assert self.closed()[0][0] == "timeout"
        await self.far_server.when_sessions_ended(1)


class EndTestCase(WirePair):
    async def test_a_drain_waits_for_the_message_under_way(self) -> None:
        far = await self.far()
        await self.open()
        idle, busy = await self.greeted(), await self.enveloped()
        await busy.ask(b"DATA")
        factory = self.factory
        assert factory is not None
        drained = factory.drain()
        assert await idle.reply() == b"421 4.3.2 Shutting down; try again later\r\n"
        await idle.ended()
        late = await self.sender()
        assert await late.reply() == b"421 4.3.2 Shutting down; try again later\r\n"
        await late.ended()
        assert not drained.called
        busy.octets(b"body\r\n.\r\n")
        assert (await busy.reply())[:3] == b"250"
        assert await busy.reply() == b"421 4.3.2 Shutting down; try again later\r\n"
        await busy.ended()
        await drained
        assert len(far.accepted) == 1

    async def test_a_cut_does_not(self) -> None:
        far = await self.far()
        await self.open()
        sender = await self.enveloped()
        await sender.ask(b"DATA")
        factory = self.factory
        assert factory is not None
        drained = factory.drain()
        factory.cut()
        assert await sender.reply() == b"421 4.3.2 Shutting down; try again later\r\n"
        await sender.ended()
        await drained
        assert far.messages == ()

    async def test_an_empty_gateway_is_drained_at_once(self) -> None:
        await self.far()
        await self.open()
        factory = self.factory
        assert factory is not None
        await factory.drain()
