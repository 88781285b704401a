"""Keywords and anchors as sets of plain literals, for the finder that uses ``hyperscan``.

Keywords are looked for between blanks, in a copy of the text in which all but letters and digits is blank; a
blank in a keyword is one blank or two.  What is not ASCII is looked for in UTF-8.  Small letters are made where
they cost nothing, in octets of ASCII: making them in a text that is not ASCII takes longer than all else.  Latin
letters with marks are looked for in both cases instead; only a text in another script that has cases is
made small as a whole.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from skygw.detect.engine.database import Database, Expression, open_database
from skygw.detect.engine.hits import Hits
from skygw.detect.engine.plan import Plan
from skygw.detect.engine.words import Keyword, stands
from skygw.detect.matching import View, even, low

_ALNUM = b"0123456789abcdefghijklmnopqrstuvwxyz"
_BLANKS = bytes(octet if octet in _ALNUM or octet > 127 else 32 for octet in range(256))
"""All of ASCII but digits and small letters to blanks."""
_CONTINUATION = bytes(range(0x80, 0xC0))

_MAX_FORMS = 16
"""Ways to write a word in capitals or not, beyond which its text is made small instead."""

_LATIN = re.compile("[\x80-\u024f\u1e00-\u1eff\u2100-\u214f]")
_CASED_OCTETS = [bytes([octet]) for octet in (*range(0xCD, 0xD7), 0xE1, 0xE2, 0xEA, 0xF0)]
"""With one of these the UTF-8 of such a letter begins."""


class Words:
    """Keywords in ASCII, and the words that worded patterns begin with."""

    def __init__(self, plan: Plan, cache: Path | None) -> None:
        # Different words may look alike once their punctuation is blank.
        self._layouts: list[list[tuple[int, int, str, bool]]] = []
        self._begun: dict[int, list[tuple[int, str, tuple[int, ...]]]] = {}
        self._numbers: dict[bytes, int] = {}
        for number, keyword in enumerate(plan.keywords):
            if keyword.form.isascii():
                for layout in keyword.layouts():
                    literal, size = _between_blanks(layout)
                    row = number, size, layout, keyword.form.isalnum()
                    self._layouts[self._number(literal)].append(row)
        for word, patterns in plan.worded.items():
            if word.isascii():
                literal = b" " + word.encode().translate(_BLANKS)
                self._begun.setdefault(self._number(literal), []).append((len(word), word, patterns))
        # Most literals stand for one word of letters alone: nothing but their places is to be told.
        self._simple = {
            literal: (rows[0][0], rows[0][1] + 1, len(rows[0][2]))
            for literal, rows in enumerate(self._layouts)
            if len(rows) == 1 and rows[0][3] and literal not in self._begun
        }
        literals = [Expression(literal) for literal in self._numbers]
        self._database = open_database(literals, cache, literal=True)

    def _number(self, literal: bytes) -> int:
        number = self._numbers.setdefault(literal, len(self._numbers))
        if number == len(self._layouts):
            self._layouts.append([])
        return number

    def find(self, octets: bytes, text: str, hits: Hits) -> None:
        """Add the words of a text; ``octets`` are its characters in small letters, "?" for what is not ASCII."""
        # One blank before and behind: a word may begin or end the text.  So offsets are one too high.
        found, cut = self._database.scan(b" " + octets.translate(_BLANKS) + b" ")
        hits.cut |= cut
        add, simple = hits.words.append, self._simple
        # Such a word only has to be confirmed where something that is not ASCII stands beside it.
        beside = f"{text} " if not text.isascii() else ""
        for end, literal in found:
            row = simple.get(literal)
            if row is not None:
                number, back, size = row
                start = end - back
                last = start + size
                if not beside or (beside[start - 1] < "\x80" and beside[last] < "\x80"):
                    add((number, start, last))
                    continue
            self._confirm(end, literal, text, hits)

    def _confirm(self, end: int, literal: int, text: str, hits: Hits) -> None:
        for number, size, layout, _ in self._layouts[literal]:
            start = end - size - 1
            if _stands(text, start, layout):
                hits.words.append((number, start, start + len(layout)))
        for size, word, patterns in self._begun.get(literal, ()):
            start = end - size - 1
            if low(text[start : start + size]) == word:
                hits.anchors += [(start, number) for number in patterns]


def _stands(text: str, start: int, layout: str, *, unspaced: bool = False) -> bool:
    """As ``words.stands``, in a text that is not in small letters."""
    first = start - 1 if start > 0 else 0
    return stands(low(text[first : start + len(layout) + 1]), start - first, layout, unspaced=unspaced)


def _between_blanks(layout: str) -> tuple[bytes, int]:
    """A layout between blanks, and how far before the end of that it begins."""
    octets = layout.encode("ascii").translate(_BLANKS)
    if not octets.endswith(b" "):
        octets += b" "
    return octets if octets.startswith(b" ") else b" " + octets, len(octets)


class Foreign:
    """Keywords and anchors that are not ASCII: looked for in UTF-8."""

    def __init__(self, plan: Plan, cache: Path | None) -> None:
        self._rows: list[tuple[Keyword | None, tuple[int, ...], str, str]] = []
        self._in_any_case: dict[bytes, list[int]] = {}
        self._in_small: dict[bytes, list[int]] = {}
        for number, keyword in enumerate(plan.keywords):
            if not keyword.form.isascii():
                for layout in keyword.layouts():
                    self._add(layout, (keyword, (number,), layout, ""))
        anchors = [(low(word), "" if small else word, of) for (word, small), of in plan.anchors.items()]
        anchors += [(word, "", of) for word, of in plan.worded.items()]
        for form, exact, numbers in anchors:
            if not form.isascii():
                self._add(form, (None, numbers, form, exact))
        self._any = open_database(map(Expression, self._in_any_case), cache, literal=True)
        self._small = open_database(map(Expression, self._in_small), cache, literal=True)
        self._of_any, self._of_small = list(self._in_any_case.values()), list(self._in_small.values())

    def _add(self, form: str, row: tuple[Keyword | None, tuple[int, ...], str, str]) -> None:
        self._rows.append(row)
        forms = _forms(form)
        literals = self._in_any_case if forms else self._in_small
        for one in forms or [form]:
            rows = literals.setdefault(one.encode().translate(_BLANKS), [])
            rows.append(len(self._rows) - 1)

    def find(self, view: View, hits: Hits) -> None:
        """Add what stands in a text that is not ASCII."""
        octets = even(view.text).encode("utf-8", "replace").lower().translate(_BLANKS)
        self._scan(octets, self._any, self._of_any, view, view.text, hits)
        if self._of_small and any(octet in octets for octet in _CASED_OCTETS):
            octets = view.low.encode("utf-8", "replace").translate(_BLANKS)
            self._scan(octets, self._small, self._of_small, view, view.low, hits)

    def _scan(
        self, octets: bytes, database: Database, rows: list[list[int]], view: View, text: str, hits: Hits
    ) -> None:
        """Look through ``octets``, of ``text``, which is that of the view or that in small letters."""
        found, cut = database.scan(octets)
        hits.cut |= cut
        for end, literal in in_characters(octets, found):
            for row in rows[literal]:
                keyword, numbers, layout, exact = self._rows[row]
                start = end - len(layout)
                if keyword is not None:
                    if _stands(text, start, layout, unspaced=keyword.unspaced):
                        hits.words.append((numbers[0], start, end))
                elif low(text[start:end]) == layout and view.text.startswith(exact, start):
                    hits.anchors += [(start, number) for number in numbers]


def _forms(form: str) -> list[str]:
    """Every way to write ``form``, of which ASCII is in small letters; none if there are too many."""
    letters = [_ways(letter) for letter in form]
    if any(len(ways) > 1 and not _LATIN.match(ways[0]) for ways in letters):
        return []
    number = functools.reduce(int.__mul__, map(len, letters))
    return ["".join(one) for one in itertools.product(*letters)] if number <= _MAX_FORMS else []


def _ways(letter: str) -> tuple[str, ...]:
    """The letter, and the capitals of which it is the small one; of ASCII only the letter."""
    return (letter,) if letter.isascii() else (letter, *_capitals().get(letter, ()))


@functools.cache
def _capitals() -> dict[str, tuple[str, ...]]:
    """The capitals of each small letter that is not ASCII."""
    found: dict[str, tuple[str, ...]] = {}
    for capital in map(chr, range(0x80, 0x1F000)):
        small = low(capital)
        if small != capital and not small.isascii():
            found[small] = (*found.get(small, ()), capital)
    return found


def in_characters(octets: bytes, found: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Ends in characters instead of octets of UTF-8: those are counted that continue none."""
    at = characters = 0
    for end, literal in found:
        characters += len(octets[at:end].translate(None, _CONTINUATION))
        at = end
        yield characters, literal


class Anchors:
    """Anchors in ASCII: those whose case does not matter (``small``), or the others."""

    def __init__(self, plan: Plan, cache: Path | None, *, small: bool) -> None:
        rows = [row for row in plan.anchors.items() if row[0][1] is small and row[0][0].isascii()]
        self._of = [(len(anchor), numbers) for (anchor, _), numbers in rows]
        self._database = open_database([Expression(of[0].encode()) for of, _ in rows], cache, literal=True)

    def find(self, octets: bytes, hits: Hits) -> None:
        """Add the anchors in ``octets``, which are of the text, or of the text in small letters."""
        found, cut = self._database.scan(octets)
        hits.cut |= cut
        for end, anchor in found:
            size, numbers = self._of[anchor]
            hits.anchors += [(end - size, number) for number in numbers]
