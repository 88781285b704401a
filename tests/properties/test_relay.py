"""A random sender against a random far side: what must hold whatever both of them do.

A script is said in pieces cut anywhere, in step or pipelined; the far side answers in pieces cut anywhere,
or breaks the rules, or goes.
"""

from __future__ import annotations

from itertools import cycle

import attrs
from hypothesis import given, note
from hypothesis import strategies as st

from skygw.relay.budget import MemoryBudget
from skygw.smtp import Command, Greeted, Mail, Rcpt, State
from tests.support.legs import Pair, ScriptedInspection, settings
from tests.support.peers import FarSide, replies_of
from tests.support.smtp_dialog import cut, stuffed_by_smtplib

borders = st.lists(st.integers(0, 1 << 14), max_size=12)

lines = st.sampled_from(
    [b"", b".", b"..", b"Subject: x", b" folded", b"MAIL FROM:<evil@x>", b"RSET", b"QUIT", b"BDAT 5 LAST"]
)
contents = st.lists(lines, max_size=5).map(lambda some: b"".join(line + b"\r\n" for line in some))
ends_of_data = st.sampled_from([b"\n.\n", b"\r\n.\r\nMAIL FROM:<evil@x>\r\n", b"\0"])
binary = contents | st.binary(max_size=20) | ends_of_data


@attrs.frozen
class Said:
    """A command of the sender.

    Attributes:
        octets: with line end; for a message with its envelope.
        is_content: whether it may be said only where DATA was answered 354.
    """

    octets: bytes
    is_content: bool = False


def message_by_data(content: bytes) -> list[Said]:
    return [Said(b"DATA\r\n"), Said(stuffed_by_smtplib(content) + b".\r\n", is_content=True)]


def message_by_chunks(chunks: list[bytes]) -> list[Said]:
    said = []
    for number, octets in enumerate(chunks, 1):
        last = b" LAST" if number == len(chunks) else b""
        said.append(Said(b"BDAT %d%b\r\n" % (len(octets), last) + octets))
    return said


ENVELOPES = st.lists(
    st.sampled_from(
        [
            b"MAIL FROM:<a@x>",
            b"MAIL FROM:<c@x> SIZE=10",
            b"RCPT TO:<b@y>",
            b"RCPT TO:<d@y>",
            b"RSET",
            b"NOOP",
            b"EHLO again",
            b"HELO again",
            b"VRFY x",
            b"HELP",
            b"nonsense",
            b"MAIL FROM:none",
        ]
    ),
    max_size=4,
)
USUAL = [b"MAIL FROM:<a@x>", b"RCPT TO:<b@y>", b"RCPT TO:<d@y>"]

transactions = st.tuples(
    st.just(USUAL) | ENVELOPES.map(lambda some: USUAL + some) | ENVELOPES,
    st.none()
    | contents.map(message_by_data)
    | st.lists(binary, min_size=1, max_size=3).map(message_by_chunks),
)
scripts = st.lists(transactions, min_size=1, max_size=4)


#: What a far side may say; the first is what it mostly says.
STAGES = {
    "mail": [b"250 a", b"250-a\r\n250 a", b"550 no", b"451 later"],
    "rcpt": [b"250 b", b"251 b", b"550 5.1.1 who", b"452 4.5.3 many"],
    "data": [b"354 go", b"354-go\r\n354 on", b"554 no", b"450 later"],
    "end": [b"250 queued", b"250-queued\r\n250 here", b"554 no", b"452 full"],
    "rset": [b"250 reset"],
    "noop": [b"250 ok"],
}
BROKEN = [b"421 bye", b"354 what", b"garbage", b"250 a\r\n250 surplus", b"250-a\r\n251 b", b""]


