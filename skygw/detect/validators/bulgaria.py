"""Bulgaria: civil numbers, numbers of foreigners, BULSTAT and VAT numbers."""

from __future__ import annotations

from skygw.detect.validators.checks import is_date, is_digits_of, weighted

_CIVIL = (2, 4, 8, 5, 10, 9, 7, 3, 6)
_FOREIGNER = (21, 19, 17, 13, 11, 9, 7, 3, 1)
_BULSTAT = ((1, 2, 3, 4, 5, 6, 7, 8), (3, 4, 5, 6, 7, 8, 9, 10))
_OTHER = (4, 3, 2, 7, 6, 5, 4, 3, 2)


def civil(value: str) -> bool:
    """Единен граждански номер (ЕГН): YYMMDD, serial (3), check digit.

    20 is added to the month for births before 1900, 40 for those since 2000.

    Source: ГРАО, Наредба № РД-02-20-9; Wikipedia "Единен граждански номер".
    """
    if not is_digits_of(value, 10):
        return False
    year, month = 1900 + int(value[:2]), int(value[2:4])
    if month > 40:
        year, month = year + 100, month - 40
    elif month > 20:
        year, month = year - 100, month - 20
    return is_date(year, month, value[4:6]) and weighted(value, _CIVIL) % 11 % 10 == int(value[9])


def foreigner(value: str) -> bool:
    """Личен номер на чужденец (ЛНЧ): nine digits, weighted sum modulo 10.

    Source: Министерство на вътрешните работи; Wikipedia "Личен номер на чужденец".
    """
    if not is_digits_of(value, 10) or value[:9] == "000000000":
        return False
    return weighted(value, _FOREIGNER) % 10 == int(value[9])


def bulstat(value: str) -> bool:
    """ЕИК / БУЛСТАТ of nine digits: weights 1 to 8 modulo 11, or 3 to 10 where that gives 10.

    Source: Агенция по вписванията, Регистър БУЛСТАТ; Wikipedia "БУЛСТАТ".
    """
    if not is_digits_of(value, 9) or value[:8] == "00000000":
        return False
    check = weighted(value, _BULSTAT[0]) % 11
    if check == 10:
        check = weighted(value, _BULSTAT[1]) % 11 % 10
    return check == int(value[8])


def vat(value: str) -> bool:
    """``BG`` and BULSTAT, or ten digits of a person: civil, foreigner's or another number.

    Source: Национална агенция за приходите, чл. 94 ЗДДС; VIES.
    """
    digits = value.removeprefix("BG")
    if len(digits) == 9:
        return bulstat(digits)
    return civil(digits) or foreigner(digits) or _other(digits)


def _other(digits: str) -> bool:
    if not is_digits_of(digits, 10) or digits[:9] == "000000000":
        return False
    return -weighted(digits, _OTHER) % 11 == int(digits[9])
