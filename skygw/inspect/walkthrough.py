"""The way through one message: every part in its order, read, with what lies inside it.

Bounded in everything but time: deadlines are the pool's affair.  A part that goes wrong costs itself (its
outcome says so), never the message.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence

import attrs

from skygw.detect import Facts
from skygw.extract import Budget, Extraction, Leaf, Outcome, extract
from skygw.inspect.doubt import Doubts
from skygw.inspect.effort import Effort
from skygw.inspect.facts import Gathering
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
    """Budgets of one inspection.  What lies beyond has the outcome ``limit``, ``truncated`` or ``timeout``.

    ``work_octets`` pays for reading what is in doubt in every way (:mod:`skygw.mail.work`); ``leaf_seconds``
    and ``message_seconds`` are CPU; the others are octets, parts, and levels.
    """

    depth: int = 50
    parts: int = 10_000
    header_octets: int = 1 << 20
    leaf_text_octets: int = 64 << 20
    message_text_octets: int = 256 << 20
    archive_depth: int = 16
    archive_entries: int = 10_000
    archive_octets: int = 1 << 30
    leaf_seconds: int = 10
    message_seconds: int = 30
    work_octets: int = WORK


@attrs.frozen
class Seen:
    """A part that was looked at.

    ``size`` in octets, decoded; ``seconds`` of CPU; no extraction for a container.  ``alternative``: a part
    before it says the same (RFC 2046, 5.1.4).  ``others``: texts that some programs show instead, made while
    they are taken.
    """

    number: int
    parent: int
    depth: int
    part: Part
    where: str
    size: int
    extraction: Extraction | None
    seconds: float = 0.0
    alternative: bool = False
    others: Iterator[str] = attrs.field(factory=lambda: iter(()))


@attrs.frozen
class _Nested:
    """What a part holds that is to be read as well: a message to be walked, or a file in its text."""

    octets: bytes
    name: str | None = None


_Inside = tuple[_Nested, ...]


class Walkthrough:
    """One message while it is read: parts go by one at a time, facts are what is left of them.

    Attributes:
        fields: of the message's own header, once its first part has gone by.
        effort: what is done with the texts is done within this.
    """

    def __init__(self, octets: bytes, limits: Limits, budget: Callable[..., Budget]) -> None:
        self.fields: Sequence[Field] = ()
        self._octets = octets
        self._limits = limits
        self._budget = budget(
            limits.message_text_octets,
            limits.leaf_text_octets,
            entries=limits.archive_entries,
            expanded_octets=limits.archive_octets,
            depth=limits.archive_depth,
            cpu_seconds=float(limits.leaf_seconds),
        )
        self._gathering = Gathering()
        # Not a method of ours: a cycle would keep the message until somebody collects it.
        self.effort = Effort(
            self._budget.guard, limits.leaf_seconds, limits.message_seconds, self._gathering.cut_short
        )
        self._doubts = Doubts(limits.work_octets, limits.leaf_text_octets, budget)
        self._number = 0

    def facts(self) -> Facts:
        """What is known once every part has gone by."""
        return self._gathering.facts(len(self._octets), self.fields)

    def parts(self) -> Iterator[Seen]:
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

    def _walk(self, octets: bytes, outer: int, depth: int, where: str) -> Iterator[tuple[Seen, _Inside]]:
        """The parts of one message; beside a part, what it holds."""
        message = mime.walk(octets, self._walk_limits(depth))
        doubts = gate.structural_doubts(octets, message, unix=outer > 0)
        self._gathering.note(*message.defects, *doubts)
        if not outer:
            self.fields = message.fields
        places = _places(message, where)
        alternatives = _alternatives(message)
        # Numbers are given in the order of the walk; parts of an encoded message get those that follow.
        numbers: dict[int, int] = {}
        for part in message.parts:
            self._number += 1
            numbers[part.number] = self._number
            parent = numbers[part.parent] if part.parent >= 0 else outer
            seen, inside = self._look(
                octets, part, self._number, parent, depth + part.depth, places[part.number]
            )
            yield (attrs.evolve(seen, alternative=True) if part.number in alternatives else seen), inside
        if doubts:
            self._gathering.note(MIME_AMBIGUOUS)
            yield self._union(octets, outer or numbers[0], depth, where or "body"), ()

    def _union(self, octets: bytes, parent: int, depth: int, where: str) -> Seen:
        """Everything that any program may show of a message, as if it were one more part."""
        self._number += 1
        part = _part("view", 0, len(octets))
        others = self._noted(self._doubts.of_message(octets))
        return Seen(self._number, parent, depth + 1, part, where, len(octets), None, others=others)

    def _noted(self, texts: Iterator[str]) -> Iterator[str]:
        """``texts``, and a word in the facts if their budget ends them."""
        before = self._doubts.exhausted
        begun = time.thread_time()
        try:
            for text in texts:
                self.effort.take(time.thread_time() - begun)
                if self.effort.spent:
                    self._gathering.cut_short(Outcome.TIMEOUT)
                    return
                yield text
                begun = time.thread_time()
        except MemoryError:
            self._gathering.cut_short(Outcome.LIMIT)
        if self._doubts.exhausted and not before:
            self._gathering.note("limit-work", outcome=Outcome.LIMIT)

    def _file(self, nested: _Nested, around: Seen) -> Iterator[tuple[Seen, _Inside]]:
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
    ) -> tuple[Seen, _Inside]:
        if part.kind == "container":
            return Seen(number, parent, depth, part, where, part.end - part.body, None), ()
        reading = gate.read_leaf(octets, part)
        self._gathering.note(*reading.doubts)
        return self._read(part, reading, number, parent, depth, where)

    def _read(
        self, part: Part, reading: LeafReading, number: int, parent: int, depth: int, where: str
    ) -> tuple[Seen, _Inside]:
        """A leaf without its transfer encoding, read; what it holds is looked at after it."""
        begun = time.thread_time()
        leaf = _leaf(part, reading.octets)
        inside: _Inside = ()
        if part.limited or number > self._limits.parts:
            extraction = Extraction(Outcome.LIMIT)
        elif self.effort.spent:
            extraction = Extraction(Outcome.TIMEOUT)
        else:
            extraction, inside = self._extract(part, leaf)
            inside += tuple(_Nested(file.octets, file.name) for file in reading.files)
        if inside and not self._has_room(number, depth):
            self._gathering.note("limit-depth")
            extraction, inside = attrs.evolve(extraction, outcome=Outcome.LIMIT), ()
        if reading.limited and extraction.outcome in (Outcome.TEXT, Outcome.NONE):
            extraction = attrs.evolve(extraction, outcome=Outcome.TRUNCATED)
        seconds = time.thread_time() - begun
        self.effort.take(seconds)
        seen = Seen(
            number, parent, depth, part, where, len(reading.octets), extraction, seconds,
            others=self._noted(self._doubts.of_leaf(reading, leaf)) if reading.doubts else iter(()),
        )  # fmt: skip
        self._gathering.add(seen.number, part, extraction, seen.size, attached=where == "attachments")
        return seen, inside

    def _extract(self, part: Part, leaf: Leaf) -> tuple[Extraction, _Inside]:
        if _is_message(part):
            return Extraction(Outcome.NONE, (), "eml"), (_Nested(leaf.octets),)
        secured = cms.secured(leaf.octets)
        if secured is None or secured.octets is None:
            extraction = extract(leaf, self._budget)
            self._gathering.note(*extraction.defects)
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


def _alternatives(message: Message) -> set[int]:
    """The parts that are another form of one before them."""
    found: set[int] = set()
    begun: set[int] = set()
    for part in message.parts:
        if part.parent < 0 or part.kind not in ("leaf", "container"):
            continue
        parent = message.parts[part.parent]
        if parent.number in found or parent.number in begun:
            found.add(part.number)
        if parent.media_type == "multipart/alternative":
            begun.add(parent.number)
    return found


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


