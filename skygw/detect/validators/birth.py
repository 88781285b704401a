"""Dates of birth: of somebody who can be alive, as they are written.

A day that comes is none: years end with the present decade's.
"""

from __future__ import annotations

import re
import unicodedata

from skygw.detect.validators.checks import is_date

_NUMBER = re.compile(r"[0-9]+")
_WORD = re.compile(r"[^\W\d_]{3,}")
_MONTHS = {
    # English, German, French, Spanish, Portuguese, Italian, Dutch, Danish and Norwegian, Swedish, Polish,
    # Czech, by their first letters without accents
    **dict.fromkeys(("jan", "ene", "gen", "sty", "led"), 1),
    **dict.fromkeys(("feb", "fev", "fév", "lut", "uno"), 2),
    **dict.fromkeys(("mar", "mär", "mrt", "maa", "brez", "mrz", "mae"), 3),
    **dict.fromkeys(("apr", "avr", "abr", "kwi", "dub"), 4),
    **dict.fromkeys(("may", "mai", "mag", "maj", "mei", "kve"), 5),
    **dict.fromkeys(("jun", "juin", "giu", "cze", "cer"), 6),
    **dict.fromkeys(("jul", "juil", "lug", "lip"), 7),
    **dict.fromkeys(("aug", "aou", "ago", "sie", "srp"), 8),
    **dict.fromkeys(("sep", "set", "wrz", "zar"), 9),
    **dict.fromkeys(("oct", "okt", "out", "ott", "paz", "rij"), 10),
    **dict.fromkeys(("nov", "lis"), 11),
    **dict.fromkeys(("dec", "dez", "dic", "gru", "pro"), 12),
}
_FIRST, _LAST = 1900, 2029


def year_first(value: str) -> bool:
    """Year, month, day."""
    numbers = _NUMBER.findall(value)
    return len(numbers) == 3 and _is_birth(numbers[0], numbers[1], numbers[2])


def year_last(value: str) -> bool:
    """Day and month, in either order, and year."""
    numbers = _NUMBER.findall(value)
    if len(numbers) != 3:
        return False
    return _is_birth(numbers[2], numbers[1], numbers[0]) or _is_birth(numbers[2], numbers[0], numbers[1])


def named_month(value: str) -> bool:
    """Day, name of the month, year, in any order."""
    numbers = _NUMBER.findall(value)
    months = [month for word in _WORD.findall(value) if (month := _month(word))]
    if len(numbers) != 2 or len(months) != 1:
        return False
    day, year = sorted(numbers, key=int)
    return _is_birth(year, months[0], day)


def _month(word: str) -> int | None:
    letters = unicodedata.normalize("NFD", word.lower())
    plain = "".join(letter for letter in letters if letter.isalpha())
    return _MONTHS.get(plain[:4]) or _MONTHS.get(plain[:3])


def _is_birth(year: int | str, month: int | str, day: int | str) -> bool:
    return _FIRST <= int(year) <= _LAST and is_date(year, month, day)
