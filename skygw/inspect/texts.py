"""What of a message is scanned, as texts in comparable form, and what of it only counts once.

A value that stands in a thread of ten replies, in the plain and in the HTML form of a letter, and in the
subject that Thread-Topic repeats, was sent once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial

from skygw.detect import Text
from skygw.extract import Outcome
from skygw.inspect.effort import Effort
from skygw.inspect.pieces import PIECE, in_pieces
from skygw.inspect.quoted import Piece, own_and_quoted
from skygw.inspect.walkthrough import Seen, Walkthrough
from skygw.mail.comparable import comparable
from skygw.mail.headers import Field
from skygw.mail.origin import ComparableOrigin, Origin
from skygw.mail.unwrapped import unwrapped

# Fields whose values are made by machines: long digits and base64, and no word of the sender.  Thread-Topic
# repeats the subject, which must not count twice.
_TRACE = re.compile(
    r"received(?:-spf)?|return-path|message-id|in-reply-to|references|date|mime-version|content-.+|subject"
    r"|thread-.+|(?:x-(?:google-)?)?(?:dkim|domainkey)-signature|arc-.+|authentication-results.*|x-ms-.+"
    r"|x-microsoft-.+|x-originatororg|x-forefront-.+|x-exchange-.+|x-skygw-.+"
)

# Whom a letter is from and for: not what it says.  Without the "@" an address is none, and a number in it is
# still a number.
_ADDRESSES = re.compile(
    r"(?:resent-)?(?:from|to|cc|bcc|sender|reply-to)|disposition-notification-to|list-.+"
    r"|x-.*(?:sender|recipient|to|from)"
)


def message_texts(message: Walkthrough) -> Iterator[Text]:
    """What is to be scanned, one text at a time."""
    for seen in message.parts():
        if seen.number == 1:
            yield from header_texts(message.fields)
        yield from part_texts(seen, message.effort)


def header_texts(fields: Sequence[Field]) -> Iterator[Text]:
    """The subject, and what else the header says; nothing in it twice."""
    subjects = dict.fromkeys(comparable(field.text) for field in fields if field.name == "subject")
    if subjects:
        yield Text("\n".join(subjects), "subject")
    spoken = (field for field in fields if not _TRACE.fullmatch(field.name))
    values = dict.fromkeys(comparable(_words(field)) for field in spoken)
    for subject in subjects:
        values.pop(subject, None)
    if values:
        yield Text("\n".join(values), "headers")


def _words(field: Field) -> str:
    return field.text.replace("@", " ") if _ADDRESSES.fullmatch(field.name) else field.text


def part_texts(seen: Seen, effort: Effort) -> Iterator[Text]:
    """The readings of a part; before them what its header says: names, and the fields of a message inside."""
    said = _said(seen)
    if said:
        yield Text(comparable(said), seen.where, seen.number)
    if seen.extraction is not None:
        for again, text in enumerate(seen.extraction.texts):
            yield from _readings(seen, text, effort, again=again > 0)
    whole = seen.part.kind == "view"
    for text in seen.others:
        made = effort.step(seen.number, partial(comparable, text), "")
        yield Text(made, seen.where, seen.number, again=not whole, anywhere=whole)


def _readings(seen: Seen, text: str, effort: Effort, *, again: bool) -> Iterator[Text]:
    """A text as it stands, what it quotes, and what was broken up in it."""
    # Where a step is too costly, the text is looked through without it.
    made = effort.step(seen.number, partial(comparable, text), text)
    origin = None if made is text else ComparableOrigin(text)
    pieces: tuple[Piece, ...] = ((made, origin),)
    if seen.where == "body" and len(made) <= PIECE:  # nobody's thread is longer
        pieces = effort.step(seen.number, partial(own_and_quoted, made, origin), pieces)
    for number, (piece, source) in enumerate(pieces):
        for short, place, joint in in_pieces(piece, source):
            yield _text(seen, short, place, again=again or number > 0 or joint)
    for short, place, _joint in in_pieces(made, origin):
        view = effort.step(seen.number, partial(unwrapped, short, place), None)
        if view is not None:
            yield _text(seen, view.text, view.origin, again=True)
            if view.cut:
                effort.told(Outcome.LIMIT)
                return


def _text(seen: Seen, text: str, origin: Origin | None, *, again: bool) -> Text:
    return Text(text, seen.where, seen.number, again, alternative=seen.alternative, origin=origin)


def _said(seen: Seen) -> str:
    words = list(seen.part.names)
    words += [field.text for field in seen.part.header.all("content-description")]
    if seen.parent and any(field.name in ("from", "subject") for field in seen.part.header.fields):
        fields = seen.part.header.fields
        spoken = (f for f in fields if f.name == "subject" or not _TRACE.fullmatch(f.name))
        words += [field.text for field in spoken]
    return "\n".join(words)
