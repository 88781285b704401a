"""Turkey: identity number of persons, tax number."""

from __future__ import annotations

from skygw.detect.validators.checks import is_digits, repeats


def tckn(value: str) -> bool:
    """Eleven digits, the first not 0, the last two of which are check digits.

    Source: Wikipedia (tr), "Türkiye Cumhuriyeti Kimlik Numarası".
    """
    if len(value) != 11 or not is_digits(value) or value[0] == "0":
        return False
    digits = [int(digit) for digit in value]
    tenth = (sum(digits[0:9:2]) * 7 - sum(digits[1:8:2])) % 10
    return digits[9] == tenth and digits[10] == sum(digits[:10]) % 10


def vkn(value: str) -> bool:
    """Ten digits, the last a check digit.  Source: Gelir İdaresi Başkanlığı, vergi kimlik numarası."""
    if len(value) != 10 or not is_digits(value) or repeats(value):
        return False
    total = 0
    for place, digit in enumerate(value[:9]):
        shifted = (int(digit) + 9 - place) % 10
        if shifted:
            total += shifted * 2 ** (9 - place) % 9 or 9
    return -total % 10 == int(value[9])
