"""Italy: fiscal code and VAT number."""

from __future__ import annotations

import re

from skygw.detect.validators.checks import is_date, is_digits_of, luhn

_FISCAL = re.compile(
    r"[A-Z]{6}[0-9LMNPQRSTUV]{2}[ABCDEHLMPRST][0-7LMNPQRST][0-9LMNPQRSTUV][A-Z][0-9LMNPQRSTUV]{3}[A-Z]"
)
# Letters that stand for digits where two persons would have the same code ("omocodia").
_OMOCODIA = str.maketrans("LMNPQRSTUV", "0123456789")
_ODD_VALUES = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23)
_ODD = {
    **dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", _ODD_VALUES, strict=True)),
    **dict(zip("0123456789", _ODD_VALUES[:10], strict=True)),
}
_MONTHS = "ABCDEHLMPRST"
_OFFICES = frozenset((*range(1, 101), 120, 121, 888, 999))


def fiscal(value: str) -> bool:
    """Codice fiscale of a person: name (6), year (2), month (letter), day (2), place (4), check letter.

    Women have 40 added to the day.  Characters at the odd places count by a table, those at the even places
    by their value; the sum modulo 26 is the letter.

    Source: Agenzia delle Entrate, D.M. 23 dicembre 1976 n. 13813.
    """
    if _FISCAL.fullmatch(value) is None:
        return False
    year, day = (int(value[at : at + 2].translate(_OMOCODIA)) for at in (6, 9))
    month = _MONTHS.index(value[8]) + 1
    if not any(is_date(century + year, month, day % 40) for century in (1900, 2000)):
        return False
    even = sum(ord(c) - (48 if c.isdigit() else 65) for c in value[1:15:2])
    return chr(65 + (even + sum(_ODD[c] for c in value[:15:2])) % 26) == value[15]


def vat(value: str) -> bool:
    """Partita IVA, with or without ``IT``: serial (7), office (3), check digit by Luhn.

    Source: Agenzia delle Entrate, D.P.R. 633/1972, art. 35; VIES.
    """
    digits = value.removeprefix("IT")
    if not is_digits_of(digits, 11) or digits[:7] == "0000000":
        return False
    return int(digits[7:10]) in _OFFICES and luhn(digits)
