"""Skeletons as sets of expressions, for the finder that uses ``hyperscan``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import attrs

from skygw.detect.engine.automaton import WORD, automaton, width
from skygw.detect.engine.database import Expression, open_database
from skygw.detect.engine.hits import Hits, Region, Spot, before
from skygw.detect.engine.plan import MAX_WIDTH, Plan, PlannedPattern
from skygw.detect.engine.shapes import SHAPES

_ALIKE = 6
"""Characters of skeletons that begin alike."""

_WHOLE = 0.9
"""Share of a text that lies in windows from which on it is looked through as a whole."""


@attrs.frozen
class _Group:
    """What reports as one: an expression, how far before its end a value begins, and the patterns meant."""

    expression: bytes
    width: int
    mask: int


def _groups(patterns: Iterable[PlannedPattern]) -> list[_Group]:
    """Groups of patterns whose skeletons begin alike, each one expression: it is twice as fast so."""
    masks: dict[str, int] = {}
    for one in patterns:
        masks[one.skeleton] = masks.get(one.skeleton, 0) | 1 << one.number
    alike: dict[tuple[bytes, bytes, str], list[str]] = {}
    for of in masks:
        alike.setdefault((*_edges(of), of[:_ALIKE]), []).append(of)
    return [
        _Group(
            first + f"(?:{'|'.join(of)})".encode() + last,
            min(max(map(width, of)), MAX_WIDTH),
            sum(masks[skeleton] for skeleton in of),
        )
        for (first, last, _), of in alike.items()
    ]


def _edges(skeleton: str) -> tuple[bytes, bytes]:
    """What has to stand before and behind a skeleton where its edges are word characters."""
    built = automaton(skeleton)
    first = b"" if built.possible(built.begin()) & ~WORD else rb"(?:^|[^0-9A-Za-z_+])"
    return first, b"" if built.last() & ~WORD else rb"\b"


def _bounded(skeleton: str) -> bytes:
    first, last = _edges(skeleton)
    return first.replace(b"+", b"") + f"(?:{skeleton})".encode() + last  # loose ones do not mind a plus


class Shapes:
    """Where values may stand that count without a keyword."""

    def __init__(self, plan: Plan, cache: Path | None) -> None:
        self._groups = _groups(plan.of_kind("headed", alone=True))
        expressions = [Expression(group.expression) for group in self._groups]
        self._others: list[tuple[int | str, int]] = []
        for one in plan.of_kind("loose", alone=True):
            expressions.append(Expression(_bounded(one.skeleton)))
            self._others.append((one.number, one.width))
        for name, shape in SHAPES.items():
            if plan.of_kind(name):
                expressions.append(Expression(shape.expression.encode()))
                self._others.append((name, shape.width))
        self._database = open_database(expressions, cache)

    def find(self, octets: bytes, hits: Hits) -> None:
        """Add what may stand in a text."""
        found, cut = self._database.scan(octets)
        hits.cut |= cut
        groups, others, number = self._groups, dict[int, list[int]](), len(self._groups)
        for end, report in found:
            if report < number:
                group = groups[report]
                hits.headed.append((end, end - group.width if end > group.width else 0, group.mask))
            else:
                others.setdefault(report, []).append(end)
        for report, ends in others.items():
            what, wide = self._others[report - number]
            if isinstance(what, str):
                hits.built_in[what] = before(ends, wide)
            else:
                hits.loose[what] = before(ends, wide)


class _Windowed:
    """Expressions that are looked for around the windows of keywords."""

    def __init__(self, expressions: list[bytes], widest: int, cache: Path | None) -> None:
        self._database = open_database([Expression(octets) for octets in expressions], cache)
        # What ends behind a window may begin in it; before it is the character at the boundary.
        self._around = widest + 1

    def _scan(self, hits: Hits, regions: list[Region]) -> list[tuple[int, int]]:
        """Ends and reports, of which some may lie beyond the regions."""
        octets, around = hits.octets, self._around
        if not regions:
            return []
        if sum(high - low + around for low, high in regions) > _WHOLE * len(octets):
            found, cut = self._database.scan(octets)
            hits.cut |= cut
            return found
        # All windows in one scan, with a line end between them: a scan costs as much as a window.
        firsts = [low - 1 if low else 0 for low, _ in regions]
        pieces = [octets[first : high + around] for first, (_, high) in zip(firsts, regions, strict=True)]
        found, cut = self._database.scan(b"\n".join(pieces))
        hits.cut |= cut
        return list(_as_before(found, firsts, pieces))


def _as_before(
    found: list[tuple[int, int]], firsts: list[int], pieces: list[bytes]
) -> Iterator[tuple[int, int]]:
    """Ends in pieces that were put together, as ends in what they were cut from."""
    number, shift, last = -1, 0, -1
    behind = 0
    for end, report in found:
        while end > last:
            number += 1
            shift = firsts[number] - behind
            last = behind + len(pieces[number])
            behind = last + 1
        yield end + shift, report


class Weak(_Windowed):
    """Where values of headed patterns may stand that need a keyword."""

    def __init__(self, plan: Plan, cache: Path | None, *, common: bool) -> None:
        weak = plan.of_kind("headed", alone=False)
        self._groups = _groups([one for one in weak if one.type.common is common])
        widest = max((group.width for group in self._groups), default=0)
        super().__init__([group.expression for group in self._groups], widest, cache)

    def find(self, hits: Hits, regions: list[Region]) -> list[Spot]:
        """Where values may stand in ``regions``, and elsewhere."""
        groups = [(group.width, group.mask) for group in self._groups]
        spots: list[Spot] = []
        for end, report in self._scan(hits, regions):
            wide, mask = groups[report]
            spots.append((end, end - wide if end > wide else 0, mask))
        return spots


class Loose(_Windowed):
    """Where values of loose patterns may begin that need a keyword; each reports as itself."""

    def __init__(self, plan: Plan, cache: Path | None) -> None:
        self._patterns = plan.of_kind("loose", alone=False)
        widest = max((one.width for one in self._patterns), default=0)
        super().__init__([_bounded(one.skeleton) for one in self._patterns], widest, cache)

    def find(self, hits: Hits, regions: list[Region]) -> dict[int, list[Region]]:
        """Where values may begin in ``regions``, and elsewhere, by the number of the pattern."""
        ends: dict[int, list[int]] = {}
        for end, report in self._scan(hits, regions):
            ends.setdefault(report, []).append(end)
        found = ((self._patterns[report], of) for report, of in ends.items())
        return {one.number: before(sorted(of), one.width) for one, of in found}
