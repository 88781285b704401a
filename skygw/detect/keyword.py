"""Keywords: many words at once, in time that does not depend on how many there are.

Words with boundaries are looked up by their longest token, which is the rarest as a rule: the tokens of a
stretch of text are made into a set in C and intersected with the vocabulary; only a stretch that holds a word
is read token by token.
Words without boundaries (those of scripts that are written without blanks, and those that the policy
wants so) are found by a tree of characters from each position whose character begins a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, NamedTuple

from skygw.detect.matching import LETTER, UNSPACED, Match, View
from skygw.mail.comparable import comparable

MAX_GAP = 64
"""Characters of white space that a blank in a phrase stands for, at most."""

MAX_WORD = 1000
"""Characters of a word: the tree is searched this deep from each position."""

_LETTER = re.compile(LETTER)
_TOKEN = re.compile(f"{LETTER}+")
_EDGE = re.compile(r"[\W_]")
_STRETCH = 1 << 10
_SEPARATORS = {code: " " for code in range(128) if not chr(code).isalnum()}
_UNSPACED = re.compile(f"[{UNSPACED}]")


class Word(NamedTuple):
    """A word with boundaries, around its token: what stands before and behind it, piece by piece.

    ``before`` is from the token to the left, ``behind`` to the right; between pieces is white space, at most
    ``gap`` characters.
    """

    slot: int
    form: str
    before: tuple[str, ...]
    behind: tuple[str, ...]
    gap: int

    def span(self, text: str, start: int, end: int) -> tuple[int, int] | None:
        """Where the word stands whose token stands from ``start`` to ``end``, if it does."""
        for number, piece in enumerate(self.before):
            if number:
                start = _blank_before(text, start, self.gap)
            if start < len(piece) or text[start - len(piece) : start] != piece:
                return None
            start -= len(piece)
        for number, piece in enumerate(self.behind):
            if number:
                end = _blank_behind(text, end, self.gap)
            if end < 0 or not text.startswith(piece, end):
                return None
            end += len(piece)
        return None if self._goes_on(text, start, end) else (start, end)

    def _goes_on(self, text: str, start: int, end: int) -> bool:
        form = self.form
        if start and _LETTER.match(form[0]) and _LETTER.match(text[start - 1]):
            return True
        return bool(end < len(text) and _LETTER.match(form[-1]) and _LETTER.match(text[end]))


def word_of(slot: int, form: str, gap: int) -> tuple[str, Word]:
    """A word and its token: the longest, which is the rarest as a rule."""
    token = max(_TOKEN.finditer(form), key=lambda found: len(found[0]))
    left, right = form[: token.start()], form[token.end() :]
    before, behind = tuple(reversed(left.split(" "))), tuple(right.split(" "))
    return token[0], Word(slot, form, before, behind, gap)


def _blank_before(text: str, end: int, gap: int) -> int:
    """Where the white space begins that ends at ``end``; -1 if there is none, or too much."""
    start = end
    while start and end - start <= gap and text[start - 1].isspace():
        start -= 1
    return start if 0 < end - start <= gap else -1


def _blank_behind(text: str, start: int, gap: int) -> int:
    """Where the white space ends that begins at ``start``; -1 if there is none, or too much."""
    end = start
    while end < len(text) and end - start <= gap and text[end].isspace():
        end += 1
    return end if 0 < end - start <= gap else -1


class Form(NamedTuple):
    """A word as it is looked for: in its canonical form, for one slot, with boundaries or without."""

    slot: int
    text: str
    bounded: bool


class Keywords:
    """The words of all keyword detectors with the same ``case_sensitive``."""

    type: ClassVar[str] = "keyword"
    best = 75

    def __init__(self, *, case_sensitive: bool, gap: int = MAX_GAP) -> None:
        """``gap``: characters of white space that a blank in a phrase stands for, at most."""
        self.folded = not case_sensitive
        self.gap = gap
        self.slots: tuple[int, ...] = ()
        self.forms: list[Form] = []
        self._tokens: dict[str, list[Word]] = {}
        self._vocabulary: frozenset[str] = frozenset()
        self._tree = _Tree()

    def add(self, slot: int, words: Iterable[str], *, word_boundary: bool) -> None:
        """Add the words of one detector.

        Raises:
            ValueError: there is no word, or one is empty or longer than :data:`MAX_WORD`.
        """
        forms = dict.fromkeys(map(self._form, words))
        if not forms:
            raise ValueError("no words")
        for form in forms:
            self._add(slot, form, word_boundary)
        self.slots = (*self.slots, slot)
        self._vocabulary = frozenset(self._tokens)

    def _form(self, word: str) -> str:
        form = " ".join(comparable(word).split())
        if not form:
            raise ValueError("empty word")
        if len(form) > MAX_WORD:
            raise ValueError(f"word longer than {MAX_WORD} characters")
        return form.casefold() if self.folded else form

    def _add(self, slot: int, form: str, word_boundary: bool) -> None:
        token = _TOKEN.search(form)
        bounded = token is not None and word_boundary and not _UNSPACED.search(form)
        self.forms.append(Form(slot, form, bounded))
        if token is None or not bounded:
            self._tree.add(slot, form)
        else:
            key, word = word_of(slot, form, self.gap)
            self._tokens.setdefault(key, []).append(word)

    def matches(self, view: View) -> Iterator[Match]:
        """Every occurrence of every word; words that overlap are all reported."""
        text = view.folded if self.folded else view.text
        if self._vocabulary:
            for start, end in _stretches(text):
                if not self._vocabulary.isdisjoint(_tokens(text, start, end)):
                    yield from self._locate(text, start, end)
        yield from self._tree.matches(text)

    def _locate(self, text: str, start: int, end: int) -> Iterator[Match]:
        get = self._tokens.get
        for token in _TOKEN.finditer(text, start, end):
            for word in get(token[0], ()):
                span = word.span(text, token.start(), token.end())
                if span is not None:
                    yield word.slot, *span, word.form, self.best


def _tokens(text: str, start: int, end: int) -> list[str]:
    """The tokens of a stretch; of ASCII, which is most text, without a regular expression: twice as fast."""
    stretch = text[start:end]
    return stretch.translate(_SEPARATORS).split() if stretch.isascii() else _TOKEN.findall(stretch)


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Pieces of about :data:`_STRETCH` characters that end between tokens."""
    start = 0
    while start < len(text):
        edge = _EDGE.search(text, start + _STRETCH)
        end = edge.end() if edge else len(text)
        yield start, end
        start = end


class _Tree:
    """Words by their characters; a node is a dictionary, its words stand under the empty string."""

    def __init__(self) -> None:
        self._root: dict[str, Any] = {}
        self._beginnings: re.Pattern[str] | None = None

    def add(self, slot: int, form: str) -> None:
        node = self._root
        for character in form:
            node = node.setdefault(character, {})
        node.setdefault("", []).append((slot, form))
        self._beginnings = None

    def matches(self, text: str) -> Iterator[Match]:
        if not self._root:
            return
        if self._beginnings is None:
            self._beginnings = re.compile("[" + "".join(map(re.escape, self._root)) + "]")
        for beginning in self._beginnings.finditer(text):
            start = at = beginning.start()
            node: dict[str, Any] | None = self._root.get(beginning[0])
            while node is not None:
                at += 1
                for slot, form in node.get("", ()):
                    yield slot, start, at, form, Keywords.best
                node = node.get(text[at]) if at < len(text) else None
