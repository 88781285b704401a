"""What style sheets say about whether elements are shown, and whether blocks stand in a line.

Only the last part of a selector is looked at, without the conditions around it: whoever asks reads the page
with these rules and without them.

Sources: CSS 2.2, 4.1 (grammar), 5 (selectors), 9.2 (display), 11.2 (visibility).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import attrs

_REMARK = re.compile(r"/\*(?:[^*]++|\*(?!/))*+(?:\*/|\Z)|\s++")
_HIDING = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|font-size:(?:0|\.0)(?![.0-9]*[1-9])|opacity:0(?![.0-9]*[1-9])"
    r"|mso-hide:all"
)
_INLINING = re.compile(
    r"display:(?:inline|contents|run-in|ruby)|float:(?:left|right)|position:(?:absolute|fixed)"
)
_SHEET = re.compile(r"<style(?=[\s/>])[^>]*+(?:>|\Z)((?:[^<]++|<(?!/style))*+)", re.IGNORECASE)
_COMBINATOR = re.compile(r"[\s>+~]++")
_NAMES = re.compile(r"[.#][\w-]++")


def plain(style: str) -> str:
    """Declarations in lower case, without remarks and white space."""
    return _REMARK.sub("", style).lower()


def hides(style: str) -> bool:
    """Whether these declarations, made :func:`plain`, hide an element."""
    return _HIDING.search(style) is not None


def inlines(style: str) -> bool:
    """Whether they lay out a block in a line with what stands before it."""
    return _INLINING.search(style) is not None


@attrs.frozen
class Rules:
    """Elements, ``.class`` and ``#id`` that are hidden, or in a line; false if there are none."""

    hiding: frozenset[str]
    inlining: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.hiding or self.inlining)

    def for_element(self, name: str, attributes: Iterable[tuple[str, str]]) -> str:
        """``hidden``, ``inlined``, or nothing.  ``attributes`` as they are written, in quotes perhaps."""
        names = {name, "*"}
        for key, value in attributes:
            if key.lower() == "class":
                names.update("." + word for word in value.strip("\"'").lower().split())
            elif key.lower() == "id":
                names.add("#" + value.strip("\"'").lower())
        if not names.isdisjoint(self.hiding):
            return "hidden"
        return "" if names.isdisjoint(self.inlining) else "inlined"


NONE = Rules(frozenset(), frozenset())


def rules_of(source: str) -> Rules:
    """What the style elements of a page say."""
    hiding: set[str] = set()
    inlining: set[str] = set()
    for sheet in _SHEET.findall(source):
        for selectors, declarations in _rules(_without_remarks(sheet)):
            style = plain(declarations)
            names = hiding if hides(style) else inlining if inlines(style) else None
            if names is not None:
                names.update(_selected(selectors.lower()))
    return Rules(frozenset(hiding), frozenset(inlining)) if hiding or inlining else NONE


def _without_remarks(sheet: str) -> str:
    return _REMARK.sub(" ", sheet) if "/*" in sheet else sheet


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Selectors and declarations; those of blocks within blocks, too."""
    before, *pieces = sheet.split("{")
    for piece in pieces:
        declarations, _, after = piece.partition("}")
        yield before.rpartition("}")[2].rpartition(";")[2], declarations
        before = after or declarations


def _selected(selectors: str) -> Iterator[str]:
    for selector in selectors.split(","):
        last = _COMBINATOR.split(selector.partition(":")[0].strip())[-1]
        names = _NAMES.findall(last)
        if names:
            yield from names
        elif last:
            yield last
