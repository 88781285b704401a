"""Evidence: the stretches of a text that lie near a keyword of a type."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence

from skygw.detect.engine.hits import Region, merged
from skygw.detect.engine.plan import Plan


class Windows:
    """The windows that the keywords of one text open, made per type when somebody asks for them."""

    def __init__(self, plan: Plan, words: list[tuple[int, int, int]]) -> None:
        self._plan = plan
        self._spans: dict[int, list[Region]] = {}
        for keyword, start, end in words:
            self._spans.setdefault(keyword, []).append((start, end))
        self._by_type: dict[int, list[int]] = {}
        for keyword in self._spans:
            for type_ in plan.keywords[keyword].types:
                self._by_type.setdefault(type_, []).append(keyword)
        self._ready: dict[int, tuple[list[int], list[int]]] = {}

    @property
    def types(self) -> Sequence[int]:
        """The types of which a keyword stands in the text."""
        return list(self._by_type)

    def opened(self, type_: int) -> bool:
        """Whether any keyword of the type stands in the text."""
        return type_ in self._by_type

    def of(self, type_: int) -> list[Region]:
        """The windows of a type, merged: a value counts that has a character within."""
        starts, ends = self._prepared(type_)
        return list(zip(starts, ends, strict=True))

    def near(self, type_: int, start: int, end: int) -> bool:
        """Whether a value lies within ``context`` characters of a keyword of its type."""
        if type_ not in self._by_type:
            return False
        starts, ends = self._ready.get(type_) or self._prepared(type_)
        number = bisect_left(ends, start)
        return number < len(ends) and starts[number] <= end

    def around(self, types: Collection[int], before: int) -> list[Region]:
        """Where a value of one of the types may begin, which is up to ``before`` characters wide; merged."""
        regions: list[Region] = []
        for keyword, spans in self._spans.items():
            owners = [self._plan.types[of] for of in self._plan.keywords[keyword].types if of in types]
            if owners:
                context = max(type_.data_type.context for type_ in owners)
                reach = context + before
                regions += [(start - reach if start > reach else 0, end + context) for start, end in spans]
        return merged(regions)

    def nearby(self, masks: Sequence[int], reach: int) -> Nearby:
        """The keywords within ``reach`` of a position; ``masks`` says by keyword what they stand for."""
        rows = [
            (start, end, masks[keyword]) for keyword, spans in self._spans.items() if masks[keyword]
            for start, end in spans
        ]  # fmt: skip
        return Nearby(sorted(rows), reach)

    def _prepared(self, type_: int) -> tuple[list[int], list[int]]:
        ready = self._ready.get(type_)
        if ready is None:
            context = self._plan.types[type_].data_type.context
            regions = merged(
                [
                    (max(0, start - context), end + context)
                    for keyword in self._by_type.get(type_, ())
                    for start, end in self._spans[keyword]
                ]
            )
            ready = self._ready[type_] = ([a for a, _ in regions], [b for _, b in regions])
        return ready


class Nearby:
    """What stands around a position that only moves on."""

    __slots__ = ("_ends", "_first", "_last", "_mask", "_masks", "_starts", "_until")

    def __init__(self, rows: list[tuple[int, int, int]], reach: int) -> None:
        """``rows``: start, end and mask of keywords, sorted."""
        self._starts = [start - reach for start, _, _ in rows]
        self._ends = [end + reach for _, end, _ in rows]
        self._masks = [mask for _, _, mask in rows]
        self._first = self._last = self._mask = 0
        self._until = -1

    def mask(self, position: int) -> int:
        """All that reaches ``position``, which never goes back."""
        if position <= self._until:
            return self._mask
        first, last, ends, starts = self._first, self._last, self._ends, self._starts
        number = len(starts)
        while last < number and starts[last] <= position:
            last += 1
        while first < last and ends[first] < position:
            first += 1
        self._first, self._last = first, last
        found = 0
        until = starts[last] - 1 if last < number else 1 << 62
        for at in range(first, last):
            if ends[at] >= position:
                found |= self._masks[at]
                until = min(until, ends[at])
        self._mask, self._until = found, until
        return found
