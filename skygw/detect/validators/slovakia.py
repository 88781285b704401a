"""Slovakia: personal number, identification number of organisations, VAT number."""

from __future__ import annotations

from skygw.detect.validators.checks import is_date, is_digits, weighted

_ICO = (8, 7, 6, 5, 4, 3, 2)


def personal_number(value: str) -> bool:
    """Year, month (plus 50 for women), day, serial number, check digit modulo 11 (ten digits, since 1954).

    Up to 1985 a remainder of 10 was written 0.  Source: law 301/1995 on the personal number (rodné číslo).
    """
    if len(value) != 10 or not is_digits(value):
        return False
    year, month = int(value[:2]), int(value[2:4])
    year += 2000 if year < 54 else 1900
    if not is_date(year, month - 50 if month > 50 else month, value[4:6]):
        return False
    return int(value) % 11 == 0 or (year <= 1985 and value[9] == "0" and int(value[:9]) % 11 == 10)


def old_personal_number(value: str) -> bool:
    """Nine digits, given out until 1953: a date and a serial number without a check digit."""
    if len(value) != 9 or not is_digits(value) or value[:2] > "53" or value[6:] == "000":
        return False
    month = int(value[2:4])
    return is_date(1900 + int(value[:2]), month - 50 if month > 50 else month, value[4:6])


def ico(value: str) -> bool:
    """Eight digits, the last a check digit modulo 11.  Source: Štatistický úrad SR, identifikačné číslo."""
    if len(value) != 8 or not is_digits(value) or value == "00000000":
        return False
    return (11 - weighted(value, _ICO) % 11) % 10 == int(value[7])


def vat(value: str) -> bool:
    """Ten digits that are a multiple of 11, the first not 0, the third 2, 3, 4, 7, 8 or 9, behind SK.

    Source: European Commission, VIES, algorithm of the Slovak VAT number.
    """
    number = value.removeprefix("SK")
    if len(number) != 10 or not is_digits(number):
        return False
    return number[0] != "0" and number[2] in "234789" and int(number) % 11 == 0
