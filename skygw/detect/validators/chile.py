"""Chile: RUT and RUN."""

from __future__ import annotations

from .checks import is_digits, repeats


def rut(value: str) -> bool:
    """RUT or RUN: seven or eight digits, check digit modulo 11 with K for 10.

    Source: Registro Civil; Wikipedia (es), Rol Único Tributario.
    """
    body, check = value[:-1], value[-1:]
    if len(body) not in (7, 8) or not is_digits(body) or repeats(body):
        return False
    total = sum(int(digit) * (2 + place % 6) for place, digit in enumerate(reversed(body)))
    return check == "0123456789K"[-total % 11]
