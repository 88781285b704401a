"""What a finder gives, and how much work one text may cost."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import Protocol

import attrs

from skygw.detect.matching import View

Region = tuple[int, int]
"""Start and end of a stretch of a text."""

Spot = tuple[int, int, int]
"""Where values of headed patterns may stand: the end, from where on they may begin, and a mask of
patterns."""

_CONTINUATION = bytes(range(0x80, 0xC0))


class Exhausted(Exception):  # noqa: N818 - no error: the end of a budget
    """The budget of a text is spent; what was found until then counts."""


class Work:
    """A budget of steps, each of about a microsecond, and of CPU seconds as the net below it."""

    __slots__ = ("_checked", "_deadline", "left")

    EVERY = 4096

    def __init__(self, steps: int, seconds: float) -> None:
        self.left = steps
        self._deadline = time.thread_time() + seconds
        self._checked = steps

    def spend(self, steps: int = 1) -> None:
        """Take ``steps``; :class:`Exhausted` if there are none left, or the time is up."""
        self.left -= steps
        if self.left < 0:
            raise Exhausted
        if self._checked - self.left >= self.EVERY:
            self._checked = self.left
            if time.thread_time() > self._deadline:
                raise Exhausted


@attrs.define
class Hits:
    """Positions in one text where something may stand; nothing is missing, much may be too many.

    Attributes:
        words: numbers of keywords with start and end, in the order of their ends.  These are exact.
        anchors: places of anchors in the text, ascending, by the numbers of the patterns.
        headed: where headed patterns may stand that count alone.
        loose: where each loose pattern that counts alone may begin; regions are sorted and apart.
        built_in: the same by the name of the shape.
        cut: whether the finder gave up because there were too many.
        octets: the finder's own, for :meth:`Finder.narrow`.
    """

    words: list[tuple[int, int, int]] = attrs.field(factory=list)
    anchors: list[tuple[int, int]] = attrs.field(factory=list)
    headed: list[Spot] = attrs.field(factory=list)
    loose: dict[int, list[Region]] = attrs.field(factory=dict)
    built_in: dict[str, list[Region]] = attrs.field(factory=dict)
    cut: bool = False
    octets: bytes = attrs.field(default=b"", repr=False)


class Finder(Protocol):
    """Looks through a whole text."""

    name: str

    def find(self, view: View) -> Hits:
        """The hits in a text."""
        ...

    def narrow(self, hits: Hits, regions: list[Region], common: bool) -> list[Spot]:
        """Where values of weak headed patterns may stand in ``regions``; spots elsewhere do no harm.

        Weak are those that need a keyword; ``common`` are those of them that look like everyday numbers.
        """
        ...

    def loose(self, hits: Hits, regions: list[Region]) -> dict[int, list[Region]]:
        """Where values of weak loose patterns may begin in ``regions``, by the number of the pattern."""
        ...


def before(ends: Iterable[int], wide: int) -> list[Region]:
    """The regions, merged, in which values begin that end at ascending places and are at most ``wide``."""
    regions: list[Region] = []
    low = high = -1
    for end in ends:
        start = end - wide if end > wide else 0
        if start > high:
            if high >= 0:
                regions.append((low, high))
            low = start
        high = end
    if high >= 0:
        regions.append((low, high))
    return regions


def within(found: list[Region], regions: list[Region]) -> list[Region]:
    """Those of sorted regions that touch one of others, which are merged."""
    kept: list[Region] = []
    number, last = 0, len(regions)
    for region in found:
        while number < last and regions[number][1] < region[0]:
            number += 1
        if number == last:
            break
        if regions[number][0] <= region[1]:
            kept.append(region)
    return kept


def merged(regions: list[Region]) -> list[Region]:
    """Regions that touch become one; sorted."""
    if len(regions) < 2:
        return regions
    regions.sort()
    found: list[Region] = []
    low, high = regions[0]
    for start, end in regions:
        if start > high:
            found.append((low, high))
            low, high = start, end
        elif end > high:
            high = end
    found.append((low, high))
    return found


def in_characters(octets: bytes, found: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Ends in characters instead of octets of UTF-8: those are counted that continue none."""
    at = characters = 0
    for end, literal in found:
        characters += characters_in(octets[at:end])
        at = end
        yield characters, literal


def characters_in(octets: bytes) -> int:
    """The characters in UTF-8: what continues none."""
    return len(octets.translate(None, _CONTINUATION))
