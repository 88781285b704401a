"""Regular expressions over subject and header values, in linear time.

These are matched in the gateway process, between the sessions of everybody else, and the text is the
sender's.  ``re`` backtracks: one subject can hold ``(a+)+$`` up for years.  So the pattern is parsed by
``re`` (same syntax, same meaning) and run here as a set of states that all read the text once (Thompson,
CACM 11(6), 1968): pattern size times text length is the most that it can cost.  What needs backtracking
(back-references, look-around) is refused when the policy is loaded.

Patterns over body and attachments do not come here: they run in the inspection children, under a limit.
"""

from __future__ import annotations

import importlib
import re
import warnings
from collections.abc import Callable
from typing import Any

import attrs

# A pattern of this many states over a text of this many characters takes well under a second; usual ones
# have 20 states and a subject has 60 characters.
MAX_STATES = 300
MAX_TEXT = 4_000

# The parser of ``re`` has no public name, and a second parser of the same syntax would be worse: an
# administrator could not tell which dialect holds where.
_parser: Any = importlib.import_module("re._parser")
_constants: Any = importlib.import_module("re._constants")
_UNLIMITED = _constants.MAXREPEAT

_Test = Callable[[str], bool]
_Assertion = Callable[[str, int], bool]


class PatternError(ValueError):
    """The pattern cannot be used; the text says why, in the words of an administrator."""


@attrs.frozen
class _State:
    """``test`` reads a character; ``assertion`` looks at the position; neither: goes on to every next."""

    nexts: tuple[int, ...]
    test: _Test | None = None
    assertion: _Assertion | None = None


@attrs.frozen
class Pattern:
    """A compiled pattern.  Case is ignored.  Make it with :func:`compile_pattern`."""

    text: str
    _states: tuple[_State, ...] = attrs.field(repr=False, eq=False)
    _start: int = attrs.field(repr=False, eq=False)

    def found_in(self, text: str) -> bool:
        """Tell whether the pattern matches anywhere in the first :data:`MAX_TEXT` characters."""
        text = text[:MAX_TEXT]
        waiting: set[int] = set()
        for position in range(len(text) + 1):
            reading = self._reach({*waiting, self._start}, text, position)
            if 0 in reading:
                return True
            if position < len(text):
                waiting = self._read(reading, text[position])
        return False

    def _read(self, reading: set[int], character: str) -> set[int]:
        waiting: set[int] = set()
        for index in reading:
            state = self._states[index]
            if state.test is not None and state.test(character):
                waiting.update(state.nexts)
        return waiting

    def _reach(self, waiting: set[int], text: str, position: int) -> set[int]:
        """Follow everything that reads no character."""
        reached = set(waiting)
        todo = list(waiting)
        while todo:
            state = self._states[todo.pop()]
            if state.test is not None or (state.assertion and not state.assertion(text, position)):
                continue
            new = [index for index in state.nexts if index not in reached]
            reached.update(new)
            todo.extend(new)
        return reached


