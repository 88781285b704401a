"""The built-in inspection of one message: octets, parts, texts, findings; and the same told as a tree.

Runs in the inspection children, and in ``skygw scan``.  Bounded in everything but time: deadlines are the
pool's affair.  A leaf that goes wrong costs itself (its outcome says so), never the message.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs

from skygw.detect import AttachmentFacts, Facts, Report, Scanner, Text
from skygw.extract import Budget, Extraction, Leaf, Outcome, comparable, extract
from skygw.inspect.doubt import Doubts
from skygw.mail import cms, gate
from skygw.mail import parts as mime
from skygw.mail.gate import LeafReading
from skygw.mail.headers import Field, HeaderSection
from skygw.mail.parameters import Structured
from skygw.mail.parts import Message, Part
from skygw.mail.reasons import MIME_AMBIGUOUS
from skygw.mail.work import WORK


@attrs.frozen
class Limits:
    """Budgets of one inspection.  What lies beyond has the outcome ``limit`` or ``truncated``."""

    depth: int = 50
    parts: int = 10_000
    header_octets: int = 1 << 20
    leaf_text_octets: int = 64 << 20
    message_text_octets: int = 256 << 20


MAX_HEADER_CHARACTERS = 512 << 10
"""Decoded header values that become facts; together with everything else they fit into an answer."""

MAX_NAME_FACTS = 5
"""Candidates for a file name that become facts.  All of them are scanned."""


def inspect_octets(
    octets: bytes, scanner: Scanner, limits: Limits | Mapping[str, int] | None = None
) -> Report:
    """The report on a message: findings of ``scanner``, and facts.

    ``limits`` may be the fields of :class:`Limits` as a mapping.  The status is ``completed``; what was not
    read stands in ``facts.outcomes``.  Raises nothing on content.

    Raises:
        TypeError: ``limits`` has an unknown member.
    """
    started = time.process_time()
    reading = _Reading(octets, _limits(limits))
    findings = scanner.scan(reading.texts())
    return Report(findings=tuple(findings), facts=reading.facts(), cpu=time.process_time() - started)


@attrs.frozen
class PartDescription:
    """One part of the tree that ``skygw scan`` shows.

    ``start`` and ``end`` are offsets of the part in the octets that it was found in (the message, or the
    decoded octets of ``parent`` where that is an encoded message); ``size`` is in octets after transfer
    decoding; ``texts`` are the readings, empty unless asked for.
    """

    number: int
    parent: int
    depth: int
    kind: str
    media_type: str
    true_type: str = ""
    encoding: str = ""
    names: tuple[str, ...] = ()
    where: str = "body"
    outcome: str = ""
    size: int = 0
    start: int = 0
    end: int = 0
    texts: tuple[str, ...] = attrs.field(default=(), repr=False)
    children: tuple[PartDescription, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The tree as plain JSON values (made without recursion into more than the depth of the walk)."""
        own = attrs.asdict(self, recurse=False) | {"names": list(self.names), "texts": list(self.texts)}
        return own | {"children": [child.to_json() for child in self.children]}


@attrs.frozen
class Description:
    """A message as ``skygw scan`` shows it: the tree of its parts and its facts."""

    root: PartDescription
    facts: Facts

    def to_json(self) -> dict[str, Any]:
        """The description as plain JSON values."""
        return {"parts": self.root.to_json(), "facts": self.facts.to_json()}


def describe(
    octets: bytes, limits: Limits | Mapping[str, int] | None = None, *, texts: bool = False
) -> Description:
    """The tree of parts of ``octets`` with types, names, outcomes, sizes; ``texts`` adds what was read."""
    reading = _Reading(octets, _limits(limits))
    rows = [_describe(seen, texts) for seen in reading.parts()]
    return Description(_tree(rows), reading.facts())


def _limits(limits: Limits | Mapping[str, int] | None) -> Limits:
    return limits if isinstance(limits, Limits) else Limits(**(limits or {}))


@attrs.frozen
class _Seen:
    """A part that was looked at.  ``size`` in octets, decoded; no extraction for a container.

    ``others``: texts that some programs show instead, made while they are taken.
    """

    number: int
    parent: int
    depth: int
    part: Part
    where: str
    size: int
    extraction: Extraction | None
    others: Iterator[str] = attrs.field(factory=lambda: iter(()))


