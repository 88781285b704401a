"""Payment card numbers: where they stand in a text, by grouping and check digit.

A number must begin with a known issuer range, have one of its lengths (12 to 19 digits) and a right check
digit, and must not be a piece of a longer run of digits.  Then its confidence, if no word about cards is
near, is

* 75 if it is one run of digits of a well-known brand, or printed in the groups that cards have;
* 65 otherwise: Maestro's short and wide ranges unbroken, or unusual grouping.

Texts are expected in comparable form (``skygw.mail.comparable``): other scripts' digits, hyphens and blanks
are ASCII already.
"""

from __future__ import annotations

import re

from skygw.detect.validators.card import brand

# A digit that can begin a card, at the beginning of a group of digits, with at least eleven digits to
# follow.  It takes one digit only, so that a number is found even if a wrong candidate overlaps it; the digit
# comes first in the pattern because ``re`` then skips through other text quickly.  Here and below all
# repetition is bounded and possessive: time stays linear on a million digits.
CANDIDATE = re.compile(r"[2-6](?<![0-9A-Za-z].)(?=(?:[ .\-]{0,2}+[0-9]){11})")

_UNBROKEN = re.compile(r"[0-9]{12,19}+(?![0-9A-Za-z])")
# How cards are printed: 4-4-4-4, with a rest for 17 to 19 digits, 4-6-5 (American Express), 4-6-4 (Diners),
# 4-4-4 and a rest for the short ones.  Longer ones first.  The separator is the same throughout.
_PRINTED = tuple(
    re.compile(f"[0-9]{{4}}([ .\\-]{{1,2}}+){groups}(?![0-9A-Za-z])")
    for groups in (
        r"[0-9]{4}\1[0-9]{4}\1[0-9]{4}\1[0-9]{1,3}",
        r"[0-9]{4}\1[0-9]{4}\1[0-9]{1,4}",
        r"[0-9]{6}\1[0-9]{4,5}",
        r"[0-9]{4}\1[0-9]{4}(?!\1[0-9])",  # a fourth group makes it another number
    )
)
# Any other grouping, if it is the whole run of digits.
_LOOSE = re.compile(
    r"(?<![0-9][ .\-])(?<![0-9][ .\-]{2})[0-9](?:[ .\-]{0,2}+[0-9]){11,18}+(?![ .\-]{0,2}[0-9])(?![A-Za-z])"
)
_SEPARATORS = re.compile(r"[ .\-]+")


def card_at(text: str, start: int) -> tuple[int, str, int] | None:
    """The card that begins at ``start``: its end, digits and confidence without evidence."""
    unbroken = _UNBROKEN.match(text, start)
    if unbroken is not None and _is_article(unbroken[0]):
        return None
    if unbroken is not None and not _is_fraction(text, start):
        found = brand(unbroken[0])
        if found is not None:
            usual = found != "maestro" and len(unbroken[0]) in (14, 15, 16, 19)
            return unbroken.end(), unbroken[0], 75 if usual else 65
    for printed in _PRINTED:
        grouped = _grouped(printed, text, start, 75)
        if grouped is not None:
            return grouped
    return _grouped(_LOOSE, text, start, 65)


def _grouped(pattern: re.Pattern[str], text: str, start: int, confidence: int) -> tuple[int, str, int] | None:
    found = pattern.match(text, start)
    if found is None:
        return None
    digits = _SEPARATORS.sub("", found[0])
    if len(digits) + 1 == len(found[0]) and "." in found[0]:
        return None  # a number with a decimal point
    return (found.end(), digits, confidence) if brand(digits) else None


def _is_article(digits: str) -> bool:
    """Whether thirteen digits are an international article number (GS1, EAN-13): cards so short are long
    expired."""
    if len(digits) != 13:
        return False
    return (sum(map(int, digits[::2])) + 3 * sum(map(int, digits[1::2]))) % 10 == 0


def _is_fraction(text: str, start: int) -> bool:
    """Whether the digits at ``start`` are those behind a decimal point."""
    before = text[max(0, start - 2) : start]
    return before[-1:] == "." and before[:1].isdigit()
