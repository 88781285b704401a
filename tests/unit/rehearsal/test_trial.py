"""What the demo would say about gateways that do not do what they must."""

from __future__ import annotations

from collections.abc import Callable

import attrs
import pytest

from skygw.rehearsal.letter import Letter, Sent
from skygw.rehearsal.record import MessageRecord
from skygw.rehearsal.samples import POLICIES, Sample, far_script, samples
from skygw.rehearsal.trial import Result, judge, prepended
from skygw.smtp import Reply

OK = Reply(250, b"250 2.6.0 mine\r\n")
GO = Reply(250, b"250 ok\r\n")
NO = Reply(550, b"550 5.1.10 who?\r\n")
BODY = b"Subject: x\r\n\r\nbody\r\n"
ADDED = b"X-Demo: 1\r\nX-Skygw-Scan: completed\r\nReceived: from a\r\n\tby b; now\r\n"
PASSING = Sample(
    "passing", Letter(b"a@b", (b"c@d",), BODY), "add_header", b"250 2.6.0", "", (b"c@d",), (b"X-Demo: 1",)
)
BLOCKED = Sample("blocked", Letter(b"a@b", (b"c@d",), BODY), "block", b"550 5.7.1 no")


def _arrived(content: bytes = ADDED + BODY) -> MessageRecord:
    return MessageRecord(
        number=1,
        session=1,
        mail=b"MAIL FROM:<a@b>",
        reverse_path=b"a@b",
        parameters={},
        rcpts=(b"RCPT TO:<c@d>",),
        recipients=(b"c@d",),
        refused=(),
        content=content,
        size=len(content),
        by="BDAT",
        flaw="",
        complete=True,
        reply=OK.raw,
    )


def _sent(final: Reply | None = OK, rcpt: Reply = GO) -> Sent:
    return Sent(mail=GO, rcpt=[rcpt], data=None, final=final)


def test_all_as_it_must_be() -> None:
    assert judge(PASSING, _sent(), (_arrived(),)) == ()
    assert judge(BLOCKED, _sent(Reply(550, b"550 5.7.1 no\r\n")), ()) == ()


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda m: attrs.evolve(m, content=ADDED + BODY + b"x"), "the message was changed"),
        (lambda m: attrs.evolve(m, content=BODY), "headers added should be"),
        (lambda m: attrs.evolve(m, content=BODY), "received was added 0 times"),
        (lambda m: attrs.evolve(m, content=ADDED + ADDED + BODY), "x-skygw-scan was added 2 times"),
        (lambda m: attrs.evolve(m, content=b"X-Other: 1\r\n" + ADDED + BODY), "headers added should be"),
        (lambda m: attrs.evolve(m, content=ADDED + b"\r\n" + BODY), "not a header field"),
        (lambda m: attrs.evolve(m, content=b"X-Eight: \xff\r\n" + ADDED + BODY), "not a header field"),
        (lambda m: attrs.evolve(m, recipients=(b"C@d",)), "recipients should be"),
        (lambda m: attrs.evolve(m, mail=b"MAIL FROM:<a@b> SIZE=1"), "MAIL was"),
        (lambda m: attrs.evolve(m, reply=b"250 2.6.0 other\r\n"), "the far server said"),
    ],
)
def test_what_a_gateway_did_to_a_message(
    change: Callable[[MessageRecord], MessageRecord], problem: str
) -> None:
    assert any(problem in one for one in judge(PASSING, _sent(), (change(_arrived()),)))


def test_a_message_that_did_not_arrive_or_twice() -> None:
    assert judge(PASSING, _sent(), ()) == ("0 message(s) arrived, one should",)
    assert judge(PASSING, _sent(), (_arrived(), _arrived())) == ("2 message(s) arrived, one should",)


def test_a_message_that_should_not_have_arrived() -> None:
    problems = judge(BLOCKED, _sent(), (_arrived(),))
    assert problems == ("the reply should begin with b'550 5.7.1 no'", "1 message(s) arrived, none should")


def test_a_session_that_ended_before_the_reply() -> None:
    assert judge(BLOCKED, _sent(None), ()) == ("the reply should begin with b'550 5.7.1 no'",)


def test_a_refusal_that_is_not_verbatim() -> None:
    sample = attrs.evolve(BLOCKED, reply=b"550", refused=(b"550 5.1.10  who?\r\n",))
    assert any("refused recipients" in one for one in judge(sample, _sent(None, NO), ()))


def test_the_fields_that_were_put_before_a_message() -> None:
    result = Result(PASSING, OK.raw, (_arrived(),), ())
    assert prepended(result) == (b"X-Demo", b"X-Skygw-Scan", b"Received")
    assert prepended(attrs.evolve(result, arrived=())) == ()


def test_the_samples_are_of_many_kinds() -> None:
    every = samples()
    assert len({sample.message_id for sample in every}) == len(every) >= 13
    assert {sample.action for sample in every} >= {"allow", "monitor", "add_header", "block"}
    assert {sample.letter.by for sample in every} == {"DATA", "BDAT"}
    assert any(len(sample.letter.content) > 5 * 1024 * 1024 for sample in every)
    assert any(sample.letter.reverse_path == b"" for sample in every)
    assert [sample.name for sample in samples()] == [sample.name for sample in every]


def test_what_is_expected_of_the_samples_is_what_the_policies_and_the_script_say() -> None:
    for sample in samples():
        text = sample.reply.removeprefix(b"550 5.7.1 ").removesuffix(b"\r\n").decode("ascii")
        assert not sample.reply.startswith(b"550 5.7.1") or text in POLICIES
    assert far_script().exchange is not None