_Inside = tuple["_Nested", ...]


@attrs.frozen
class _Nested:
    """What a part holds that is to be read as well: a message to be walked, or a file in its text."""

    octets: bytes
    name: str | None = None


# Fields whose values are made by machines: long digits and base64, and no word of the sender.  Thread-Topic
# repeats the subject, which must not count twice.
_TRACE = re.compile(
    r"received(?:-spf)?|return-path|message-id|in-reply-to|references|date|mime-version|content-.+|subject"
    r"|thread-.+|(?:x-(?:google-)?)?(?:dkim|domainkey)-signature|arc-.+|authentication-results.*|x-ms-.+"
    r"|x-microsoft-.+|x-originatororg|x-forefront-.+|x-exchange-.+|x-skygw-.+"
)


class _Reading:
    """One message while it is read: parts go by one at a time, facts are what is left of them."""

    def __init__(self, octets: bytes, limits: Limits) -> None:
        self._octets = octets
        self._limits = limits
        self._budget = Budget(limits.message_text_octets, limits.leaf_text_octets)
        self._doubts = Doubts(WORK, limits.leaf_text_octets)
        self._attachments: list[AttachmentFacts] = []
        self._outcomes: list[str] = []
        self._defects: dict[str, None] = {}
        self._fields: Sequence[Field] = ()
        self._number = 0

    def texts(self) -> Iterator[Text]:
        """What is to be scanned, one text at a time."""
        for seen in self.parts():
            if seen.number == 1:
                yield from self._header_texts()
            yield from _part_texts(seen)

    def parts(self) -> Iterator[_Seen]:
        """Every part in the order of the message, messages inside messages included."""
        pending = [self._walk(self._octets, 0, 0, "")]
        while pending:
            seen, inside = next(pending[-1], (None, ()))
            if seen is None:
                pending.pop()
                continue
            yield seen
            for nested in reversed(inside):
                if nested.name is None:
                    pending.append(self._walk(nested.octets, seen.number, seen.depth + 1, "attachments"))
                else:
                    pending.append(self._file(nested, seen))

    def _walk(self, octets: bytes, outer: int, depth: int, where: str) -> Iterator[tuple[_Seen, _Inside]]:
        """The parts of one message; beside a part, what it holds."""
        message = mime.walk(octets, self._walk_limits(depth))
        doubts = gate.structural_doubts(octets, message, unix=outer > 0)
        self._defects.update(dict.fromkeys((*message.defects, *doubts)))
        if not outer:
            self._fields = message.fields
        places = _places(message, where)
        # Numbers are given in the order of the walk; parts of an encoded message get those that follow.
        numbers: dict[int, int] = {}
        for part in message.parts:
            self._number += 1
            numbers[part.number] = self._number
            parent = numbers[part.parent] if part.parent >= 0 else outer
            yield self._look(octets, part, self._number, parent, depth + part.depth, places[part.number])
        if doubts:
            self._defects[MIME_AMBIGUOUS] = None
            yield self._union(octets, outer or numbers[0], depth, where or "body"), ()

    def _union(self, octets: bytes, parent: int, depth: int, where: str) -> _Seen:
        """Everything that any program may show of a message, as if it were one more part."""
        self._number += 1
        part = _part("view", 0, len(octets))
        others = self._noted(self._doubts.of_message(octets))
        return _Seen(self._number, parent, depth + 1, part, where, len(octets), None, others)

    def _noted(self, texts: Iterator[str]) -> Iterator[str]:
        """``texts``, and a word in the facts if their budget ends them."""
        before = self._doubts.exhausted
        yield from texts
        if self._doubts.exhausted and not before:
            self._defects["limit-work"] = None
            self._outcomes.append(str(Outcome.LIMIT))

    def _file(self, nested: _Nested, around: _Seen) -> Iterator[tuple[_Seen, _Inside]]:
        """A file that stood in the text of the part ``around``."""
        self._number += 1
        part = _part("leaf", 0, len(nested.octets), nested.name or "")
        reading = LeafReading(nested.octets, (), nested.octets)
        yield self._read(part, reading, self._number, around.number, around.depth + 1, "attachments")

    def _walk_limits(self, depth: int) -> mime.Limits:
        return mime.Limits(
            depth=max(0, self._limits.depth - depth),
            parts=max(1, self._limits.parts - self._number),
            header_octets=self._limits.header_octets,
        )

    def _look(
        self, octets: bytes, part: Part, number: int, parent: int, depth: int, where: str
    ) -> tuple[_Seen, _Inside]:
        if part.kind == "container":
            return _Seen(number, parent, depth, part, where, part.end - part.body, None), ()
        reading = gate.read_leaf(octets, part)
        self._defects.update(dict.fromkeys(reading.doubts))
        return self._read(part, reading, number, parent, depth, where)

    def _read(
        self, part: Part, reading: LeafReading, number: int, parent: int, depth: int, where: str
    ) -> tuple[_Seen, _Inside]:
        """A leaf without its transfer encoding, read; what it holds is looked at after it."""
        leaf = _leaf(part, reading.octets)
        inside: _Inside = ()
        if part.limited or number > self._limits.parts:
            extraction = Extraction(Outcome.LIMIT)
        else:
            extraction, inside = self._extract(part, leaf)
            inside += tuple(_Nested(file.octets, file.name) for file in reading.files)
        if inside and not self._has_room(number, depth):
            self._defects["limit-depth"] = None
            extraction, inside = attrs.evolve(extraction, outcome=Outcome.LIMIT), ()
        if reading.limited and extraction.outcome in (Outcome.TEXT, Outcome.NONE):
            extraction = attrs.evolve(extraction, outcome=Outcome.TRUNCATED)
        self._outcomes.append(str(extraction.outcome))
        size = len(reading.octets)
        if where == "attachments":
            self._attachments.append(_facts(part, extraction, size, number))
        others = self._noted(self._doubts.of_leaf(reading, leaf)) if reading.doubts else iter(())
        return _Seen(number, parent, depth, part, where, size, extraction, others), inside

    def _extract(self, part: Part, leaf: Leaf) -> tuple[Extraction, _Inside]:
        if _is_message(part):
            return Extraction(Outcome.NONE, (), "eml"), (_Nested(leaf.octets),)
        secured = cms.secured(leaf.octets)
        if secured is None or secured.octets is None:
            extraction = extract(leaf, self._budget)
            self._defects.update(dict.fromkeys(extraction.defects))
            if secured is not None and secured.kind == cms.ENCRYPTED:
                extraction = attrs.evolve(extraction, outcome=Outcome.ENCRYPTED)
            return extraction, tuple(_Nested(message.octets) for message in extraction.embedded)
        # Signed, or compressed: what a mail program shows is the message inside, or a file.
        outcome = Outcome.NONE if secured.complete else Outcome.TRUNCATED
        named = part.names[0] if part.names else ""
        is_mime = gate.begins_with_mime(secured.octets)
        inner = _Nested(secured.octets, None if is_mime else named.removesuffix(".p7m"))
        return Extraction(outcome, (), "p7m"), (inner,)

    def _has_room(self, number: int, depth: int) -> bool:
        """Whether one more message inside a message is within the budgets."""
        return depth < self._limits.depth and number < self._limits.parts

    def _header_texts(self) -> Iterator[Text]:
        subjects = dict.fromkeys(comparable(field.text) for field in self._fields if field.name == "subject")
        if subjects:
            yield Text("\n".join(subjects), "subject")
        spoken = (field for field in self._fields if not _TRACE.fullmatch(field.name))
        values = dict.fromkeys(comparable(field.text) for field in spoken)
        for subject in subjects:
            values.pop(subject, None)
        if values:
            yield Text("\n".join(values), "headers")

    def facts(self) -> Facts:
        """What is known once every part has gone by."""
        headers = self._headers()
        return Facts(
            size=len(self._octets),
            subject=next(iter(headers.get("subject", ())), ""),
            headers=headers,
            attachments=tuple(self._attachments),
            outcomes=tuple(self._outcomes),
            defects=tuple(self._defects),
        )

    def _headers(self) -> dict[str, tuple[str, ...]]:
        headers: dict[str, list[str]] = {}
        room = MAX_HEADER_CHARACTERS
        for field in self._fields:
            room -= len(field.name) + len(field.text)
            if room < 0:
                # A policy may ask for what was left out: then not all has been read.
                self._defects["header-facts-cut"] = None
                self._outcomes.append(str(Outcome.LIMIT))
                break
            headers.setdefault(field.name, []).append(field.text)
        return {name: tuple(values) for name, values in headers.items()}


