"""Russia: INN, SNILS, OGRN."""

from __future__ import annotations

from skygw.detect.validators.checks import is_digits, repeats, weighted

_INN = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_SNILS = (9, 8, 7, 6, 5, 4, 3, 2, 1)


def inn(value: str) -> bool:
    """Ten digits (companies) with one check digit, or twelve (persons) with two.

    Source: Federal Tax Service of Russia; Wikipedia (ru), "Идентификационный номер налогоплательщика".
    """
    if not is_digits(value) or repeats(value) or value[:2] == "00":
        return False
    if len(value) == 10:
        return _inn_digit(value[:9]) == value[9]
    return len(value) == 12 and _inn_digit(value[:10]) + _inn_digit(value[:11]) == value[10:]


def _inn_digit(body: str) -> str:
    return str(weighted(body, _INN[-len(body) :]) % 11 % 10)


def snils(value: str) -> bool:
    """Nine digits and two of check, the weighted sum modulo 101 (100 counts as 0).

    Numbers up to 001-001-998 have no check and are not accepted.
    Source: Wikipedia (ru), "Страховой номер индивидуального лицевого счёта".
    """
    if len(value) != 11 or not is_digits(value) or value[:9] <= "001001998":
        return False
    return weighted(value, _SNILS) % 101 % 100 == int(value[9:])


def ogrn(value: str) -> bool:
    """Thirteen digits (companies), the last the remainder by 11, or fifteen (sole traders), by 13.

    Of a remainder of two digits the last counts.

    Source: Wikipedia (ru), "Основной государственный регистрационный номер".
    """
    if not is_digits(value):
        return False
    if len(value) == 13 and value[0] in "125":
        return int(value[:12]) % 11 % 10 == int(value[12])
    return len(value) == 15 and value[0] in "34" and int(value[:14]) % 13 % 10 == int(value[14])
