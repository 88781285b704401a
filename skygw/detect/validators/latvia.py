"""Latvia: personal code, registration number of enterprises, VAT number."""

from __future__ import annotations

from skygw.detect.validators.checks import is_date, is_digits, weighted

_PERSON = (10, 5, 8, 4, 2, 1, 6, 3, 7, 9)
_COMPANY = (9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1)


def personal_code(value: str) -> bool:
    """Day, month, year, century (0 to 2), serial number, check digit modulo 11: codes given until June 2017.

    Those given since begin with 32 to 39; their other digits are random, so that there is nothing to check.
    Source: law on the register of natural persons; Wikipedia, "National identification number", Latvia.
    """
    if len(value) != 11 or not is_digits(value) or value[6] > "2":
        return False
    if (1 + weighted(value, _PERSON)) % 11 % 10 != int(value[10]):
        return False
    return is_date(1800 + 100 * int(value[6]) + int(value[4:6]), value[2:4], value[:2])


def registration_number(value: str) -> bool:
    """Eleven digits of the register of enterprises, the first 4 or above; weighted sum 3 modulo 11.

    Source: European Commission, VIES, algorithm of the Latvian VAT number of legal persons.
    """
    return len(value) == 11 and is_digits(value) and value[0] > "3" and weighted(value, _COMPANY) % 11 == 3


def vat(value: str) -> bool:
    """The registration number of an enterprise or the personal code of a person, behind LV."""
    number = value.removeprefix("LV")
    return registration_number(number) or personal_code(number)
