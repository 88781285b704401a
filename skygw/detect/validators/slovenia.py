"""Slovenia: citizen's number, tax number, registration number of companies."""

from __future__ import annotations

from skygw.detect.validators.checks import is_digits, weighted
from skygw.detect.validators.jmbg import jmbg

_TAX = (8, 7, 6, 5, 4, 3, 2)
_COMPANY = (7, 6, 5, 4, 3, 2)


def emso(value: str) -> bool:
    """The citizen's number with a Slovenian region (50 to 59).

    Source: Centralni register prebivalstva, EMŠO; Wikipedia, "Unique Master Citizen Number".
    """
    return value[7:8] == "5" and jmbg(value)


def tax_number(value: str) -> bool:
    """Eight digits, the first not 0, the last a check digit modulo 11; also behind SI, as the VAT number.

    Source: Finančna uprava, davčna številka; European Commission, VIES.
    """
    number = value.removeprefix("SI")
    if len(number) != 8 or not is_digits(number) or number[0] == "0":
        return False
    check = 11 - weighted(number, _TAX) % 11
    return check != 11 and check % 10 == int(number[7])


def registration_number(value: str) -> bool:
    """Six digits and a check digit modulo 11, then perhaps three characters of a unit.

    Source: AJPES, Poslovni register Slovenije, matična številka.
    """
    if len(value) not in (7, 10) or not is_digits(value[:7]) or value[:7] == "0000000":
        return False
    if len(value) == 10 and not (value.isascii() and value[7:].isalnum() and value[8:].isdigit()):
        return False
    check = -weighted(value, _COMPANY) % 11
    return check != 0 and check % 10 == int(value[6])
