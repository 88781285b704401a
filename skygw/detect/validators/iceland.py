"""Iceland: kennitala."""

from __future__ import annotations

from skygw.detect.validators.checks import is_date, is_digits_of, weighted

_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2, 1)
_CENTURIES = {"9": 1900, "0": 2000}


def kennitala(value: str) -> bool:
    """DDMMYY, serial (2), check digit modulo 11, century (9 or 0); companies add 40 to the day.

    Source: Þjóðskrá (Registers Iceland), "About ID numbers"; Wikipedia "Kennitala".
    """
    if not is_digits_of(value, 10) or value[9] not in _CENTURIES:
        return False
    day = int(value[:2])
    year = _CENTURIES[value[9]] + int(value[4:6])
    return is_date(year, value[2:4], day - 40 if day > 40 else day) and weighted(value, _WEIGHTS) % 11 == 0
