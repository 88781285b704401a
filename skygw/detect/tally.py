"""Counting matches into findings, within bounds that no message can move.

Values live here only while a message is scanned.  What leaves are counts, salted digests and excerpts in
which every value, of any detector, is masked.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from collections.abc import Mapping

import attrs

from skygw.detect.finding import MAX_DIGESTS, MAX_SPANS, Finding
from skygw.detect.matching import View
from skygw.mail.origin import Origin

MAX_EXCERPTS = MAX_SPANS
"""Excerpts of a finding: enough to judge it, not enough to be a copy."""

MAX_LEAVES = 256
"""Findings of one detector, place and confidence; what further leaves hold is added to the last one."""

MAX_TALLIES = 5_000
"""Findings of one message, beyond which each detector, place and confidence gets one only."""

CONTEXT = 20
"""Characters of context on either side of an excerpt."""

_MAX_SPAN = 4096
"""How far before a context a match may begin and still be masked in it."""

_DIGIT = re.compile(r"\d")
# Controls, line ends and blanks of every kind become one space: an excerpt is one line on a screen.
_BLANK = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")

Span = tuple[int, int]


@attrs.define
class Tally:
    """Matches of one detector, place, confidence and leaf.  ``wanted`` counts excerpts asked for."""

    leaf: int
    count: int = 0
    values: dict[str, bytes] = attrs.field(factory=dict, repr=False)
    wanted: int = 0
    excerpts: list[str] = attrs.field(factory=list, repr=False)
    spans: list[Span] = attrs.field(factory=list)
    score: int | None = None


@attrs.define
class _Group:
    """Matches of one detector, place and confidence over all leaves."""

    values: dict[str, bytes] = attrs.field(factory=dict, repr=False)
    tallies: list[Tally] = attrs.field(factory=list)

    @property
    def full(self) -> bool:
        return len(self.values) >= MAX_DIGESTS

    def holds(self, value: str, *, elsewhere: int) -> bool:
        """Whether ``value`` is known, or may be, and not from the leaf ``elsewhere``."""
        if not (value in self.values or self.full):
            return False
        return not (self.tallies[-1].leaf == elsewhere and value in self.tallies[-1].values)


@attrs.frozen
class Scoring:
    """How a dictionary is scored: weights by term, whether each occurrence counts, and what is reported at
    all."""

    weights: Mapping[str, int] = attrs.field(repr=False)
    each: bool
    threshold: int


class Ledger:
    """All counts of one message."""

    def __init__(self, salt: bytes, scores: Mapping[int, Scoring] | None = None) -> None:
        """``scores``: how the slots of dictionaries are scored."""
        self._salt = salt
        self._scores = scores or {}
        self._groups: dict[tuple[int, str, int], _Group] = {}
        self._number = 0

    def is_full(self, slot: int, where: str, confidence: int) -> bool:
        """Whether nothing more can be learned: 500 unique values of this confidence are known."""
        group = self._groups.get((slot, where, confidence))
        return group is not None and group.full

    def full(self, where: str, confidence: int) -> frozenset[int]:
        """The slots for which :meth:`is_full`."""
        return frozenset(
            slot for (slot, at, of), group in self._groups.items()
            if at == where and of == confidence and group.full
        )  # fmt: skip

    def knows(self, slot: int, value: str) -> bool:
        """Whether ``value`` was seen anywhere in the message, or too many values were to tell."""
        groups = (group for (of, _, _), group in self._groups.items() if of == slot)
        return any(value in group.values or group.full for group in groups)

    def add(
        self,
        slot: int,
        where: str,
        leaf: int,
        confidence: int,
        value: str,
        *,
        only_new: bool = False,
        alternative: bool = False,
    ) -> Tally | None:
        """Count one match; ``None`` if only new values were wanted and this one is known in the leaf.

        ``alternative``: or if it is known in this place at all.
        """
        group = self._groups.get((slot, where, confidence))
        if group is None:
            group = self._groups[slot, where, confidence] = _Group()
        if alternative and group.holds(value, elsewhere=leaf):
            return None
        tally = self._tally(group, leaf)
        if only_new and tally.count and (value in tally.values or group.full):
            return None
        tally.count += 1
        scoring = self._scores.get(slot)
        if scoring is not None and (scoring.each or value not in tally.values):
            tally.score = (tally.score or 0) + scoring.weights.get(value, 0)
        if value not in tally.values:
            self._learn(group, tally, value)
        return tally

    def _tally(self, group: _Group, leaf: int) -> Tally:
        if group.tallies:
            last = group.tallies[-1]
            if last.leaf == leaf or len(group.tallies) >= MAX_LEAVES or self._number >= MAX_TALLIES:
                return last
        self._number += 1
        group.tallies.append(Tally(leaf))
        return group.tallies[-1]

    def _learn(self, group: _Group, tally: Tally, value: str) -> None:
        digest = group.values.get(value)
        if digest is None:
            if group.full:
                return
            octets = value.encode("utf-8", "surrogatepass")
            digest = group.values[value] = hashlib.blake2b(octets, key=self._salt, digest_size=8).digest()
        tally.values[value] = digest

    def findings(self, names: list[tuple[str, str]]) -> list[Finding]:
        """The findings in the order in which they were first seen; ``names`` is (type, id) per slot."""
        return [
            Finding(
                type=names[slot][0],
                count=tally.count,
                unique=len(tally.values),
                confidence=confidence,
                detector=names[slot][1],
                where=where,
                leaf=tally.leaf,
                excerpts=tuple(tally.excerpts),
                digests=tuple(tally.values.values()),
                spans=tuple(tally.spans),
                score=tally.score,
            )
            for (slot, where, confidence), group in self._groups.items()
            for tally in group.tallies
            if self._reaches(slot)
        ]

    def _reaches(self, slot: int) -> bool:
        """Whether the score of a dictionary reaches its threshold; anything else does."""
        scoring = self._scores.get(slot)
        if scoring is None:
            return True
        groups = (group for (of, _, _), group in self._groups.items() if of == slot)
        return sum(tally.score or 0 for group in groups for tally in group.tallies) >= scoring.threshold


class Excerpts:
    """The places in one text that excerpts are made of, once every detector has been through it."""

    def __init__(self, view: View, origin: Origin | None = None) -> None:
        """``origin``: where the characters of the text came from, if not from the same place."""
        self._view = view
        self._origin = origin
        self._wanted: list[tuple[Tally, Span]] = []
        self._spans: list[Span] = []
        self._reach: dict[int, int] = {}  # by id of the tally: the end of its last excerpt's context

    def note(self, tally: Tally, start: int, end: int, *, folded: bool) -> None:
        """Note a match, by positions in the text or in the folded text.

        Matches beyond the wanted number are kept while they can lie in the context of one before.
        """
        wanted = tally.wanted < MAX_EXCERPTS
        if not wanted and start >= self._reach.get(id(tally), 0):
            return
        span = self._view.span(start, end) if folded else (start, end)
        self._spans.append(span)
        if wanted:
            tally.wanted += 1
            self._wanted.append((tally, span))
            # Folded text is up to three times as long: what this reaches too far costs a span, no more.
            self._reach[id(tally)] = end + 3 * CONTEXT

    def write(self) -> None:
        """Cut the excerpts, once every detector has been through the text."""
        spans = sorted(self._spans)
        longest = min(max((end - start for start, end in spans), default=0), _MAX_SPAN)
        for tally, span in self._wanted:
            tally.excerpts.append(excerpt(self._view.text, span, spans, longest))
            tally.spans.append(span if self._origin is None else self._origin.span(*span))


def excerpt(text: str, span: Span, spans: list[Span], longest: int = _MAX_SPAN) -> str:
    """The masked match with its context, as one line.

    ``spans``, sorted and not longer than ``longest``, are masked in the context.
    """
    start, end = span
    before = _context(text, max(0, start - CONTEXT), start, spans, longest)
    after = _context(text, end, min(len(text), end + CONTEXT), spans, longest)
    return before + masked(text[start:end]) + after


def masked(value: str) -> str:
    """At most the last four characters of ``value``, and never more than a third of it."""
    shown = min(4, len(value) // 3)
    hidden = min(12, len(value) - shown)
    return "*" * hidden + _BLANK.sub(" ", value[len(value) - shown :])


def _context(text: str, start: int, end: int, spans: list[Span], longest: int) -> str:
    context = text[start:end]
    # Spans are sorted by their start; one that began before may still reach in here.
    for at in range(bisect_left(spans, (end, 0)) - 1, -1, -1):
        first, last = spans[at]
        if first < start - longest:
            break
        if last > start:
            low, high = max(first, start) - start, min(last, end) - start
            context = context[:low] + "*" * (high - low) + context[high:]
    return _BLANK.sub(" ", _DIGIT.sub("*", context))
