"""Brazil: CPF, CNPJ, RG of São Paulo and Rio, CNH, PIS/PASEP, electoral and health cards."""

from __future__ import annotations

from .checks import is_digits, repeats, weighted

# Receita Federal: CPF and CNPJ; since July 2026 (IN RFB 2.229/2024) a CNPJ's letters count
# as their ASCII code less 48.
_CNPJ = (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)
_CNPJ_CHARACTERS = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_RG = (2, 3, 4, 5, 6, 7, 8, 9)  # Wikipedia (pt): Cédula de identidade; São Paulo, Rio de Janeiro
_PIS = (3, 2, 9, 8, 7, 6, 5, 4, 3, 2)  # Caixa Econômica Federal: cadastro NIS
_VOTER = (2, 3, 4, 5, 6, 7, 8, 9)  # TSE resolution 21.538/2003, art. 12


def _check11(total: int) -> int:
    """The usual Brazilian check digit: 11 less the remainder, 0 for what would have two digits."""
    rest = total % 11
    return 0 if rest < 2 else 11 - rest


def cpf(value: str) -> bool:
    """CPF: nine digits and two check digits modulo 11; not one digit eleven times."""
    if len(value) != 11 or not is_digits(value) or repeats(value):
        return False
    first = _check11(weighted(value, range(10, 1, -1)))
    second = _check11(weighted(value[:9], range(11, 2, -1)) + 2 * first)
    return value[9:] == f"{first}{second}"


def cnpj(value: str) -> bool:
    """CNPJ: eight characters of the company, four of the branch, two check digits modulo 11."""
    if len(value) != 14 or not is_digits(value[12:]) or repeats(value):
        return False
    if not _CNPJ_CHARACTERS.issuperset(value):
        return False
    numbers = [ord(character) - 48 for character in value]
    first = _check11(sum(n * w for n, w in zip(numbers[:12], _CNPJ[1:], strict=True)))
    second = _check11(sum(n * w for n, w in zip([*numbers[:12], first], _CNPJ, strict=True)))
    return value[12:] == f"{first}{second}"


def identity_card(value: str) -> bool:
    """RG as São Paulo and Rio de Janeiro give it: eight digits and a check digit modulo 11, X for 10."""
    body, check = value[:-1].zfill(8), value[-1:]
    if len(value) not in (8, 9) or not is_digits(body) or repeats(value):
        return False
    expected = -weighted(body, _RG) % 11  # the check digit's weight is 100, which is 1 modulo 11
    return check == ("X" if expected == 10 else str(expected))


def driver_licence(value: str) -> bool:
    """CNH (registro): nine digits, two check digits.

    DENATRAN's rule lowers the second digit by 2 where the first would be 10; what a negative or a two-digit
    result becomes, publications tell in two ways: both are taken.
    """
    if len(value) != 11 or not is_digits(value) or repeats(value):
        return False
    first = weighted(value, range(9, 0, -1)) % 11
    lower = 2 if first == 10 else 0
    rest = weighted(value, range(1, 10)) % 11
    seconds = {0 if rest == 10 else rest - lower, (rest - lower) % 11 % 10}
    return int(value[9]) == first % 10 and int(value[10]) in seconds


def social_number(value: str) -> bool:
    """PIS, PASEP, NIS or NIT: ten digits and a check digit modulo 11."""
    if len(value) != 11 or not is_digits(value) or repeats(value):
        return False
    return _check11(weighted(value, _PIS)) == int(value[10])


def voter(value: str) -> bool:
    """Título de eleitor: eight digits, the state 01 to 28, two check digits modulo 11."""
    if len(value) != 12 or not is_digits(value):
        return False
    state = value[8:10]
    if not 1 <= int(state) <= 28:
        return False
    first = _voter_check(weighted(value, _VOTER), state)
    second = _voter_check(weighted(state, (7, 8)) + 9 * first, state)
    return value[10:] == f"{first}{second}"


def _voter_check(total: int, state: str) -> int:
    rest = total % 11
    if rest == 0 and state in ("01", "02"):  # São Paulo and Minas Gerais write 1 for 0
        return 1
    return rest % 10


def health_card(value: str) -> bool:
    """CNS (Cartão Nacional de Saúde): 15 digits, the weighted sum is divisible by 11.

    Definitive numbers begin with 1 or 2 and hold 000 or 001 before the check digit, others begin with 7 to 9.
    """
    if len(value) != 15 or not is_digits(value) or value[0] not in "12789" or repeats(value):
        return False
    if value[0] in "12" and value[11:14] not in ("000", "001"):
        return False
    return weighted(value, range(15, 0, -1)) % 11 == 0
