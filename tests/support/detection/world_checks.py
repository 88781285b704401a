"""Check digits that python-stdnum lacks, written from the publications and not from our validators."""

from __future__ import annotations

from stdnum import ean, luhn
from stdnum.us import ssn

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def added(value: str, weights: str) -> int:
    """The digits times the weights, which stand between blanks."""
    return sum(int(mark) * int(weight) for mark, weight in zip(value, weights.split(), strict=False))


def medicare_australia(value: str) -> bool:
    return added(value, "1 3 7 9 1 3 7 9") % 10 == int(value[8])


def rg(value: str) -> bool:
    """The remainder of eight digits and a hundred times the last, X for ten, is 0."""
    last = 10 if value[8] == "X" else int(value[8])
    return (added(value[:8], "2 3 4 5 6 7 8 9") + 100 * last) % 11 == 0


def cnh(value: str) -> bool:
    """Only numbers whose first remainder is below ten: of the others publications differ."""
    first, second = added(value, "9 8 7 6 5 4 3 2 1") % 11, added(value, "1 2 3 4 5 6 7 8 9") % 11
    return first < 10 and second < 10 and value[9:] == f"{first}{second}"


def pis(value: str) -> bool:
    rest = 11 - added(value, "3 2 9 8 7 6 5 4 3 2") % 11
    return int(value[10]) == (rest if rest < 10 else 0)


def voter(value: str) -> bool:
    """States other than São Paulo and Minas Gerais."""
    first = added(value, "2 3 4 5 6 7 8 9") % 11 % 10
    second = added(value[8:10] + str(first), "7 8 9") % 11 % 10
    return value[10:] == f"{first}{second}"


def cns(value: str) -> bool:
    return added(value, "15 14 13 12 11 10 9 8 7 6 5 4 3 2 1") % 11 == 0


def hkid(value: str) -> bool:
    """Sum with the check digit, a blank of 36 before a single letter."""
    body = value.replace("(", "").replace(")", "").rjust(9)
    numbers = [36 if mark == " " else int(mark, 36) for mark in body]
    numbers[8] = int(body[8], 16)
    return sum(number * (9 - place) for place, number in enumerate(numbers[:8])) % 11 == -numbers[8] % 11


def licence_japan(value: str) -> bool:
    rest = 11 - added(value, "5 4 3 2 7 6 5 4 3 2") % 11
    return value[10] == str(rest)[-1]


def clabe(value: str) -> bool:
    total = sum(int(mark) * (3, 7, 1)[place % 3] % 10 for place, mark in enumerate(value[:17]))
    return int(value[17]) == (10 - total % 10) % 10


def nhi(value: str) -> bool:
    """The old form; three letters of a row without I and O, three digits, a check digit."""
    row = " ABCDEFGHJKLMNPQRSTUVWXYZ"
    total = sum(row.index(mark) * weight for mark, weight in zip(value[:3], (7, 6, 5), strict=True))
    rest = (total + added(value[3:6], "4 3 2")) % 11
    return rest != 0 and value[6] == str(11 - rest)[-1]


def nzbn(value: str) -> bool:
    return ean.is_valid(value)


def nric(value: str) -> bool:
    """ST: J to A without I and Z at their places; FG: X to K; M: as FG with three more."""
    rest = added(value[1:8], "2 7 6 5 4 3 2") + {"S": 0, "T": 4, "F": 0, "G": 4, "M": 3}[value[0]]
    place = 10 - rest % 11
    return (
        value[8]
        == {"S": "ABCDEFGHIZJ", "T": "ABCDEFGHIZJ", "M": "KLJNPQRTUWX"}.get(value[0], "KLMNPQRTUWX")[place]
    )


def business_korea(value: str) -> bool:
    total = added(value[:8], "1 3 7 1 3 7 1 3") + int(value[8]) * 5 + int(value[8]) * 5 // 10
    return (total + int(value[9])) % 10 == 0


def corporate_korea(value: str) -> bool:
    return (added(value[:12], "1 2 1 2 1 2 1 2 1 2 1 2") + int(value[12])) % 10 == 0


def foreigner_korea(value: str) -> bool:
    rest = 13 - added(value[:12], "2 3 4 5 6 7 8 9 2 3 4 5") % 11
    return value[12] == str(rest % 10)


def person_taiwan(value: str) -> bool:
    """The letter becomes two digits; weights 1, 9, 8 ... 1 and 1."""
    places = "ABCDEFGHJKLMNPQRSTUVXYWZIO"
    number = str(places.index(value[0]) + 10) + value[1:]
    return added(number, "1 9 8 7 6 5 4 3 2 1 1") % 10 == 0


def resident_taiwan_old(value: str) -> bool:
    return person_taiwan(value[0] + str("ABCD".index(value[1])) + value[2:])


def cedula_uruguay(value: str) -> bool:
    return (added(value[:7], "8 1 2 3 4 7 6") - int(value[7])) % 10 == 0


def luhn_of(value: str) -> bool:
    return luhn.is_valid(value)


def npi(value: str) -> bool:
    return luhn.is_valid("80840" + value)


def dea(value: str) -> bool:
    odd, even = (sum(int(mark) for mark in value[start:8:2]) for start in (2, 3))
    return str(odd + 2 * even)[-1] == value[8]


def claim(value: str) -> bool:
    return ssn.is_valid(value[:9])


def civil_kuwait(value: str) -> bool:
    return 11 - added(value, "2 1 6 3 7 9 10 5 8 4 2") % 11 == int(value[11])


def zone_digit(field: str) -> str:
    """ICAO Doc 9303, part 3: weights 7, 3, 1."""
    return str(
        sum((0 if mark == "<" else int(mark, 36)) * (7, 3, 1)[at % 3] for at, mark in enumerate(field)) % 10
    )
