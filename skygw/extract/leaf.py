"""One leaf: its octets in, its text and outcome out."""

from __future__ import annotations

import attrs

from skygw.extract.budget import Budget
from skygw.extract.found import Label, Leaf, Member
from skygw.extract.outcome import Outcome
from skygw.extract.reading import Reading

__all__ = ["Budget", "Extraction", "Leaf", "extract"]


@attrs.frozen
class Extraction:
    """What a leaf gave.

    Attributes:
        outcome: of the leaf with everything inside it: the gravest of all (see ``outcome.graver``).
        texts: more than one are readings of the same octets: readers differ in what they show.
        true_type: see ``skygw.extract.signature``; empty if unknown.
        embedded: messages that were found inside, for the caller to walk; ``names`` says where they lay.
            Their outcomes are the caller's affair.
        members: files inside, at most as many as the budget has entries.
        labels: sensitivity labels that a document carries.
        defects: constant words for what readers disagree about.
    """

    outcome: Outcome
    texts: tuple[str, ...] = attrs.field(default=(), repr=False)
    true_type: str = ""
    embedded: tuple[Leaf, ...] = ()
    members: tuple[Member, ...] = ()
    labels: tuple[Label, ...] = ()
    defects: tuple[str, ...] = ()


def extract(leaf: Leaf, budget: Budget) -> Extraction:
    """The text of ``leaf``.

    Never raises on content: what goes wrong is the outcome ``failed``.  Text is given besides the other
    outcomes where some could be read.
    """
    reading = Reading(leaf, budget)
    try:
        reading.run()
    except MemoryError:
        reading.stop(Outcome.LIMIT)
    except Exception:  # a leaf must never cost the message; the cause would quote content
        reading.stop(Outcome.FAILED)
    try:
        texts = reading.texts()
    except MemoryError:
        return Extraction(Outcome.LIMIT)
    return Extraction(
        outcome=reading.outcome,
        texts=texts,
        true_type=reading.true_type,
        embedded=tuple(reading.embedded),
        members=tuple(reading.members),
        labels=tuple(reading.labels),
        defects=tuple(reading.defects),
    )
