"""Ukraine: taxpayer's number, code of companies, number in the demographic register."""

from __future__ import annotations

from skygw.detect.validators.checks import is_date, is_digits, repeats, weighted

_RNOKPP = (-1, 5, 7, 9, 4, 6, 10, 5, 7)
_EDRPOU = (1, 2, 3, 4, 5, 6, 7)
_EDRPOU_MIDDLE = (7, 1, 2, 3, 4, 5, 6)
_PASSPORT_ZONE = (7, 3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1)


def rnokpp(value: str) -> bool:
    """Days from the end of 1899 to the birth (5 digits), serial number, check digit (10 digits).

    Source: Wikipedia (uk), "Реєстраційний номер облікової картки платника податків".
    """
    if len(value) != 10 or not is_digits(value) or repeats(value):
        return False
    return weighted(value, _RNOKPP) % 11 % 10 == int(value[9])


def edrpou(value: str) -> bool:
    """Eight digits, the last of which is a check digit; 3, 4 and 5 in front change the weights.

    Source: Wikipedia (uk), "Код ЄДРПОУ".
    """
    if len(value) != 8 or not is_digits(value) or repeats(value):
        return False
    weights = _EDRPOU_MIDDLE if value[0] in "345" else _EDRPOU
    check = weighted(value, weights) % 11
    if check == 10:
        check = weighted(value, [weight + 2 for weight in weights]) % 11 % 10
    return check == int(value[7])


def unzr(value: str) -> bool:
    """Date of birth (year first), serial number, the check digit of machine readable passports (13 digits).

    Source: Ministry of Internal Affairs of Ukraine, unique record number (УНЗР); ICAO 9303, part 3.
    """
    if len(value) != 13 or not is_digits(value) or not "1900" <= value[:4] <= "2099":
        return False
    if value[8:12] == "0000" or not is_date(value[:4], value[4:6], value[6:8]):
        return False
    return weighted(value, _PASSPORT_ZONE) % 10 == int(value[12])
