"""What a regular expression looks like from afar: digits, capitals, small letters, separators.

A finder looks for these: many expressions have one skeleton, and sets of skeletons make small automata.
Whatever an expression matches, its skeleton matches too.
"""

from __future__ import annotations

import re
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

from skygw.detect.engine.automaton import (
    DIGITS,
    EVERYTHING,
    LETTERS,
    LOWER,
    OTHER,
    UPPER,
    case_ignored,
    characters,
    mask,
)

_SEPARATORS = mask(" ./-")
_VOWELS = mask("AEIOUaeiou")
_CONSONANTS = 15
_PLAIN = ((DIGITS, "0-9"), (UPPER, "A-Z"), (LOWER, "a-z"), (_SEPARATORS, " ./\\-"))
_REST = EVERYTHING & ~OTHER & ~(DIGITS | UPPER | LOWER | _SEPARATORS)


EXACT, LETTERED, PLAIN = range(3)
"""How much of an expression a skeleton keeps: all that one character can be; single letters, and sets without
vowels, which are no language's words; or nothing but what kinds of characters there are."""


def skeleton(regex: str, *, ignore_case: bool = False, level: int = LETTERED) -> str:
    """The skeleton of ``regex`` as an expression for texts in which a question mark stands for all but
    ASCII."""
    tree = _parser.parse(regex, re.ASCII | (re.IGNORECASE if ignore_case else 0))
    return _Skeleton(bool(tree.state.flags & re.IGNORECASE), level).of(tree)


_Piece = tuple[str, int, int]
"""What is repeated, how often at least and at most; -1 for without end."""


_MAX_COPIES = 255
"""A repeat that may be longer has no end in a skeleton."""

def spelled(skeleton: str) -> str:
    """The skeleton as an expression for the text itself: with what the question mark stands for."""
    return re.sub(r"\[(?:[^\]\\]|\\.)*\]", lambda found: found[0].replace("?", "?\x80-\U0010ffff"), skeleton)


_EVERYDAY = (
    "2026-11-24", "24.11.2026", "11/24/2026", "24.11.26", "4.1.2026", "1.234.567", "1234", "12345", "123456",
    "12.34", "123.45", "12", "12-34",
)  # fmt: skip


def is_common(skeleton: str) -> bool:
    """Whether everyday numbers and dates have this skeleton: then it is only looked for near its own
    keywords."""
    return skeleton != "" and any(re.fullmatch(skeleton, example) for example in _EVERYDAY)


class _Skeleton:
    def __init__(self, ignore_case: bool, level: int) -> None:
        self._ignore_case = ignore_case
        self._level = level
        self._groups: dict[int, str] = {}

    def of(self, tree: Any) -> str:
        pieces: list[_Piece] = []
        for kind, argument in tree:
            for piece in self._pieces(kind, argument):
                _append(pieces, piece)
        return "".join(map(_written, pieces))

    def _pieces(self, kind: Any, argument: Any) -> list[_Piece]:
        found = characters(kind, argument, ignore_case=self._ignore_case)
        if found:
            return [(_class(found, self._level), 1, 1)]
        if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            least, most, tree = argument
            body = self.of(tree)
            return [(body, least, int(most) if most <= _MAX_COPIES else -1)] if body else []
        body = self._body(kind, argument)
        return [(body, 1, 1)] if body else []

    def _body(self, kind: Any, argument: Any) -> str:
        if kind is op.SUBPATTERN:
            number, added, removed, tree = argument
            around, self._ignore_case = self._ignore_case, case_ignored(self._ignore_case, added, removed)
            body = self.of(tree)
            self._ignore_case = around
            if number is not None:
                self._groups[number] = body
            return body
        if kind is op.ATOMIC_GROUP:
            return self.of(argument)
        if kind is op.BRANCH:
            return _either([self.of(tree) for tree in argument[1]])
        if kind is op.GROUPREF:
            return self._groups.get(argument, "[ -~]*")
        if kind is op.GROUPREF_EXISTS:
            return _either([self.of(tree) for tree in argument[1:] if tree is not None] + [""])
        return ""  # positions and look-arounds


def _append(pieces: list[_Piece], piece: _Piece) -> None:
    """Add a piece; what repeats the one before is counted into it."""
    if pieces and pieces[-1][0] == piece[0] and _is_class(piece[0]):
        _, least, most = pieces.pop()
        piece = piece[0], least + piece[1], -1 if -1 in (most, piece[2]) else most + piece[2]
    pieces.append(piece)


def _written(piece: _Piece) -> str:
    body, least, most = piece
    if (least, most) == (1, 1):
        return body
    count = f"{least}" if least == most else f"{least},{'' if most < 0 else most}"
    return f"{body if _is_class(body) else f'(?:{body})'}{{{count}}}"


def _either(bodies: list[str]) -> str:
    different = sorted(set(bodies))
    return different[0] if len(different) == 1 else f"(?:{'|'.join(different)})"


def _is_class(body: str) -> bool:
    return re.fullmatch(r"\[(?:[^\]\\]|\\.)*\]", body) is not None


def _class(found: int, level: int) -> str:
    """The class of a set: any digit stands for all of them, and so does any letter and any separator."""
    parts = []
    for of, name in _PLAIN:
        common = found & of
        if not common:
            continue
        lettered = of & LETTERS and (_is_letter(found) or _is_without_vowels(common))
        if level == EXACT or (level == LETTERED and lettered):
            parts += [f"\\x{code:02x}" for code in range(128) if common >> code & 1]
        else:
            parts.append(name)
    parts += [f"\\x{code:02x}" for code in range(128) if found & _REST & 1 << code]
    if found & OTHER:
        parts.append("?")
    return f"[{''.join(parts)}]"


def _is_letter(found: int) -> bool:
    return found.bit_count() <= 2 and not found & ~LETTERS


def _is_without_vowels(letters: int) -> bool:
    return not letters & _VOWELS and letters.bit_count() >= _CONSONANTS
