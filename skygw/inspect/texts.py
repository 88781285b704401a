"""What of a message is scanned, as texts in comparable form, and what of it only counts once.

A value that stands in a thread of ten replies, in the plain and in the HTML form of a letter, and in the
subject that Thread-Topic repeats, was sent once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from skygw.detect import Text
from skygw.inspect.pieces import in_pieces
from skygw.inspect.quoted import own_and_quoted
from skygw.inspect.walkthrough import Seen, Walkthrough
from skygw.mail.comparable import comparable
from skygw.mail.headers import Field
from skygw.mail.origin import ComparableOrigin
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
        yield from part_texts(seen)


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


def part_texts(seen: Seen) -> Iterator[Text]:
    """The readings of a part; before them what its header says: names, and the fields of a message inside."""
    said = _said(seen)
    if said:
        yield Text(comparable(said), seen.where, seen.number)
    if seen.extraction is not None:
        for again, text in enumerate(seen.extraction.texts):
            yield from _readings(seen, text, again=again > 0)
    whole = seen.part.kind == "view"
    for text in seen.others:
        yield Text(comparable(text), seen.where, seen.number, again=not whole, anywhere=whole)


def _readings(seen: Seen, text: str, *, again: bool) -> Iterator[Text]:
    """A text as it stands, what it quotes, and what was broken up in it."""
    made = comparable(text)
    origin = None if made is text else ComparableOrigin(text)
    pieces = own_and_quoted(made, origin) if seen.where == "body" else ((made, origin),)
    for number, (piece, source) in enumerate(pieces):
        for short, place, joint in in_pieces(piece, source):
            repeated = again or number > 0 or joint
            yield Text(
                short, seen.where, seen.number, repeated, alternative=seen.alternative, origin=place
            )
    view = unwrapped(made, origin)
    if view is not None:
        yield Text(
            view.text,
            seen.where,
            seen.number,
            again=True,
            alternative=seen.alternative,
            origin=view.origin,
        )


def _said(seen: Seen) -> str:
    words = list(seen.part.names)
    words += [field.text for field in seen.part.header.all("content-description")]
    if seen.parent and any(field.name in ("from", "subject") for field in seen.part.header.fields):
        fields = seen.part.header.fields
        spoken = (f for f in fields if f.name == "subject" or not _TRACE.fullmatch(f.name))
        words += [field.text for field in spoken]
    return "\n".join(words)
