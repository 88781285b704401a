"""What is known about one message when it is judged, and what is not known.

A part that could not be read is a doubt, never a clean part.  So a condition has three answers
(Kleene's logic): yes, no, and unknown, which is what is left when the unread part could still decide.
"""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Callable, Iterable

import attrs

from skygw.detect import Finding, Report
from skygw.detect.finding import WHERES
from skygw.detect.report import UNREADABLE
from skygw.mail.envelope import Envelope
from skygw.policy.words import Failure

EVERYWHERE = frozenset(WHERES)

# A scan stops after so many unique values of one type (skygw.detect), so that this count means "or more":
# no threshold may ask for more, and no upper limit may be as high.
COUNT_CEILING = 500

# The defect of a report whose headers were too many to be handed over (skygw.inspect.facts).
HEADERS_CUT = "header-facts-cut"


class Truth(enum.IntEnum):
    """An answer; ``min`` is "and", ``max`` is "or"."""

    NO = 0
    UNKNOWN = 1
    YES = 2

    @classmethod
    def of(cls, known: bool) -> Truth:
        """Turn a plain answer into one of three."""
        return cls.YES if known else cls.NO

    def negated(self) -> Truth:
        """Give the opposite; the opposite of unknown is unknown."""
        return Truth(2 - self)


@attrs.frozen
class Threshold:
    """How many matches a condition asks for, how sure they are and where they stand.

    ``lowest`` is at least 1; ``highest`` is None where more never harms.  With ``unique`` each value
    counts once, in however many parts it stands.
    """

    lowest: int = 1
    highest: int | None = None
    unique: bool = False
    confidence: int = 0
    places: frozenset[str] = EVERYWHERE

    def truth(self, findings: Iterable[Finding], unseen: frozenset[str]) -> Truth:
        """Compare the count of the findings, which can still grow if one of the places is unseen."""
        counted = list(filter(self._counts, findings))
        count = _unique(counted) if self.unique else sum(found.count for found in counted)
        may_grow = not self.places.isdisjoint(unseen)
        if (self.highest is not None and count > self.highest) or (count < self.lowest and not may_grow):
            return Truth.NO
        if count >= self.lowest and (self.highest is None or not may_grow):
            return Truth.YES
        return Truth.UNKNOWN

    def _counts(self, found: Finding) -> bool:
        return found.confidence >= self.confidence and found.where in self.places


def _unique(findings: list[Finding]) -> int:
    """Count different values.

    Values are known by their digests.  Where a finding has none, or fewer than it has values, they cannot
    be told apart from those of other parts: then the higher number is taken, a doubt against the message.
    """
    digests = {digest for found in findings for digest in found.digests}
    nameless = sum(max(0, _values(found) - len(found.digests)) for found in findings)
    return len(digests) + nameless


def _values(found: Finding) -> int:
    if found.unique is not None:
        return found.unique
    return len(found.digests) or found.count


@attrs.frozen
class Evidence:
    """One message, one recipient, as the conditions of a policy ask for it.

    Attributes:
        report: what the inspection found.
        sender, recipient: normalised addresses.
        unseen: the places that were not read, or not in full.
        only_seen: what was not read is taken to hold nothing.
        by_detector, by_type: the findings, sorted.
    """

    report: Report = attrs.field(repr=False)
    sender: str
    recipient: str
    unseen: frozenset[str]
    by_detector: dict[str, list[Finding]] = attrs.field(repr=False, eq=False)
    by_type: dict[str, list[Finding]] = attrs.field(repr=False, eq=False)
    only_seen: bool = False

    @classmethod
    def of(cls, envelope: Envelope, report: Report) -> Evidence:
        """Take the evidence of a message; the recipient is still open."""
        return cls(
            report,
            envelope.sender,
            "",
            unseen_places(report),
            _sorted_by(lambda found: found.detector, report.findings),
            _sorted_by(lambda found: found.type, report.findings),
        )

    def for_recipient(self, recipient: str) -> Evidence:
        """The same evidence, looked at for one recipient."""
        return attrs.evolve(self, recipient=recipient)

    def as_seen(self) -> Evidence:
        """The same evidence, as if nothing stood in the places that were not read."""
        return attrs.evolve(self, unseen=frozenset(), only_seen=True)

    def without(self, place: str, cut: bool) -> Truth:
        """Answer where a text was not found: no, unless the place was not read or its text was cut."""
        return Truth.UNKNOWN if place in self.unseen or (cut and not self.only_seen) else Truth.NO

    @property
    def size_is_known(self) -> bool:
        """False only where the inspection did not come to the point of saying it."""
        return self.report.status == "completed" or self.report.facts.size > 0


def _sorted_by(key: Callable[[Finding], str], findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    piles: dict[str, list[Finding]] = {}
    for found in findings:
        piles.setdefault(key(found), []).append(found)
    return piles


def unseen_places(report: Report) -> frozenset[str]:
    """Give the places about which the report does not say everything."""
    if report.status != "completed":
        return EVERYWHERE
    in_attachments = Counter(part.outcome for part in report.facts.attachments if part.outcome in UNREADABLE)
    elsewhere = Counter(report.facts.unreadable) - in_attachments
    places = {"attachments"} if in_attachments else set()
    if elsewhere:
        places |= {"body", "attachments"}
    if HEADERS_CUT in report.facts.defects:
        places |= {"subject", "headers"}
    return frozenset(places)


def failure_of(report: Report) -> Failure | None:
    """Tell which failure a report that leaves something open stands for; None if it is complete.

    A part that blew one of its limits will do so the next time as well: that is "unscannable".  Only a
    whole inspection that ran out of time may go better when Exchange tries again.
    """
    match report.status:
        case "completed":
            return Failure.UNSCANNABLE if report.facts.unreadable else None
        case "limited":
            return Failure.TIMEOUT
        case "oversize":
            return Failure.OVERSIZE
        case _:
            return Failure.FAILURE
