"""Regular expressions of the administrator, by Python's ``re``.

``re`` backtracks: a bad pattern on hostile text takes its time until the deadline of the inspection ends
the child.  What can be seen when the pattern is compiled is refused then; ``skygw.detect.trial`` tries the
rest.
"""

from __future__ import annotations

import difflib
import re
import warnings
from collections.abc import Callable, Iterator
from typing import ClassVar

from skygw.detect.catalogue import canonical_for, validator
from skygw.detect.engine.plan import CANONICAL
from skygw.detect.matching import Match, View
from skygw.detect.specs import FLAGS, VALIDATORS, RegexSpec
from skygw.detect.validators.checks import luhn

MAX_PATTERN = 10_000
"""Characters of a pattern; Purview allows 1,024."""

_FLAGS = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL, "x": re.VERBOSE, "a": re.ASCII}
_NOT_DIGITS = re.compile(r"[^0-9]+")


class Regex:
    """One regular expression, perhaps with a validator."""

    type: ClassVar[str] = "regex"
    folded = False
    best = 75

    def __init__(self, slot: int, spec: RegexSpec) -> None:
        """Compile ``spec``.

        Raises:
            ValueError: with what is wrong and where, as one line for the administrator.
        """
        self.slots: tuple[int, ...] = (slot,)
        self._pattern = compile_pattern(spec.pattern, spec.flags)
        self._group: int | str = "value" if "value" in self._pattern.groupindex else 0
        self._valid = _validator(spec.validator)

    def matches(self, view: View) -> Iterator[Match]:
        """Matches that do not overlap, in order, less the empty ones and those that fail the validator."""
        (slot,) = self.slots
        for found in self._pattern.finditer(view.text):
            value = found[self._group]
            if value and self._valid(value):
                start, end = found.span(self._group)
                yield slot, start, end, value, self.best


def _validator(name: str) -> Callable[[str], bool]:
    """What decides on the text of a value."""
    if not name:
        return bool
    if name == "luhn":
        return lambda value: luhn(_NOT_DIGITS.sub("", value))
    if name not in VALIDATORS:
        near = difflib.get_close_matches(name, VALIDATORS, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else "; the data identifiers' pages name them"
        raise ValueError(f"unknown validator {name!r}{hint}")
    valid, canonical = validator(name), CANONICAL[canonical_for(name)]
    return lambda value: valid(canonical(value))


def compile_pattern(pattern: str, flags: str = "") -> re.Pattern[str]:
    """The compiled ``pattern``.

    Raises:
        ValueError: it is no regular expression, too long, has unknown flags, or matches the empty text
            (it would match everywhere).
    """
    if len(pattern) > MAX_PATTERN:
        raise ValueError(f"the pattern is longer than {MAX_PATTERN} characters")
    unknown = sorted(set(flags) - set(FLAGS))
    if unknown:
        raise ValueError(f"unknown flag {unknown[0]!r}; known: {', '.join(FLAGS)}")
    bits = re.NOFLAG
    for flag in flags:
        bits |= _FLAGS[flag]
    compiled = _compile(pattern, bits)
    if compiled.match("") is not None:
        raise ValueError("the pattern matches the empty text, that is, everywhere")
    return compiled


def _compile(pattern: str, bits: re.RegexFlag) -> re.Pattern[str]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return re.compile(pattern, bits)
    except re.error as error:
        where = "" if error.pos is None else f" at character {error.pos + 1}"
        raise ValueError(f"not a regular expression: {error.msg}{where}") from None
    except (OverflowError, RecursionError, ValueError, MemoryError) as error:
        raise ValueError(f"not a usable regular expression: {type(error).__name__}") from None
