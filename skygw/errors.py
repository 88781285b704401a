"""The one small error tree.

An exception here means "this line of code cannot go on".  Refusals of mail are values (``Reply``,
``Verdict``), not exceptions.
"""

from __future__ import annotations

import attrs


class SkygwError(Exception):
    """The root of every error that skygw raises on purpose."""


class LocalProtocolError(SkygwError):
    """We asked a protocol object for something that the protocol forbids: a bug of ours."""


class RemoteProtocolError(SkygwError):
    """The peer broke the protocol so that nothing it says can be trusted any more."""


@attrs.frozen
class Problem:
    """One thing that is wrong with what an administrator wrote.

    ``path`` names the place in the document (``upstream.port``, ``policies[2].rules[0]``), ``reason``
    says what is wrong and ``remedy`` what to write instead; ``file`` and ``line`` (counted from 1)
    are given where they are known.
    """

    path: str
    reason: str
    remedy: str = ""
    file: str = ""
    line: int | None = None

    def __str__(self) -> str:
        line = f"{self.line}: " if self.line else " "
        where = f"{self.file}:{line}" if self.file else ""
        remedy = f" ({self.remedy})" if self.remedy else ""
        return f"{where}{self.path}: {self.reason}{remedy}"


class ConfigurationError(SkygwError):
    """Everything that is wrong with a configuration or a policy, at once."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems
