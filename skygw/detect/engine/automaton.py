"""A regular expression as an automaton over sets of characters, to reason about what it can match.

An over-approximation: look-arounds and anchors are taken to hold, a back-reference matches anything.
"""

from __future__ import annotations

import functools
import re

# The parser of ``re`` itself, private but unchanged from 3.11 to 3.14: a parser of our own for the same
# language would be long, and wrong in places.
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import attrs

MAX_COPIES = 64
"""A repeat is unrolled so many times; beyond, it may go on for ever."""

OTHER = 1 << 128
"""The bit for all characters that are not ASCII."""
EVERYTHING = (1 << 129) - 1


def mask(characters: str) -> int:
    """The set of some ASCII characters."""
    return sum(1 << ord(character) for character in set(characters))


DIGITS = mask("0123456789")
UPPER = mask("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
LOWER = UPPER << 32
LETTERS = UPPER | LOWER
ALNUM = DIGITS | LETTERS
WORD = ALNUM | mask("_")
_SPACE = mask(" \t\n\r\f\v")
_NEWLINE = mask("\n")

_CATEGORIES = {
    op.CATEGORY_DIGIT: DIGITS,
    op.CATEGORY_NOT_DIGIT: EVERYTHING & ~DIGITS,
    op.CATEGORY_SPACE: _SPACE,
    op.CATEGORY_NOT_SPACE: EVERYTHING & ~_SPACE,
    op.CATEGORY_WORD: WORD,
    op.CATEGORY_NOT_WORD: EVERYTHING & ~WORD,
}


@attrs.define
class Automaton:
    """States are numbers; ``moves`` are (set, target), ``skips`` need no character."""

    moves: list[list[tuple[int, int]]] = attrs.field(factory=list)
    skips: list[list[int]] = attrs.field(factory=list)
    start: int = 0
    accept: int = 0

    def closure(self, states: frozenset[int]) -> frozenset[int]:
        """``states`` and all that can be reached from them without a character."""
        seen = set(states)
        pending = list(states)
        while pending:
            for target in self.skips[pending.pop()]:
                if target not in seen:
                    seen.add(target)
                    pending.append(target)
        return frozenset(seen)

    def step(self, states: frozenset[int], characters: int) -> frozenset[int]:
        """Where one character of the set ``characters`` can lead from closed ``states``; closed."""
        reached = {
            target for state in states for of, target in self.moves[state] if of & characters
        }
        return self.closure(frozenset(reached))

    def possible(self, states: frozenset[int]) -> int:
        """The set of characters with which it can go on from closed ``states``."""
        found = 0
        for state in states:
            for of, _ in self.moves[state]:
                found |= of
        return found

    def last(self) -> int:
        """The set of characters that can end a match."""
        ends = [self.accept in self.closure(frozenset({state})) for state in range(len(self.moves))]
        return functools.reduce(int.__or__, (of for moves in self.moves for of, to in moves if ends[to]), 0)

    def begin(self) -> frozenset[int]:
        """The closed states before the first character."""
        return self.closure(frozenset({self.start}))


def automaton(regex: str, *, ignore_case: bool = False) -> Automaton:
    """The automaton of ``regex``, read with ``re.ASCII``."""
    flags = re.ASCII | (re.IGNORECASE if ignore_case else 0)
    built = _Builder()
    tree = _parser.parse(regex, flags)
    built.ignore_case = bool(tree.state.flags & re.IGNORECASE)
    built.automaton.start = built.state()
    built.automaton.accept = built.sequence(tree, built.automaton.start)
    return built.automaton


def width(regex: str) -> int:
    """The characters of the longest match."""
    return int(_parser.parse(regex, re.ASCII).getwidth()[1])


def beginnings(regex: str, *, ignore_case: bool = False) -> frozenset[str] | None:
    """Literals with one of which every match begins, in small letters; ``None`` if there are no few of them.

    They have three letters or digits at least, and some are shorter than what the expression says.
    """
    tree = _parser.parse(regex, re.ASCII | (re.IGNORECASE if ignore_case else 0))
    found = _literals(list(tree))
    whole = frozenset(literal.lower() for literal, _ in found)
    letters = [sum(map(str.isalnum, word)) for word in whole]
    return whole if found and min(letters) > 2 else None


def _literals(items: list[tuple[Any, Any]]) -> list[tuple[str, bool]]:
    """The literals that a sequence can begin with, each with whether it may go on behind it; empty: too
    many."""
    rows: list[tuple[str, bool]] = [("", True)]
    for kind, argument in items:
        if kind is op.LITERAL:
            parts = [(chr(argument), True)]
        elif kind is op.SUBPATTERN:
            parts = _literals(list(argument[-1]))
        elif kind is op.BRANCH:
            parts = [row for tree in argument[1] for row in (_literals(list(tree)) or [("", False)])]
        elif kind is op.IN and all(one is op.LITERAL for one, _ in argument) and len(argument) <= 3:
            parts = [(chr(code), True) for _, code in argument]
        elif kind is op.MAX_REPEAT and argument[:2] == (0, 1):
            parts = [("", True), *_literals(list(argument[-1]))]
        elif kind in (op.AT, op.ASSERT, op.ASSERT_NOT):
            parts = [("", True)]
        else:
            parts = [("", False)]
        rows = [
            (head + more, goes_on) if open_ else (head, False)
            for head, open_ in rows for more, goes_on in (parts if open_ else [("", False)])
        ]  # fmt: skip
        if len(rows) > 40:
            return []
        if not any(open_ for _, open_ in rows):
            break
    return rows


def characters(kind: Any, argument: Any, *, ignore_case: bool) -> int:
    """The set of characters that a node of the parser's tree takes one of; 0 if it is no such node."""
    if kind is op.LITERAL:
        found = _bit(argument)
    elif kind is op.NOT_LITERAL:
        found = EVERYTHING & ~_bit(argument) | OTHER
    elif kind is op.ANY:
        found = EVERYTHING
    elif kind is op.IN:
        found = _set(argument)
    else:
        return 0
    return found | (found & UPPER) << 32 | (found & LOWER) >> 32 if ignore_case else found


def case_ignored(before: bool, added: int, removed: int) -> bool:
    """Whether the case does not matter in a group that changes flags."""
    return bool((before or added & re.IGNORECASE) and not removed & re.IGNORECASE)


class _Builder:
    def __init__(self) -> None:
        self.automaton = Automaton()
        self.ignore_case = False

    def state(self) -> int:
        self.automaton.moves.append([])
        self.automaton.skips.append([])
        return len(self.automaton.moves) - 1

    def move(self, at: int, of: int) -> int:
        target = self.state()
        self.automaton.moves[at].append((of, target))
        return target

    def skip(self, at: int, to: int) -> None:
        self.automaton.skips[at].append(to)

    def sequence(self, tree: Any, at: int) -> int:
        for kind, argument in tree:
            at = self.node(kind, argument, at)
        return at

    def node(self, kind: Any, argument: Any, at: int) -> int:
        of = characters(kind, argument, ignore_case=self.ignore_case)
        if of:
            return self.move(at, of)
        if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            least, most, tree = argument
            return self.repeat(least, most, tree, at)
        if kind is op.SUBPATTERN:
            _, added, removed, tree = argument
            around, self.ignore_case = self.ignore_case, case_ignored(self.ignore_case, added, removed)
            at = self.sequence(tree, at)
            self.ignore_case = around
            return at
        if kind is op.ATOMIC_GROUP:
            return self.sequence(argument, at)
        if kind is op.BRANCH:
            return self.branch(argument[1], at)
        if kind is op.GROUPREF_EXISTS:
            return self.branch([tree for tree in argument[1:] if tree is not None] + [()], at)
        if kind is op.GROUPREF:
            self.automaton.moves[at].append((EVERYTHING, at))
            return at
        return at  # positions and look-arounds: taken to hold

    def branch(self, trees: Any, at: int) -> int:
        end = self.state()
        for tree in trees:
            self.skip(self.sequence(tree, at), end)
        return end

    def repeat(self, least: int, most: int, tree: Any, at: int) -> int:
        for _ in range(min(least, MAX_COPIES)):
            at = self.sequence(tree, at)
        if most > MAX_COPIES:
            again = self.state()
            self.skip(at, again)
            self.skip(self.sequence(tree, again), again)
            return again
        end = self.state()
        self.skip(at, end)
        for _ in range(most - least):
            at = self.sequence(tree, at)
            self.skip(at, end)
        return end


def _bit(code: int) -> int:
    return 1 << code if code < 128 else OTHER


def _set(items: Any) -> int:
    found = 0
    negated = False
    for kind, argument in items:
        if kind is op.NEGATE:
            negated = True
        elif kind is op.LITERAL:
            found |= _bit(argument)
        elif kind is op.RANGE:
            low, high = argument
            found |= sum(1 << code for code in range(low, min(high, 127) + 1)) | (OTHER if high > 127 else 0)
        else:
            found |= _CATEGORIES[argument]
    return EVERYTHING & ~found | OTHER if negated else found