def _places(message: Message, where: str) -> list[str]:
    """``body`` or ``attachments`` for each part, ``where`` for all of them if it is not empty.

    Body is inline text without a name that does not stand in a message inside the message.
    """
    inside: list[bool] = []
    places: list[str] = []
    for part in message.parts:
        parent = message.parts[part.parent] if part.parent >= 0 else None
        within = bool(where) or (
            parent is not None and (inside[parent.number] or parent.media_type in mime.MESSAGES)
        )
        inside.append(within)
        places.append("attachments" if within or not _is_body(part) else "body")
    return places


def _is_body(part: Part) -> bool:
    if part.names or part.disposition.token.startswith("attachment"):
        return False
    return part.main_type in ("text", "multipart") or part.kind != "leaf"


_NO_HEADER = HeaderSection((), 0, 0)


def _part(kind: str, start: int, end: int, name: str = "") -> Part:
    """A part that no structure declares: a file in text, or the union of views."""
    named = Structured("attachment", (("filename", name, True),)) if name else Structured()
    media_type = "application/octet-stream" if kind == "leaf" else "text/plain"
    return Part(0, -1, 0, kind, _NO_HEADER, start, start, end, media_type, disposition=named)


def _is_message(part: Part) -> bool:
    """Whether the decoded octets of a leaf are a message to be walked in turn."""
    named = any(name.lower().endswith(".eml") for name in part.names)
    return part.kind == "leaf" and (part.media_type in mime.MESSAGES or named)


