"""From hits to matches, for both finders alike; ``reading`` has the rule by which it is decided."""

from __future__ import annotations

from collections.abc import Collection

import attrs

from skygw.detect.catalogue.types import DataType
from skygw.detect.engine.hits import Exhausted, Finder, Hits, Work, within
from skygw.detect.engine.plan import Plan
from skygw.detect.engine.reading import Reading, Row
from skygw.detect.engine.shapes import SHAPES
from skygw.detect.engine.tokens import Tokens
from skygw.detect.engine.windows import Windows
from skygw.detect.matching import Match, View

_STEPS = 1_000_000
_STEPS_PER_CHARACTER = 2
"""Steps of work (see ``hits.Work``) that a text may cost."""


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
        self._tokens = Tokens(plan, headed)
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
        reading = Reading(view.text, windows, closed, work, len(self._plan.patterns))
        limited = hits.cut
        try:
            self._read(reading, hits)
        except Exhausted:
            limited = True
        return Decision(self._matches(reading), limited)

    def _read(self, reading: Reading, hits: Hits) -> None:
        patterns = self._plan.patterns
        reading.anchored(hits.anchors, patterns)
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

    def _matches(self, reading: Reading) -> list[Match]:
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
