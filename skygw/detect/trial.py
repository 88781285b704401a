"""Regular expressions of administrators, tried on hostile text before they see mail.

``re`` backtracks: some expressions take minutes on a line that a sender makes for them.  Whether one does is
not to be seen from it with certainty, so it is tried: in a child process with limits of time and memory, on
texts made of its own parts (``_attempt``).  For the command line and for the loading of policies, off the
reactor's thread: a trial takes a fraction of a second if all is well, and at most ``seconds`` per
expression.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from importlib import resources
from typing import IO

import attrs

from skygw.detect.regex import MAX_PATTERN
from skygw.detect.specs import RegexSpec

SECONDS = 2.0
"""CPU time of one expression over all its texts."""

REMEDY = (
    "put no repeat inside another, let what follows a repeat begin with other characters than it repeats,"
    " bound repeats such as .* by {0,100}, and begin with something rare"
)


@attrs.frozen
class TrialProblem:
    """An expression that must not be used: its number among those tried, and why, and what to do about it."""

    number: int
    reason: str
    remedy: str = REMEDY


def trial(specs: Iterable[RegexSpec], seconds: float = SECONDS) -> list[TrialProblem]:
    """The problems of ``specs``, which compile.

    Blocks for up to ``seconds`` for each of them that is bad, and some hundredths for each that is good.

    Raises:
        OSError: no child process could be started.
    """
    rows = [(number, spec.pattern, spec.flags) for number, spec in enumerate(specs)]
    problems = [
        TrialProblem(number, f"the pattern is longer than {MAX_PATTERN} characters", "split it")
        for number, pattern, _ in rows if len(pattern) > MAX_PATTERN
    ]  # fmt: skip
    pending = [row for row in rows if len(row[1]) <= MAX_PATTERN]
    while pending:
        tried, problem = _run(pending, seconds)
        if problem is not None:
            problems.append(problem)
        pending = pending[tried:]
    return sorted(problems, key=lambda problem: problem.number)


def _run(rows: list[tuple[int, str, str]], seconds: float) -> tuple[int, TrialProblem | None]:
    """How many rows a child got through, the last of them with a problem, or all of them."""
    child = resources.files(__package__).joinpath("_attempt.py")
    command = [sys.executable, "-I", "-S", str(child), str(seconds)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        given, answers = process.stdin, process.stdout
        if given is None or answers is None:  # pipes were asked for
            raise OSError("no pipes")
        try:
            given.write(json.dumps([row[1:] for row in rows]))
            given.close()
            return _answers(answers, rows)
        finally:
            process.kill()


def _answers(lines: IO[str], rows: list[tuple[int, str, str]]) -> tuple[int, TrialProblem | None]:
    """Read a line for each row; a child that ends early was ended by its limits."""
    for position, (number, _, _) in enumerate(rows):
        answer = lines.readline().strip()
        if answer == "good":
            continue
        return position + 1, TrialProblem(number, _REASONS.get(answer, "it takes too much time or memory"))
    return len(rows), None


_REASONS = {
    "slow": "it takes too long on some texts, and the longer the text the worse",
    "memory": "it takes too much memory",
}
