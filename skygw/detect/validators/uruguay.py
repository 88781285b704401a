"""Uruguay: cédula and RUT."""

from __future__ import annotations

from .checks import is_digits, repeats, weighted

_CEDULA = (2, 9, 8, 7, 6, 3, 4)  # Wikipedia (es): Cédula de identidad de Uruguay
_RUT = (4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)  # DGI: RUT


def cedula(value: str) -> bool:
    """Cédula de identidad: six or seven digits, check digit modulo 10."""
    if len(value) not in (7, 8) or not is_digits(value) or repeats(value):
        return False
    padded = value.zfill(8)
    return -weighted(padded, _CEDULA) % 10 == int(padded[7])


def rut(value: str) -> bool:
    """RUT: registration 01 to 22, six digits, 001, check digit modulo 11."""
    if len(value) != 12 or not is_digits(value) or not 1 <= int(value[:2]) <= 22:
        return False
    if value[2:8] == "000000" or value[8:11] != "001":
        return False
    return -weighted(value, _RUT) % 11 == int(value[11])
