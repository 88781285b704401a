"""Ecuador: cédula and RUC."""

from __future__ import annotations

from .checks import is_digits, luhn, weighted

_PUBLIC = (3, 2, 7, 6, 5, 4, 3, 2)
_COMPANY = (4, 3, 2, 7, 6, 5, 4, 3, 2)


def _province(value: str) -> bool:
    return is_digits(value) and (1 <= int(value[:2]) <= 24 or value[:2] in ("30", "50"))


def cedula(value: str) -> bool:
    """Cédula de identidad: province, third digit 0 to 6, ten digits by Luhn (Registro Civil)."""
    return len(value) == 10 and _province(value) and value[2] < "7" and luhn(value)


def ruc(value: str) -> bool:
    """RUC (SRI): a person's cédula, a public body (third digit 6) or a company (9), then the establishment.

    Some companies have the check digit of a public body.  Those registered since 2019 may have none: they are
    not found.
    """
    if len(value) != 13 or not _province(value):
        return False
    public = value[9:] != "0000" and -weighted(value, _PUBLIC) % 11 == int(value[8])
    if value[2] in "69" and public:
        return True
    if value[10:] == "000":
        return False
    if value[2] == "9":
        return -weighted(value, _COMPANY) % 11 == int(value[9])
    return cedula(value[:10])
