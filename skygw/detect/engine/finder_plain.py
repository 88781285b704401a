"""The finder that needs nothing but the standard library, and is faster with ``ahocorasick_rs``.

It looks for keywords by tokens, for anchors by one expression that is a tree of all of them, and takes the
whole text for a place where anything else may begin: slower, and simple enough to be right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

try:
    from ahocorasick_rs import BytesAhoCorasick as AhoCorasick
except ImportError:
    AhoCorasick = None  # type: ignore[assignment, misc]

from skygw.detect.engine.heads import START
from skygw.detect.engine.hits import Hits, Region, Spot, in_characters
from skygw.detect.engine.plan import Plan
from skygw.detect.engine.shapes import SHAPES
from skygw.detect.engine.skeleton import spelled
from skygw.detect.engine.words import GAP
from skygw.detect.keyword import Keywords
from skygw.detect.matching import View

MAX_HITS = 500_000
"""Keywords and anchors of one text, after which the finder gives up: each takes memory."""


class PlainFinder:
    """See the module."""

    name = "plain"

    def __init__(self, plan: Plan) -> None:
        self._keywords = Keywords(case_sensitive=True, gap=GAP)
        for number, keyword in enumerate(plan.keywords):
            self._keywords.add(number, [keyword.form], word_boundary=True)
        exact = {anchor: numbers for (anchor, small), numbers in plan.anchors.items() if not small}
        small = dict(plan.worded)
        for (anchor, of), numbers in plan.anchors.items():
            if of:
                small[anchor] = small.get(anchor, ()) + numbers
        self._exact, self._small = _Anchors(exact), _Anchors(small)
        self._all = (1 << len(plan.patterns)) - 1 if plan.of_kind("headed") else 0
        loose = plan.of_kind("loose", alone=True)
        self._loose = [one.number for one in loose]
        # One pass for all: where one of them can begin, all are tried.
        either = "|".join(dict.fromkeys(spelled(one.skeleton) for one in loose))
        self._beginnings = re.compile(rf"(?<![0-9A-Za-z_])(?={either})") if either else None
        self._loose_weak = [one.number for one in plan.of_kind("loose", alone=False)]
        self._built_in = [shape for shape in SHAPES if plan.of_kind(shape)]

    def find(self, view: View) -> Hits:
        """The hits in a text."""
        hits = Hits()
        everywhere = [(0, len(view.text))]
        if self._all:
            hits.headed = [(token.end(), token.start(), self._all) for token in START.finditer(view.text)]
        if self._beginnings is not None:
            regions = [found.span() for found in self._beginnings.finditer(view.text)]
            hits.loose = dict.fromkeys(self._loose, regions)
        hits.built_in = dict.fromkeys(self._built_in, everywhere)
        hits.cut |= not self._exact.find(view.text, hits.anchors)
        hits.cut |= not self._small.find(view.low, hits.anchors)
        hits.anchors.sort()
        for number, start, end, _, _ in self._keywords.matches(View(view.low)):
            hits.words.append((number, start, end))
            if len(hits.words) >= MAX_HITS:
                hits.cut = True
                break
        return hits

    def narrow(self, hits: Hits, regions: list[Region], common: bool) -> list[Spot]:
        """Nothing: all patterns are looked for everywhere."""
        return []

    def loose(self, hits: Hits, regions: list[Region]) -> dict[int, list[Region]]:
        """The same for loose patterns."""
        return dict.fromkeys(self._loose_weak, regions)


class _Anchors:
    """Literals, with the numbers of the patterns that are tried there."""

    def __init__(self, numbers: Mapping[str, tuple[int, ...]]) -> None:
        # Literals that begin with another one stand at the same place: all are asked for there.
        self._numbers = {
            literal: [number for other in numbers if literal.startswith(other) for number in numbers[other]]
            for literal in numbers
        }
        self._rows = [(len(literal), of) for literal, of in numbers.items()]
        self._automaton = self._tree = None
        if numbers and AhoCorasick is not None:
            self._automaton = AhoCorasick([literal.encode() for literal in numbers])
        elif numbers:
            self._tree = re.compile(f"(?=({_tree(numbers)}))")

    def find(self, text: str, into: list[tuple[int, int]]) -> bool:
        """Add the places of all literals; False if there are too many."""
        if self._automaton is not None:
            octets = text.encode("utf-8", "replace")
            found = self._automaton.find_matches_as_indexes(octets, overlapping=True)
            ends = [(end, literal) for literal, _, end in found]
            for end, literal in ends if len(octets) == len(text) else in_characters(octets, ends):
                size, numbers = self._rows[literal]
                if size <= end:
                    into.extend((end - size, number) for number in numbers)
        if self._tree is not None:
            for place in self._tree.finditer(text):
                into.extend((place.start(), number) for number in self._numbers[place[1]])
                if len(into) >= MAX_HITS:
                    break
        return len(into) < MAX_HITS


def _tree(words: Iterable[str]) -> str:
    """An expression that takes the longest of ``words``: ``re`` tries alternatives one after the other."""
    root: dict[str, Any] = {}
    for word in words:
        node = root
        for character in word:
            node = node.setdefault(character, {})
        node[""] = {}
    return _branches(root)


def _branches(node: dict[str, Any]) -> str:
    rows = [re.escape(character) + _branches(below) for character, below in sorted(node.items()) if character]
    if not rows:
        return ""
    body = rows[0] if len(rows) == 1 and "" not in node else f"(?:{'|'.join(rows)})"
    return body + "?" if "" in node else body
