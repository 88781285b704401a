"""Far sides and senders that fail at every stage, over real sockets: one 4yz, and both legs are freed."""

from __future__ import annotations

import attrs

from skygw.net import server
from skygw.rehearsal import Fault, Script, Step
from tests.support.legs import settings
from tests.support.pairs import ENVELOPE, Sender, WirePair, cases
from tests.wire.test_relay import LARGE, WITHOUT_CHUNKING

GONE = b"421 4.4.2 The next hop closed the connection; try again later\r\n"
NOT_SENT = b"451 4.4.2 The next hop did not take the message; try again later\r\n"
UNAVAILABLE = b"421 4.4.1 The next hop is not available"
HOPELESS = (Fault.DISCONNECT, Fault.RESET, Fault.HANG, Fault.ENDLESS)


def rows(*stages: str, faults: tuple[Fault, ...] = HOPELESS) -> list[tuple[str, str, Fault]]:
    return [(f"{fault.value}_at_{stage}", stage, fault) for stage in stages for fault in faults]


def failing(stage: str, fault: Fault) -> Script:
    """A far side that fails so at this stage, the first time that a session comes to it."""
    reply = b"250-never\r\n" if fault is Fault.ENDLESS else None
    after = 300_000 if stage == "content" else 0
    return Script.of(**{stage: Step(reply, fault=fault, count=1000, after_octets=after)})


@cases(*rows("banner", "ehlo"), *rows("connect", faults=HOPELESS[:3]))
class BeforeTheGreetingTestCase(WirePair):
    """Nothing of it is relayed: the sender is sent away with 421 (I7)."""

    async def check(self, stage: str, fault: Fault) -> None:
        far = await self.far(failing(stage, fault))
        await self.open(connect=0.5)
        sender = await self.sender()
        assert (await sender.reply()).startswith(UNAVAILABLE)
        await sender.ended()
        await self.freed()
        await far.when_sessions_ended(1)


@cases(*rows("mail", "rcpt", "rset"))
class EnvelopeTestCase(WirePair):
    async def check(self, stage: str, fault: Fault) -> None:
        far = await self.far(failing(stage, fault))
        await self.open()
        sender = await self.greeted()
        sender.say(*ENVELOPE, b"RSET")
        replies = [await sender.reply()]
        while replies[-1][:1] == b"2":
            replies.append(await sender.reply())
        assert replies[-1] == GONE
        if fault is not Fault.RESET:  # it may take replies with it that were on their way
            assert len(replies) == {"mail": 1, "rcpt": 2, "rset": 3}[stage]
        await sender.ended()
        await self.freed()
        await far.when_sessions_ended(1)


@cases(*rows("content", "end_of_data", "bdat", faults=(*HOPELESS[:3], Fault.STALL)))
class ChunkTestCase(WirePair):
    async def check(self, stage: str, fault: Fault) -> None:
        far = await self.far(failing(stage, fault))
        await self.open()
        sender = await self.enveloped()
        await sender.ask(b"DATA")
        sender.octets(b"x" * 500_000 + b"\r\n.\r\n")
        assert await sender.reply() == NOT_SENT
        await sender.ended()
        await self.freed()
        assert far.accepted == ()
        assert [record.verdict for record in self.onlooker.records] == ["deferred"]


@cases(*rows("data", "content", "end_of_data", faults=(*HOPELESS[:3], Fault.STALL)))
class DataTestCase(WirePair):
    async def check(self, stage: str, fault: Fault) -> None:
        far = await self.far(attrs.evolve(failing(stage, fault), capabilities=WITHOUT_CHUNKING))
        await self.open()
        sender = await self.enveloped()
        await sender.ask(b"DATA")
        sender.octets(b"x" * 500_000 + b"\r\n.\r\n")
        assert await sender.reply() == NOT_SENT
        await sender.ended()
        await self.freed()
        assert far.accepted == ()


