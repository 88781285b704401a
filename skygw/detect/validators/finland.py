"""Finland: personal identity code, business identity code, health insurance card."""

from __future__ import annotations

from skygw.detect.validators.checks import is_date, is_digits_of, weighted

_CHECK = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_CENTURIES = {
    **dict.fromkeys("-YXWVU", 1900),
    **dict.fromkeys("ABCDEF", 2000),
    "+": 1800,
}
_BUSINESS = (7, 9, 10, 5, 8, 4, 2, 1)


def person(value: str) -> bool:
    """Henkilötunnus, as it is written: DDMMYY, sign of the century, serial (3), check character.

    ``+`` 1800s, ``-`` Y X W V U 1900s, A to F 2000s (the letters other than A since 2023).  The nine digits
    modulo 31 give the check character.  Serials begin with 002; those from 900 on are temporary.

    Source: Digi- ja väestötietovirasto, "Henkilötunnus"; asetus 128/2010.
    """
    value = value.upper()
    if len(value) != 11:
        return False
    digits, century = value[:6] + value[7:10], _CENTURIES.get(value[6])
    if century is None or not is_digits_of(digits, 9) or not 2 <= int(digits[6:]) <= 899:
        return False
    return is_date(century + int(value[4:6]), value[2:4], value[:2]) and _CHECK[int(digits) % 31] == value[10]


def business(value: str) -> bool:
    """Y-tunnus, with ``FI`` the VAT number: seven digits and a check digit modulo 11 (1 is not issued).

    Source: Patentti- ja rekisterihallitus, "Y-tunnuksen tarkistusmerkin laskenta"; VIES.
    """
    digits = value.removeprefix("FI")
    return is_digits_of(digits, 8) and digits[:7] != "0000000" and weighted(digits, _BUSINESS) % 11 == 0
