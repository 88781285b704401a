"""Greece: tax (AFM), VAT and social security (AMKA) numbers."""

from __future__ import annotations

from skygw.detect.validators.checks import is_digits_of, is_short_date, luhn, weighted

_TAX = (256, 128, 64, 32, 16, 8, 4, 2)


def tax(value: str) -> bool:
    """ΑΦΜ, with ``EL`` (or ``GR``) the VAT number: powers of two from the right, modulo 11 and 10.

    Source: Ανεξάρτητη Αρχή Δημοσίων Εσόδων; VIES; Wikipedia "Αριθμός Φορολογικού Μητρώου".
    """
    digits = value.removeprefix("EL").removeprefix("GR")
    if not is_digits_of(digits, 9) or digits[:8] == "00000000":
        return False
    return weighted(digits, _TAX) % 11 % 10 == int(digits[8])


def social_security(value: str) -> bool:
    """ΑΜΚΑ: date of birth DDMMYY, serial (4), check digit by Luhn.

    Source: ΗΔΙΚΑ, www.amka.gr; νόμος 3655/2008, άρθρο 153.
    """
    return is_digits_of(value, 11) and is_short_date(value[4:6], value[2:4], value[:2]) and luhn(value)
