"""Telephone numbers in international form: ``+``, country code, number, in groups.

Source: ITU-T E.164.  Numbers in national form are patterns of the catalogue, which need a keyword.
"""

from __future__ import annotations

import re

from skygw.detect.validators.phone import international

EXPRESSION = r"\+[ (]?[1-9]"

CANDIDATE = re.compile(r"\+(?<![0-9A-Za-z_+].)(?=[ (]?[1-9])")

_WHOLE = re.compile(r"\+[0-9]{1,15}+(?: [0-9]{1,12}){0,5}+(?![0-9A-Za-z_])(?![ ().\-/]{1,3}[0-9])")
"""A number of which all groups are apart by one blank, as most are."""
_DIGITS = re.compile(r"[ (]?[0-9]++(?:[ ().\-/]{1,3}+)?")
_NOT_DIGITS = re.compile(r"[^0-9]+")
_MAX_GROUPS = 16


def phone_at(text: str, start: int) -> tuple[int, str, int] | None:
    """The number that begins with the ``+`` at ``start``: end, digits, confidence alone.

    The longest row of groups that makes a number; so a date behind it is not a part of it.
    """
    whole = _WHOLE.match(text, start)
    if whole is not None:
        digits = _NOT_DIGITS.sub("", whole[0])
        if international(digits):
            return whole.end(), digits, 75
    ends: list[int] = []
    at = start + 1
    while len(ends) < _MAX_GROUPS:
        group = _DIGITS.match(text, at)
        if group is None:
            break
        at = group.end()
        ends.append(start + len(text[start:at].rstrip(" ().-/")))
    for end in reversed(ends):
        # "+44 (0)20": the zero is for those who call from within the country.
        digits = _NOT_DIGITS.sub("", text[start:end].replace("(0)", ""))
        if len(digits) <= 15 and international(digits) and not _goes_on(text, end):
            return end, digits, 75
    return None


def _goes_on(text: str, end: int) -> bool:
    behind = text[end : end + 1]
    return behind.isascii() and (behind.isalnum() or behind == "_")
