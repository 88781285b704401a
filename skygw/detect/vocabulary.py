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

from skygw.detect.engine.database import Expression, open_database
from skygw.detect.engine.hits import in_characters
from skygw.detect.keyword import Keywords, Word, word_of
from skygw.detect.matching import LETTER, Match, View

_LETTER = re.compile(LETTER)
_ALNUM = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BLANKS = bytes(octet if octet in _ALNUM else 32 for octet in range(256))


class Vocabulary:
    """What a :class:`~skygw.detect.keyword.Keywords` has learned."""

    type: ClassVar[str] = Keywords.type
    best = Keywords.best

    def __init__(self, keywords: Keywords, cache: Path | None = None) -> None:
        self.folded = keywords.folded
        self.slots = keywords.slots
        self._spaced: dict[bytes, list[Word]] = {}
        self._anywhere: dict[bytes, list[tuple[str, Word | None, int]]] = {}
        for form in keywords.forms:
            if not form.bounded:
                self._anywhere.setdefault(form.text.encode(), []).append((form.text, None, form.slot))
                continue
            token, word = word_of(form.slot, form.text, keywords.gap)
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

    def _stand(self, text: str, words: Iterable[Word], start: int, end: int) -> Iterator[Match]:
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
