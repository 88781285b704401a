"""Headed patterns: tried at tokens, where a finder or a keyword says so."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from skygw.detect.engine.heads import RUN, START, Heads
from skygw.detect.engine.hits import Finder, Hits, Spot
from skygw.detect.engine.plan import Plan, PlannedPattern
from skygw.detect.engine.reading import Reading


class Tokens:
    """The headed patterns of an engine."""

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

    def read(self, reading: Reading, finder: Finder, hits: Hits) -> None:
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

    def _try(self, reading: Reading, first: int, last: int, spots: list[Spot]) -> None:
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
