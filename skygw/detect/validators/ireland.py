"""Ireland: personal public service and VAT numbers."""

from __future__ import annotations

import re

_CHECK = "WABCDEFGHIJKLMNOPQRSTUV"
_PERSON = re.compile(r"([0-9]{7})([A-W])([ABHTWX]?)")
_VAT = re.compile(r"(?:IE)?(?:([0-9]{7})([A-W])([A-I]?)|([0-9])[A-Z]([0-9]{5})([A-W]))")


def person(value: str) -> bool:
    """PPS number: seven digits, check letter, from 2013 on (A, H) or formerly (W, T, X) a second letter.

    Weights 8 to 2, and 9 for a second letter A, B or H; the sum modulo 23 gives the letter.

    Source: Department of Social Protection, "PPS number"; Revenue, TIN sheet of the European Commission.
    """
    match = _PERSON.fullmatch(value)
    if match is None:
        return False
    digits, check, second = match.groups()
    return _letter(digits, second if second in "ABH" else "") == check


def vat(value: str) -> bool:
    """``IE``, seven digits and one or two letters, or the older writing with a letter in the second place.

    In the latter the first digit moves to the end of the others, a 0 stands before them.

    Source: Revenue Commissioners; VIES.
    """
    match = _VAT.fullmatch(value)
    if match is None:
        return False
    digits, check, second, first, rest, old_check = match.groups()
    if digits is None:
        return _letter(f"0{rest}{first}", "") == old_check
    return _letter(digits, second) == check


def _letter(digits: str, second: str) -> str:
    total = sum(int(digit) * (8 - place) for place, digit in enumerate(digits))
    return _CHECK[(total + (9 * (ord(second) - 64) if second else 0)) % 23]
