"""Spain: DNI, NIE, NIF, CIF, social security, bank account, supply point, land register."""

from __future__ import annotations

from skygw.detect.validators.checks import is_digits, luhn, weighted

_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
_BANK = (4, 8, 5, 10, 9, 7, 3, 6)
_ACCOUNT = (1, 2, 4, 8, 5, 10, 9, 7, 3, 6)
_LAND_LETTERS = "MQWERTYUIOPASDFGHJKLBZX"
_LAND_WEIGHTS = (13, 15, 12, 5, 4, 17, 9, 21, 3, 7, 1)
# The letters count by their place in the Spanish alphabet, which has an Ñ between N and O.
_LAND_VALUES = {str(digit): digit for digit in range(10)} | {
    letter: place for place, letter in enumerate("ABCDEFGHIJKLMNÑOPQRSTUVWXYZ", 1) if letter != "Ñ"
}


def dni(value: str) -> bool:
    """Eight digits and the letter of their remainder by 23.  Source: Ministerio del Interior, NIF/NIE."""
    if len(value) != 9 or not is_digits(value[:8]) or value[:8] == "00000000":
        return False
    return _letter(value[:8]) == value[8]


def nie(value: str) -> bool:
    """X, Y or Z (0, 1, 2), seven digits, the letter of the remainder by 23.  Source: as ``dni``."""
    if len(value) != 9 or value[0] not in "XYZ" or not is_digits(value[1:8]):
        return False
    return _letter(str("XYZ".index(value[0])) + value[1:8]) == value[8]


def dni_or_nie(value: str) -> bool:
    """The number of a Spaniard or of a foreign resident, as on the driving licence."""
    return dni(value) or nie(value)


def _letter(digits: str) -> str:
    return _LETTERS[int(digits) % 23]


def cif(value: str) -> bool:
    """Letter of the legal form, seven digits, a Luhn digit or the letter that stands for it.

    Source: Orden EHA/451/2008; Wikipedia (es), "Código de identificación fiscal".
    """
    if len(value) != 9 or value[0] not in "ABCDEFGHJNPQRSUVW" or not is_digits(value[1:8]):
        return False
    last = value[8]
    if "A" <= last <= "J":
        last = str("JABCDEFGHI".index(last))
    return luhn(value[1:8] + last)


def nif(value: str) -> bool:
    """Tax number of persons (DNI, NIE, or K, L, M and seven digits) and of companies; also behind ES.

    Source: Agencia Tributaria, "Número de Identificación Fiscal".
    """
    number = value.removeprefix("ES")
    if dni(number) or nie(number) or cif(number):
        return True
    if len(number) != 9 or number[0] not in "KLM" or not is_digits(number[1:8]):
        return False
    return _letter(number[1:8]) == number[8]


def social_security(value: str) -> bool:
    """Province, eight digits (persons) or seven (employers), the remainder by 97.

    A person's serial number below ten million counts without its leading zero.
    Source: Tesorería General de la Seguridad Social, Número de Seguridad Social.
    """
    if len(value) not in (11, 12) or not is_digits(value):
        return False
    province, serial = value[:2], value[2:-2]
    if not ("01" <= province <= "53" or province == "66"):
        return False
    if len(serial) == 8 and serial[0] == "0":
        serial = serial[1:]
    return int(province + serial) % 97 == int(value[-2:])


def bank_account(value: str) -> bool:
    """Bank, branch, two check digits, account (20 digits): código cuenta cliente.

    Source: Banco de España; Wikipedia (es), "Código cuenta cliente".
    """
    if len(value) != 20 or not is_digits(value) or value[:4] == "0000":
        return False
    return _account_digit(value[:8], _BANK) + _account_digit(value[10:], _ACCOUNT) == value[8:10]


def _account_digit(digits: str, weights: tuple[int, ...]) -> str:
    check = weighted(digits, weights) % 11
    return str(check if check < 2 else 11 - check)


def supply_point(value: str) -> bool:
    """ES, sixteen digits, two letters of check, perhaps a digit and a letter (20 or 22 characters).

    Source: Wikipedia (es), "Código Unificado de Punto de Suministro".
    """
    if len(value) not in (20, 22) or value[:2] != "ES" or not is_digits(value[2:18]):
        return False
    if len(value) == 22 and not (is_digits(value[20]) and value[21] in "FPRCXYZ"):
        return False
    first, second = divmod(int(value[2:18]) % 529, 23)
    return value[18:20] == _LETTERS[first] + _LETTERS[second]


def cadastral_reference(value: str) -> bool:
    """Parcel (14 characters), property (4 digits), two letters of check.

    Source: Dirección General del Catastro, referencia catastral.
    """
    if len(value) != 20 or not is_digits(value[14:18]) or any(mark not in _LAND_VALUES for mark in value):
        return False
    return _land_letter(value[:7] + value[14:18]) + _land_letter(value[7:18]) == value[18:]


def _land_letter(marks: str) -> str:
    total = sum(_LAND_VALUES[mark] * weight for mark, weight in zip(marks, _LAND_WEIGHTS, strict=True))
    return _LAND_LETTERS[total % 23]
