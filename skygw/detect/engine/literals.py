"""Keywords and anchors as sets of plain literals, for the finder that uses ``hyperscan``.

Keywords are looked for between blanks, in a copy of the text in which all but letters and digits is blank; a
blank in a keyword is one blank or two.  Here are those in ASCII; ``foreign`` has the others.
"""

from __future__ import annotations

from pathlib import Path

from skygw.detect.engine.database import Expression, open_database
from skygw.detect.engine.hits import Hits
from skygw.detect.engine.plan import Plan
from skygw.detect.engine.words import stands
from skygw.detect.matching import low

_ALNUM = b"0123456789abcdefghijklmnopqrstuvwxyz"
BLANKS = bytes(octet if octet in _ALNUM or octet > 127 else 32 for octet in range(256))
"""All of ASCII but digits and small letters to blanks."""


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
                literal = b" " + word.encode().translate(BLANKS)
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
        """Add the words of a text; ``octets`` are its small letters, and "?" for what is not ASCII."""
        # One blank before and behind: a word may begin or end the text.  So offsets are one too high.
        found, cut = self._database.scan(b" " + octets.translate(BLANKS) + b" ")
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
            if stands_in(text, start, layout):
                hits.words.append((number, start, start + len(layout)))
        for size, word, patterns in self._begun.get(literal, ()):
            start = end - size - 1
            if low(text[start : start + size]) == word:
                hits.anchors += [(start, number) for number in patterns]


def stands_in(text: str, start: int, layout: str, *, unspaced: bool = False) -> bool:
    """As ``words.stands``, in a text that is not in small letters."""
    first = start - 1 if start > 0 else 0
    return stands(low(text[first : start + len(layout) + 1]), start - first, layout, unspaced=unspaced)


def _between_blanks(layout: str) -> tuple[bytes, int]:
    """A layout between blanks, and how far before the end of that it begins."""
    octets = layout.encode("ascii").translate(BLANKS)
    if not octets.endswith(b" "):
        octets += b" "
    return octets if octets.startswith(b" ") else b" " + octets, len(octets)


class Anchors:
    """Anchors in ASCII: those whose case does not matter (``small``), or the others."""

    def __init__(self, plan: Plan, cache: Path | None, *, small: bool) -> None:
        rows = [row for row in plan.anchors.items() if row[0][1] is small and row[0][0].isascii()]
        self._of = [(anchor, numbers) for (anchor, _), numbers in rows]
        self._database = open_database([Expression(of[0].encode()) for of, _ in rows], cache, literal=True)

    def find(self, octets: bytes, text: str, hits: Hits) -> None:
        """Add the anchors in ``octets``: the characters of the text, or its small letters."""
        found, cut = self._database.scan(octets)
        hits.cut |= cut
        for end, literal in found:
            anchor, numbers = self._of[literal]
            start = end - len(anchor)
            # In octets a question mark may be what is not ASCII.
            if "?" not in anchor or text[start:end].isascii():
                hits.anchors += [(start, number) for number in numbers]