def compile_pattern(text: str) -> Pattern:
    """Compile ``text``, in the syntax of ``re``, ignoring case.

    Raises:
        PatternError: it is not a regular expression, needs backtracking, or is over :data:`MAX_STATES`.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            parsed = _parser.parse(text, re.IGNORECASE)
        program = _Program()
        start = program.add_sequence(parsed, parsed.state.flags, 0)
    except re.error as error:
        raise PatternError(f"is not a regular expression: {error}") from error
    except (RecursionError, OverflowError) as error:
        raise PatternError("is too large") from error
    return Pattern(text, tuple(program.states), start)


class _Program:
    """States under construction.  They are made from the end: each is told what comes after it.

    State 0 is the end of a match.
    """

    def __init__(self) -> None:
        self.states: list[_State] = [_State(())]

    def add(self, state: _State) -> int:
        if len(self.states) >= MAX_STATES:
            raise PatternError("is too large: counted repeats are written out, and it has too many states")
        self.states.append(state)
        return len(self.states) - 1

    def add_sequence(self, items: Any, flags: int, after: int) -> int:
        for operation, argument in reversed(list(items)):
            after = self._add_item(str(operation), argument, flags, after)
        return after

    def _add_item(self, operation: str, argument: Any, flags: int, after: int) -> int:
        if operation in ("LITERAL", "NOT_LITERAL", "ANY", "IN"):
            return self.add(_State((after,), test=_test(operation, argument, flags)))
        if operation == "AT":
            return self.add(_State((after,), assertion=_assertion(str(argument), flags)))
        if operation == "SUBPATTERN":
            _, added, removed, items = argument
            return self.add_sequence(items, (flags | added) & ~removed, after)
        if operation == "BRANCH":
            return self.add(_State(tuple(self.add_sequence(items, flags, after) for items in argument[1])))
        if operation in ("MAX_REPEAT", "MIN_REPEAT"):
            least, most, items = argument
            return self._add_repeat(least, most, items, flags, after)
        raise PatternError(
            "uses back-references, look-around, atomic groups or possessive repeats, which are not taken here"
        )

    def _add_repeat(self, least: int, most: int, items: Any, flags: int, after: int) -> int:
        if least > MAX_STATES or MAX_STATES < most != _UNLIMITED:
            raise PatternError(f"is too large: it repeats more than {MAX_STATES} times")
        if most == _UNLIMITED:
            # The loop's own state is reserved first, so that its body can lead back to it.
            loop = self.add(_State(()))
            self.states[loop] = _State((self.add_sequence(items, flags, loop), after))
            after = loop
        else:
            end = after
            for _ in range(most - least):
                after = self.add(_State((self.add_sequence(items, flags, after), end)))
        for _ in range(least):
            after = self.add_sequence(items, flags, after)
        return after


def _test(operation: str, argument: Any, flags: int) -> _Test:
    if operation == "ANY":
        return (lambda character: True) if flags & re.DOTALL else (lambda character: character != "\n")
    if operation == "IN":
        items = list(argument)
        negated = bool(items) and str(items[0][0]) == "NEGATE"
        plain = _any_of([_member(str(kind), value, flags) for kind, value in items[negated:]])
    else:
        negated = operation == "NOT_LITERAL"
        plain = _member("LITERAL", argument, flags)
    test = _in_any_case(plain, flags) if flags & re.IGNORECASE else plain
    return (lambda character: not test(character)) if negated else test


def _member(kind: str, value: Any, flags: int) -> _Test:
    if kind == "LITERAL":
        return lambda character: ord(character) == value
    if kind == "RANGE":
        low, high = value
        return lambda character: low <= ord(character) <= high
    return _category(str(value), flags)


def _category(name: str, flags: int) -> _Test:
    kind = name.removeprefix("CATEGORY_")
    wanted = not kind.startswith("NOT_")
    expression = {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w"}[kind.removeprefix("NOT_")]
    match = re.compile(expression, flags & re.ASCII).match
    return lambda character: (match(character) is not None) == wanted


def _any_of(tests: list[_Test]) -> _Test:
    return lambda character: any(test(character) for test in tests)


def _in_any_case(test: _Test, flags: int) -> _Test:
    def found(character: str) -> bool:
        if flags & re.ASCII and not character.isascii():
            return test(character)
        # Lower-case and upper-case of some letters have more than one character; those have no other case.
        spellings = {character, character.lower(), character.upper(), character.upper().lower()}
        return any(len(spelling) == 1 and test(spelling) for spelling in spellings)

    return found


def _assertion(name: str, flags: int) -> _Assertion:
    multiline = bool(flags & re.MULTILINE)
    if name == "AT_BEGINNING":
        return lambda text, at: at == 0 or (multiline and text[at - 1] == "\n")
    if name == "AT_BEGINNING_STRING":
        return lambda text, at: at == 0
    if name == "AT_END":
        return lambda text, at: at == len(text) or (text[at] == "\n" and (multiline or at == len(text) - 1))
    if name == "AT_END_STRING":
        return lambda text, at: at == len(text)
    word = _category("CATEGORY_WORD", flags)
    wanted = name == "AT_BOUNDARY"

    def at_boundary(text: str, at: int) -> bool:
        before = at > 0 and word(text[at - 1])
        return (before != (at < len(text) and word(text[at]))) == wanted

    return at_boundary
