"""United Kingdom: NHS and CHI number, taxpayer reference, VAT number, pupil number."""

from __future__ import annotations

from skygw.detect.validators.checks import is_digits, is_short_date, repeats, weighted

_NHS = (10, 9, 8, 7, 6, 5, 4, 3, 2, 1)
_UTR = (6, 7, 8, 9, 10, 5, 4, 3, 2)
_UTR_DIGITS = "21987654321"
_VAT = (8, 7, 6, 5, 4, 3, 2, 10, 1)
_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
_UPN_ALPHABET = _UPN_LETTERS + "0123456789"


def nhs(value: str) -> bool:
    """Ten digits, the last of which is a check digit modulo 11.  Source: NHS Data Dictionary, NHS number."""
    return len(value) == 10 and is_digits(value) and not repeats(value) and weighted(value, _NHS) % 11 == 0


def chi(value: str) -> bool:
    """Date of birth (day first), serial number, the check digit of the NHS number: Scotland.

    Source: Public Health Scotland, Community Health Index number.
    """
    return nhs(value) and is_short_date(value[4:6], value[2:4], value[:2])


def utr(value: str) -> bool:
    """Ten digits, the first of which is a check digit modulo 11; perhaps a K behind or before them.

    Source: HMRC, Unique Taxpayer Reference, modulus 11 check.
    """
    number = value.strip("K")
    if len(number) != 10 or len(value) > 11 or not is_digits(number) or repeats(number):
        return False
    return _UTR_DIGITS[weighted(number[1:], _UTR) % 11] == number[0]


def vat(value: str) -> bool:
    """Nine digits, or twelve with the branch, with a check modulo 97 (or 97 less 55); behind GB or XI.

    Government departments (GD) and health authorities (HA) have three digits and no check.
    Source: HMRC, VAT registration number; Wikipedia, "VAT identification number".
    """
    number = value[2:] if value[:2] in ("GB", "XI") else value
    if len(number) == 5 and is_digits(number[2:]):
        return number[:2] == ("GD" if number[2:] < "500" else "HA")
    if len(number) not in (9, 12) or not is_digits(number) or repeats(number[:9]):
        return False
    rest = weighted(number, _VAT) % 97
    return rest == 0 or (number[:3] >= "100" and rest in (42, 55))


def upn(value: str) -> bool:
    """Check letter, local authority, establishment, year, serial number (13 characters).

    The last may be a letter (temporary number).  Source: Department for Education, Unique pupil numbers.
    """
    if len(value) != 13 or not is_digits(value[1:12]) or value[12] not in _UPN_ALPHABET:
        return False
    if not "201" <= value[1:4] <= "938":
        return False
    numbers = [_UPN_ALPHABET.index(mark) for mark in value[1:]]
    check = sum(number * weight for weight, number in enumerate(numbers, 2)) % 23
    return _UPN_LETTERS[check] == value[0]
