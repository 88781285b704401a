"""International bank account numbers: of a country's length, however grouped.

Source:  ISO 13616-1 and the IBAN registry of SWIFT.  The length decides where a value ends, so that a word
that follows is not taken for a part of it.  The check digits are the validator's affair.
"""

from __future__ import annotations

import re

from skygw.detect.validators.iban import LENGTHS

_FEWEST = min(LENGTHS.values()) - 4
_BEGIN = rf"(?:[A-Z]{{2}}[ \-]?|[A-Za-z]{{2}})[0-9]{{2}}(?:[ .\-]?[A-Za-z0-9]){{{_FEWEST}}}"

EXPRESSION = rf"\b{_BEGIN}"

CANDIDATE = re.compile(rf"(?<![0-9A-Za-z_])(?={_BEGIN})[A-Za-z]")

# With hyphens as they are printed, in fours: pieces of UUIDs are grouped otherwise.
_FOURS = re.compile(r"[0-9A-Za-z]{4}(?:-[0-9A-Za-z]{4})*+(?:-[0-9A-Za-z]{1,3})?")
_RUN = re.compile(r"[0-9A-Za-z]{1,35}+")
_SEPARATORS = re.compile(r"[ .\-]+")


def iban_at(text: str, start: int) -> tuple[int, str, int] | None:
    """The IBAN-like value that begins at ``start``: end, capital letters and digits, confidence alone."""
    length = LENGTHS.get(text[start : start + 2].upper())
    end = _end(text, start, length) if length else None
    if end is None:
        return None
    value = text[start:end]
    if "-" in value and not _FOURS.fullmatch(value):
        return None
    # Small letters are those of hexadecimal digits, far more often.
    return end, _SEPARATORS.sub("", value).upper(), 85 if value.isupper() else 75


def _end(text: str, start: int, length: int) -> int | None:
    """Where ``length`` letters and digits end, single separators between them, if a boundary is there."""
    at, missing = start, length
    while True:
        run = _RUN.match(text, at)
        if run is None or len(run[0]) > missing:
            return None
        missing -= len(run[0])
        at = run.end()
        if not missing:
            return at if text[at : at + 1] != "_" else None
        if text[at : at + 1] not in (" ", "-", "."):
            return None
        at += 1
