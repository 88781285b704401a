"""One sample sent through a gateway, and everything about it that was not as it must be."""

from __future__ import annotations

import re

import attrs
from twisted.internet.interfaces import IReactorTime, IStreamClientEndpoint

from skygw.rehearsal.letter import Sent
from skygw.rehearsal.record import MessageRecord
from skygw.rehearsal.samples import Sample
from skygw.rehearsal.sender import Sender, SenderError
from skygw.rehearsal.server import FarServer

#: A header field that a gateway may prepend: one line, 7-bit (CONTRACT: at most 998 octets).
_FIELD = re.compile(rb"([!-9;-~]+):[ -~\t]*\r\n(?:[ \t][ -~\t]*\r\n)*")
_USUAL = frozenset({b"received", b"x-skygw-scan"})


@attrs.frozen
class Result:
    """What became of one sample."""

    sample: Sample
    reply: bytes
    """The reply that decided, as the sender saw it; empty if the session ended before."""
    arrived: tuple[MessageRecord, ...]
    problems: tuple[str, ...]

    @property
    def as_expected(self) -> bool:
        return not self.problems


async def try_out(
    sample: Sample, endpoint: IStreamClientEndpoint, far: FarServer, clock: IReactorTime
) -> Result:
    """Send ``sample`` in a session of its own and compare; ``far`` must be behind the endpoint alone."""
    before = len(far.messages)
    problems: list[str] = []
    sent = Sent()
    try:
        sender = await Sender.connect(endpoint, clock)
        try:
            greetings = (await sender.open(), await sender.greet())
            problems += [f"the gateway said {reply.text}" for reply in greetings if reply.category != 2]
            sent = await sender.send(sample.letter)
            await sender.quit()
        finally:
            sender.abort()
    except SenderError as error:
        sent = error.sent or sent
        problems.append(str(error))
    arrived = far.messages[before:]
    return Result(sample, _seen(sent), arrived, (*problems, *judge(sample, sent, arrived)))


def judge(sample: Sample, sent: Sent, arrived: tuple[MessageRecord, ...]) -> tuple[str, ...]:
    """Everything about the replies and what arrived that is not as the sample says."""
    seen = _seen(sent)
    return (*_reply_problems(sample, sent, seen), *_arrival_problems(sample, seen, arrived))


def _seen(sent: Sent) -> bytes:
    return sent.outcome.raw if sent.outcome is not None else b""


def _reply_problems(sample: Sample, sent: Sent, seen: bytes) -> list[str]:
    problems = []
    if not seen.startswith(sample.reply):
        problems.append(f"the reply should begin with {sample.reply!r}")
    refused = tuple(reply.raw for reply in sent.rcpt if reply.category != 2)
    if refused != sample.refused:
        problems.append(f"refused recipients should be {sample.refused!r}, not {refused!r}")
    return problems


def _arrival_problems(sample: Sample, seen: bytes, arrived: tuple[MessageRecord, ...]) -> list[str]:
    if not sample.arrives:
        return [f"{len(arrived)} message(s) arrived, none should"] if arrived else []
    if len(arrived) != 1:
        return [f"{len(arrived)} message(s) arrived, one should"]
    [message] = arrived
    letter = sample.letter
    problems = []
    if message.reply != seen:
        problems.append(f"the far server said {message.reply!r}, the sender saw {seen!r}")
    if message.mail != letter.mail_line:
        problems.append(f"MAIL was {letter.mail_line!r}, arrived as {message.mail!r}")
    if message.recipients != sample.arrives:
        problems.append(f"recipients should be {sample.arrives!r}, not {message.recipients!r}")
    if not message.content.endswith(letter.content):
        return [*problems, "the message was changed"]
    return problems + _header_problems(sample, message.content[: -len(letter.content)])


def _header_problems(sample: Sample, prepended: bytes) -> list[str]:
    """``prepended``: what stands before the message as it was sent."""
    fields, at = [], 0
    while found := _FIELD.match(prepended, at):
        fields.append((found.group(1).lower(), found.group().removesuffix(b"\r\n")))
        at = found.end()
    problems = [f"not a header field before the message: {prepended[at:]!r}"] if at < len(prepended) else []
    names = [name for name, _ in fields]
    extra = [line for name, line in fields if name not in _USUAL]
    if sorted(extra) != sorted(sample.headers):
        problems.append(f"headers added should be {sample.headers!r}, not {extra!r}")
    counts = {name.decode("ascii"): names.count(name) for name in sorted(_USUAL)}
    return problems + [f"{name} was added {count} times" for name, count in counts.items() if count != 1]


def prepended(result: Result) -> tuple[bytes, ...]:
    """Names of the fields that were put before the message that arrived."""
    if not result.arrived:
        return ()
    content = result.arrived[0].content
    return tuple(
        found.group(1)
        for found in _FIELD.finditer(content[: len(content) - len(result.sample.letter.content)])
    )
