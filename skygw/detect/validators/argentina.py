"""Argentina: CUIT and CUIL of taxpayers and workers, CBU of bank accounts."""

from __future__ import annotations

from .checks import is_digits, weighted

# Resolution AFIP on the CUIT; Wikipedia (es): Clave Única de Identificación Tributaria.
_CUIT = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
_CUIT_KINDS = frozenset(("20", "23", "24", "25", "26", "27", "30", "33", "34", "50", "51", "55"))

# Central bank (BCRA), SINAP circular; Wikipedia (es): Clave Bancaria Uniforme.
_CBU_BANK = (7, 1, 3, 9, 7, 1, 3)
_CBU_ACCOUNT = (3, 9, 7, 1, 3, 9, 7, 1, 3, 9, 7, 1, 3)


def cuit(value: str) -> bool:
    """CUIT, CUIL or CDI: kind of person (2 digits), DNI or company number (8), check digit modulo 11.

    A remainder that asks for 10 is written 9, as with the numbers handed out before the prefixes 23 and 33.
    """
    if len(value) != 11 or not is_digits(value) or value[:2] not in _CUIT_KINDS:
        return False
    check = -weighted(value, _CUIT) % 11
    return int(value[10]) == (9 if check == 10 else check)


def cbu(value: str) -> bool:
    """CBU: bank, branch and check digit (8 digits), account and check digit (14), both modulo 10."""
    if len(value) != 22 or not is_digits(value) or value[:3] == "000":
        return False
    bank, account = value[:8], value[8:]
    return (
        -weighted(bank, _CBU_BANK) % 10 == int(bank[7])
        and -weighted(account, _CBU_ACCOUNT) % 10 == int(account[13])
    )
