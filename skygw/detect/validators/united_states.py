"""United States: social security and tax numbers, bank routing, prescribers and providers, Medicare."""

from __future__ import annotations

import re

from .checks import is_digits, luhn, repeats, weighted

# Social Security Administration: numbers that were printed in advertisements and never counted.
_SSN_PRINTED = frozenset(("078051120", "219099999", "457555462"))
# Internal Revenue Service: groups of ITIN (50 to 65, 70 to 88, 90 to 92, 94 to 99).
_ITIN_GROUPS = frozenset(map(str, [*range(50, 66), *range(70, 89), 90, 91, 92, *range(94, 100)]))
# Internal Revenue Service: EIN prefixes that no campus assigns.
_EIN_UNUSED = frozenset(
    f"{prefix:02}" for prefix in (0, 7, 8, 9, 17, 18, 19, 28, 29, 49, 69, 70, 78, 79, 89, 96, 97)
)
_ABA = (3, 7, 1) * 3  # American Bankers Association: Routing number policy
_DEA_KINDS = frozenset("ABCDEFGHJKLMPRSTUX")
# Centers for Medicare and Medicaid Services: Understanding the MBI; letters without S, L, O, I, B and Z.
_MBI = re.compile(
    r"[1-9][AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y][0-9][AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y][0-9]"
    r"[AC-HJKMNP-RT-Y]{2}[0-9]{2}",
    re.ASCII,
)


def social_security(value: str) -> bool:
    """SSN: area 001 to 899 but 666, group 01 to 99, serial 0001 to 9999; no placeholder."""
    if len(value) != 9 or not is_digits(value) or value in _SSN_PRINTED or repeats(value):
        return False
    return value[:3] not in ("000", "666") and value[0] != "9" and value[3:5] != "00" and value[5:] != "0000"


def individual_taxpayer(value: str) -> bool:
    """ITIN: 9, two digits, a group in use, four digits."""
    if len(value) != 9 or not is_digits(value) or repeats(value):
        return False
    return value[0] == "9" and value[3:5] in _ITIN_GROUPS


def employer(value: str) -> bool:
    """EIN: a prefix that a campus of the IRS assigns, seven digits."""
    return len(value) == 9 and is_digits(value) and value[:2] not in _EIN_UNUSED and not repeats(value[2:])


def routing(value: str) -> bool:
    """ABA routing number: district 00 to 12, 21 to 32, 61 to 72 or 80, nine digits, modulo 10."""
    if len(value) != 9 or not is_digits(value) or repeats(value):
        return False
    district = int(value[:2])
    if not (district <= 12 or 21 <= district <= 32 or 61 <= district <= 72 or district == 80):
        return False
    return weighted(value, _ABA) % 10 == 0


def drug_enforcement(value: str) -> bool:
    """DEA number: kind of registrant, initial or 9, six digits, check digit (Wikipedia: DEA number)."""
    digits = value[2:]
    if len(value) != 9 or value[0] not in _DEA_KINDS or not is_digits(digits) or repeats(digits):
        return False
    if not ("A" <= value[1] <= "Z" or value[1] == "9"):
        return False
    return weighted(digits, (1, 2, 1, 2, 1, 2)) % 10 == int(digits[6])


def provider(value: str) -> bool:
    """NPI: ten digits that begin with 1 or 2, by Luhn with 80840 before (45 CFR 162.406)."""
    return len(value) == 10 and value[0] in "12" and not repeats(value) and luhn("80840" + value)


def medicare_beneficiary(value: str) -> bool:
    """MBI: eleven places, each a digit, a letter or either as its place demands."""
    return _MBI.fullmatch(value) is not None


def health_claim(value: str) -> bool:
    """HICN: an SSN and one or two characters that tell how the beneficiary is entitled."""
    return social_security(value[:9])


def cusip(value: str) -> bool:
    """CUSIP: eight characters and a check digit modulo 10, every second one doubled (ANSI X9.6)."""
    if len(value) != 9 or not value.isascii() or not is_digits(value[8]) or repeats(value):
        return False
    total = 0
    for place, character in enumerate(value[:8]):
        product = weighted(character, (1 + place % 2,))
        if product < 0:
            return False
        total += product // 10 + product % 10
    return -total % 10 == int(value[8])
