"""Cyprus: tax identification and VAT numbers."""

from __future__ import annotations

from skygw.detect.validators.checks import is_digits_of

_ODD = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21)


def tax(value: str) -> bool:
    """Tax or (with ``CY``) VAT number: eight digits and a letter.

    Digits at the odd places count by a table, the others as they are; the sum modulo 26 is the letter.
    Numbers that begin with 12 are not issued.

    Source: European Commission, TIN and VIES country sheets Cyprus; Τμήμα Φορολογίας.
    """
    number = value.removeprefix("CY")
    if len(number) != 9 or not is_digits_of(number[:8], 8) or number[:2] == "12":
        return False
    total = sum(_ODD[int(digit)] for digit in number[:8:2]) + sum(map(int, number[1:8:2]))
    return number[8] == chr(65 + total % 26)
