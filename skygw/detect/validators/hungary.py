"""Hungary: personal, tax, social security and VAT numbers, bank accounts."""

from __future__ import annotations

from skygw.detect.validators.checks import is_date, is_digits_of, weighted

_RISING = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
_FALLING = (10, 9, 8, 7, 6, 5, 4, 3, 2, 1)
_SOCIAL = (3, 7, 3, 7, 3, 7, 3, 7)
_BLOCK = (9, 7, 3, 1, 9, 7, 3, 1)
_ACCOUNT = (9, 7, 3, 1, 9, 7, 3, 1, 9, 7, 3, 1, 9, 7, 3, 1)
_COUNTIES = frozenset((*range(2, 21), *range(22, 45), 51))


def person(value: str) -> bool:
    """Személyi azonosító: sex and century (1 to 8), YYMMDD, serial (3), check digit.

    Weights 1 to 10 for births until the end of 1996, 10 to 1 later; the sum modulo 11 (10 is not issued).
    1, 2, 5, 6 stand for the 1900s, 3, 4, 7, 8 for the 2000s.

    Source: 1996. évi XX. törvény, 3. melléklet.
    """
    if not is_digits_of(value, 11) or value[0] in "09":
        return False
    year = (1900 if value[0] in "1256" else 2000) + int(value[1:3])
    if not is_date(year, value[3:5], value[5:7]):
        return False
    return weighted(value, _FALLING if year > 1996 else _RISING) % 11 == int(value[10])


def tax(value: str) -> bool:
    """Adóazonosító jel: 8, days since 1 January 1867 (5), serial (3), check digit modulo 11.

    Births before 1886 and after 2052 (06940 to 67999 days) are left out.

    Source: 1996. évi XX. törvény, 1. melléklet.
    """
    if not is_digits_of(value, 10) or value[0] != "8" or not 6940 <= int(value[1:6]) <= 67999:
        return False
    return weighted(value[:9], _RISING) % 11 == int(value[9])


def social_security(value: str) -> bool:
    """TAJ szám: eight digits, weights 3 and 7 in turn, modulo 10.

    Source: 1996. évi XX. törvény, 2. melléklet.
    """
    if not is_digits_of(value, 9) or value[:8] == "00000000":
        return False
    return weighted(value, _SOCIAL) % 10 == int(value[8])


def vat(value: str) -> bool:
    """Eight digits after ``HU``, weights 9, 7, 3, 1 to a multiple of ten.

    Source: Nemzeti Adó- és Vámhivatal, 2017. évi CL. törvény; VIES.
    """
    digits = value.removeprefix("HU")
    return is_digits_of(digits, 8) and digits[:7] != "0000000" and weighted(digits, _BLOCK) % 10 == 0


def tax_domestic(value: str) -> bool:
    """Adószám: the eight digits of :func:`vat`, a code of the taxation (1 to 5), one of the county.

    Source: Nemzeti Adó- és Vámhivatal, "Adószám".
    """
    return is_digits_of(value, 11) and value[8] in "12345" and int(value[9:]) in _COUNTIES and vat(value[:8])


def account(value: str) -> bool:
    """Pénzforgalmi jelzőszám: bank and branch (8), account (8 or 16); both parts end in a check digit.

    Source: Magyar Nemzeti Bank, 35/2017. (XII. 14.) MNB rendelet.
    """
    if not is_digits_of(value, 16, 24) or value[:3] == "000" or value[8:] == "0" * (len(value) - 8):
        return False
    return weighted(value[:8], _BLOCK) % 10 == 0 and weighted(value[8:], _ACCOUNT) % 10 == 0
