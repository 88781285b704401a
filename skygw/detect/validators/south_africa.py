"""South Africa: identity and tax numbers."""

from __future__ import annotations

from .checks import is_digits, is_short_date, luhn


def identity(value: str) -> bool:
    """Identity number: birth as YYMMDD, order of four digits, citizenship 0 to 2, a digit, by Luhn."""
    if len(value) != 13 or not is_digits(value) or value[10] not in "012":
        return False
    return is_short_date(value[:2], value[2:4], value[4:6]) and luhn(value)


def taxpayer(value: str) -> bool:
    """Tax reference number (SARS): ten digits that begin with 0, 1, 2, 3 or 9, by Luhn."""
    return len(value) == 10 and value[0] in "01239" and value != "0" * 10 and luhn(value)
