"""What the kinds of detectors share: the text as they see it, and the matches that they give."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import ClassVar, Protocol

Match = tuple[int, int, int, str, int]
"""Slot of the detector in the scanner, start, end (exclusive), canonical value, confidence.

Start and end count characters of :attr:`View.folded` for a matcher with ``folded``, else of
:attr:`View.text`.  A plain tuple: hostile text makes hundreds of thousands of them.
"""

UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
"""For a character class: scripts written without blanks, and Korean, whose particles are attached.  Their
words match anywhere, and a word of another script ends where they begin."""

LETTER = rf"[^\W_{UNSPACED}]"
"""What makes up a word.  "_" separates, unlike in ``\\w``: "credit_card" holds "card"."""

# The characters that case folding makes longer; all are in the first plane.
_GROWING = re.compile(
    "[{}]".format("".join(c for c in map(chr, range(0x80, 0x10000)) if len(c.casefold()) > 1))
)


def even(text: str) -> str:
    """``text`` with the letters I, i and K of ASCII for three that are small or capital forms of them.

    Turkish has two of them, and a capital I is of either; one is also the only letter whose small letter is
    longer.  The third is the sign of kelvins.
    """
    if text.isascii():
        return text
    return text.replace("\u0130", "I").replace("\u0131", "i").replace("\u212a", "K")


def low(text: str) -> str:
    """``text``, made :func:`even`, in small letters and of the same length.

    The Greek sigma has one form wherever it stands.
    """
    return text.lower() if text.isascii() else even(text).lower().replace("\u03c2", "\u03c3")


class View:
    """One text, and its case-folded twin, which is made once for all matchers that want it."""

    __slots__ = ("_folded", "_grown", "_low", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._folded: str | None = None
        self._low: str | None = None
        self._grown: tuple[list[int], list[int]] | None = None

    @property
    def low(self) -> str:
        """The text in small letters, each at the place of its capital: what needs no :meth:`span`."""
        if self._low is None:
            self._low = low(self.text)
        return self._low

    @property
    def folded(self) -> str:
        """The text case-folded: ``lower()`` that also knows ``ß`` and the Greek final sigma."""
        if self._folded is None:
            self._folded = self.text.casefold()
        return self._folded

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of :attr:`text` that became ``start`` to ``end`` (exclusive) of :attr:`folded`.

        Folding makes some characters longer and none shorter.  A span that begins or ends inside such a
        character takes all of it.
        """
        if len(self.folded) == len(self.text):
            return start, end
        return self._position(start), self._position(end - 1) + 1 if end > start else self._position(end)

    def _position(self, position: int) -> int:
        """Where the character of the text stands that ``position`` of the folded text belongs to."""
        if self._grown is None:
            self._grown = self._find_grown()
        behind, shifts = self._grown
        number = bisect_right(behind, position)
        shifted = position - (shifts[number - 1] if number else 0)
        if number < len(behind):
            # Inside the character that grows next, the positions of the text do not go on counting.
            last = behind[number] - shifts[number] - 1
            return min(shifted, last)
        return shifted

    def _find_grown(self) -> tuple[list[int], list[int]]:
        """For each character that grew: where it ends in the folded text, and how far all behind it moved."""
        behind: list[int] = []
        shifts: list[int] = []
        shift = 0
        for grown in _GROWING.finditer(self.text):
            shift += len(grown[0].casefold()) - 1
            behind.append(grown.end() + shift)
            shifts.append(shift)
        return behind, shifts


class Matcher(Protocol):
    """Something that finds matches for one detector, or for several at once (``slots``)."""

    type: ClassVar[str]
    slots: tuple[int, ...]
    folded: bool
    """Which text the positions of its matches count in."""
    best: int
    """The highest confidence that it can give."""

    def matches(self, view: View) -> Iterator[Match]:
        """All matches in ``view``; time linear in its length."""
        ...


class DataIdentifier(Matcher, Protocol):
    """A built-in matcher for one slot."""

    def __init__(self, slot: int) -> None: ...
