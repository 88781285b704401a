"""What the child process of a trial runs: a script that needs nothing but the standard library.

Reads pairs of expression and flags from standard input, as JSON; writes a line for each: ``good``, ``slow``,
``memory``.  If an expression cannot be interrupted, the kernel ends the process.

An expression is searched in texts that begin well and end badly: for each of its repeats, what stands before
it, the repeated over and over, and something that cannot follow.
"""

from __future__ import annotations

import json
import re
import resource
import signal
import sys
import warnings
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

LENGTH = 20_000
"""Characters of a text: what takes the square of it takes seconds."""

ALLOWED = 0.4
"""Share of the time that one text may take."""

MANY = 10
"""A repeat that may happen so often can be pumped."""

MAX_PUMPS = 40
_MEMORY = 512 << 20
_ENDINGS = ("\0", "!", "\n", " x")
_FLAGS = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL, "x": re.VERBOSE, "a": re.ASCII}


class _Slow(Exception):  # noqa: N818 - it is what it says
    """The time of a text is up."""


def main() -> None:
    """Try everything on standard input."""
    seconds = float(sys.argv[1])
    rows = json.load(sys.stdin)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    limit = int(seconds * len(rows)) + 5
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
    signal.signal(signal.SIGPROF, _interrupt)
    warnings.simplefilter("ignore")
    for pattern, flags in rows:
        sys.stdout.write(_attempt(pattern, sum(_FLAGS[flag] for flag in flags), seconds) + "\n")
        sys.stdout.flush()


def _interrupt(_signal: int, _frame: object) -> None:
    raise _Slow


def _attempt(pattern: str, flags: int, seconds: float) -> str:
    try:
        # ``re`` looks for signals while it searches.
        signal.setitimer(signal.ITIMER_PROF, seconds)
        compiled = re.compile(pattern, flags)
        for text in _texts(pattern, flags):
            signal.setitimer(signal.ITIMER_PROF, seconds * ALLOWED)
            compiled.search(text)
    except _Slow:
        return "slow"
    except (MemoryError, RecursionError):
        return "memory"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return "good"


def _texts(pattern: str, flags: int) -> list[str]:
    tree = _parser.parse(pattern, flags)
    pumps: list[tuple[str, str]] = []
    _collect(tree, "", pumps)
    texts = ["a" * LENGTH, "1" * LENGTH, " " * LENGTH, "a1 -" * (LENGTH // 4)]
    for before, repeated in pumps[:MAX_PUMPS]:
        body = repeated * (LENGTH // len(repeated) + 1)
        texts += [before + body[:LENGTH] + ending for ending in _ENDINGS]
    return texts


def _collect(tree: Any, before: str, pumps: list[tuple[str, str]]) -> str:
    """Note what can be pumped in ``tree``; gives a text that it matches, more or less."""
    said = ""
    for kind, argument in tree:
        if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            least, most, body = argument
            once = _collect(body, before + said, pumps)
            if most >= MANY and once:
                pumps.append((before + said, once))
                pumps += [(before + said, letter) for letter in sorted(set(once)) if letter != once]
            said += once * min(max(least, 1), 50)
        elif kind is op.SUBPATTERN:
            said += _collect(argument[-1], before + said, pumps)
        elif kind is op.ATOMIC_GROUP:
            said += _collect(argument, before + said, pumps)
        elif kind is op.BRANCH:
            branches = [_collect(branch, before + said, pumps) for branch in argument[1]]
            said += branches[0]
        elif kind in (op.ASSERT, op.ASSERT_NOT):
            _collect(argument[1], before + said, pumps)
        else:
            said += _character(kind, argument)
    return said


def _character(kind: Any, argument: Any) -> str:
    if kind is op.LITERAL:
        return chr(argument)
    if kind is op.NOT_LITERAL:
        return "a" if argument != ord("a") else "b"
    if kind is op.ANY:
        return "a"
    if kind is op.IN:
        return _member(argument)
    return ""  # positions, and references to groups


def _member(items: Any) -> str:
    """A character of a class; of a negated one something that is probably not excluded."""
    if items[0][0] is op.NEGATE:
        excluded = {chr(code) for kind, code in items if kind is op.LITERAL}
        return next((letter for letter in "a1 -~" if letter not in excluded), "\u00e9")
    kind, argument = items[0]
    if kind is op.LITERAL:
        return chr(argument)
    if kind is op.RANGE:
        return chr(argument[0])
    return {op.CATEGORY_DIGIT: "1", op.CATEGORY_SPACE: " ", op.CATEGORY_NOT_WORD: "-"}.get(argument, "a")


if __name__ == "__main__":
    main()
