"""Peru: RUC and DNI."""

from __future__ import annotations

from .checks import is_digits, weighted

_RUC = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)  # SUNAT: RUC, dígito verificador
_DNI = (3, 2, 7, 6, 5, 4, 3, 2)  # RENIEC: Código Único de Identificación


def ruc(value: str) -> bool:
    """RUC: kind of taxpayer (10, 15, 16, 17, 20), eight digits, check digit modulo 11."""
    if len(value) != 11 or not is_digits(value) or value[:2] not in ("10", "15", "16", "17", "20"):
        return False
    return int(value[10]) == (11 - weighted(value, _RUC) % 11) % 10


def identity(value: str) -> bool:
    """DNI with its check character: eight digits, then a digit or a letter A to K."""
    body, check = value[:8], value[8:]
    if len(value) != 9 or not is_digits(body):
        return False
    rest = weighted(body, _DNI) % 11
    return check in ("65432110987"[rest], "KJIHGFEDCBA"[rest])
