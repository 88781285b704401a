"""What an engine has to look for: the wanted types, their patterns, keywords and anchors, numbered.

Both finders and the decision work from one :class:`Plan`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

import attrs

from skygw.detect.catalogue.load import BUILT_IN, validator
from skygw.detect.catalogue.types import DataType, Pattern
from skygw.detect.engine.automaton import automaton, beginnings, width
from skygw.detect.engine.heads import is_headed
from skygw.detect.engine.skeleton import EXACT, LETTERED, PLAIN, is_common, skeleton
from skygw.detect.engine.words import Keyword, keywords
from skygw.detect.matching import low

K = TypeVar("K")

MAX_WIDTH = 1024
"""Characters of a value; that of an anchor is bounded by the pattern."""

_NOT_ALNUM = re.compile(r"[^0-9A-Za-z]+")


def _alnum(value: str) -> str:
    return _NOT_ALNUM.sub("", value).upper()


CANONICAL: dict[str, Callable[[str], str]] = {"alnum": _alnum, "exact": str, "lower": str.lower}
"""From the text of a value to what it is compared by, by the names that the catalogue uses."""


def _anything(_value: str) -> bool:
    return True


@attrs.define(slots=False, eq=False)
class PlannedPattern:
    """One pattern of a wanted type.

    Attributes:
        kind: how its values are found: ``headed`` at a token (see ``heads``), ``worded`` at literals that
            every value begins with, ``loose`` by searching, ``anchor``, or the name of a built-in shape.
        skeleton: see there; empty for anchors and built-in shapes. anchors: literals at which it is tried,
        and whether their case does not matter (then in small letters). words: those that every value of a
        worded pattern begins with, in small letters. canonical, valid: from the text of a value to what it
        is compared by; from that to a decision.
    """

    number: int
    type: PlannedType = attrs.field(repr=False)
    pattern: Pattern
    kind: str
    skeleton: str = attrs.field(default="", repr=False)
    anchors: tuple[tuple[str, bool], ...] = ()
    words: tuple[str, ...] = ()

    @functools.cached_property
    def width(self) -> int:
        """Characters of the longest value that is found."""
        return min(width(self.skeleton), MAX_WIDTH)

    @functools.cached_property
    def before(self) -> int:
        """Characters before an anchor in which a match may begin."""
        return self.pattern.before if self.kind == "anchor" else 0

    @functools.cached_property
    def after(self) -> int:
        """Characters behind the beginning of an anchor in which a match ends."""
        return self.pattern.after if self.kind == "anchor" else self.width

    @functools.cached_property
    def regex(self) -> re.Pattern[str]:
        """The compiled expression; compiled when it is first tried, which most never are."""
        source = self.pattern.regex
        if self.kind != "anchor":
            start = "" if self.kind == "headed" else r"(?<![0-9A-Za-z_])"  # headed: looked at before
            source = rf"{start}(?:{source})(?![0-9A-Za-z_])"
        return re.compile(source, re.ASCII | (re.IGNORECASE if self.pattern.ignore_case else 0))

    @functools.cached_property
    def group(self) -> int | str:
        """What of a match is the value."""
        return "value" if "value" in self.regex.groupindex else 0

    @functools.cached_property
    def canonical(self) -> Callable[[str], str]:
        return CANONICAL[self.pattern.canonical]

    @functools.cached_property
    def valid(self) -> Callable[[str], bool]:
        return validator(self.pattern.validator) if self.pattern.validator else _anything


@attrs.define(eq=False)
class PlannedType:
    """One wanted type: ``slots`` are the detectors that count its values.

    ``common``: its values look like everyday numbers; then they are looked for near its own keywords alone.
    """

    number: int
    data_type: DataType
    slots: tuple[int, ...]
    exclude: tuple[str, ...]
    common: bool = False


@attrs.frozen(eq=False)
class Plan:
    """Everything to look for.

    ``anchors`` maps a literal and whether its case does not matter (then it is in small letters) to the
    numbers of patterns; ``worded`` the words that worded patterns begin with.
    """

    types: tuple[PlannedType, ...]
    patterns: tuple[PlannedPattern, ...]
    keywords: tuple[Keyword, ...]
    anchors: Mapping[tuple[str, bool], tuple[int, ...]]
    worded: Mapping[str, tuple[int, ...]]

    def prepare(self) -> None:
        """Compile and import now what is otherwise made when a pattern is first tried."""
        for one in self.patterns:
            _ = one.regex, one.group, one.canonical, one.valid, one.before, one.after

    def of_kind(self, kind: str, *, alone: bool | None = None) -> list[PlannedPattern]:
        """The patterns of a kind; with ``alone`` those that do, or do not, count without a keyword."""
        return [
            one for one in self.patterns
            if one.kind == kind and (alone is None or bool(one.pattern.alone) is alone)
        ]  # fmt: skip


def plan(wanted: Mapping[str, int], catalogue: Mapping[str, DataType]) -> Plan:
    """The plan for data identifiers, given as slots by name; those that include others bring them along."""
    slots: dict[str, list[int]] = {}
    for name, slot in wanted.items():
        for member in catalogue[name].includes or (name,):
            slots.setdefault(member, []).append(slot)
    types: list[PlannedType] = []
    patterns: list[PlannedPattern] = []
    for name, of in slots.items():
        data_type = catalogue[name]
        exclude = tuple(word.casefold() for word in data_type.exclude)
        types.append(PlannedType(len(types), data_type, tuple(of), exclude))
        for pattern in data_type.patterns:
            patterns.append(_planned(len(patterns), types[-1], pattern))
            types[-1].common |= not pattern.alone and is_common(patterns[-1].skeleton)
    words = keywords({type_.number: type_.data_type.keywords for type_ in types})
    anchors = _numbers((anchor, one.number) for one in patterns for anchor in one.anchors)
    worded = _numbers((word, one.number) for one in patterns for word in one.words)
    return Plan(tuple(types), tuple(patterns), tuple(words), anchors, worded)


def _planned(number: int, type_: PlannedType, pattern: Pattern) -> PlannedPattern:
    if pattern.shape == "anchor":
        folded = pattern.anchors_ignore_case
        anchors = [(low(anchor) if folded else anchor, folded) for anchor in pattern.anchors]
        return PlannedPattern(number, type_, pattern, "anchor", "", tuple(dict.fromkeys(anchors)))
    if pattern.shape in BUILT_IN:
        return PlannedPattern(number, type_, pattern, pattern.shape)
    kind, of, words = _look(pattern.regex, pattern.ignore_case, pattern.alone > 0)
    return PlannedPattern(number, type_, pattern, kind, of, (), words)


@functools.cache
def _look(regex: str, ignore_case: bool, alone: bool) -> tuple[str, str, tuple[str, ...]]:
    """The kind of an expression, its skeleton, and the literals that it begins with."""
    if is_headed(automaton(regex, ignore_case=ignore_case)):
        return "headed", skeleton(regex, ignore_case=ignore_case, level=PLAIN if alone else LETTERED), ()
    of = skeleton(regex, ignore_case=ignore_case, level=EXACT)
    words = beginnings(regex, ignore_case=ignore_case)
    return ("worded", of, tuple(sorted(words))) if words else ("loose", of, ())


def _numbers(rows: Iterable[tuple[K, int]]) -> dict[K, tuple[int, ...]]:
    found: dict[K, list[int]] = {}
    for key, number in rows:
        found.setdefault(key, []).append(number)
    return {key: tuple(numbers) for key, numbers in found.items()}
