"""Portugal: tax number, citizen card, social security."""

from __future__ import annotations

from skygw.detect.validators.checks import is_digits, weighted

_NIF = (9, 8, 7, 6, 5, 4, 3, 2)
_NISS = (29, 23, 19, 17, 13, 11, 7, 5, 3, 2)
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def nif(value: str) -> bool:
    """Nine digits, the first not 0, the last a check digit modulo 11; also behind PT, as the VAT number.

    Source: Wikipedia (pt), "Número de identificação fiscal".
    """
    number = value.removeprefix("PT")
    if len(number) != 9 or not is_digits(number) or number[0] == "0":
        return False
    return (11 - weighted(number, _NIF) % 11) % 11 % 10 == int(number[8])


def citizen_card(value: str) -> bool:
    """Eight digits, a check digit, two letters or digits of the version, a check digit over the whole.

    The last is a Luhn digit in which letters count 10 to 35.
    Source: Autenticação.gov, "Validação de Número de Documento do Cartão de Cidadão".
    """
    if len(value) != 12 or not is_digits(value[:9] + value[11]):
        return False
    if any(mark not in _ALPHABET for mark in value):
        return False
    numbers = [_ALPHABET.index(mark) for mark in value]
    doubled = [number * 2 - 9 if number > 4 else number * 2 for number in numbers[::2]]
    return (sum(doubled) + sum(numbers[1::2])) % 10 == 0


def social_security(value: str) -> bool:
    """Eleven digits, the first 1 or 2, the last a check digit with prime weights.

    Source: Segurança Social, Número de Identificação da Segurança Social (NISS).
    """
    if len(value) != 11 or not is_digits(value) or value[0] not in "12":
        return False
    return 9 - weighted(value, _NISS) % 10 == int(value[10])
