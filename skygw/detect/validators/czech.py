"""Czech Republic: birth numbers, VAT and company numbers, bank accounts."""

from __future__ import annotations

from skygw.detect.validators.checks import is_date, is_digits_of, weighted

_COMPANY = (8, 7, 6, 5, 4, 3, 2)
_ACCOUNT = (6, 3, 7, 9, 10, 5, 8, 4, 2, 1)


def birth(value: str) -> bool:
    """Rodné číslo: YYMMDD and three digits (until 1953) or four, where all ten are a multiple of 11.

    50 is added to the month for women; since 2004 another 20 where a day's numbers are used up.  Until 1985
    some numbers have the check digit 0 where the remainder of the first nine was 10.

    Source: zákon č. 133/2000 Sb., § 13; Ministerstvo vnitra.
    """
    if not is_digits_of(value, 9, 10):
        return False
    year, month = int(value[:2]), int(value[2:4])
    month = month - 50 if month > 50 else month
    if len(value) == 9:
        return year < 54 and value[6:] != "000" and is_date(1900 + year, month, value[4:6])
    year += 1900 if year >= 54 else 2000
    if month > 20 and year >= 2004:
        month -= 20
    return is_date(year, month, value[4:6]) and int(value[:9]) % 11 % 10 == int(value[9])


def company(value: str) -> bool:
    """IČO: seven digits and a check digit modulo 11.

    Source: Český statistický úřad; Wikipedia "Identifikační číslo osoby".
    """
    if not is_digits_of(value, 8) or value[:7] == "0000000":
        return False
    return (11 - weighted(value, _COMPANY) % 11) % 10 == int(value[7])


def vat(value: str) -> bool:
    """DIČ: ``CZ`` and a company's number, a birth number, or 6 and eight digits of persons without one.

    Source: zákon č. 280/2009 Sb., § 130; VIES.
    """
    digits = value.removeprefix("CZ")
    if len(digits) == 8:
        return digits[0] != "9" and company(digits)
    if len(digits) == 9 and digits[0] == "6":
        return _special(digits)
    return birth(digits)


def _special(digits: str) -> bool:
    """Weights 8 to 2 over the second to eighth digit; a table tells the check digit of each remainder."""
    return is_digits_of(digits, 9) and "89012345678"[weighted(digits[1:], _COMPANY) % 11] == digits[8]


def account(value: str) -> bool:
    """Account ``prefix-number/bank``: prefix and number are each a multiple of 11 by weights; exact writing.

    Source: Česká národní banka, vyhláška č. 169/2011 Sb.
    """
    number, slash, bank = value.replace(" ", "").partition("/")
    prefix, _, root = number.rpartition("-")
    if not slash or not is_digits_of(bank, 4) or not is_digits_of(root, *range(2, 11)):
        return False
    if prefix and not is_digits_of(prefix, *range(1, 7)):
        return False
    parts = (prefix.zfill(10), root.zfill(10))
    return int(root) > 9 and all(weighted(part, _ACCOUNT) % 11 == 0 for part in parts)
