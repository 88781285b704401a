"""Estonia: personal code, register code and VAT number."""

from __future__ import annotations

from skygw.detect.validators.checks import is_date, is_digits_of, weighted

_FIRST = (1, 2, 3, 4, 5, 6, 7, 8, 9, 1)
_SECOND = (3, 4, 5, 6, 7, 8, 9, 1, 2, 3)
_VAT = (3, 7, 1, 3, 7, 1, 3, 7, 1)


def person(value: str) -> bool:
    """Isikukood: sex and century (1 to 8), YYMMDD, serial (3), check digit.

    Source: EVS 585:2007 "Isikukood. Struktuur"; Wikipedia "Isikukood".
    """
    if not is_digits_of(value, 11) or value[0] in "09":
        return False
    year = 1800 + (int(value[0]) - 1) // 2 * 100 + int(value[1:3])
    return is_date(year, value[3:5], value[5:7]) and _check(value)


def company(value: str) -> bool:
    """Registrikood: eight digits that begin with 1, 7, 8 or 9, the check digit as in personal codes.

    Source: Registrite ja Infosüsteemide Keskus, äriregister.
    """
    return is_digits_of(value, 8) and value[0] in "1789" and _check(value)


def vat(value: str) -> bool:
    """``EE`` and nine digits, weights 3, 7, 1 to a multiple of ten.

    Source: Maksu- ja Tolliamet; VIES.
    """
    digits = value.removeprefix("EE")
    return is_digits_of(digits, 9) and digits[:8] != "00000000" and weighted(digits, _VAT) % 10 == 0


def _check(value: str) -> bool:
    """Two rounds modulo 11: the second, with other weights, where the first gives 10; 0 where both do."""
    body = value[:-1]
    check = weighted(body, _FIRST) % 11
    if check == 10:
        check = weighted(body, _SECOND) % 11 % 10
    return check == int(value[-1])