def _leaf(part: Part, decoded: bytes) -> Leaf:
    return Leaf(
        octets=decoded,
        media_type=part.media_type,
        charset=part.content_type.get("charset"),
        names=part.names,
        smime_type=part.content_type.get("smime-type").lower(),
    )


def _facts(part: Part, extraction: Extraction, size: int, number: int) -> AttachmentFacts:
    return AttachmentFacts(
        name=part.names[0] if part.names else "",
        names=part.names[:MAX_NAME_FACTS],
        declared_type=part.media_type,
        true_type=extraction.true_type,
        size=size,
        outcome=str(extraction.outcome),
        leaf=number,
    )


def _part_texts(seen: _Seen) -> Iterator[Text]:
    """The readings of a part; before them what its header says: names, and the fields of a message inside."""
    said = _said(seen)
    if said:
        yield Text(comparable(said), seen.where, seen.number)
    if seen.extraction is not None:
        for again, text in enumerate(seen.extraction.texts):
            yield Text(comparable(text), seen.where, seen.number, again > 0)
    whole = seen.part.kind == "view"
    for text in seen.others:
        yield Text(comparable(text), seen.where, seen.number, again=not whole, anywhere=whole)


def _said(seen: _Seen) -> str:
    words = list(seen.part.names)
    words += [field.text for field in seen.part.header.all("content-description")]
    if seen.parent and any(field.name in ("from", "subject") for field in seen.part.header.fields):
        fields = seen.part.header.fields
        spoken = (f for f in fields if f.name == "subject" or not _TRACE.fullmatch(f.name))
        words += [field.text for field in spoken]
    return "\n".join(words)


def _describe(seen: _Seen, texts: bool) -> PartDescription:
    extraction = seen.extraction
    read = extraction.texts if extraction else ()
    # Taken in any case: it is then that they are read.
    others = dict.fromkeys(text for text in seen.others if texts)
    return PartDescription(
        number=seen.number,
        parent=seen.parent,
        depth=seen.depth,
        kind=seen.part.kind,
        media_type=seen.part.media_type,
        true_type=extraction.true_type if extraction else "",
        encoding=seen.part.encoding,
        names=seen.part.names,
        where=seen.where,
        outcome=str(extraction.outcome) if extraction else "",
        size=seen.size,
        start=seen.part.start,
        end=seen.part.end,
        texts=(*read, *(text for text in others if text not in read)) if texts else (),
    )


def _tree(rows: list[PartDescription]) -> PartDescription:
    """The root of the tree that ``rows``, in the order of the message, make; built from the last row on."""
    children: dict[int, list[PartDescription]] = {}
    for row in reversed(rows):
        own = attrs.evolve(row, children=tuple(reversed(children.pop(row.number, []))))
        children.setdefault(row.parent, []).append(own)
    return children[0][0]
