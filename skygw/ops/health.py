"""Whether this process lives, and whether mail should be sent to it.

*Live* means that the process does its work at all: if not, it should be restarted.  *Ready* means that
it can take mail now: a far server that is down makes a gateway not ready, and restarting would not help.
A check is a callable that says what is wrong, or ``None``; it must not block and gives away no secrets.
"""

from __future__ import annotations

import json
from collections.abc import Callable

import attrs

Check = Callable[[], str | None]


@attrs.frozen
class Answer:
    """What one question got: ``failing`` has the name of each failed check and what is wrong; ``facts`` are
    what else is to be known, and fail nothing."""

    names: tuple[str, ...]
    failing: dict[str, str]
    facts: dict[str, object] = attrs.field(factory=dict)

    @property
    def is_good(self) -> bool:
        """Whether no check failed."""
        return not self.failing

    def to_json(self) -> bytes:
        """``{"status": "ok" | "failing", "checks": {name: "ok" | reason}, fact: value ...}``, one line."""
        checks = {name: self.failing.get(name, "ok") for name in self.names}
        status = "ok" if self.is_good else "failing"
        return json.dumps({"status": status, "checks": checks, **self.facts}).encode("ascii") + b"\n"


@attrs.define
class Health:
    """The named checks of a process."""

    _live: dict[str, Check] = attrs.field(factory=dict)
    _ready: dict[str, Check] = attrs.field(factory=dict)
    _facts: dict[str, object] = attrs.field(factory=dict)

    def check_live(self, name: str, check: Check) -> None:
        """Add a check (or replace the one of that name) without which the process should be restarted."""
        self._live[name] = check

    def check_ready(self, name: str, check: Check) -> None:
        """Add a check (or replace the one of that name) without which no mail should be sent here."""
        self._ready[name] = check

    def tell(self, name: str, fact: object) -> None:
        """Show a fact (anything that JSON can say) beside the checks; None takes it away."""
        self._facts.pop(name, None)
        if fact is not None:
            self._facts[name] = fact

    def liveness(self) -> Answer:
        """Ask all checks that say whether the process lives."""
        return _asked(self._live, self._facts)

    def readiness(self) -> Answer:
        """Ask all checks: a process that does not live is not ready either."""
        return _asked(self._live | self._ready, self._facts)


def _asked(checks: dict[str, Check], facts: dict[str, object]) -> Answer:
    failing: dict[str, str] = {}
    for name, check in checks.items():
        try:
            reason = check()
        except Exception as error:
            # A check that is itself broken is a check that failed: the page must still come.
            reason = f"the check failed: {type(error).__name__}"
        if reason is not None:
            failing[name] = reason
    return Answer(tuple(checks), failing, dict(facts))
