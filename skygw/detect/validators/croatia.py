"""Croatia: personal identification number (OIB) and the former citizen's number (JMBG)."""

from __future__ import annotations

from skygw.detect.validators.checks import is_digits_of, mod11_10
from skygw.detect.validators.jmbg import jmbg


def oib(value: str) -> bool:
    """Osobni identifikacijski broj, with or without ``HR``: eleven digits by ISO 7064 MOD 11,10.

    Source: Porezna uprava, Zakon o osobnom identifikacijskom broju (NN 60/08).
    """
    digits = value.removeprefix("HR")
    return is_digits_of(digits, 11) and digits[:10] != "0000000000" and mod11_10(digits)


def citizen(value: str) -> bool:
    """JMBG of Croatia: DDMMYYY, region 30 to 39 (03 for foreigners), serial (3), check digit modulo 11.

    Source: FINA, "Kontrola matičnog broja"; Wikipedia "Jedinstveni matični broj građana".
    """
    return (value[7:8] == "3" or value[7:9] == "03") and jmbg(value)
