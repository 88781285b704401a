"""Romania: personal numeric code, fiscal code and register number of companies."""

from __future__ import annotations

from skygw.detect.validators.checks import is_date, is_digits, is_short_date, repeats, weighted

_CNP = (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)
_CUI = (7, 5, 3, 2, 1, 7, 5, 3, 2)
_CENTURIES = {"1": 1900, "2": 1900, "3": 1800, "4": 1800, "5": 2000, "6": 2000}
_COUNTIES = frozenset(range(1, 49)) | {51, 52, 70, 80, 81, 82, 83}
_REGISTERS = {"J": 4, "F": 0, "C": 7}
_REGISTER_COUNTIES = frozenset(range(41)) | {51, 52}


def cnp(value: str) -> bool:
    """Sex and century, date of birth, county, serial number, check digit modulo 11 (13 digits).

    A first digit of 7 or 8 (residents) and 9 (foreigners) leaves the century open.
    Source: Wikipedia (ro), "Cod numeric personal (România)".
    """
    if len(value) != 13 or not is_digits(value) or value[0] == "0" or int(value[7:9]) not in _COUNTIES:
        return False
    check = weighted(value, _CNP) % 11
    if (1 if check == 10 else check) != int(value[12]):
        return False
    century = _CENTURIES.get(value[0])
    if century is None:
        return is_short_date(value[1:3], value[3:5], value[5:7])
    return is_date(century + int(value[1:3]), value[3:5], value[5:7])


def cui(value: str) -> bool:
    """Two to ten digits, the last of which is a check digit; behind RO for payers of VAT.

    Source: Wikipedia (ro), "Cod de înregistrare fiscală".
    """
    number = value.removeprefix("RO")
    if not 2 <= len(number) <= 10 or not is_digits(number) or number[0] == "0" or repeats(number):
        return False
    return weighted(number[:-1].zfill(9), _CUI) * 10 % 11 % 10 == int(number[-1])


def trade_register(value: str) -> bool:
    """Letter, year, serial number, county (00 since July 2024), check digit: the register since 2024.

    The check digit is the sum of the digits, where J counts 4, F 0 and C 7.
    Source: Oficiul Național al Registrului Comerțului, numărul de ordine.
    """
    if len(value) != 14 or value[0] not in _REGISTERS or not is_digits(value[1:]):
        return False
    if not "1990" <= value[1:5] <= "2099" or int(value[11:13]) not in _REGISTER_COUNTIES:
        return False
    return (_REGISTERS[value[0]] + sum(map(int, value[1:13]))) % 10 == int(value[13])
