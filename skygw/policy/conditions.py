"""Conditions: what a rule asks of a message, as values that answer for themselves.

Each has ``truth(evidence)`` and says by ``about_content`` and ``about_recipient`` what it looks at: a
policy that asks for nothing in the content needs no inspection, and one that does not ask who the
recipient is is judged once for all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Protocol

import attrs

from skygw.detect import DetectorSpec
from skygw.policy.addresses import AddressSet
from skygw.policy.evidence import Evidence, Threshold, Truth
from skygw.policy.pattern import MAX_TEXT, Pattern


class Condition(Protocol):
    """Anything that can be asked of a message."""

    @property
    def about_content(self) -> bool:
        """Whether the answer needs the message inspected."""
        ...

    @property
    def about_recipient(self) -> bool:
        """Whether the answer can differ from recipient to recipient."""
        ...

    def truth(self, evidence: Evidence) -> Truth:
        """Answer for one message and one recipient."""
        ...

    def leaves(self) -> Iterator[Condition]:
        """Give the conditions that are no combination of others."""
        ...


class _Leaf:
    """What the plain conditions share."""

    about_content: ClassVar[bool] = True
    about_recipient: ClassVar[bool] = False

    def truth(self, evidence: Evidence) -> Truth:
        raise NotImplementedError

    def leaves(self) -> Iterator[Condition]:
        yield self


@attrs.frozen
class Detected(_Leaf):
    """One of our detectors found enough."""

    detector: DetectorSpec
    threshold: Threshold

    def truth(self, evidence: Evidence) -> Truth:
        return self.threshold.truth(evidence.by_detector.get(self.detector.id, ()), evidence.unseen)


@attrs.frozen
class Found(_Leaf):
    """Any inspector found enough of what it calls ``type``."""

    type: str
    threshold: Threshold

    def truth(self, evidence: Evidence) -> Truth:
        return self.threshold.truth(evidence.by_type.get(self.type, ()), evidence.unseen)


@attrs.frozen
class Subject(_Leaf):
    """The decoded subject contains one of the phrases (case and white space do not count), or matches.

    A message can have several subjects, and mail programs differ in which they show: each is looked at.
    """

    contains: tuple[str, ...] = ()
    matches: Pattern | None = None

    def truth(self, evidence: Evidence) -> Truth:
        facts = evidence.report.facts
        subjects = facts.header("subject") or (facts.subject,)
        if any(map(self._holds, subjects)):
            return Truth.YES
        return evidence.without("subject", any(len(subject) > MAX_TEXT for subject in subjects))

    def _holds(self, subject: str) -> bool:
        plain = _plain(subject)
        found = not self.contains or any(_plain(phrase) in plain for phrase in self.contains)
        return found and (self.matches is None or self.matches.found_in(subject))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


@attrs.frozen
class Header(_Leaf):
    """A header field of this name is there and, if a pattern is given, one of its values matches."""

    name: str
    matches: Pattern | None = None

    def truth(self, evidence: Evidence) -> Truth:
        values = evidence.report.facts.header(self.name)
        if any(self.matches is None or self.matches.found_in(value) for value in values):
            return Truth.YES
        return evidence.without("headers", any(len(value) > MAX_TEXT for value in values))


@attrs.frozen
class Size(_Leaf):
    """The whole message has at least ``lowest`` and at most ``highest`` octets."""

    lowest: int = 0
    highest: int | None = None

    def truth(self, evidence: Evidence) -> Truth:
        if not evidence.size_is_known:
            return Truth.UNKNOWN
        size = evidence.report.facts.size
        return Truth.of(size >= self.lowest and (self.highest is None or size <= self.highest))


@attrs.frozen
class Sender(_Leaf):
    """The sender of the envelope is one of these."""

    about_content: ClassVar[bool] = False
    addresses: AddressSet

    def truth(self, evidence: Evidence) -> Truth:
        return Truth.of(evidence.sender in self.addresses)


@attrs.frozen
class Recipient(_Leaf):
    """The recipient of the envelope that is being judged is one of these."""

    about_content: ClassVar[bool] = False
    about_recipient: ClassVar[bool] = True
    addresses: AddressSet

    def truth(self, evidence: Evidence) -> Truth:
        return Truth.of(evidence.recipient in self.addresses)


@attrs.frozen
class _Combination:
    conditions: tuple[Condition, ...]

    @property
    def about_content(self) -> bool:
        return any(condition.about_content for condition in self.conditions)

    @property
    def about_recipient(self) -> bool:
        return any(condition.about_recipient for condition in self.conditions)

    def leaves(self) -> Iterator[Condition]:
        for condition in self.conditions:
            yield from condition.leaves()


@attrs.frozen
class All(_Combination):
    """Every one of the conditions holds; true of none at all."""

    def truth(self, evidence: Evidence) -> Truth:
        return min((condition.truth(evidence) for condition in self.conditions), default=Truth.YES)


@attrs.frozen
class Any(_Combination):
    """At least one of the conditions holds; false of none at all."""

    def truth(self, evidence: Evidence) -> Truth:
        return max((condition.truth(evidence) for condition in self.conditions), default=Truth.NO)


@attrs.frozen
class Not(_Combination):
    """Not all of the conditions hold."""

    def truth(self, evidence: Evidence) -> Truth:
        return All(self.conditions).truth(evidence).negated()
