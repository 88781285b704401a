"""India: Aadhaar, PAN, GSTIN, electors' numbers."""

from __future__ import annotations

from .checks import is_digits, luhn, repeats, verhoeff

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_HOLDERS = frozenset("ABCFGHJKLPTE")


def aadhaar(value: str) -> bool:
    """Aadhaar (UIDAI): twelve digits that begin with 2 to 9, by Verhoeff; no palindrome."""
    return len(value) == 12 and value[0] in "23456789" and value != value[::-1] and verhoeff(value)


def permanent_account(value: str) -> bool:
    """PAN: three letters, kind of holder, initial, four digits but 0000, letter."""
    return (
        len(value) == 10
        and value.isascii()
        and value[:5].isalpha()
        and value[3] in _HOLDERS
        and is_digits(value[5:9])
        and value[5:9] != "0000"
        and value[9].isalpha()
    )


def gst(value: str) -> bool:
    """GSTIN: state, PAN, number of registration, any, check character modulo 36 (GSTN)."""
    if len(value) != 15 or not is_digits(value[:2]) or not permanent_account(value[2:12]) or value[12] == "0":
        return False
    if not (1 <= int(value[:2]) <= 38 or value[:2] in ("96", "97", "99")):
        return False
    numbers = [_ALPHABET.find(character) for character in value]
    if min(numbers) < 0:
        return False
    total = 0
    for place, number in enumerate(numbers[:14]):
        product = number * (1 + place % 2)
        total += product // 36 + product % 36
    return numbers[14] == -total % 36


def elector(value: str) -> bool:
    """EPIC: three letters and seven digits, these by Luhn (Election Commission of India)."""
    return len(value) == 10 and value[:3].isalpha() and not repeats(value[3:]) and luhn(value[3:])
