"""Australia: business, company and tax file numbers, Medicare cards, healthcare identifiers."""

from __future__ import annotations

from .checks import is_digits, luhn, repeats, weighted

_ABN = (10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19)  # Australian Business Register: Format of the ABN
_ACN = (8, 7, 6, 5, 4, 3, 2, 1)  # ASIC: Australian Company Number digit check
_TFN = (1, 4, 3, 7, 5, 8, 6, 9, 10)  # Wikipedia: Tax file number
_TFN_OLD = (10, 7, 8, 4, 6, 3, 5, 1)
_MEDICARE = (1, 3, 7, 9, 1, 3, 7, 9)  # Wikipedia: Medicare card (Australia)


def business_number(value: str) -> bool:
    """ABN: two check digits 11 to 99 and nine digits; modulo 89 once 1 is taken from the first digit."""
    if len(value) != 11 or not is_digits(value) or not 11 <= int(value[:2]) <= 99:
        return False
    return (weighted(value, _ABN) - _ABN[0]) % 89 == 0


def company_number(value: str) -> bool:
    """ACN: eight digits and a check digit modulo 10."""
    if len(value) != 9 or not is_digits(value) or repeats(value):
        return False
    return -weighted(value, _ACN) % 10 == int(value[8])


def tax_file_number(value: str) -> bool:
    """TFN: nine digits, or eight as given to people before 1990; the weighted sum is divisible by 11."""
    if not is_digits(value) or repeats(value):
        return False
    if len(value) == 9:
        return weighted(value, _TFN) % 11 == 0
    return len(value) == 8 and weighted(value, _TFN_OLD) % 11 == 0


def medicare(value: str) -> bool:
    """Medicare card: eight digits that begin with 2 to 6, check digit, issue, perhaps the person's place."""
    if len(value) not in (10, 11) or not is_digits(value) or value[0] not in "23456":
        return False
    if "0" in value[9:]:
        return False
    return weighted(value, _MEDICARE) % 10 == int(value[8])


def healthcare_identifier(value: str) -> bool:
    """IHI, HPI-I or HPI-O (AS 5017): 16 digits that begin with 800360, 800361 or 800362, by Luhn."""
    return len(value) == 16 and value[:6] in ("800360", "800361", "800362") and luhn(value)
