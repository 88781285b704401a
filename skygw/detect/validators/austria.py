"""Austria: social insurance, tax and VAT numbers."""

from __future__ import annotations

from skygw.detect.validators.checks import is_digits_of, is_short_date, luhn, weighted

_SOCIAL = (3, 7, 9, 0, 5, 8, 4, 2, 1, 6)


def social_insurance(value: str) -> bool:
    """Sozialversicherungsnummer: serial (3), check digit, date of birth DDMMYY.

    The check digit is the weighted sum of the others modulo 11; serials that give 10 are not issued.  Where a
    day has more births than serials, or the day is unknown, months 13 to 15 stand in the date.

    Source: Dachverband der Sozialversicherungsträger, "Wie setzt sich die Versicherungsnummer zusammen?".
    """
    if not is_digits_of(value, 10) or value[0] == "0":
        return False
    day, month, year = value[4:6], value[6:8], value[8:]
    if not is_short_date(year, "01" if month in ("13", "14", "15") else month, day):
        return False
    return weighted(value, _SOCIAL) % 11 == int(value[3])


def tax(value: str) -> bool:
    """Steuernummer: tax office (2), serial (6), check digit by Luhn.

    Source: European Commission, TIN country sheet Austria; Bundesministerium für Finanzen.
    """
    return is_digits_of(value, 9) and value[:2] != "00" and luhn(value)


def vat(value: str) -> bool:
    """Umsatzsteuer-Identifikationsnummer: ``ATU``, seven digits, check digit.

    Every second digit counts twice (its cross sum); the check digit makes the sum plus 4 a multiple of ten.

    Source: Bundesministerium für Finanzen, "Konstruktionsregeln UID-Nummern"; § 28 UStG 1994.
    """
    digits = value.removeprefix("AT").removeprefix("U")
    if not is_digits_of(digits, 8):
        return False
    total = sum(_cross_sum(int(digit) * (1 + place % 2)) for place, digit in enumerate(digits[:7]))
    return (total + 4 + int(digits[7])) % 10 == 0


def _cross_sum(number: int) -> int:
    """The cross sum of a number below one hundred."""
    return number // 10 + number % 10
