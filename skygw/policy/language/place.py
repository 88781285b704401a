"""A node and where it stands: reads a value of the expected kind, or notes a problem and goes on.

A reader never stops at the first problem.  After noting one it gives a harmless value of the right type,
so that what is around can be read too; the values are thrown away in the end, because there was a
problem.
"""

from __future__ import annotations

import difflib
import enum
import re
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

import attrs

from skygw.errors import Problem
from skygw.policy.language import document

E = TypeVar("E", bound=enum.Enum)

MAX_TEXT = 8_192
NOT_YET = "not available yet in this version"

# What is quoted back in a problem is cut: a problem is one readable line.
_MAX_QUOTED = 60


def quoted(text: str) -> str:
    """Give the text as it is shown in a problem: one line, control characters escaped, bounded."""
    shown = text if len(text) <= _MAX_QUOTED else text[:_MAX_QUOTED] + "..."
    return '"' + "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in shown) + '"'


def nearest(word: str, words: Iterable[str]) -> str | None:
    """Give the word that was probably meant."""
    folded = word[:100].strip().lower().replace("-", "_").replace(" ", "_")
    close = difflib.get_close_matches(folded, list(words), n=1, cutoff=0.6)
    return close[0] if close else None


@attrs.frozen
class Place:
    """A node of a document, its path, and the list that problems are noted in."""

    node: document.Node
    path: str
    file: str
    problems: list[Problem]

    @property
    def line(self) -> int:
        """Line of the node, from 1."""
        return self.node.line

    @property
    def is_null(self) -> bool:
        """Whether nothing was written here."""
        return isinstance(self.node, document.Scalar) and self.node.is_null

    @property
    def is_list(self) -> bool:
        """Whether this is a list."""
        return isinstance(self.node, document.Sequence)

    @property
    def is_mapping(self) -> bool:
        """Whether this has keys."""
        return isinstance(self.node, document.Mapping)

    def keys(self) -> tuple[str, ...]:
        """Give the keys of a mapping, whatever they are."""
        return tuple(self.node.entries) if isinstance(self.node, document.Mapping) else ()

    def refuse(self, reason: str, remedy: str = "") -> None:
        """Note a problem with this node."""
        self.problems.append(Problem(self.path, reason, remedy, self.file, self.line))

    def text(self, most: int = MAX_TEXT) -> str:
        """Read a text of 1 to ``most`` characters."""
        if not isinstance(self.node, document.Scalar) or self.node.is_null:
            self.refuse("a text is expected here" if not self.is_null else "is empty", "write a text")
            return ""
        if not self.node.text.strip():
            self.refuse("is empty", "write a text, or leave the key out")
        if len(self.node.text) > most:
            self.refuse(f"is longer than {most} characters", "shorten it")
            return ""
        return self.node.text

    def number(self, lowest: int, highest: int) -> int:
        """Read a whole number between the two, both included."""
        text = self.node.text if isinstance(self.node, document.Scalar) and self.node.plain else ""
        # [0-9] and not \d or int(): both take digits of other scripts, int() signs and underscores too.
        value = int(text) if re.fullmatch(r"-?[0-9]{1,18}", text) else None
        if value is None or not lowest <= value <= highest:
            self.refuse("a whole number is expected here", f"write a number from {lowest} to {highest}")
            return lowest
        return value

    def boolean(self) -> bool:
        """Read ``true`` or ``false``."""
        text = self.node.text if isinstance(self.node, document.Scalar) and self.node.plain else ""
        if text not in ("true", "false"):
            self.refuse("true or false is expected here", "write true or false, without quotes")
        return text == "true"

    def word(self, known: Iterable[str], later: Iterable[str] = ()) -> str:
        """Read one of the known words; gives the first of them if it is none."""
        known, later = tuple(known), tuple(later)
        text = self.text()
        if text in known:
            return text
        if text:
            self._refuse_word(text, known, later)
        return known[0]

    def choice(self, words: type[E], later: Iterable[str] = (), known: Iterable[E] | None = None) -> E:
        """Read one member of an enumeration (or of ``known``) by its value."""
        members = list(words if known is None else known)
        return words(self.word([member.value for member in members], later))

    def items(self) -> list[Place]:
        """Read a list; nothing written is an empty one."""
        if isinstance(self.node, document.Sequence):
            return [self._at(item, f"[{index}]") for index, item in enumerate(self.node.items)]
        if not self.is_null:
            self.refuse("a list is expected here", 'begin each item with "- "')
        return []

    def one_or_more(self) -> list[Place]:
        """Read a list, or a single value as a list of one; an empty list is a problem."""
        if not self.is_list:
            return [self]
        items = self.items()
        if not items:
            self.refuse("the list is empty", "name at least one, or leave the key out")
        return items

    def fields(self, known: Iterable[str], later: Iterable[str] = ()) -> dict[str, Place]:
        """Read a mapping with these keys; others are a problem, ``later`` ones a problem of this version."""
        if not isinstance(self.node, document.Mapping):
            self.refuse("is empty" if self.is_null else "keys with values are expected here", _keys(known))
            return {}
        known, later = tuple(known), tuple(later)
        fields = {}
        for key, node in self.node.entries.items():
            place = self._at(node, f".{key[:_MAX_QUOTED]}" if self.path else key[:_MAX_QUOTED])
            if key in known:
                fields[key] = place
            else:
                at_key = attrs.evolve(place, node=document.Scalar(key, True, self.node.lines[key]))
                at_key._refuse_word(key, known, later)
        return fields

    def check(self, value: str, valid: Callable[[str], bool], reason: str, remedy: str) -> None:
        """Note a problem if there is a value and it is not valid."""
        if value and not valid(value):
            self.refuse(f"{quoted(value)} {reason}", remedy)

    def _refuse_word(self, word: str, known: tuple[str, ...], later: tuple[str, ...]) -> None:
        if word in later:
            self.refuse(f"{quoted(word)} is {NOT_YET}", _keys(known))
            return
        close = nearest(word, (*known, *later))
        self.refuse(f"{quoted(word)} is not known here", f"did you mean {close}?" if close else _keys(known))

    def _at(self, node: document.Node, step: str) -> Place:
        return Place(node, self.path + step, self.file, self.problems)


def _keys(known: Iterable[str]) -> str:
    words = list(known)
    return f"use {'one of ' if len(words) > 1 else ''}{', '.join(words)}" if words else ""


def required(place: Place, fields: Mapping[str, Place], key: str, remedy: str) -> Place | None:
    """Give the field, or note that it is missing."""
    if key not in fields and place.is_mapping:
        place.refuse(f"{key} is missing", remedy)
    return fields.get(key)
