"""Canada: social insurance and business numbers, health numbers of provinces, driver's licences."""

from __future__ import annotations

from .checks import is_digits, is_short_date, luhn, repeats, weighted

_BC = (2, 4, 8, 5, 10, 9, 7, 3)  # BC Ministry of Health: Personal Health Number, check digit


def social_insurance(value: str) -> bool:
    """SIN: nine digits by Luhn; none begins with 0 or 8 (those with 9 are temporary)."""
    return len(value) == 9 and value[0] not in "08" and not repeats(value) and luhn(value)


def business_number(value: str) -> bool:
    """BN: nine digits by Luhn, alone or with programme (RC, RP, RT ...) and account of four digits."""
    if len(value) not in (9, 15) or repeats(value[:9]) or not luhn(value[:9]):
        return False
    return len(value) == 9 or (value[9] == "R" and value[10].isalpha() and is_digits(value[11:]))


def bc_health(value: str) -> bool:
    """British Columbia's PHN: ten digits that begin with 9, the last a check digit modulo 11."""
    if len(value) != 10 or not is_digits(value) or value[0] != "9":
        return False
    return -weighted(value[1:], _BC) % 11 == int(value[9])


def ontario_health(value: str) -> bool:
    """Ontario's health number: ten digits by Luhn, perhaps with a version of one or two letters."""
    return len(value) >= 10 and value[0] != "0" and not repeats(value[:10]) and luhn(value[:10])


def quebec_health(value: str) -> bool:
    """RAMQ number: four letters of the name, then birth as YYMMDD with 50 added to a woman's month, two."""
    if len(value) != 12 or not is_digits(value[4:]):
        return False
    month = int(value[6:8])
    return is_short_date(value[4:6], month - 50 if month > 50 else month, value[8:10])


def ontario_licence(value: str) -> bool:
    """Ontario's driver's licence: letter, eight digits, birth as YYMMDD with 50 added to women's month."""
    if len(value) != 15 or not is_digits(value[1:]):
        return False
    month = int(value[11:13])
    return is_short_date(value[9:11], month - 50 if month > 50 else month, value[13:15])


def quebec_licence(value: str) -> bool:
    """Quebec's driver's licence: letter, four digits, birth as DDMMYY, two digits."""
    return len(value) == 13 and is_digits(value[1:]) and is_short_date(value[9:11], value[7:9], value[5:7])
