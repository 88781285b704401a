"""The words of the product that a verdict is made of, each with its place in the order of precedence."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from typing import Protocol, TypeVar


class Severity(enum.Enum):
    """How bad it is that a rule group matched."""

    INFO = "info"
    WARNING = "warning"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for info up to 4 for critical."""
        return _SEVERITY_RANK[self]


class Mode(enum.Enum):
    """Whether a policy acts (``enforce``), only tells (``monitor``), or is not asked at all (``off``)."""

    MONITOR = "monitor"
    ENFORCE = "enforce"
    OFF = "off"


class Action(enum.Enum):
    """What is done for a recipient.  The policy language of this version takes the first three and block."""

    ALLOW = "allow"
    MONITOR = "monitor"
    ADD_HEADER = "add_header"
    APPROVE = "approve"
    REDIRECT = "redirect"
    BLOCK = "block"
    DELETE = "delete"
    QUARANTINE = "quarantine"

    @property
    def rank(self) -> int:
        """Place in the order of precedence; the higher is the more restrictive."""
        return _ACTION_RANK[self]


class Failure(enum.Enum):
    """Why there is no verdict, or none about the whole message."""

    TIMEOUT = "timeout"
    FAILURE = "failure"
    OVERSIZE = "oversize"
    UNSCANNABLE = "unscannable"


class FailureAction(enum.Enum):
    """What is done with a message for which there is no verdict."""

    ACCEPT = "accept"
    ACCEPT_WITH_HEADER = "accept_with_header"
    TEMPFAIL = "tempfail"
    REJECT = "reject"

    @property
    def rank(self) -> int:
        """The higher is the more restrictive."""
        return _FAILURE_RANK[self]


_SEVERITY_RANK = {severity: rank for rank, severity in enumerate(Severity)}
# quarantine > delete > block > redirect / approve > add_header > monitor > allow.  The tie between
# redirect and approve is broken by the order here, so that the outcome is the same in every run.
_ACTION_RANK = {action: rank for rank, action in enumerate(Action)}
_FAILURE_RANK = {action: rank for rank, action in enumerate(FailureAction)}


class _Ranked(Protocol):
    @property
    def rank(self) -> int: ...


R = TypeVar("R", bound=_Ranked)


def most_restrictive(words: Iterable[R], default: R) -> R:
    """Give the word with the highest rank, ``default`` if there is none."""
    return max(words, key=lambda word: word.rank, default=default)


class FailureDefaults(Protocol):
    """What holds where a policy says nothing: the words of ``[inspection]``, as they stand there."""

    @property
    def on_timeout(self) -> str: ...
    @property
    def on_failure(self) -> str: ...
    @property
    def on_oversize(self) -> str: ...
    @property
    def on_unscannable(self) -> str: ...


def default_action(defaults: FailureDefaults, failure: Failure) -> FailureAction:
    """Give the word of ``[inspection]`` for this failure."""
    words = {
        Failure.TIMEOUT: defaults.on_timeout,
        Failure.FAILURE: defaults.on_failure,
        Failure.OVERSIZE: defaults.on_oversize,
        Failure.UNSCANNABLE: defaults.on_unscannable,
    }
    return FailureAction(words[failure])
