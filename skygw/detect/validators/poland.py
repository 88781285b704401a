"""Poland: PESEL, identity card, passport, REGON, NIP, land register."""

from __future__ import annotations

from skygw.detect.validators.checks import is_date, is_digits, repeats, weighted

_PESEL = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)
_IDENTITY_CARD = (7, 3, 1, 9, 7, 3, 1, 7, 3)
_PASSPORT = (7, 3, 9, 1, 7, 3, 1, 7, 3)
_REGON = (8, 9, 2, 3, 4, 5, 6, 7)
_REGON_LONG = (2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8)
_NIP = (6, 5, 7, 2, 3, 4, 5, 6, 7)
_LAND = "0123456789XABCDEFGHIJKLMNOPRSTUWYZ"
_LAND_WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 7, 1, 3, 7)


def pesel(value: str) -> bool:
    """Year, month (plus 20 from 2000 on), day, serial number, check digit (11 digits).

    The rule also knows other centuries (plus 80, 40, 60), of which nobody lives.
    Source: gov.pl, "Czym jest numer PESEL".
    """
    if len(value) != 11 or not is_digits(value) or weighted(value, _PESEL) % 10:
        return False
    century, month = divmod(int(value[2:4]), 20)
    return century < 2 and is_date(1900 + 100 * century + int(value[:2]), month, value[4:6])


def identity_card(value: str) -> bool:
    """Three letters, a check digit, five digits.  Source: Wikipedia (pl), "Dowód osobisty w Polsce"."""
    return _document(value, 3, _IDENTITY_CARD)


def passport(value: str) -> bool:
    """Two letters, a check digit, six digits.  Source: Wikipedia (pl), "Paszport polski"."""
    return _document(value, 2, _PASSPORT)


def _document(value: str, letters: int, weights: tuple[int, ...]) -> bool:
    series = value[:letters]
    if len(value) != 9 or not (series.isascii() and series.isalpha() and series.isupper()):
        return False
    return is_digits(value[letters:]) and weighted(value, weights) % 10 == 0


def regon(value: str) -> bool:
    """Nine digits, or fourteen for a local unit; the ninth and the fourteenth are check digits.

    Source: Główny Urząd Statystyczny, numer REGON.
    """
    if len(value) not in (9, 14) or not is_digits(value) or repeats(value):
        return False
    if weighted(value, _REGON) % 11 % 10 != int(value[8]):
        return False
    return len(value) == 9 or weighted(value, _REGON_LONG) % 11 % 10 == int(value[13])


def nip(value: str) -> bool:
    """Ten digits, the last of which is a check digit modulo 11; also behind PL, as the VAT number.

    Source: Wikipedia (pl), "Numer identyfikacji podatkowej".
    """
    number = value.removeprefix("PL")
    if len(number) != 10 or not is_digits(number) or repeats(number):
        return False
    return weighted(number, _NIP) % 11 == int(number[9])


def land_register(value: str) -> bool:
    """Code of the court (two letters, digit, letter), eight digits, a check digit modulo 10.

    Source: Ministerstwo Sprawiedliwości, elektroniczne księgi wieczyste, cyfra kontrolna.
    """
    if len(value) != 13 or not is_digits(value[4:]) or any(mark not in _LAND for mark in value[:4]):
        return False
    total = sum(_LAND.index(mark) * weight for mark, weight in zip(value, _LAND_WEIGHTS, strict=False))
    return total % 10 == int(value[12])
