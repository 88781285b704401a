"""One finding: how often something sensitive stands in one place of a message."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import attrs

T = TypeVar("T")

WHERES = ("subject", "headers", "body", "attachments")
"""The places a policy can name in ``in:``."""

MAX_SPANS = 10
"""Places that one finding can carry: those of its excerpts."""

MAX_DIGESTS = 500
"""Unique values that one finding can carry: Purview's highest threshold; nobody counts beyond it."""


@attrs.frozen
class Finding:
    """What one detector found in one leaf of a message.

    There is one finding per detector, place, leaf **and confidence**: ``count`` counts only the matches
    of exactly this confidence.  To count "at least 75", add up the findings with ``confidence >= 75``.

    Attributes:
        type: name of the data identifier, ``keyword``, ``regex``, or the name that an inspector chose.
        count: number of matches, at least 1.  A floor where a limit of the scanner was reached.
        unique: number of different values among them, at most 500; ``None`` where nobody counted.
        confidence: 65, 75 or 85 from our detectors; 0 to 100 from others.
        detector: id of the :data:`~skygw.detect.DetectorSpec`, or the name of the inspector.
        where: one of :data:`WHERES`.
        leaf: number of the leaf in the walk of the message; 0 for subject and headers.
        excerpts: masked at the source: context without digits, of the value the last characters only.
        spans: where the first matches stand, beside their excerpts: start and end (exclusive), in characters
            of the text that was read in the leaf; of the subject or the headers' values for those.
        digests: salted hashes (8 octets each, at most 500) of the unique values.  Unless the caller keeps the
            salt, it is new for each message: then they serve to count unique values over leaves, and for
            nothing else; with a salt that is kept, equal values can be joined over messages.
        score: sum of the weights of a dictionary's terms; ``None`` for everything else.
    """

    type: str
    count: int = 1
    unique: int | None = None
    confidence: int = 75
    detector: str = ""
    where: str = "body"
    leaf: int = 0
    excerpts: tuple[str, ...] = attrs.field(default=(), repr=False)
    digests: tuple[bytes, ...] = attrs.field(default=(), repr=False)
    spans: tuple[tuple[int, int], ...] = ()
    score: int | None = None

    def to_json(self) -> dict[str, Any]:
        """The finding as plain JSON values; digests in hexadecimal."""
        return {
            "type": self.type,
            "count": self.count,
            "unique": self.unique,
            "confidence": self.confidence,
            "detector": self.detector,
            "where": self.where,
            "leaf": self.leaf,
            "excerpts": list(self.excerpts),
            "digests": [digest.hex() for digest in self.digests],
            "spans": [list(span) for span in self.spans],
            "score": self.score,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Finding:
        """The reverse of :meth:`to_json`.

        Every member is checked for its type and bounds: the value may come from a child process that an
        attack has taken over.

        Raises:
            ValueError: a member is missing or not of the expected type.  The text names the member only.
        """
        unique, score = value.get("unique"), value.get("score")
        digests = bounded_list(value, "digests", str, MAX_DIGESTS)
        return cls(
            type=member(value, "type", str),
            count=member(value, "count", int),
            unique=None if unique is None else member(value, "unique", int),
            confidence=member(value, "confidence", int),
            detector=member(value, "detector", str),
            where=member(value, "where", str),
            leaf=member(value, "leaf", int),
            excerpts=bounded_list(value, "excerpts", str, MAX_DIGESTS),
            digests=tuple(map(_octets, digests)),
            spans=tuple(map(_span, bounded_list(value, "spans", list, MAX_SPANS))),
            score=None if score is None else member(value, "score", int),
        )


def _span(row: list[Any]) -> tuple[int, int]:
    if len(row) != 2 or any(type(place) is not int for place in row) or not 0 <= row[0] <= row[1] < 1 << 62:
        raise ValueError("spans: pairs of start and end expected")
    return row[0], row[1]


def _octets(digest: str) -> bytes:
    try:
        return bytes.fromhex(digest)
    except ValueError:
        raise ValueError("digests: not hexadecimal") from None


def member(value: Mapping[str, Any], name: str, kind: type[T]) -> T:
    """The member ``name`` of ``value`` if it is exactly of type ``kind``; ``ValueError`` otherwise."""
    # What came as JSON is a dict; asking for that is much cheaper than asking for a mapping.
    found = value.get(name) if type(value) is dict or isinstance(value, Mapping) else None
    if type(found) is not kind:
        raise ValueError(f"{name}: {kind.__name__} expected")
    return found


def bounded_list(value: Mapping[str, Any], name: str, kind: type[T], limit: int) -> tuple[T, ...]:
    """The member ``name``: a list of at most ``limit`` values of exactly type ``kind``."""
    items = member(value, name, list)
    if len(items) > limit or any(type(item) is not kind for item in items):
        raise ValueError(f"{name}: list of at most {limit} {kind.__name__} expected")
    return tuple(items)
