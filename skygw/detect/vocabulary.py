"""Keywords by ``hyperscan``: the same matches as :mod:`skygw.detect.keyword`, ten times as fast.

A word with boundaries is looked for by its longest token: a literal between blanks, in a copy of the text in
which all but letters and digits is blank.  Everything else of it is compared where the token stands.  Words
without boundaries, and tokens that are not ASCII, are literals in UTF-8.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import ClassVar

import attrs

from skygw.detect.engine.database import Expression, open_database
from skygw.detect.engine.literals import in_characters
from skygw.detect.keyword import MAX_GAP, Form, Keywords
from skygw.detect.matching import LETTER, Match, View

_LETTER = re.compile(LETTER)
_TOKEN = re.compile(f"{LETTER}+")
_ALNUM = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BLANKS = bytes(octet if octet in _ALNUM else 32 for octet in range(256))


@attrs.frozen
class _Word:
    """A word with boundaries, around its token: what stands before and behind it, piece by piece.

    ``before`` is from the token to the left, ``behind`` to the right; pieces are apart by white space.
    """

    slot: int
    form: str
    before: tuple[str, ...]
    behind: tuple[str, ...]

    def span(self, text: str, start: int, end: int) -> tuple[int, int] | None:
        """Where the word stands whose token stands from ``start`` to ``end``, if it does."""
        for number, piece in enumerate(self.before):
            if number:
                start = _blank_before(text, start)
            if start < len(piece) or text[start - len(piece) : start] != piece:
                return None
            start -= len(piece)
        for number, piece in enumerate(self.behind):
            if number:
                end = _blank_behind(text, end)
            if end < 0 or not text.startswith(piece, end):
                return None
            end += len(piece)
        return None if self._goes_on(text, start, end) else (start, end)

    def _goes_on(self, text: str, start: int, end: int) -> bool:
        form = self.form
        if start and _LETTER.match(form[0]) and _LETTER.match(text[start - 1]):
            return True
        return bool(end < len(text) and _LETTER.match(form[-1]) and _LETTER.match(text[end]))


def _blank_before(text: str, end: int) -> int:
    """Where the white space begins that ends at ``end``; -1 if there is none, or too much."""
    start = end
    while start and text[start - 1].isspace():
        start -= 1
    return start if 0 < end - start <= MAX_GAP else -1


def _blank_behind(text: str, start: int) -> int:
    """Where the white space ends that begins at ``start``; -1 if there is none, or too much."""
    end = start
    while end < len(text) and text[end].isspace():
        end += 1
    return end if 0 < end - start <= MAX_GAP else -1


def _word(form: Form) -> tuple[str, _Word]:
    """A word and its token: the longest, which is the rarest as a rule."""
    token = max(_TOKEN.finditer(form.text), key=lambda found: len(found[0]))
    left, right = form.text[: token.start()], form.text[token.end() :]
    before, behind = tuple(reversed(left.split(" "))), tuple(right.split(" "))
    return token[0], _Word(form.slot, form.text, before, behind)


class Vocabulary:
    """What a :class:`~skygw.detect.keyword.Keywords` has learned."""

    type: ClassVar[str] = Keywords.type
    best = Keywords.best

    def __init__(self, keywords: Keywords, cache: Path | None = None) -> None:
        self.folded = keywords.folded
        self.slots = keywords.slots
        self._spaced: dict[bytes, list[_Word]] = {}
        self._anywhere: dict[bytes, list[tuple[str, _Word | None, int]]] = {}
        for form in keywords.forms:
            if not form.bounded:
                self._anywhere.setdefault(form.text.encode(), []).append((form.text, None, form.slot))
                continue
            token, word = _word(form)
            if token.isascii():
                self._spaced.setdefault(b" " + token.encode() + b" ", []).append(word)
            else:
                self._anywhere.setdefault(token.encode(), []).append((token, word, form.slot))
        self._tokens = [(len(literal) - 2, words) for literal, words in self._spaced.items()]
        self._literals = list(self._anywhere.values())
        self._by_token = open_database(map(Expression, self._spaced), cache, literal=True)
        self._by_form = open_database(map(Expression, self._anywhere), cache, literal=True)

    def matches(self, view: View) -> Iterator[Match]:
        """Every occurrence of every word; words that overlap are all reported."""
        text = view.folded if self.folded else view.text
        if self._tokens:
            octets = b" " + text.encode("ascii", "replace").translate(_BLANKS) + b" "
            for end, number in self._by_token.scan(octets)[0]:
                size, words = self._tokens[number]
                yield from self._stand(text, words, end - 2 - size, end - 2)
        if self._literals:
            yield from self._forms(text)

    def _stand(self, text: str, words: Iterable[_Word], start: int, end: int) -> Iterator[Match]:
        """The words that stand around a token."""
        # What is not ASCII was no letter to the pass.
        if (start and _LETTER.match(text[start - 1])) or (end < len(text) and _LETTER.match(text[end])):
            return
        for word in words:
            span = word.span(text, start, end)
            if span is not None:
                yield word.slot, *span, word.form, self.best

    def _forms(self, text: str) -> Iterator[Match]:
        octets = text.encode("utf-8", "replace")
        found = self._by_form.scan(octets)[0]
        for end, number in in_characters(octets, found) if not text.isascii() else found:
            for literal, word, slot in self._literals[number]:
                start = end - len(literal)
                if not text.startswith(literal, start):
                    continue  # what was replaced for UTF-8
                if word is None:
                    yield slot, start, end, literal, self.best
                else:
                    yield from self._stand(text, (word,), start, end)
