"""Switzerland: social security number, enterprise and VAT number."""

from __future__ import annotations

from skygw.detect.validators.checks import is_digits, weighted

_EAN = (1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1)
_UID = (5, 4, 3, 2, 7, 6, 5, 4, 1)
_VAT_SUFFIXES = ("MWST", "TVA", "IVA", "TPV")


def ahv(value: str) -> bool:
    """756, nine digits, check digit of EAN-13.  Source: Zentrale Ausgleichsstelle, AHVN13 (NAVS13)."""
    return len(value) == 13 and value[:3] == "756" and is_digits(value) and weighted(value, _EAN) % 10 == 0


def uid(value: str) -> bool:
    """CHE, eight digits, check digit modulo 11.  Source: eCH-0097, Unternehmens-Identifikationsnummer."""
    if len(value) != 12 or value[:3] != "CHE" or not is_digits(value[3:]):
        return False
    return weighted(value[3:], _UID) % 11 == 0


def vat(value: str) -> bool:
    """The enterprise number with MWST, TVA, IVA or TPV behind it.  Source: ESTV, MWST-Nummer."""
    return value[12:] in _VAT_SUFFIXES and uid(value[:12])
