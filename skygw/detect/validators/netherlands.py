"""The Netherlands: citizen service number, VAT number."""

from __future__ import annotations

from skygw.detect.validators.checks import is_digits, mod97, repeats, weighted

_ELEVEN_TEST = (9, 8, 7, 6, 5, 4, 3, 2, -1)


def bsn(value: str) -> bool:
    """Nine digits, or eight of which a leading zero was dropped, that pass the eleven test.

    Source: Wikipedia (nl), "Burgerservicenummer", elfproef.
    """
    if len(value) not in (8, 9) or not is_digits(value) or repeats(value):
        return False
    return weighted(value.zfill(9), _ELEVEN_TEST) % 11 == 0


def vat(value: str) -> bool:
    """NL, nine digits, B, two digits.

    The nine digits pass the eleven test (companies: their RSIN), or the whole has the remainder 1 by 97 (sole
    traders, since 2020).  Source: Belastingdienst, btw-identificatienummer.
    """
    number, tail = value[2:11], value[12:]
    if len(value) != 14 or value[:2] != "NL" or value[11] != "B" or not is_digits(number + tail):
        return False
    if number == "000000000" or tail == "00":
        return False
    return weighted(number, _ELEVEN_TEST) % 11 == 0 or mod97(value) == 1
