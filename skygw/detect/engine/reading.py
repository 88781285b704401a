"""One text while it is read: what is tried, and what counts.

The rule is independent of who found the hits.  A pattern is tried at every place of the text where it may
begin, from the first on; what it takes, and what its validator and its keywords admit, counts, and the
pattern goes on behind it.  What does not count hides nothing: the pattern goes on at the next place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from skygw.detect.engine.hits import Region, Work
from skygw.detect.engine.plan import PlannedPattern, PlannedType
from skygw.detect.engine.shapes import SHAPES
from skygw.detect.engine.windows import Windows
from skygw.detect.finding import MAX_DIGESTS
from skygw.detect.matching import LETTER

MAX_MATCHES = 10_000
"""Matches of a type in one text beyond which only those of its best confidence are looked for."""

Row = tuple[int, int, str, int]
"""Start, end, canonical value, confidence."""

_LETTER = re.compile(LETTER)
_MARGIN = 16
"""How far beyond a value an expression may look, so that the end of a region is no end of the text."""


class Found:
    """What was found of one type in one text."""

    __slots__ = ("best", "rows", "unique")

    def __init__(self, type_: PlannedType) -> None:
        self.rows: list[Row] = []
        patterns = type_.data_type.patterns
        self.best = max(one.supported if type_.data_type.keywords else one.alone for one in patterns)
        self.unique: set[str] = set()


class Reading:
    """One text while it is read."""

    def __init__(self, text: str, windows: Windows, closed: set[int], work: Work, patterns: int) -> None:
        self.text = text
        self.windows = windows
        self.found: dict[int, Found] = {}
        self._closed = closed
        self.work = work
        self.live: dict[int, list[PlannedPattern]] = {}
        self._done = [0] * patterns
        self._ascii = text.isascii()

    def tried(self, patterns: Sequence[PlannedPattern], start: int) -> None:
        """Try headed patterns at a token."""
        text, done = self.text, self._done
        self.work.spend(len(patterns))
        for one in patterns:
            if start >= done[one.number]:
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

    def anchored(self, anchors: Iterable[tuple[int, int]], patterns: Sequence[PlannedPattern]) -> None:
        """Try anchored and worded patterns around their anchors, given by place and number of the pattern."""
        text, done, spend = self.text, self._done, self.work.spend
        counting: dict[int, bool] = {}
        for at, number in anchors:
            one = patterns[number]
            if at < done[number]:
                continue
            counts = counting.get(number)
            if counts is None:
                counts = counting[number] = bool(self.counting([one]))
            if not counts:
                continue
            spend(5)
            last = at + one.after
            if one.before:
                self._around(one, at, last)
            else:
                match = one.regex.match(text, at, last + _MARGIN)
                if match is not None and match.end() <= last and self._take(one, match):
                    counting.clear()  # it may have been the last that was wanted

    def _around(self, one: PlannedPattern, at: int, last: int) -> None:
        """Search for a match that begins up to ``before`` characters before an anchor."""
        start = max(at - one.before, self._done[one.number])
        while start <= at:
            self.work.spend(10)
            match = one.regex.search(self.text, start, last + _MARGIN)
            if match is None or match.start() > at or (match.end() <= last and self._take(one, match)):
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
                if value is not None and self._shaped(patterns, *value):
                    done = value[1]

    def _shaped(
        self, patterns: Iterable[PlannedPattern], start: int, end: int, value: str, confidence: int
    ) -> bool:
        if not self._ascii and self._touches_letter(start, end):
            return False
        counted = [self._count(one, start, end, value, value, confidence) for one in patterns]
        return any(counted)

    def _take(self, one: PlannedPattern, match: re.Match[str]) -> bool:
        """Count a match if it is a value; then the pattern goes on behind it."""
        start, end = match.span()
        if not self._ascii and one.kind != "anchor" and self._touches_letter(start, end):
            return False
        first, last = match.span(one.group)
        raw = self.text[first:last]
        if first < 0 or not raw or (raw.isdigit() and self._is_fraction(first)):
            return False
        if not self._count(one, first, last, raw, one.canonical(raw), 100):
            return False
        self._done[one.number] = max(end, start + 1)
        return True

    def _count(
        self, one: PlannedPattern, start: int, end: int, raw: str, value: str, highest: int
    ) -> bool:
        """Decide on a value; ``highest`` bounds its confidence without a keyword."""
        type_ = one.type
        confidence = one.pattern.alone if one.pattern.alone <= highest else highest
        if confidence < one.pattern.supported and self.windows.near(type_.number, start, end):
            confidence = one.pattern.supported
        if not confidence or type_.number in self._closed or not value or not one.valid(value):
            return False
        if type_.exclude:
            folded = raw.casefold()
            if any(word in folded for word in type_.exclude):
                return False
        found = self.found.get(type_.number)
        if found is None:
            found = self.found[type_.number] = Found(type_)
        if confidence >= found.best:
            found.unique.add(value)
            if len(found.unique) >= MAX_DIGESTS:
                self._closed.add(type_.number)
        elif len(found.rows) >= MAX_MATCHES:
            return True
        found.rows.append((start, end, value, confidence))
        return True

    def _is_fraction(self, start: int) -> bool:
        """Whether the digits at ``start`` are those behind a decimal point."""
        return start > 1 and self.text[start - 1] == "." and self.text[start - 2].isdigit()

    def _touches_letter(self, start: int, end: int) -> bool:
        """Whether a letter that is not ASCII stands beside a value."""
        text = self.text
        before = start > 0 and text[start - 1] > "\x7f" and _LETTER.match(text[start - 1])
        return bool(before or (end < len(text) and text[end] > "\x7f" and _LETTER.match(text[end])))
