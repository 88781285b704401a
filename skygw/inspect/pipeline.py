"""The built-in inspection of one message: octets, parts, texts, findings; and the same told as a tree.

Runs in the inspection children, and in ``skygw scan``.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import partial

from skygw.detect import Report, Scanner
from skygw.extract import Budget, Outcome
from skygw.inspect.texts import message_texts
from skygw.inspect.tree import Description, MemberDescription, PartDescription, tree
from skygw.inspect.walkthrough import Limits, Walkthrough

__all__ = ["Description", "Limits", "MemberDescription", "PartDescription", "describe", "inspect_octets"]


def inspect_octets(
    octets: bytes,
    scanner: Scanner,
    limits: Limits | Mapping[str, int] | None = None,
    budget: Callable[..., Budget] = Budget,
) -> Report:
    """The report on a message: findings of ``scanner``, and facts.

    ``limits`` may be the fields of :class:`Limits` as a mapping.  ``budget`` makes the budgets of the
    extraction: whoever made this process knows which parsers and what guard it has.  The status is
    ``completed``; what was not read, or not looked through, stands in ``facts.outcomes``.  Raises nothing on
    content.

    Raises:
        TypeError: ``limits`` has an unknown member.
    """
    started = time.process_time()
    message = Walkthrough(octets, _limits(limits), budget)
    examination = scanner.examination()
    for text in message_texts(message):
        if not message.effort.step(text.leaf, partial(examination.look, text), True):
            message.effort.told(Outcome.TIMEOUT)
    return Report(
        findings=tuple(examination.findings()),
        facts=message.facts(),
        cpu=time.process_time() - started,
    )


def describe(
    octets: bytes,
    limits: Limits | Mapping[str, int] | None = None,
    *,
    texts: bool = False,
    budget: Callable[..., Budget] = Budget,
) -> Description:
    """The tree of parts of ``octets`` with types, names, outcomes, sizes; ``texts`` adds what was read."""
    message = Walkthrough(octets, _limits(limits), budget)
    return Description(tree(message.parts(), texts), message.facts())


def _limits(limits: Limits | Mapping[str, int] | None) -> Limits:
    return limits if isinstance(limits, Limits) else Limits(**(limits or {}))
