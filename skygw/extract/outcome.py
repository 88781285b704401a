"""What became of a leaf."""

from __future__ import annotations

import enum


class Outcome(enum.StrEnum):
    """Exactly one per leaf; each is a condition that a policy can act on.

    All but ``TEXT`` and ``NONE`` mean that text may be in the leaf that nobody has seen.
    """

    TEXT = "text"
    """Read in full."""
    NONE = "none"
    """Carries no text by its nature: images, audio, video, fonts, signatures; or it is empty."""
    TRUNCATED = "truncated"
    """Read up to the limit of text per leaf or message."""
    ENCRYPTED = "encrypted"
    """Encrypted or protected by a password; what stands in clear around it was read."""
    UNSUPPORTED = "unsupported"
    """Of a type that can carry text and that nothing here reads."""
    FAILED = "failed"
    """Reading it failed, or gave nothing although the type should carry text."""
    TIMEOUT = "timeout"
    """Reading it took too long."""
    LIMIT = "limit"
    """A budget of the message was spent before its turn came."""


_ORDER = (
    Outcome.NONE, Outcome.TEXT, Outcome.UNSUPPORTED, Outcome.TRUNCATED, Outcome.FAILED, Outcome.LIMIT,
    Outcome.TIMEOUT, Outcome.ENCRYPTED,
)  # fmt: skip
_RANK = {outcome: rank for rank, outcome in enumerate(_ORDER)}


def graver(one: Outcome, other: Outcome) -> Outcome:
    """The one that a container has of which one part has ``one`` and another has ``other``.

    What somebody did on purpose (``encrypted``, a bomb) goes before what merely happened.
    """
    return one if _RANK[one] >= _RANK[other] else other
