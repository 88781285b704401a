"""The keywords of all types: which words open which windows.

A keyword is compared in small letters.  It may not continue with a letter or digit on either side, words of
scripts without blanks match anywhere, and a blank in it stands for one or two characters of white space (a
line end may be two).  Of a type that knows "passport" as well, "passport number" is dropped: where it
stands, the other one does.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping

import attrs

from skygw.detect.matching import LETTER, UNSPACED, low
from skygw.mail.comparable import comparable

GAP = 2
"""Characters of white space that a blank in a keyword stands for, at most."""

MAX_BLANKS = 6
"""Blanks in a keyword: a finder may look for every combination of gaps."""

_LETTER = re.compile(LETTER)
_UNSPACED = re.compile(f"[{UNSPACED}]")


@attrs.frozen
class Keyword:
    """One keyword in the form that is looked for: small letters, single blanks.

    ``types`` are the numbers of the types that own it.
    """

    form: str
    types: tuple[int, ...]

    @property
    def unspaced(self) -> bool:
        """Whether it matches anywhere, whatever touches it."""
        return _UNSPACED.search(self.form) is not None

    def layouts(self) -> list[str]:
        """Every way to write it with gaps of one or two blanks; no gap varies in an unspaced one."""
        if self.unspaced:
            return [self.form]
        pieces = self.form.split(" ")
        gaps = itertools.product(range(1, GAP + 1), repeat=len(pieces) - 1)
        return [_join(pieces, sizes) for sizes in gaps]


def _join(pieces: list[str], sizes: Iterable[int]) -> str:
    return pieces[0] + "".join(" " * size + piece for size, piece in zip(sizes, pieces[1:], strict=True))


def keywords(words: Mapping[int, Iterable[str]]) -> list[Keyword]:
    """The keywords of types (words by the number of the type), each once.

    Raises:
        ValueError: a word is empty or too long.
    """
    owners: dict[str, list[int]] = {}
    for type_, of in words.items():
        for form in _without_longer({_form(word) for word in of}):
            owners.setdefault(form, []).append(type_)
    return [Keyword(form, tuple(types)) for form, types in sorted(owners.items())]


def _form(word: str) -> str:
    form = " ".join(low(comparable(word)).split())
    if not form or len(form) > 100 or form.count(" ") > MAX_BLANKS:
        raise ValueError(f"keyword {word!r}: 1 to 100 characters and at most {MAX_BLANKS} blanks expected")
    if not _LETTER.search(form) and not _UNSPACED.search(form):
        raise ValueError(f"keyword {word!r}: a letter or digit expected")
    return form


def _without_longer(forms: set[str]) -> list[str]:
    """The forms in which no other one stands as a word."""
    return [form for form in sorted(forms) if forms.isdisjoint(set(_parts(form)) - {form})]


def _parts(form: str) -> Iterable[str]:
    """Every run of whole words in ``form``."""
    if _UNSPACED.search(form):
        return (form[start:end] for start, end in itertools.combinations(range(len(form) + 1), 2))
    words = form.split(" ")
    return (" ".join(words[start:end]) for start, end in itertools.combinations(range(len(words) + 1), 2))


def stands(folded: str, start: int, layout: str, *, unspaced: bool = False) -> bool:
    """Whether a keyword stands at ``start`` of a text in small letters, in this layout; a blank is any white
    space."""
    end = start + len(layout)
    if start < 0 or end > len(folded):
        return False
    found = folded[start:end]
    if unspaced:
        return found == layout
    if found != layout and not _same(found, layout):
        return False
    if start and _LETTER.match(layout[0]) and _LETTER.match(folded[start - 1]):
        return False
    return not (end < len(folded) and _LETTER.match(layout[-1]) and _LETTER.match(folded[end]))


def _same(found: str, layout: str) -> bool:
    return all(a == b or (b == " " and a.isspace()) for a, b in zip(found, layout, strict=True))
