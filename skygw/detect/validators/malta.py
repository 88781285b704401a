"""Malta: VAT number."""

from __future__ import annotations

from skygw.detect.validators.checks import is_digits, weighted

_VAT = (3, 4, 6, 7, 8, 9, 10, 1)


def vat(value: str) -> bool:
    """Eight digits, of which the last two make the weighted sum a multiple of 37, behind MT.

    Source: European Commission, VIES, algorithm of the Maltese VAT number.
    """
    number = value.removeprefix("MT")
    return len(number) == 8 and is_digits(number) and number[0] != "0" and weighted(number, _VAT) % 37 == 0
