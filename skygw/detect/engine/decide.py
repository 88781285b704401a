"""From hits to matches: the one place where it is decided what counts, for both finders alike.

The rule is independent of who found the hits.  A pattern is tried at every place of the text where it may
begin, from the first on; what it takes, and what its validator and its keywords admit, counts, and the pattern
goes on behind it.  What does not count hides nothing: the pattern goes on at the next place.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Sequence

import attrs

from skygw.detect.catalogue.types import DataType
from skygw.detect.engine.heads import RUN, START, Heads
from skygw.detect.engine.hits import Exhausted, Finder, Hits, Region, Spot, Work, within
from skygw.detect.engine.plan import Plan, PlannedPattern, PlannedType
from skygw.detect.engine.shapes import SHAPES
from skygw.detect.engine.windows import Windows
from skygw.detect.finding import MAX_DIGESTS
from skygw.detect.matching import LETTER, Match, View

MAX_MATCHES = 10_000
"""Matches of a type in one text beyond which only those of its best confidence are looked for."""

_STEPS = 1_000_000
_STEPS_PER_CHARACTER = 2
_LETTER = re.compile(LETTER)
_MARGIN = 16
"""How far beyond a value an expression may look, so that the end of a region is no end of the text."""

Row = tuple[int, int, str, int]
"""Start, end, canonical value, confidence."""


@attrs.frozen
class Decision:
    """The matches in one text; ``limited``: not all of it was looked at."""

    matches: list[Match] = attrs.field(repr=False)
    limited: bool = False


class Engine:
    """All wanted data identifiers at once."""

    def __init__(self, plan: Plan, finder: Finder, seconds: float = 5.0) -> None:
        """``seconds``: CPU time that one text may cost."""
        self._plan = plan
        self._finder = finder
        self._seconds = seconds
        headed = plan.of_kind("headed")
        self._tokens = _Tokens(plan, headed)
        loose = plan.of_kind("loose", alone=False)
        self._loose = frozenset(one.type.number for one in loose)
        self._loose_width = max((one.width for one in loose), default=0)
        self._built_in = {shape: plan.of_kind(shape) for shape in SHAPES}
        self.slots = tuple(sorted({slot for type_ in plan.types for slot in type_.slots}))

    def __repr__(self) -> str:
        return f"<Engine for {len(self._plan.types)} data identifiers, {self._finder.name} finder>"

    def prepare(self) -> None:
        """See :meth:`Plan.prepare`; the examples of all types leave behind what their forms have taught."""
        self._plan.prepare()
        self.decide(View("\n".join(example_text(type_.data_type) for type_ in self._plan.types)))

    def decide(self, view: View, full: Collection[int] = ()) -> Decision:
        """The matches in ``view``; types of which all slots are ``full`` are not looked for."""
        hits = self._finder.find(view)
        closed = {type_.number for type_ in self._plan.types if full and not set(type_.slots) - set(full)}
        windows = Windows(self._plan, hits.words)
        work = Work(int(_STEPS + _STEPS_PER_CHARACTER * len(view.text)), self._seconds)
        reading = _Reading(view.text, windows, closed, work, len(self._plan.patterns))
        limited = hits.cut
        try:
            self._read(reading, hits)
        except Exhausted:
            limited = True
        return Decision(self._matches(reading), limited)

    def _read(self, reading: _Reading, hits: Hits) -> None:
        patterns = self._plan.patterns
        for at, number in hits.anchors:
            reading.anchored(patterns[number], at)
        for shape, regions in hits.built_in.items():
            reading.shaped(shape, self._built_in[shape], regions)
        self._tokens.read(reading, self._finder, hits)
        for number, regions in hits.loose.items():
            reading.loose(patterns[number], regions)
        around = reading.windows.around(self._loose, self._loose_width)
        for number, regions in self._finder.loose(hits, around).items():
            one = patterns[number]
            if reading.windows.opened(one.type.number):
                own = reading.windows.around((one.type.number,), one.width)
                reading.loose(one, within(regions, own))

    def _matches(self, reading: _Reading) -> list[Match]:
        rows: dict[int, list[Row]] = {}
        for number, found in reading.found.items():
            for slot in self._plan.types[number].slots:
                rows.setdefault(slot, []).extend(found.rows)
        return [
            (slot, start, end, value, confidence)
            for slot in sorted(rows)
            for start, end, value, confidence in _apart(rows[slot])
        ]


def example_text(type_: DataType) -> str:
    """The examples of a type, each beside a keyword if it has any."""
    beside = f"{type_.keywords[0]}: " if type_.keywords else ""
    return "\n".join(f"{beside}{example} ." for example in type_.examples)


def _apart(rows: list[Row]) -> list[Row]:
    """The rows without overlap: of those that overlap the surest, then the longest."""
    rows.sort(key=lambda row: (row[0], -row[1]))
    kept: list[Row] = []
    for row in rows:
        if kept and row[0] < kept[-1][1]:
            last = kept[-1]
            if (row[3], row[1] - row[0]) > (last[3], last[1] - last[0]):
                kept[-1] = row
        else:
            kept.append(row)
    return kept


class _Tokens:
    """Headed patterns: tried at tokens, where a finder or a keyword says so."""

    def __init__(self, plan: Plan, headed: Sequence[PlannedPattern]) -> None:
        self._patterns = plan.patterns
        self._heads = Heads((one.number, one.skeleton) for one in headed)
        self._alone = sum(1 << one.number for one in headed if one.pattern.alone)
        weak = [one for one in headed if not one.pattern.alone]
        of_type: dict[int, int] = {}
        for one in weak:
            of_type[one.type.number] = of_type.get(one.type.number, 0) | 1 << one.number
        self._masks = [sum(of_type.get(type_, 0) for type_ in keyword.types) for keyword in plan.keywords]
        self._context = max((one.type.data_type.context for one in weak), default=0)
        # Types of weak patterns, and how wide the values are: first of those that look like nothing common.
        self._weak: list[tuple[frozenset[int], int]] = []
        for common in (False, True):
            of = [one for one in weak if one.type.common is common]
            widest = max((one.width for one in of), default=0)
            self._weak.append((frozenset(one.type.number for one in of), widest))
        self._widest = max(wide for _, wide in self._weak)

    def read(self, reading: _Reading, finder: Finder, hits: Hits) -> None:
        """Try the patterns at every token where one may match."""
        spots = hits.headed
        for common, (types, wide) in enumerate(self._weak):
            spots += finder.narrow(hits, reading.windows.around(types, wide), bool(common))
        spots.sort()
        near = reading.windows.nearby(self._masks, self._context + self._widest).mask
        alone = self._alone
        # Spots that overlap are gone through together: each of their tokens once.
        together: list[Spot] = []
        first, last = 0, -1
        for high, low, mask in spots:
            mask &= alone | near(high)
            if mask:
                if low > last:
                    self._try(reading, first, last, together)
                    together, first = [], low
                elif low < first:
                    first = low
                last = high
                together.append((high, low, mask))
        self._try(reading, first, last, together)

    def _try(self, reading: _Reading, first: int, last: int, spots: list[Spot]) -> None:
        """Try the patterns of spots at the tokens between ``first`` and ``last``."""
        if not spots:
            return
        text, of, run = reading.text, self._heads.of, RUN.match
        reading.work.spend(len(spots))
        # A value that begins here has a digit, or its end, before the end: tokens may be cut there.
        starts = [token.start() for token in START.finditer(text, first, last + 1)]
        for start, mask in zip(starts, _masks(starts, spots), strict=True):
            found = run(text, start) if mask else None
            if found:
                mask &= of(found[0])
                if mask:
                    patterns = reading.live.get(mask)
                    if patterns is None:
                        patterns = reading.live[mask] = reading.counting(self._of(mask))
                    reading.tried(patterns, start)

    def _of(self, mask: int) -> Iterable[PlannedPattern]:
        while mask:
            lowest = mask & -mask
            yield self._patterns[lowest.bit_length() - 1]
            mask ^= lowest


def _masks(starts: list[int], spots: list[Spot]) -> list[int]:
    """For each start the patterns of all spots that it lies in."""
    if len(spots) == 1:
        return [spots[0][2]] * len(starts)
    masks = [0] * len(starts)
    for high, low, mask in spots:
        for number in range(bisect_left(starts, low), bisect_right(starts, high)):
            masks[number] |= mask
    return masks


class _Found:
    """What was found of one type in one text."""

    __slots__ = ("best", "rows", "unique")

    def __init__(self, type_: PlannedType) -> None:
        self.rows: list[Row] = []
        self.best = max(one.supported if type_.data_type.keywords else one.alone for one in type_.data_type.patterns)
        self.unique: set[str] = set()


class _Reading:
    """One text while it is read."""

    def __init__(self, text: str, windows: Windows, closed: set[int], work: Work, patterns: int) -> None:
        self.text = text
        self.windows = windows
        self.found: dict[int, _Found] = {}
        self._closed = closed
        self.work = work
        self.live: dict[int, list[PlannedPattern]] = {}
        self._done = [0] * patterns
        self._ascii = text.isascii()

    def tried(self, patterns: Iterable[PlannedPattern], start: int) -> None:
        """Try headed patterns at a token."""
        text, done = self.text, self._done
        for one in patterns:
            if start >= done[one.number]:
                self.work.spend()
                match = one.regex.match(text, start)
                if match is not None:
                    self._take(one, match)

    def counting(self, patterns: Iterable[PlannedPattern]) -> list[PlannedPattern]:
        """Those that can count in this text."""
        return [
            one for one in patterns
            if one.type.number not in self._closed
            and (one.pattern.alone or self.windows.opened(one.type.number))
        ]  # fmt: skip

    def loose(self, one: PlannedPattern, regions: Iterable[Region]) -> None:
        """Search for one pattern in regions."""
        if not self.counting([one]):
            return
        for low, high in regions:
            at = max(low, self._done[one.number])
            while at <= high:
                self.work.spend(20)
                match = one.regex.search(self.text, at, high + one.width + _MARGIN)
                if match is None or match.start() > high:
                    break
                at = match.end() if self._take(one, match) else match.start() + 1

    def anchored(self, one: PlannedPattern, at: int) -> None:
        """Try an anchored pattern around the anchor at ``at``."""
        done = self._done[one.number]
        type_ = one.type.number
        if at < done or type_ in self._closed or not (one.pattern.alone or self.windows.opened(type_)):
            return
        if one.kind == "worded":
            before, last = 0, at + one.width
        else:
            before, last = one.pattern.before, at + one.pattern.after
        search = one.regex.search if before else one.regex.match
        start = max(at - before, done)
        while start <= at:
            self.work.spend(10)
            match = search(self.text, start, last + _MARGIN)
            if match is None or match.start() > at:
                return
            if match.end() <= last and self._take(one, match):
                return
            start = match.start() + 1

    def shaped(self, shape: str, patterns: Sequence[PlannedPattern], regions: Iterable[Region]) -> None:
        """Look for the values of a built-in shape in regions."""
        patterns = self.counting(patterns)
        if not patterns:
            return
        of = SHAPES[shape]
        done = 0
        for low, high in regions:
            for candidate in of.candidate.finditer(self.text, low, high + _MARGIN):
                start = candidate.start()
                if start > high:
                    break
                if start < done:
                    continue
                self.work.spend(10)
                value = of.at(self.text, start)
                if value is not None and self._shaped(patterns, start, *value):
                    done = value[0]

    def _shaped(
        self, patterns: Iterable[PlannedPattern], start: int, end: int, value: str, confidence: int
    ) -> bool:
        if not self._ascii and self._touches_letter(start, end):
            return False
        # Every type is asked, though one is enough to go on behind the value.
        return any([self._count(one, start, end, value, value, confidence) for one in patterns])

    def _take(self, one: PlannedPattern, match: re.Match[str]) -> bool:
        """Count a match if it is a value; then the pattern goes on behind it."""
        start, end = match.span()
        if not self._ascii and one.kind != "anchor" and self._touches_letter(start, end):
            return False
        first, last = match.span(one.group)
        raw = self.text[first:last]
        if first < 0 or not raw or not self._count(one, first, last, raw, one.canonical(raw), 100):
            return False
        self._done[one.number] = max(end, start + 1)
        return True

    def _count(
        self, one: PlannedPattern, start: int, end: int, raw: str, value: str, highest: int
    ) -> bool:
        """Decide on a value; ``highest`` bounds its confidence without a keyword."""
        type_ = one.type
        near = self.windows.near(type_.number, start, end)
        confidence = one.pattern.supported if near else min(one.pattern.alone, highest)
        if not confidence or type_.number in self._closed or not value or not one.valid(value):
            return False
        if type_.exclude:
            folded = raw.casefold()
            if any(word in folded for word in type_.exclude):
                return False
        found = self.found.get(type_.number)
        if found is None:
            found = self.found[type_.number] = _Found(type_)
        if confidence >= found.best:
            found.unique.add(value)
            if len(found.unique) >= MAX_DIGESTS:
                self._closed.add(type_.number)
        elif len(found.rows) >= MAX_MATCHES:
            return True
        found.rows.append((start, end, value, confidence))
        return True

    def _touches_letter(self, start: int, end: int) -> bool:
        """Whether a letter that is not ASCII stands beside a value."""
        text = self.text
        before = start > 0 and text[start - 1] > "\x7f" and _LETTER.match(text[start - 1])
        return bool(before or (end < len(text) and text[end] > "\x7f" and _LETTER.match(text[end])))
