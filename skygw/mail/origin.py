"""Where a stretch of text stood before it was made comparable, or put together anew.

A match is found in the text that detectors see; what is quoted from it, and what its offsets say, is of the
text that was read in the leaf.  Nothing is mapped until somebody asks, and hardly anybody does: most text has
no match.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Protocol

from skygw.mail.comparable import comparable

Span = tuple[int, int]


class Origin(Protocol):
    """Knows where characters came from."""

    def span(self, start: int, end: int) -> Span:
        """The characters ``start`` to ``end`` (exclusive) became of."""
        ...


_BLOCK = 512
"""Characters that are compared at a time; what differs is looked at again by clusters."""

# Characters that never join with what stands before them (Unicode Standard Annex 15: a first character of no
# composition's second half), and are not dropped: what follows a dropped one joins with what is before it.
# Cut elsewhere, a text might be composed differently than its halves.
_EDGE = re.compile(
    "[\t\n\x0b-\r\x1c-~\u00c0-\u02af\u0370-\u0482\u048a-\u052f\u05d0-\u05ea\u0620-\u064a\u0e01-\u0e30"
    "\u2000-\u200a\u2010-\u2029\u202f-\u205f\u2070-\u20cf\u2100-\u2bff"
    "\u3001-\u3029\u3041-\u3096\u30a1-\u30fa\u3400-\u9fff\uac00-\ud7a3"
    "\ufb00-\ufb06\uff01-\uff9d\U0001d400-\U0001d7ff\U0001f000-\U0001faff\U00020000-\U0003ffff]"
)


class ComparableOrigin:
    """From ``comparable(text)`` back to ``text``."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._blocks: tuple[list[int], list[int]] | None = None
        self._moved: bool | None = None
        self._clusters: tuple[int, list[int], list[int]] | None = None

    def span(self, start: int, end: int) -> Span:
        """See :class:`Origin`; a character that others were joined to stands for all of them."""
        if self._moved is None:
            self._moved = not self._text.isascii() or len(comparable(self._text)) != len(self._text)
        if not self._moved:
            return start, end
        first, _ = self._place(start)
        if end <= start:
            return first, first
        return first, self._place(end - 1)[1]

    def _place(self, position: int) -> Span:
        """The characters that the one at ``position`` came from."""
        if self._blocks is None:
            self._blocks = _tabulate(self._text, self._text_blocks())
        made, given = self._blocks
        number = min(bisect_right(made, position) - 1, len(made) - 2)
        piece = self._text[given[number] : given[number + 1]]
        within = position - made[number]
        if len(piece) == made[number + 1] - made[number] and comparable(piece) == piece:
            return given[number] + within, given[number] + within + 1
        if self._clusters is None or self._clusters[0] != number:
            self._clusters = (number, *_tabulate(piece, _clusters(piece)))
        return _in_clusters(piece, within, given[number], self._clusters[1:])

    def _text_blocks(self) -> list[int]:
        """Where the blocks of the text begin, and its end."""
        starts = [0]
        while starts[-1] < len(self._text):
            edge = _EDGE.search(self._text, starts[-1] + _BLOCK)
            starts.append(edge.start() if edge else len(self._text))
        return starts


def _tabulate(text: str, given: list[int]) -> tuple[list[int], list[int]]:
    """Beside the beginning of each stretch, where it begins in the comparable text."""
    made = [0]
    for start, end in itertools.pairwise(given):
        made.append(made[-1] + len(comparable(text[start:end])))
    return made, given


def _clusters(piece: str) -> list[int]:
    """Where the clusters of a piece of a few hundred characters begin, and its end."""
    starts = [edge.start() for edge in _EDGE.finditer(piece)]
    if not starts or starts[0] != 0:
        starts.insert(0, 0)
    return [*starts, len(piece)]


def _in_clusters(piece: str, within: int, offset: int, tables: tuple[list[int], list[int]]) -> Span:
    """As ``_place``, in a piece of which ``tables`` say where its clusters begin."""
    made, given = tables
    # Of the clusters that begin here the last is the one that left something.
    number = min(bisect_right(made, within) - 1, len(made) - 2)
    start, end = given[number], given[number + 1]
    if comparable(piece[start:end]) == piece[start:end]:
        at = start + within - made[number]
        return offset + at, offset + at + 1
    return offset + start, offset + end


class PiecewiseOrigin:
    """From a text that was put together from stretches of another one back to that.

    Args:
        made: where each stretch begins in the new text, in order, beginning with 0.
        given: where it began in the old one.
        around: where the old one came from, if it was made itself.
    """

    def __init__(self, made: Sequence[int], given: Sequence[int], around: Origin | None = None) -> None:
        self._made = made
        self._given = given
        self._around = around

    def span(self, start: int, end: int) -> Span:
        """See :class:`Origin`; what stood between two stretches belongs to whatever reaches over it."""
        first = self._position(start)
        last = self._position(end - 1) + 1 if end > start else first
        return (first, last) if self._around is None else self._around.span(first, last)

    def _position(self, position: int) -> int:
        number = bisect_right(self._made, position) - 1
        return self._given[number] + position - self._made[number]


