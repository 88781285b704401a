"""What the kinds of detectors share: the text as they see it, and the matches that they give."""

from __future__ import annotations

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


class View:
    """One text, and its case-folded twin, which is made once for all matchers that want it."""

    __slots__ = ("_folded", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._folded: str | None = None

    @property
    def folded(self) -> str:
        """The text case-folded: ``lower()`` that also knows ``ß`` and the Greek final sigma."""
        if self._folded is None:
            self._folded = self.text.casefold()
        return self._folded

    @property
    def aligned(self) -> bool:
        """Whether positions in :attr:`folded` and in :attr:`text` are the same.

        Folding makes some characters longer and none shorter, so equal lengths mean equal positions.
        """
        return len(self.folded) == len(self.text)


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
