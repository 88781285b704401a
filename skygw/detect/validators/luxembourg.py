"""Luxembourg: identification numbers of persons and of companies, VAT number."""

from __future__ import annotations

from skygw.detect.validators.checks import is_date, is_digits, luhn, verhoeff, weighted

_COMPANY = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


def person(value: str) -> bool:
    """Date of birth (year first), serial number, Luhn digit, Verhoeff digit (13 digits).

    Both check digits stand for the first eleven digits.  Source: Administration des contributions directes,
    Luxembourg TIN (OECD, Tax identification numbers).
    """
    if len(value) != 13 or not is_digits(value) or not "1800" <= value[:4] <= "2199":
        return False
    dated = is_date(value[:4], value[4:6], value[6:8])
    return dated and luhn(value[:12]) and verhoeff(value[:11] + value[12])


def company(value: str) -> bool:
    """Year of foundation, legal form, serial number, check digit modulo 11 (11 digits).

    Source: law of 30 March 1979 on numbers of identity; OECD, Luxembourg TIN.
    """
    if len(value) != 11 or not is_digits(value) or not "1800" <= value[:4] <= "2199":
        return False
    rest = weighted(value, _COMPANY) % 11
    return rest != 1 and (11 - rest) % 11 == int(value[10])


def vat(value: str) -> bool:
    """Six digits and their remainder by 89, behind LU.

    Source: European Commission, VIES, algorithm of the Luxembourg VAT number.
    """
    number = value.removeprefix("LU")
    return len(number) == 8 and is_digits(number) and int(number[:6]) % 89 == int(number[6:])
