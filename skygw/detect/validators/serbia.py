"""Serbia: tax number.  The citizen's number is in ``jmbg``."""

from __future__ import annotations

from skygw.detect.validators.checks import is_digits, mod11_10


def pib(value: str) -> bool:
    """Nine digits, the first not 0, the last by ISO 7064, MOD 11,10; also behind RS.

    Source: Poreska uprava, poreski identifikacioni broj.
    """
    number = value.removeprefix("RS")
    return len(number) == 9 and is_digits(number) and number[0] != "0" and mod11_10(number)
