"""One data identifier as the catalogue describes it: patterns, a validator, keywords, confidence."""

from __future__ import annotations

import attrs

CATEGORIES = (
    "national_id", "tax", "passport", "driver", "health", "bank", "card", "company", "contact", "network",
    "crypto", "credential", "vehicle", "document", "eu",
)  # fmt: skip

SHAPES = ("", "number", "code", "iban", "email", "ip", "mac", "phone", "date", "wallet", "card", "anchor")
"""How candidates are found: see :class:`Pattern`."""

CANONICAL = ("alnum", "exact", "lower")


@attrs.frozen
class Pattern:
    """One way to write a value.

    Attributes:
        regex: in Python's syntax, ASCII classes (compiled with ``re.ASCII``; ``ignore_case`` adds
        IGNORECASE).
            It needs no look-arounds at its ends: a value never touches a letter, a digit or ``_`` of the
            text around it, the engine sees to that (``anchor`` patterns look after themselves).  The group
            ``value`` is the value, if there is one; else the whole match.  Linear: no nested or adjacent
            unbounded repeats; at most 256 characters of text match (4096 for ``anchor``).
        shape: how candidates are found **without** a keyword:
            ``""`` not at all: the pattern is only tried within ``context`` characters of a keyword of its
            type; ``number`` digits, in groups that one of blank, ``-``, ``.``, ``/`` separates, 7 to 30
            digits; ``code`` ASCII letters and digits without a separator, at least one digit, 7 to 40
            characters; ``anchor`` at each occurrence of one of ``anchors``: the match begins at most
            ``before`` characters before the anchor and ends at most ``after`` characters behind the anchor's
            beginning; the others are found by code of their own (``engine``) and need no regex.
        canonical: what the validator sees, and what counts as the same value: ``alnum`` = letters in upper
            case and digits, all else dropped; ``exact``; ``lower``.
        validator: ``module.function`` of ``skygw.detect.validators``; empty for none.
        alone: confidence without a keyword nearby: 0 (never), 65, 75 or 85.  Above 0 only with a shape.
        supported: confidence with a keyword within ``context`` characters: 65, 75 or 85.
    """

    regex: str = ""
    shape: str = ""
    ignore_case: bool = False
    canonical: str = "alnum"
    validator: str = ""
    alone: int = 0
    supported: int = 85
    anchors: tuple[str, ...] = ()
    anchors_ignore_case: bool = False
    before: int = 0
    after: int = 200


@attrs.frozen
class DataType:
    """A data identifier.

    Attributes:
        name: what policies write, ``[a-z][a-z0-9_]*``.
        title: for people.
        family: the name of its file.
        category: one of :data:`CATEGORIES`.
        purview: slug of Microsoft's sensitive information type, empty where there is none.
        countries: ISO 3166-1 alpha-2.
        source: where the format is published.
        examples: made-up values that are found (beside a keyword, if the type has any).
        decoys: values that look alike and are not found even beside a keyword.
        keywords: words and phrases, compared case-folded, as whole words; a blank stands for any white space.
        exclude: words of decoys: a value is dropped that contains one of them (case-folded).
        includes: names of other types: what one of them finds, this one finds too (then no patterns).
        context: characters around a value in which a keyword counts.
        by_default: whether ``skygw scan`` looks for it without being asked.
    """

    name: str
    title: str
    family: str
    category: str
    patterns: tuple[Pattern, ...] = ()
    purview: str = ""
    countries: tuple[str, ...] = ()
    source: str = ""
    examples: tuple[str, ...] = ()
    decoys: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    includes: tuple[str, ...] = ()
    context: int = 300
    by_default: bool = True
