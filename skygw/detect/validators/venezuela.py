"""Venezuela: RIF."""

from __future__ import annotations

from .checks import is_digits, weighted

_KINDS = {"V": 4, "E": 8, "J": 12, "C": 12, "P": 16, "G": 20}
_RIF = (3, 2, 7, 6, 5, 4, 3, 2)  # SENIAT: Registro Único de Información Fiscal


def rif(value: str) -> bool:
    """RIF: letter of the kind, eight digits, check digit modulo 11."""
    if len(value) != 10 or value[0] not in _KINDS or not is_digits(value[1:]):
        return False
    rest = (_KINDS[value[0]] + weighted(value[1:], _RIF)) % 11
    return int(value[9]) == (0 if rest < 2 else 11 - rest)
