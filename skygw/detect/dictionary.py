"""Dictionaries: many terms with weights.

Words are found as keywords are.  Substrings are found by an automaton where a library has one, else by a tree
of characters, which is slow: 3 MB of text a second.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import ClassVar

from skygw.detect.keyword import MAX_WORD, Keywords
from skygw.detect.matching import Match, Matcher, View
from skygw.detect.specs import MAX_TERMS, MODES, DictionarySpec
from skygw.mail.comparable import comparable

try:
    from ahocorasick_rs import AhoCorasick
except ImportError:
    AhoCorasick = None  # type: ignore[assignment, misc]

MAX_FAST = 50_000
"""Words beyond which tokens are looked up one by one: to compile them for hyperscan takes long."""

Hit = tuple[int, int, str]
"""Start, end and form of a term."""


class Dictionary:
    """One dictionary."""

    type: ClassVar[str] = "dictionary"
    best = 75

    def __init__(
        self, slot: int, spec: DictionarySpec, cache: Path | None = None, *, plain: bool = False
    ) -> None:
        """Compile ``spec``; ``cache`` and ``plain`` as for :func:`fast`.

        Raises:
            ValueError: with what is wrong, as one line for the administrator.
        """
        if spec.mode not in MODES:
            raise ValueError(f"unknown mode {spec.mode!r}; known: {', '.join(MODES)}")
        if len(spec.terms) + len(spec.exclude) > MAX_TERMS:
            raise ValueError(
                f"more than {MAX_TERMS} terms; leave out what is rare, or match exact data instead of terms"
            )
        self.folded = not spec.case_sensitive
        self.slots: tuple[int, ...] = (slot,)
        self.weights = {self._form(term): weight for term, weight in spec.terms}
        if not self.weights:
            raise ValueError("no terms")
        self._cache, self._plain = cache, plain
        self._find = self._finder(self.weights, spec.mode)
        self._excluded = self._finder(map(self._form, spec.exclude), spec.mode) if spec.exclude else None

    def _form(self, term: str) -> str:
        form = " ".join(comparable(term).split())
        if not form or len(form) > MAX_WORD:
            raise ValueError(f"a term has 1 to {MAX_WORD} characters")
        return form.casefold() if self.folded else form

    def matches(self, view: View) -> Iterator[Match]:
        """Every occurrence of every term that is no part of an excluded one."""
        (slot,) = self.slots
        excluded = _Excluded(self._excluded(view)) if self._excluded is not None else None
        for start, end, form in self._find(view):
            if excluded is None or not excluded.holds(start, end):
                yield slot, start, end, form, self.best

    def _finder(self, forms: Iterable[str], mode: str) -> Callable[[View], Iterator[Hit]]:
        different = list(dict.fromkeys(forms))
        if mode == "substring" and AhoCorasick is not None:
            return self._substrings(different)
        keywords = Keywords(case_sensitive=not self.folded)
        keywords.add(0, different, word_boundary=mode == "word")
        matches = fast(keywords, self._cache, plain=self._plain).matches

        def find(view: View) -> Iterator[Hit]:
            for _, start, end, form, _ in matches(view):
                yield start, end, form

        return find

    def _substrings(self, forms: list[str]) -> Callable[[View], Iterator[Hit]]:
        automaton = AhoCorasick(forms)

        def find(view: View) -> Iterator[Hit]:
            text = view.folded if self.folded else view.text
            # The library takes no lone surrogates; a question mark is as good, no term has one.
            readable = text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
            for number, start, end in automaton.find_matches_as_indexes(readable, overlapping=True):
                yield start, end, forms[number]

        return find


def fast(keywords: Keywords, cache: Path | None = None, *, plain: bool = False) -> Matcher:
    """What finds the same as ``keywords``: by ``hyperscan`` if it is installed and not ``plain`` asked for.

    ``cache``: see ``skygw.detect.engine.database``.
    """
    if not plain and len(keywords.forms) <= MAX_FAST:
        try:
            from skygw.detect.vocabulary import Vocabulary
        except ImportError:
            pass
        else:
            return Vocabulary(keywords, cache)
    return keywords


class _Excluded:
    """Stretches in which nothing counts."""

    def __init__(self, hits: Iterable[Hit]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []  # the furthest end of all that begin so far
        furthest = 0
        for start, end, _ in sorted(hits):
            furthest = max(furthest, end)
            self._starts.append(start)
            self._ends.append(furthest)

    def holds(self, start: int, end: int) -> bool:
        """Whether one of them reaches over all of it."""
        number = bisect_right(self._starts, start) - 1
        return number >= 0 and self._ends[number] >= end
