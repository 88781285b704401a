"""Keywords and anchors that are not ASCII, as literals in UTF-8, for the finder that uses ``hyperscan``.

Small letters are made where that costs nothing, in octets of ASCII: making them in a text that is not ASCII
takes longer than all else.  Latin letters with marks are looked for in both cases instead.  Letters of other
scripts that have cases are so many in a word that this is not possible: the text around such letters is made
small.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator
from pathlib import Path

from skygw.detect.engine.database import Expression, open_database
from skygw.detect.engine.hits import Hits, characters_in, in_characters, merged
from skygw.detect.engine.literals import BLANKS, stands_in
from skygw.detect.engine.plan import Plan
from skygw.detect.engine.words import Keyword
from skygw.detect.matching import even, low

_MAX_WAYS = 16
"""Ways to write the key of a word, in capitals or not."""

_AROUND = 400
"""Octets around a letter in which a word lies that has it."""

_BLOCK = 1024
"""Octets that are asked at a time whether such a letter is in them."""

_LATIN = re.compile("[\x80-\u024f\u1e00-\u1eff\u2100-\u214f]")
_CASED = bytes(octet in (*range(0xCD, 0xD7), 0xE1, 0xEA, 0xF0) for octet in range(256))
"""One for the first octets of letters that have cases and are not Latin, and of some others."""


_Row = tuple[Keyword | None, tuple[int, ...], str, str, int]
"""Keyword, or numbers of patterns; form; what an anchor is exactly; characters of the form behind its key."""


class Foreign:
    """Keywords and anchors that are not ASCII: looked for by a *key*, a part that has few ways to write
    it."""

    def __init__(self, plan: Plan, cache: Path | None) -> None:
        self._any: dict[bytes, list[_Row]] = {}
        self._small: dict[bytes, list[_Row]] = {}
        for number, keyword in enumerate(plan.keywords):
            if not keyword.form.isascii():
                for layout in keyword.layouts():
                    self._add(keyword, (number,), layout, "")
        anchors = [(low(word), "" if small else word, of) for (word, small), of in plan.anchors.items()]
        anchors += [(word, "", of) for word, of in plan.worded.items()]
        for form, exact, numbers in anchors:
            if not form.isascii():
                self._add(None, numbers, form, exact)
        self._in_any_case = _Literals(self._any, cache)
        self._in_small = _Literals(self._small, cache)

    def _add(self, keyword: Keyword | None, numbers: tuple[int, ...], form: str, exact: str) -> None:
        cased = any(len(_ways(letter)) > 1 and not _LATIN.match(letter) for letter in form)
        start, end = (0, len(form)) if cased else _key(form)
        row = keyword, numbers, form, exact, len(form) - end
        keys = [form] if cased else map("".join, itertools.product(*map(_ways, form[start:end])))
        for key in keys:
            literals = self._small if cased else self._any
            literals.setdefault(key.encode().translate(BLANKS), []).append(row)

    def find(self, text: str, hits: Hits) -> None:
        """Add what stands in a text that is not ASCII."""
        octets = even(text).encode("utf-8", "replace").lower().translate(BLANKS)
        for end, rows in self._in_any_case.scan(octets, hits):
            self._confirm(rows, text, end, hits)
        for first, piece in _cased(text, octets) if self._small else ():
            small = low(piece).encode("utf-8", "replace").translate(BLANKS)
            for end, rows in self._in_small.scan(small, hits):
                self._confirm(rows, text, first + end, hits)

    @staticmethod
    def _confirm(rows: list[_Row], text: str, key_end: int, hits: Hits) -> None:
        for keyword, numbers, form, exact, behind in rows:
            end = key_end + behind
            start = end - len(form)
            if keyword is not None:
                if stands_in(text, start, form, unspaced=keyword.unspaced):
                    hits.words.append((numbers[0], start, end))
            elif start >= 0 and low(text[start:end]) == form and text.startswith(exact, start):
                hits.anchors += [(start, number) for number in numbers]


class _Literals:
    """Literals in UTF-8 with what they stand for."""

    def __init__(self, rows: dict[bytes, list[_Row]], cache: Path | None) -> None:
        self._rows = list(rows.values())
        self._database = open_database(map(Expression, rows), cache, literal=True)

    def scan(self, octets: bytes, hits: Hits) -> Iterator[tuple[int, list[_Row]]]:
        """What ends in ``octets``: where, in characters, and the rows."""
        found, cut = self._database.scan(octets)
        hits.cut |= cut
        for end, literal in in_characters(octets, found):
            yield end, self._rows[literal]


def _key(form: str) -> tuple[int, int]:
    """The longest part of ``form`` of which there are few ways to write it."""
    ways = [len(_ways(letter)) for letter in form]
    best = 0, 0
    for start in range(len(form)):
        number = 1
        for end in range(start, len(form)):
            number *= ways[end]
            if number > _MAX_WAYS:
                break
            if end + 1 - start > best[1] - best[0]:
                best = start, end + 1
    return best


def _ways(letter: str) -> tuple[str, ...]:
    """The letter, and the capitals of which it is the small one; of ASCII only the letter."""
    return (letter,) if letter.isascii() else (letter, *_capitals().get(letter, ()))


def _cased(text: str, octets: bytes) -> Iterator[tuple[int, str]]:
    """The stretches of a text around letters that have cases and are not Latin, with where they begin.

    ``octets`` are the text in UTF-8.
    """
    marks = octets.translate(_CASED)
    blocks = [at for at in range(0, len(marks), _BLOCK) if marks.find(1, at, at + _BLOCK) >= 0]
    characters = counted = 0
    for first, last in merged([(max(0, at - _AROUND), at + _BLOCK + _AROUND) for at in blocks]):
        characters += characters_in(octets[counted:first])
        piece = characters_in(octets[first:last])
        yield characters, text[characters : characters + piece]
        characters += piece
        counted = last


@functools.cache
def _capitals() -> dict[str, tuple[str, ...]]:
    """The capitals of each small letter that is not ASCII."""
    found: dict[str, tuple[str, ...]] = {}
    for capital in map(chr, range(0x80, 0x1F000)):
        small = low(capital)
        if small != capital and not small.isascii():
            found[small] = (*found.get(small, ()), capital)
    return found
