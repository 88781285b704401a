"""Detectors as values: what a policy asks for, before anything is compiled.

A spec travels as JSON from the gateway to the inspection children; its ``id`` is a hash of its content,
so that both sides, and two versions of a policy, agree on it without sharing state.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

import attrs

from skygw.detect.catalogue import VALIDATORS
from skygw.detect.finding import bounded_list, member

__all__ = [
    "FLAGS",
    "MAX_TERMS",
    "MAX_WORDS",
    "MODES",
    "VALIDATORS",
    "DataIdentifierSpec",
    "DetectorSpec",
    "DictionarySpec",
    "KeywordSpec",
    "RegexSpec",
    "spec_from_json",
]

MAX_WORDS = 1_000_000
FLAGS = "imsxa"
"""Flags of :class:`RegexSpec`: ignore case, multi-line, dot matches all, verbose, ASCII only."""

MODES = ("word", "substring")
"""How :class:`DictionarySpec` looks for its terms."""

MAX_TERMS = 250_000
"""Terms of a dictionary; each takes about 500 octets of memory in every process."""


class _Content:
    """What the kinds of specs share: the id.  (Not slotted: ``cached_property`` lives in the dict.)"""

    kind: ClassVar[str]

    def to_json(self) -> dict[str, Any]:
        raise NotImplementedError

    @functools.cached_property
    def id(self) -> str:
        """16 hexadecimal digits that depend on the content alone."""
        content = json.dumps(self.to_json(), sort_keys=True, ensure_ascii=True).encode("ascii")
        return hashlib.sha256(content).hexdigest()[:16]


@attrs.frozen(slots=False)
class DataIdentifierSpec(_Content):
    """A built-in data identifier by its name, one of ``skygw.detect.DATA_IDENTIFIERS``."""

    kind: ClassVar[str] = "data_identifier"
    type: str

    def to_json(self) -> dict[str, Any]:
        """The spec as plain JSON values."""
        return {"kind": self.kind, "type": self.type}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> DataIdentifierSpec:
        """The reverse of :meth:`to_json`; ``ValueError`` names the member that is wrong."""
        return cls(type=member(value, "type", str))


def _words(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


@attrs.frozen(slots=False)
class KeywordSpec(_Content):
    """A list of words and phrases.

    A blank in a phrase stands for any white space.  With ``word_boundary`` a match may not continue with
    a letter or digit on either side; words of scripts that are written without blanks (Chinese,
    Japanese, Thai ...) match anywhere in any case.
    """

    kind: ClassVar[str] = "keyword"
    words: tuple[str, ...] = attrs.field(converter=_words)
    case_sensitive: bool = False
    word_boundary: bool = True

    def to_json(self) -> dict[str, Any]:
        """The spec as plain JSON values."""
        return {
            "kind": self.kind,
            "words": list(self.words),
            "case_sensitive": self.case_sensitive,
            "word_boundary": self.word_boundary,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> KeywordSpec:
        """The reverse of :meth:`to_json`; ``ValueError`` names the member that is wrong."""
        return cls(
            words=bounded_list(value, "words", str, MAX_WORDS),
            case_sensitive=member(value, "case_sensitive", bool),
            word_boundary=member(value, "word_boundary", bool),
        )


@attrs.frozen(slots=False)
class RegexSpec(_Content):
    """A regular expression in Python's syntax, with ``flags`` from :data:`FLAGS`.

    The value is the group named ``value`` if the pattern has one, else the whole match; ``validator``
    (one of :data:`VALIDATORS`) decides on the value, of which it sees letters and digits alone unless it is
    one that looks at more.
    """

    kind: ClassVar[str] = "regex"
    pattern: str = attrs.field(repr=False)
    flags: str = ""
    validator: str = ""

    def to_json(self) -> dict[str, Any]:
        """The spec as plain JSON values."""
        return {"kind": self.kind, "pattern": self.pattern, "flags": self.flags, "validator": self.validator}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> RegexSpec:
        """The reverse of :meth:`to_json`; ``ValueError`` names the member that is wrong."""
        return cls(
            pattern=member(value, "pattern", str),
            flags=member(value, "flags", str),
            validator=member(value, "validator", str),
        )


def _terms(terms: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    return tuple(dict(terms).items())


@attrs.frozen(slots=False)
class DictionarySpec(_Content):
    """Many terms with weights; what is found has a score.

    Attributes:
        terms: each with its weight, which may be negative; of a term that stands twice the last weight
        counts. mode: ``word`` as the words of :class:`KeywordSpec` with boundaries, ``substring`` anywhere.
        case_sensitive: whether capitals matter. exclude: words and phrases; a term does not count where it
        is a part of one of them. each: whether each occurrence of a term adds its weight to the score, not
        only the first in a leaf. threshold: nothing is found in a message whose leaves together do not reach
        this score.
    """

    kind: ClassVar[str] = "dictionary"
    terms: tuple[tuple[str, int], ...] = attrs.field(converter=_terms, repr=False)
    mode: str = "word"
    case_sensitive: bool = False
    exclude: tuple[str, ...] = attrs.field(default=(), converter=_words, repr=False)
    each: bool = False
    threshold: int = 1

    def to_json(self) -> dict[str, Any]:
        """The spec as plain JSON values."""
        return {
            "kind": self.kind,
            "terms": [[term, weight] for term, weight in self.terms],
            "mode": self.mode,
            "case_sensitive": self.case_sensitive,
            "exclude": list(self.exclude),
            "each": self.each,
            "threshold": self.threshold,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> DictionarySpec:
        """The reverse of :meth:`to_json`; ``ValueError`` names the member that is wrong."""
        rows = bounded_list(value, "terms", list, MAX_TERMS)
        if any(len(row) != 2 or type(row[0]) is not str or type(row[1]) is not int for row in rows):
            raise ValueError("terms: pairs of term and weight expected")
        return cls(
            terms=((term, weight) for term, weight in rows),
            mode=member(value, "mode", str),
            case_sensitive=member(value, "case_sensitive", bool),
            exclude=bounded_list(value, "exclude", str, MAX_TERMS),
            each=member(value, "each", bool),
            threshold=member(value, "threshold", int),
        )


DetectorSpec = DataIdentifierSpec | KeywordSpec | RegexSpec | DictionarySpec

_KINDS: dict[
    str, type[DataIdentifierSpec] | type[KeywordSpec] | type[RegexSpec] | type[DictionarySpec]
] = {spec.kind: spec for spec in (DataIdentifierSpec, KeywordSpec, RegexSpec, DictionarySpec)}


def spec_from_json(value: Mapping[str, Any]) -> DetectorSpec:
    """The spec that ``to_json`` made.

    Raises:
        ValueError: unknown kind, or a member that is missing or of the wrong type.
    """
    kind = member(value, "kind", str)
    if kind not in _KINDS:
        raise ValueError("kind: unknown kind of detector")
    return _KINDS[kind].from_json(value)
