"""Which patterns can match where a token begins: so that few of hundreds are tried there.

A *token* is a run of ASCII letters and digits; no value begins within one, nor behind a "+", which makes a
telephone number of what follows.  A *run* is a token and what
follows it that can belong to a value: more tokens with digits, between separators, and two characters of
what comes then.  All patterns share one automaton over runs that is made deterministic as runs come by; it
tells digits, capitals, small letters and separators apart, and remembers which patterns can match a run of a
form.

A pattern is *headed* if each of its values begins at a token that :data:`START` finds: one with a digit, a
few letters before a separator and a digit, capitals alone, or what is longer than words are.  Others are not
looked up here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from skygw.detect.engine.automaton import ALNUM, DIGITS, LETTERS, LOWER, UPPER, Automaton, automaton, mask

MAX_TOKEN = 80
"""Characters of a token; no headed value begins with a longer one."""

_LEAD, _SHORT, _CAPITALS, _LONG, _GAP = 40, 12, (6, 12), 25, 2
_SEPARATORS = mask(" ./-")

START = re.compile(
    r"(?<![0-9A-Za-z_+])"
    rf"(?:[A-Za-z]{{0,{_LEAD}}}+[0-9]|[A-Za-z]{{1,{_SHORT}}}+[ ./\-]{{1,{_GAP}}}+(?=[0-9])"
    rf"|[A-Z]{{{_CAPITALS[0]},{_CAPITALS[1]}}}+(?![0-9A-Za-z_])|[A-Za-z]{{{_LONG}}})"
)
"""Where the value of a headed pattern can begin; it ends before the next such place."""

RUN = re.compile(
    rf"[0-9A-Za-z]{{1,{MAX_TOKEN}}}+"
    r"(?:[ ./\-]{1,2}(?:[A-Za-z]{0,3}[0-9][0-9A-Za-z]{0,30}+|[A-Z]{1,3}(?![A-Za-z]))){0,6}+[\s\S]{0,2}"
)
"""The run that begins at such a place."""

_CLASSES = {"9": DIGITS, "A": UPPER, "a": LOWER, " ": _SEPARATORS}
_FORM = {
    **dict.fromkeys(range(48, 58), "9"), **dict.fromkeys(range(65, 91), "A"), **dict.fromkeys(range(97, 123),
    "a"), **dict.fromkeys(map(ord, " ./-"), " "),
}  # fmt: skip
_WITHIN = frozenset("9Aa_")
_REMEMBERED = 50_000


def is_headed(one: Automaton) -> bool:
    """Whether every match begins as the module says."""
    capitals, mixed = one.begin(), frozenset[int]()
    for letters in range(_LONG):
        states = capitals | mixed
        if not states:
            return True
        possible = one.possible(states)
        if possible & ~(ALNUM | _SEPARATORS) or one.accept in mixed:
            return False
        if one.accept in capitals and not _CAPITALS[0] <= letters <= _CAPITALS[1]:
            return False
        if possible & _SEPARATORS and not (1 <= letters <= _SHORT and _digit_follows(one, states)):
            return False
        mixed = one.step(mixed, LETTERS) | one.step(capitals, LOWER)
        capitals = one.step(capitals, UPPER)
    return True


def _digit_follows(one: Automaton, states: frozenset[int]) -> bool:
    """Whether after a separator, or two, nothing but a digit can come."""
    for _ in range(_GAP):
        states = one.step(states, _SEPARATORS)
        possible = one.possible(states)
        if one.accept in states or possible & ~(DIGITS | _SEPARATORS):
            return False
        if not possible & _SEPARATORS:
            return True
    return False


_States = tuple[tuple[int, frozenset[int]], ...]


class Heads:
    """The headed patterns of an engine, by the runs that they can match.

    Sets of patterns are masks: bit n for the pattern with number n.
    """

    def __init__(self, skeletons: Iterable[tuple[int, str]]) -> None:
        """``skeletons`` with the numbers of the patterns that have them."""
        numbers: dict[str, int] = {}
        for number, skeleton in skeletons:
            numbers[skeleton] = numbers.get(skeleton, 0) | 1 << number
        self._masks = list(numbers.values())
        self._automata = [automaton(skeleton) for skeleton in numbers]
        self._known: dict[str, int] = {}
        self._states: list[_States] = []
        self._numbers: dict[_States, int] = {}
        self._steps: list[dict[str, int]] = []
        self._accepted: list[int] = []
        self._alive: list[int] = []
        self._forget()

    def of(self, run: str) -> int:
        """The patterns that can match at the beginning of ``run``."""
        form = run.translate(_FORM)
        found = self._known.get(form)
        if found is None:
            if len(self._known) >= _REMEMBERED or len(self._states) >= _REMEMBERED:
                self._forget()  # a hostile text has runs of every form
            found = self._known[form] = self._look(form)
        return found

    def _forget(self) -> None:
        for of in (self._known, self._numbers, self._states, self._steps, self._accepted, self._alive):
            of.clear()
        self._number(tuple((number, one.begin()) for number, one in enumerate(self._automata)))

    def _number(self, states: _States) -> int:
        number = self._numbers.get(states)
        if number is None:
            number = self._numbers[states] = len(self._states)
            self._states.append(states)
            self._steps.append({})
            self._alive.append(sum(self._masks[of] for of, _ in states))
            accepted = (self._masks[of] for of, at in states if self._automata[of].accept in at)
            self._accepted.append(sum(accepted))
        return number

    def _look(self, form: str) -> int:
        at = found = 0
        for character in form:
            if self._accepted[at] and character not in _WITHIN:
                found |= self._accepted[at]
            reached = self._steps[at].get(character)
            if reached is None:
                reached = self._steps[at][character] = self._step(at, character)
            at = reached
            if not self._alive[at]:
                return found
        return found | self._alive[at]  # the run is cut here: they may go on

    def _step(self, at: int, character: str) -> int:
        of = _CLASSES.get(character) or (mask(character) if character.isascii() else mask("?"))
        pairs = ((number, self._automata[number].step(states, of)) for number, states in self._states[at])
        return self._number(tuple(pair for pair in pairs if pair[1]))
