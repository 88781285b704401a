"""The master citizen number of the former Yugoslavia, which its successors still issue (JMBG, EMŠO)."""

from __future__ import annotations

from skygw.detect.validators.checks import is_date, is_digits, weighted

_WEIGHTS = (7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


def jmbg(value: str) -> bool:
    """Day, month, last three digits of the year, region, serial number, check digit modulo 11 (13 digits).

    Years 1800 to 2799, as the three digits allow.  Source: Wikipedia, "Unique Master Citizen Number".
    """
    if len(value) != 13 or not is_digits(value):
        return False
    year = int(value[4:7]) + (1000 if value[4:7] >= "800" else 2000)
    return is_date(year, value[2:4], value[:2]) and -weighted(value, _WEIGHTS) % 11 % 10 == int(value[12])