class Play:
    """One pair, its two peers, and what was said."""

    def __init__(self, draw: st.DataObject, *, broken: bool, inspected: bool = False) -> None:
        self.draw = draw
        self.broken = broken
        self.pair = Pair(
            settings(max_idle_commands=10_000, max_errors=10_000, prefer_bdat=draw.draw(st.booleans())),
            ScriptedInspection(asked=inspected),
            MemoryBudget(10_000_000),
        )
        self.far = FarSide(
            self.choose, pipelining=draw.draw(st.booleans()), chunking=draw.draw(st.booleans())
        )
        self.heard = b""
        self.pair.session.open()
        self.pair.answer(self.far.banner())
        self.turn()

    def choose(self, stage: str) -> bytes:
        options = STAGES.get(stage, [b"250 ok"])
        mood = self.draw.draw(st.integers(0, 20))
        if mood == 20 and self.broken:
            options = BROKEN
        reply = self.draw.draw(st.sampled_from(options)) if mood > 14 else options[0]
        return reply + b"\r\n" if reply else b""

    def turn(self) -> None:
        """Let octets go to and fro until nobody has anything to say."""
        pair = self.pair
        while True:
            if pair.inspection.scans and not pair.inspection.scans[-1].called:
                pair.inspection.report()
            octets, pair.far.written = pair.far.written, b""
            self.heard += pair.sender.written
            pair.sender.written = b""
            if not octets:
                return
            said = self.far.receive(octets)
            for piece in cut(said, self.draw.draw(borders)):
                if not pair.far.ended:
                    pair.answer(piece)
            if self.far.quit and not pair.upstream.failure:
                pair.upstream.lost("closed")

    def say(self, octets: bytes) -> None:
        if not self.pair.sender.ended:
            self.pair.say(octets)
        self.turn()

    def check(self) -> None:
        note(f"heard: {self.heard!r}")
        note(f"far: {self.far.lines}")
        assert self.pair.onlooker.errors == []
        assert self.far.faults == []
        if self.pair.sender.ended:
            self.pair.clock.advance(10)
            assert self.pair.far.ended
            assert self.pair.gateway.budget.in_flight == 0
            assert self.pair.clock.getDelayedCalls() == []


def flatten(script: list[tuple[list[bytes], list[Said] | None]]) -> list[Said]:
    said = [Said(b"EHLO sender\r\n")]
    for envelope, message in script:
        said += [Said(line + b"\r\n") for line in envelope]
        said += message or []
    return said


def lockstep(play: Play, script: list[tuple[list[bytes], list[Said] | None]]) -> int:
    """Say a script as a client would that waits for each reply; gives the number of commands said."""
    count = 1
    for command in flatten(script):
        if play.pair.sender.ended:
            break
        if command.is_content and play.pair.session.server.state is not State.BODY:
            continue
        for piece in cut(command.octets, play.draw.draw(borders)):
            play.say(piece)
        count += 1
    return count


@given(scripts, st.data())
def test_each_command_has_one_reply(
    script: list[tuple[list[bytes], list[Said] | None]], data: st.DataObject
) -> None:
    play = Play(data, broken=False)
    count = lockstep(play, script)
    play.check()
    got = replies_of(play.heard)
    assert not play.pair.sender.ended
    assert len(got) == count


