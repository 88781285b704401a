"""Denmark: civil registration (CPR) and company (CVR) numbers."""

from __future__ import annotations

from skygw.detect.validators.checks import is_date, is_digits_of, weighted

_PERSON = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
_COMPANY = (2, 7, 6, 5, 4, 3, 2, 1)


def person(value: str) -> bool:
    """CPR-nummer: DDMMYY and four digits, the first of which tells the century.

    Numbers since October 2007 need not fulfil the modulo 11 check: see :func:`person_checked`.

    Source: CPR-kontoret, "Personnummeret i CPR-systemet".
    """
    if not is_digits_of(value, 10):
        return False
    year, seventh = int(value[4:6]), int(value[6])
    if seventh <= 3 or (seventh in (4, 9) and year >= 37):
        year += 1900
    elif seventh in (4, 9) or year <= 57:
        year += 2000
    else:
        year += 1800
    return is_date(year, value[2:4], value[:2])


def person_checked(value: str) -> bool:
    """A CPR number whose weighted sum is a multiple of 11, as all were until 2007."""
    return person(value) and weighted(value, _PERSON) % 11 == 0


def company(value: str) -> bool:
    """CVR number, with ``DK`` the VAT number: eight digits, the weighted sum a multiple of 11.

    Source: Erhvervsstyrelsen, "Modulus 11 kontrol af CVR-nummer"; VIES.
    """
    digits = value.removeprefix("DK")
    return is_digits_of(digits, 8) and digits[0] != "0" and weighted(digits, _COMPANY) % 11 == 0
