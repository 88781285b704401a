"""Keywords and anchors as sets of plain literals, for the finder that uses ``hyperscan``.

Keywords are looked for between blanks, in a copy of the text in which all but letters and digits is blank; a
blank in a keyword is one blank or two.  What is not ASCII is looked for in UTF-8.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from skygw.detect.engine.database import Expression, open_database
from skygw.detect.engine.hits import Hits
from skygw.detect.engine.plan import Plan
from skygw.detect.engine.words import Keyword, stands
from skygw.detect.matching import View, low

_ALNUM = b"0123456789abcdefghijklmnopqrstuvwxyz"
_BLANKS = bytes(octet if octet in _ALNUM or octet > 127 else 32 for octet in range(256))
"""All of ASCII but digits and small letters to blanks."""
_CONTINUATION = bytes(range(0x80, 0xC0))


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
        """Add the words of a text in small letters; ``octets`` are its characters, "?" for what is not
        ASCII."""
        # One blank before and behind: a word may begin or end the text.  So offsets are one too high.
        found, cut = self._database.scan(b" " + octets.translate(_BLANKS) + b" ")
        hits.cut |= cut
        add, layouts, begun = hits.words.append, self._layouts, self._begun
        # A word of letters alone only has to be confirmed where something that is not ASCII stands beside it.
        beside = f"{text} " if not text.isascii() else ""
        for end, literal in found:
            for number, size, layout, plain in layouts[literal]:
                start = end - size - 1
                last = start + len(layout)
                simple = not beside or (beside[start - 1] < "\x80" and beside[last : last + 1] < "\x80")
                if (plain and simple) or stands(text, start, layout):
                    add((number, start, last))
            for size, word, patterns in begun.get(literal, ()):
                if text.startswith(word, end - size - 1):
                    hits.anchors += [(end - size - 1, number) for number in patterns]


def _between_blanks(layout: str) -> tuple[bytes, int]:
    """A layout between blanks, and how far before the end of that it begins."""
    octets = layout.encode("ascii").translate(_BLANKS)
    if not octets.endswith(b" "):
        octets += b" "
    return octets if octets.startswith(b" ") else b" " + octets, len(octets)


class Foreign:
    """Keywords and anchors that are not ASCII: looked for in the UTF-8 of the text in small letters."""

    def __init__(self, plan: Plan, cache: Path | None) -> None:
        self._of: list[tuple[Keyword | None, tuple[int, ...], str, str]] = []
        literals: list[Expression] = []
        for number, keyword in enumerate(plan.keywords):
            if not keyword.form.isascii():
                for layout in keyword.layouts():
                    literals.append(Expression(layout.encode().translate(_BLANKS)))
                    self._of.append((keyword, (number,), layout, ""))
        anchors = [(low(word), "" if small else word, of) for (word, small), of in plan.anchors.items()]
        anchors += [(word, "", of) for word, of in plan.worded.items()]
        for form, exact, numbers in anchors:
            if not form.isascii():
                literals.append(Expression(form.encode().translate(_BLANKS)))
                self._of.append((None, numbers, form, exact))
        self._database = open_database(literals, cache, literal=True)

    def find(self, view: View, hits: Hits) -> None:
        """Add what stands in a text that is not ASCII."""
        text = view.low
        octets = text.encode("utf-8", "replace").translate(_BLANKS)
        found, cut = self._database.scan(octets)
        hits.cut |= cut
        for end, literal in in_characters(octets, found):
            keyword, numbers, layout, exact = self._of[literal]
            start = end - len(layout)
            if keyword is not None:
                if stands(text, start, layout, unspaced=keyword.unspaced):
                    hits.words.append((numbers[0], start, end))
            elif text.startswith(layout, start) and view.text.startswith(exact, start):
                hits.anchors += [(start, number) for number in numbers]


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
