"""What an inspector returned, looked at before anybody believes it.

Used where inspectors run (in a child, in the gateway process for asynchronous ones), and once more by the
gateway on what a child sends.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Iterable

import attrs

from skygw.detect.finding import MAX_DIGESTS, MAX_SPANS, WHERES, Finding
from skygw.inspect.limits import FINDINGS

#: Bounds of what an inspector writes; the built-in detectors stay far below.
NAME_CHARACTERS = 100
EXCERPTS = 500
EXCERPT_CHARACTERS = 1000
DIGEST_OCTETS = 8
COUNT = 1 << 40


class WrongAnswer(Exception):  # noqa: N818 - it is what it says
    """An inspector returned something that is not findings; the text is ours and holds no content."""


def checked_findings(name: str, answer: object) -> list[Finding]:
    """What an inspector returned, as findings of that inspector.  WrongAnswer if it is anything else."""
    if not isinstance(answer, (list, tuple)):
        raise WrongAnswer(
            f"inspect() returned {type(answer).__name__} instead of a list of skygw.detect.Finding"
            " (an empty list where nothing was found)"
        )
    if len(answer) > FINDINGS:
        raise WrongAnswer(f"inspect() returned more than {FINDINGS} findings: count, do not list")
    try:
        return [check_finding(finding, name) for finding in answer]
    except ValueError as error:
        raise WrongAnswer(f"inspect() returned a list that holds a wrong value: {error}") from None


def describe(error: BaseException) -> str:
    """An exception without its text: type, and file, line and function where it was raised."""
    if isinstance(error, WrongAnswer):
        return str(error)
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return type(error).__name__
    place = frames[-1]
    return f"{type(error).__name__} at {os.path.basename(place.filename)}:{place.lineno} in {place.name}"


def check_finding(finding: object, detector: str | None = None) -> Finding:
    """``finding`` if it is a Finding with members in bounds, else ValueError with what is wrong.

    With ``detector`` the finding becomes that inspector's: no inspector can speak in another's name.
    """
    if not isinstance(finding, Finding):
        raise ValueError(f"{type(finding).__name__} instead of skygw.detect.Finding")
    if detector is not None:
        finding = attrs.evolve(finding, detector=detector)
    for name, fine in _checks(finding):
        if not fine:
            raise ValueError(f"Finding.{name} is of the wrong type or out of bounds")
    return finding


def _is_span(span: object) -> bool:
    return _is_tuple(span, 2) and all(_is_count(edge, 0, COUNT) for edge in span)  # type: ignore[attr-defined]


def _checks(finding: Finding) -> Iterable[tuple[str, bool]]:
    yield "type", is_text(finding.type, NAME_CHARACTERS) and finding.type != ""
    yield "detector", is_text(finding.detector, NAME_CHARACTERS)
    yield "count", _is_count(finding.count, 1, COUNT)
    yield "unique", finding.unique is None or _is_count(finding.unique, 0, COUNT)
    yield "confidence", _is_count(finding.confidence, 0, 100)
    yield "where", finding.where in WHERES
    yield "leaf", _is_count(finding.leaf, 0, COUNT)
    yield "excerpts", _is_tuple(finding.excerpts, EXCERPTS) and all(
        is_text(excerpt, EXCERPT_CHARACTERS) for excerpt in finding.excerpts
    )
    yield "spans", _is_tuple(finding.spans, MAX_SPANS) and all(map(_is_span, finding.spans))
    yield "score", finding.score is None or _is_count(finding.score, -COUNT, COUNT)
    yield "digests", _is_tuple(finding.digests, MAX_DIGESTS) and all(
        type(digest) is bytes and len(digest) == DIGEST_OCTETS for digest in finding.digests
    )


def is_text(value: object, limit: int) -> bool:
    return type(value) is str and len(value) <= limit


def _is_count(value: object, least: int, most: int) -> bool:
    return type(value) is int and least <= value <= most


def _is_tuple(value: object, limit: int) -> bool:
    return type(value) is tuple and len(value) <= limit