class OtherFarFaultTestCase(WirePair):
    async def test_a_network_that_takes_nothing_more(self) -> None:
        """More than both sockets' buffers hold, so that our own writes are stuck."""
        far = await self.far(Script.of(content=Step(fault=Fault.STALL)))
        await self.open()
        sender = await self.enveloped()
        await sender.ask(b"DATA")
        sender.octets(b"A: b\r\n\r\n" + b"x" * 20_000_000 + b"\r\n.\r\n")
        assert await sender.reply() == NOT_SENT
        await sender.ended()
        await self.freed()
        assert far.accepted == ()

    async def test_a_reply_octet_by_octet(self) -> None:
        await self.far(Script.of(mail=Step(b"250-2.1.0  slow\r\n250 go\r\n", fault=Fault.DRIP, pace=0.001)))
        await self.open()
        sender = await self.greeted()
        assert await sender.ask(ENVELOPE[0]) == b"250-2.1.0  slow\r\n250 go\r\n"

    async def test_surplus(self) -> None:
        extra = Step(b"250 a\r\n", fault=Fault.SURPLUS, extra=b"250 b\r\n")
        await self.far(Script.of(mail=extra))
        await self.open()
        sender = await self.greeted()
        assert await sender.ask(ENVELOPE[0]) == b"250 a\r\n"
        assert await sender.reply() == GONE
        await sender.ended()
        await self.freed()

    async def test_unasked_while_idle(self) -> None:
        await self.far(Script.of(idle=Step(b"421 4.3.2 bye\r\n", delay=0.05)))
        await self.open()
        sender = await self.greeted()
        assert await sender.reply() == GONE
        await sender.ended()
        await self.freed()

    async def test_a_421_is_relayed_and_closes(self) -> None:
        await self.far(Script.of(rcpt="421 4.3.2  going"))
        await self.open()
        sender = await self.greeted()
        await sender.ask(ENVELOPE[0])
        assert await sender.ask(ENVELOPE[1]) == b"421 4.3.2  going\r\n"
        await sender.ended()
        await self.freed()

    async def test_silence_after_quit(self) -> None:
        far = await self.far(Script.of(quit=Step(fault=Fault.HANG)))
        await self.open()
        sender = await self.greeted()
        await sender.ask(b"QUIT")
        await sender.ended()
        await self.freed()
        await far.when_sessions_ended(1)


class AddressesTestCase(WirePair):
    async def test_nobody_listens(self) -> None:
        self.far_port = 1
        await self.open()
        sender = await self.sender()
        assert await sender.reply() == UNAVAILABLE + b"\r\n"  # the log has more
        await sender.ended()
        (reason,) = self.refusals()
        assert reason.startswith("127.0.0.1: ")
        assert "refused" in reason

    async def test_the_second_address_is_tried(self) -> None:
        far = await self.far(host="127.0.0.2")
        await self.open(hosts=("127.0.0.1", "127.0.0.2"))
        await self.greeted()
        assert len(far.sessions) == 1

    async def test_an_address_that_refuses_us_is_passed_over(self) -> None:
        one = await self.far(Script.of(banner="421 4.3.2 busy"), host="127.0.0.1")
        two = await self.far(Script.of(ehlo="550 5.7.506 no"), host="127.0.0.2", port=self.far_port)
        three = await self.far(host="127.0.0.3", port=self.far_port)
        await self.open(hosts=("127.0.0.1", "127.0.0.2", "127.0.0.3"))
        await self.enveloped()
        assert [len(far.sessions) for far in (one, two, three)] == [1, 1, 1]
        assert [far.open_sessions for far in (one, two, three)] == [0, 0, 1]

    async def test_all_of_them_fail(self) -> None:
        await self.far(Script.of(banner="554 5.7.1 one"), host="127.0.0.1")
        await self.far(Script.of(banner=Step(fault=Fault.HANG)), host="127.0.0.2", port=self.far_port)
        await self.open(hosts=("127.0.0.1", "127.0.0.2", "127.0.0.3"), connect=0.5)
        sender = await self.sender()
        assert await sender.reply() == UNAVAILABLE + b"\r\n"
        await sender.ended()
        (reason,) = self.refusals()
        one, two, three = reason.split("; ")
        assert one == "127.0.0.1: greeting: 554 5.7.1 one"
        assert two == "127.0.0.2: no answer within 0.5 s"
        assert three.startswith("127.0.0.3: ")
        await self.freed()

    async def test_a_name_without_an_address(self) -> None:
        await self.far()
        await self.open(hosts=())
        sender = await self.sender()
        assert await sender.reply() == UNAVAILABLE + b"\r\n"
        await sender.ended()
        assert self.refusals() == ["far.example has no address"]


