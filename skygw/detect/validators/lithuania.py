"""Lithuania: personal code, code of legal persons, VAT number."""

from __future__ import annotations

from skygw.detect.validators.checks import is_date, is_digits, weighted

_CENTURIES = {"3": 1900, "4": 1900, "5": 2000, "6": 2000}
_FIRST = (1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2)
_SECOND = (3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4)


def personal_code(value: str) -> bool:
    """Century and sex (3 to 6), year, month, day, serial number, check digit (11 digits).

    Codes of the 19th and the 22nd century are left out: nobody has one.  Source: Wikipedia, "National
    identification number", Lithuania (asmens kodas).
    """
    if len(value) != 11 or not is_digits(value) or value[0] not in _CENTURIES:
        return False
    year = _CENTURIES[value[0]] + int(value[1:3])
    return is_date(year, value[3:5], value[5:7]) and _check(value)


def company_code(value: str) -> bool:
    """Nine digits of the register of legal entities, the last of which is the check digit.

    Source: Registrų centras, juridinio asmens kodas.
    """
    return len(value) == 9 and is_digits(value) and value[0] != "0" and _check(value)


def vat(value: str) -> bool:
    """Nine digits (legal persons) or twelve (others), the last a check digit, a 1 before it; behind LT.

    Source: European Commission, VIES, algorithm of the Lithuanian VAT number.
    """
    number = value.removeprefix("LT")
    return len(number) in (9, 12) and is_digits(number) and number[-2] == "1" and _check(number)


def _check(value: str) -> bool:
    body = value[:-1]
    check = weighted(body, _FIRST) % 11
    if check == 10:
        check = weighted(body, _SECOND) % 11 % 10
    return check == int(value[-1])