@given(scripts, st.data())
def test_a_far_side_that_breaks_the_rules(
    script: list[tuple[list[bytes], list[Said] | None]], data: st.DataObject
) -> None:
    """Still whole replies, at most one for each command and one for the end, and nobody is told a lie."""
    play = Play(data, broken=True, inspected=data.draw(st.booleans()))
    count = lockstep(play, script)
    if not play.pair.sender.ended and data.draw(st.booleans()):
        play.pair.upstream.lost("gone")
        play.turn()
    play.check()
    got = replies_of(play.heard)
    assert len(got) <= count + 1
    if play.pair.sender.ended:
        assert got[-1].category == 4
    told = [record for record in play.pair.onlooker.records if record.inbound_code // 100 == 2]
    taken = [message for message in play.far.messages if message.accepted]
    assert len(told) <= len(taken)  # I1
    for record in told:
        assert record.verdict == "passed"


@given(scripts, borders, st.data())
def test_whatever_is_pipelined_the_far_side_hears_whole_legal_commands(
    script: list[tuple[list[bytes], list[Said] | None]], places: list[int], data: st.DataObject
) -> None:
    play = Play(data, broken=False)
    octets = b"".join(command.octets for command in flatten(script))
    for piece in cut(octets, places):
        play.say(piece)
    play.check()
    replies_of(play.heard)
    for event in play.far.lines:
        if isinstance(event, Mail | Rcpt):
            assert event.line + b"\r\n" in octets
        else:
            assert not isinstance(event, Command) or event.verb in (b"RSET", b"QUIT", b"NOOP")
    assert sum(isinstance(event, Greeted) for event in play.far.lines) == 1


@given(scripts, st.integers(0, 400), st.data())
def test_a_sender_that_goes_at_any_octet(
    script: list[tuple[list[bytes], list[Said] | None]], end: int, data: st.DataObject
) -> None:
    """What was not complete here is not completed there, and nothing is left behind (I3, I5, I18)."""
    play = Play(data, broken=False, inspected=data.draw(st.booleans()))
    octets = b"".join(command.octets for command in flatten(script))[:end]
    play.say(octets)
    before = len(play.far.messages)
    play.pair.sender.ended = "gone"
    play.pair.session.lost("gone")
    play.turn()
    play.check()
    assert len(play.far.messages) == before


@given(scripts, st.data())
def test_who_is_told_what(
    script: list[tuple[list[bytes], list[Said] | None]], data: st.DataObject
) -> None:
    """The far side has exactly the messages of which the sender was told 2yz (I1, I3)."""
    play = Play(data, broken=False, inspected=data.draw(st.booleans()))
    lockstep(play, script)
    play.check()
    told = [record for record in play.pair.onlooker.records if record.inbound_code // 100 == 2]
    taken = [message for message in play.far.messages if message.accepted]
    assert len(told) == len(taken)
    for record, message in zip(told, taken, strict=True):
        assert record.sender in message.mail
        assert [b"RCPT TO:<" + path + b">" for path in record.recipients] == message.rcpts
        assert record.size == len(message.content)


def deliver(play: Play, said: list[Said]) -> None:
    play.say(b"EHLO sender\r\nMAIL FROM:<a@x>\r\n")
    play.say(b"RCPT TO:<b@y>\r\n")
    for command in said:
        for piece in cut(command.octets, play.draw.draw(borders)):
            play.say(piece)


class Willing(Play):
    """A far side that takes everything."""

    def choose(self, stage: str) -> bytes:
        return STAGES.get(stage, [b"250 ok"])[0] + b"\r\n"


def unfolded(content: bytes) -> bool:
    return not content.startswith((b" ", b"\t"))


@given(contents.filter(unfolded), st.data())
def test_data_arrives_as_it_was_meant_and_as_one_message(content: bytes, data: st.DataObject) -> None:
    play = Willing(data, broken=False)
    deliver(play, message_by_data(content))
    play.check()
    (message,) = play.far.messages
    assert message.content == content
    assert message.by == ("BDAT" if play.far.chunking and play.pair.gateway.settings.prefer_bdat else "DATA")
    assert len([event for event in play.far.lines if isinstance(event, Mail)]) == 1


@given(st.lists(binary, min_size=1, max_size=4), st.data())
def test_chunks_arrive_as_they_were_and_as_one_message(chunks: list[bytes], data: st.DataObject) -> None:
    play = Willing(data, broken=False)
    deliver(play, message_by_chunks(chunks))
    play.check()
    content = b"".join(chunks)
    if not play.far.chunking or not unfolded(content):
        assert play.far.messages == []
        return
    (message,) = play.far.messages
    assert (message.content, message.by) == (content, "BDAT")
    assert len([event for event in play.far.lines if isinstance(event, Mail)]) == 1


@given(st.lists(st.binary(max_size=30) | lines.map(lambda line: line + b"\r\n"), max_size=20), st.data())
def test_garbage_of_a_sender(pieces: list[bytes], data: st.DataObject) -> None:
    play = Play(data, broken=False)
    for piece in pieces:
        play.say(piece)
    play.check()
    replies_of(play.heard)

half_right = st.sampled_from([b"250 ok\r\n", b"354 go\r\n", b"421 x\r\n", b"250-"])


@given(st.lists(st.binary(max_size=30) | half_right))
def test_garbage_of_a_far_side(pieces: list[bytes]) -> None:
    pair = Pair()
    pair.session.open()
    pair.answer(b"220 far\r\n")
    pair.answer(b"250-far\r\n250 PIPELINING\r\n")
    script = cycle([b"EHLO x\r\n", b"MAIL FROM:<a@x>\r\nRCPT TO:<b@y>\r\n", b"DATA\r\n", b"x\r\n.\r\n"])
    for piece, said in zip(pieces, script, strict=False):
        if pair.sender.ended or pair.far.ended:
            break
        pair.say(said)
        if pair.far.ended:
            break
        pair.answer(piece)
    assert pair.onlooker.errors == []
    replies_of(pair.sender.written)