class SenderGoesTestCase(WirePair):
    """What was not complete here is never complete there, and both legs are freed (I3, I18)."""

    async def gone(self, sender: Sender) -> None:
        sender.go()
        await self.freed()
        assert self.onlooker.errors == []

    async def test_before_the_greeting(self) -> None:
        """Nothing is read from it yet, so it has to be looked for; the far side's time is not awaited."""
        self.patch(server, "LOOK_EVERY", 0.02)
        far = await self.far(Script.of(banner=Step(fault=Fault.HANG)))
        await self.open(relay=settings(), connect=300)
        sender = await self.sender()
        await far.when_sessions(1)
        sender.go()
        await self.freed()
        assert self.closed() == []

    async def test_while_the_far_leg_is_opened(self) -> None:
        """Its going used to be taken for an address that failed, and the next one was tried for nobody."""
        one = await self.far(Script.of(banner=Step(fault=Fault.HANG)))
        two = await self.far(host="127.0.0.2", port=self.far_port)
        self.patch(server, "LOOK_EVERY", 0.02)
        await self.open(hosts=("127.0.0.1", "127.0.0.2"), relay=settings(), connect=300)
        sender = await self.sender()
        await one.when_sessions(1)
        sender.go()
        await self.freed()
        assert two.sessions == ()

    async def test_while_idle(self) -> None:
        far = await self.far()
        await self.open()
        await self.gone(await self.greeted())
        assert [session.ended for session in far.sessions] == ["QUIT"]
        assert self.closed()[0][0] == "lost"

    async def test_in_the_envelope(self) -> None:
        far = await self.far(Script.of(rcpt=Step(fault=Fault.HANG)))
        await self.open()
        sender = await self.greeted()
        await sender.ask(ENVELOPE[0])
        sender.say(ENVELOPE[1])
        await self.until(lambda: len(far.sessions[0].commands) == 3, "RCPT to arrive")
        await self.gone(sender)

    async def test_in_content(self) -> None:
        far = await self.far()
        await self.open()
        sender = await self.enveloped()
        await sender.ask(b"DATA")
        sender.octets(b"x" * 100_000)
        await self.gone(sender)
        assert (far.messages, far.unfinished) == ((), ())

    async def test_in_a_chunk(self) -> None:
        far = await self.far()
        await self.open()
        sender = await self.enveloped()
        sender.octets(b"BDAT 10 LAST\r\n123456789")
        await self.gone(sender)
        assert (far.messages, far.unfinished) == ((), ())

    async def test_while_the_message_is_inspected(self) -> None:
        far = await self.far()
        self.inspection.asked = True
        await self.open()
        sender = await self.enveloped()
        sender.octets(b"BDAT 3 LAST\r\nabc")
        await self.until(lambda: self.inspection.scans, "the inspection to begin")
        await self.gone(sender)
        assert (far.messages, far.unfinished, self.inspection.cancelled) == ((), (), 1)

    async def test_while_a_large_message_is_on_its_way(self) -> None:
        far = await self.far(Script.of(content=Step(fault=Fault.STALL)))
        await self.open(relay=settings())
        sender = await self.enveloped()
        await sender.ask(b"DATA")
        sender.octets(b"A: b\r\n\r\n" + b"x" * 20_000_000 + b"\r\n.\r\n")
        await self.until(lambda: far.sessions[0].commands[-1:] == [b"BDAT 20000010 LAST"], "BDAT to arrive")
        await self.gone(sender)
        assert far.messages == ()
        assert [record.verdict for record in self.onlooker.records] == ["aborted"]

    async def test_while_the_far_side_thinks(self) -> None:
        """The one window: it has all of it, so what it says is still heard, for the record."""
        far = await self.far(Script.of(end_of_data=Step(delay=0.1)))
        await self.open()
        sender = await self.enveloped()
        sender.octets(b"BDAT 3 LAST\r\nabc")
        await self.until(lambda: far.sessions[0].commands[-1:] == [b"BDAT 3 LAST"], "BDAT to arrive")
        await self.gone(sender)
        assert len(far.accepted) == 1
        assert [(record.verdict, record.inbound_code) for record in self.onlooker.records] == [("passed", 0)]

    async def test_with_a_half_close(self) -> None:
        """FIN behind QUIT: the sender still hears everything."""
        far = await self.far()
        await self.open()
        sender = await self.greeted()
        sender.octets(b"\r\n".join(ENVELOPE) + b"\r\nBDAT 3 LAST\r\nabcQUIT\r\n")
        codes = [(await sender.reply())[:3] for _ in range(4)]
        assert codes == [b"250", b"250", b"250", b"221"]
        await sender.ended()
        assert len(far.accepted) == 1

    async def test_a_large_message_is_whole_or_nothing(self) -> None:
        far = await self.far()
        await self.open(relay=settings())
        sender = await self.enveloped()
        sender.octets(b"BDAT %d LAST\r\n" % len(LARGE) + LARGE[:-1])
        await self.until(lambda: self.gateway.budget.in_flight >= len(LARGE), "the reservation")
        await self.gone(sender)
        assert (far.messages, far.unfinished) == ((), ())
