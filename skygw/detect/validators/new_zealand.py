"""New Zealand: bank accounts, IRD numbers, NHI numbers of patients, business numbers."""

from __future__ import annotations

from collections.abc import Sequence

from .checks import is_digits, weighted

# Inland Revenue: Non-resident withholding tax and resident withholding tax specification, 2016,
# with the banks that the register of Payments NZ has added.  Bank: (algorithm, branches from, to ...).
_BANKS: dict[str, tuple[str, tuple[tuple[int, int], ...]]] = {
    "01": ("A", ((1, 999), (1100, 1199), (1800, 1899))),
    "02": ("A", ((1, 999), (1200, 1299))),
    "03": ("A", ((1, 999), (1300, 1399), (1500, 1599), (1700, 1799), (1900, 1999), (7350, 7399))),
    "04": ("A", ((2020, 2024),)),
    "05": ("A", ((8884, 8889),)),
    "06": ("A", ((1, 999), (1400, 1499))),
    "08": ("D", ((6500, 6599),)),
    "10": ("A", ((5165, 5169),)),
    "11": ("A", ((5000, 6499), (6600, 8999))),
    "12": ("A", ((3000, 3299), (3400, 3499), (3600, 3699))),
    "13": ("A", ((4900, 4999),)),
    "14": ("A", ((4700, 4799),)),
    "15": ("A", ((3900, 3999),)),
    "16": ("A", ((4400, 4499),)),
    "17": ("A", ((3300, 3399),)),
    "18": ("A", ((3500, 3599),)),
    "19": ("A", ((4600, 4649),)),
    "20": ("A", ((4100, 4199),)),
    "21": ("A", ((4800, 4899),)),
    "22": ("A", ((4000, 4049),)),
    "23": ("A", ((3700, 3799),)),
    "24": ("A", ((4300, 4349),)),
    "25": ("F", ((2500, 2599),)),
    "27": ("A", ((3800, 3849),)),
    "30": ("A", ((2900, 2949),)),
    "31": ("X", ((2800, 2849),)),
    "33": ("F", ((6700, 6799),)),
    "35": ("A", ((2400, 2499),)),
    "38": ("A", ((9000, 9499),)),
}
# Weights of bank (2 digits), branch (4), base (7), suffix (3); the modulus.
_ALGORITHMS: dict[str, tuple[Sequence[int], int]] = {
    "A": ((0, 0, 6, 3, 7, 9, 0, 10, 5, 8, 4, 2, 1), 11),
    "B": ((0, 0, 0, 0, 0, 0, 0, 10, 5, 8, 4, 2, 1), 11),
    "D": ((0, 0, 0, 0, 0, 0, 7, 6, 5, 4, 3, 2, 1), 11),
    "F": ((0, 0, 0, 0, 0, 0, 1, 7, 3, 1, 7, 3, 1), 10),
    "X": ((0,), 1),
}
# Inland Revenue: the same specification, IRD number validation.
_IRD = (3, 2, 7, 6, 5, 4, 3, 2)
_IRD_AGAIN = (7, 4, 3, 2, 5, 2, 7, 6)
# HISO 10046: letters count 1 to 24, I and O are not used.
_NHI = {letter: value for value, letter in enumerate("ABCDEFGHJKLMNPQRSTUVWXYZ", 1)}
_NHI.update({str(digit): digit for digit in range(10)})


def bank_account(value: str) -> bool:
    """Bank account: bank, branch, base of seven digits, suffix of two or three, by the bank's algorithm."""
    if len(value) not in (15, 16) or not is_digits(value) or value[:2] not in _BANKS:
        return False
    algorithm, branches = _BANKS[value[:2]]
    branch = int(value[2:6])
    if not any(first <= branch <= last for first, last in branches) or int(value[6:13]) == 0:
        return False
    if algorithm == "A" and value[6:13] >= "0990000":
        algorithm = "B"
    weights, modulus = _ALGORITHMS[algorithm]
    return weighted(value, weights) % modulus == 0


def inland_revenue(value: str) -> bool:
    """IRD number: seven or eight digits and a check digit modulo 11, from 10-000-000 to 150-000-000."""
    if len(value) not in (8, 9) or not is_digits(value) or not 10_000_000 < int(value) < 150_000_000:
        return False
    body = value[:-1].zfill(8)
    check = -weighted(body, _IRD) % 11
    if check == 10:
        check = -weighted(body, _IRD_AGAIN) % 11
    return check == int(value[-1])


def national_health_index(value: str) -> bool:
    """NHI number: AAANNNC with a digit modulo 11, or (since 2022) AAANNAC with a letter modulo 23."""
    if len(value) != 7 or not is_digits(value[3:5]) or any(letter not in _NHI for letter in value):
        return False
    if not value[:3].isalpha() or value[5].isalpha() != value[6].isalpha():
        return False
    total = sum(_NHI[character] * weight for character, weight in zip(value, range(7, 1, -1), strict=False))
    if value[5].isalpha():
        return _NHI[value[6]] == 23 - total % 23
    return total % 11 != 0 and _NHI[value[6]] == (11 - total % 11) % 10


def business_number(value: str) -> bool:
    """NZBN: a GS1 location number (13 digits, check digit modulo 10) that begins with 9429."""
    if len(value) != 13 or value[:4] != "9429" or not is_digits(value):
        return False
    return weighted(value, (1, 3) * 6 + (1,)) % 10 == 0
