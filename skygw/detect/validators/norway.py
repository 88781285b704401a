"""Norway: identity number, bank account, organisation number."""

from __future__ import annotations

from skygw.detect.validators.checks import is_date, is_digits, repeats, weighted

_FIRST = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
_SECOND = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
_ORGANISATION = (3, 2, 7, 6, 5, 4, 3, 2, 1)


def identity_number(value: str) -> bool:
    """Day, month, year, individual number, two check digits modulo 11 (11 digits).

    D numbers have 40 added to the day, H numbers 40 to the month; the individual number tells the century.
    Source: Skatteetaten, fødselsnummer; Wikipedia (no), "Fødselsnummer".
    """
    if len(value) != 11 or not is_digits(value):
        return False
    if weighted(value, _FIRST) % 11 or weighted(value, _SECOND) % 11:
        return False
    day, month = int(value[:2]), int(value[2:4])
    year = _year(int(value[4:6]), int(value[6:9]))
    return is_date(year, month - 40 if month > 40 else month, day - 40 if day > 40 else day)


def _year(year: int, individual: int) -> int:
    if individual < 500:
        return 1900 + year
    if individual < 750 and year >= 54:
        return 1800 + year
    if year < 40:
        return 2000 + year
    return 1900 + year if individual >= 900 else 0


def bank_account(value: str) -> bool:
    """Register number of the bank, account, check digit modulo 11 (11 digits).

    Where the fifth and the sixth digit are zeros, some banks count the last five alone.
    Source: Wikipedia (no), "Kontonummer".
    """
    if len(value) != 11 or not is_digits(value) or repeats(value) or value[:4] == "0000":
        return False
    if weighted(value, _SECOND) % 11 == 0:
        return True
    return value[4:6] == "00" and weighted(value[6:], _SECOND[6:]) % 11 == 0


def organisation_number(value: str) -> bool:
    """Nine digits of the register of entities, the first 8 or 9, the last a check digit modulo 11.

    Source: Brønnøysundregistrene, organisasjonsnummeret.
    """
    if len(value) != 9 or not is_digits(value) or value[0] not in "89":
        return False
    return weighted(value, _ORGANISATION) % 11 == 0


def vat(value: str) -> bool:
    """The organisation number, with MVA behind and perhaps NO before it.  Source: Skatteetaten."""
    return organisation_number(value.removeprefix("NO").removesuffix("MVA"))
