"""Classifications of diseases and drugs."""

from __future__ import annotations

from .checks import is_digits

# CDC, ICD-10-CM tabular list: the highest category of each letter.
_CHAPTERS = {
    "A": 99, "B": 99, "C": 96, "D": 89, "E": 89, "F": 99, "G": 99, "H": 95, "I": 99, "J": 99, "K": 95,
    "L": 99, "M": 99, "N": 99, "O": 99, "P": 96, "Q": 99, "R": 99, "S": 99, "T": 88, "U": 9, "V": 99,
    "W": 99, "X": 99,
    "Y": 99, "Z": 99,
}  # fmt: skip


def icd10(value: str) -> bool:
    """ICD-10-CM code without its point: a letter, a category that the letter has, up to four characters."""
    if not 3 <= len(value) <= 7 or value[0] not in _CHAPTERS or not value[1].isdigit():
        return False
    if not value[2].isdigit():
        return value[2] in "AB"  # such as C7A, C7B, M1A, O9A, Z3A
    return is_digits(value[1:3]) and int(value[1:3]) <= _CHAPTERS[value[0]]


def icd9(value: str) -> bool:
    """ICD-9-CM code without its point: 001 to 999, V01 to V91 or E000 to E999, up to two digits more."""
    if not 3 <= len(value) <= 5:
        return False
    if value[0] == "V":
        return is_digits(value[1:]) and 1 <= int(value[1:3]) <= 91
    if value[0] == "E":
        return len(value) >= 4 and is_digits(value[1:])
    return is_digits(value) and value[:3] != "000"
