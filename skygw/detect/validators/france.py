"""France: social security, tax, VAT and company numbers, bank account (RIB), identity card."""

from __future__ import annotations

from skygw.detect.validators.checks import is_digits, is_digits_of, luhn

_LETTERS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_CORSICA = {"2A": "19", "2B": "18"}
_POSTE = "356000000"
_POSTE_HEAD = "35600000000048"
# In account numbers letters count as 1 to 9 by their place in these rows.
_RIB = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12345678912345678923456789")


def social_security(value: str) -> bool:
    """NIR: sex, year, month, department, commune, serial and key: 97 less the first 13 digits modulo 97.

    Corsica's 2A and 2B count as 19 and 18.  Months from 20 on are those of persons whose date of birth is
    incomplete.

    Source: INSEE, "Numéro de sécurité sociale (NIR)"; décret n° 82-103.
    """
    department = value[5:7]
    digits = value[:5] + _CORSICA.get(department, department) + value[7:]
    if not is_digits_of(digits, 15) or digits[0] not in "123478":
        return False
    month = int(digits[3:5])
    if not (1 <= month <= 12 or 20 <= month <= 42 or month >= 50) or digits[5:7] == "00":
        return False
    return 97 - int(digits[:13]) % 97 == int(digits[13:])


def tax(value: str) -> bool:
    """Numéro fiscal (SPI): ten digits that begin with 0 to 3, then these modulo 511 in three digits.

    Source: European Commission, TIN country sheet France; Direction générale des Finances publiques.
    """
    if not is_digits_of(value, 13) or value[0] not in "0123" or value[:10] == "0000000000":
        return False
    return int(value[:10]) % 511 == int(value[10:])


def siren(value: str) -> bool:
    """SIREN: nine digits by Luhn.  Source: INSEE, "Numéro Siren"."""
    return is_digits_of(value, 9) and value != "000000000" and luhn(value)


def siret(value: str) -> bool:
    """SIRET: a SIREN and the five digits of the establishment, all by Luhn.

    In those of La Poste, its head office excepted, the sum of digits is a multiple of five instead.

    Source: INSEE, "Numéro Siret".
    """
    if not is_digits_of(value, 14) or not siren(value[:9]):
        return False
    if value.startswith(_POSTE) and value != _POSTE_HEAD:
        return sum(map(int, value)) % 5 == 0
    return luhn(value)


def vat(value: str) -> bool:
    """``FR``, a key (2 characters), the SIREN (in Monaco another number that begins with 000).

    A key of two digits is (12 + 3 * (SIREN modulo 97)) modulo 97.  With a letter in it, it counts in base
    34 less a constant; SIREN + 1 + its quotient by 11 is congruent to it modulo 11.

    Source: article 286 ter CGI; BOI-TVA-DECLA-20-10-20; VIES.
    """
    number = value.removeprefix("FR")
    key, company = number[:2], number[2:]
    if len(key) != 2 or not (siren(company) or (is_digits_of(company, 9) and company.startswith("000"))):
        return False
    if is_digits(key):
        return int(key) == (12 + 3 * (int(company) % 97)) % 97
    first, second = _LETTERS.find(key[0]), _LETTERS.find(key[1])
    if first < 0 or second < 0:
        return False
    number_of_key = first * 24 + second - 10 if first < 10 else first * 34 + second - 100
    return (int(company) + 1 + number_of_key // 11) % 11 == number_of_key % 11


def rib(value: str) -> bool:
    """RIB: bank (5), branch (5), account (11, letters allowed), key: all of it is a multiple of 97.

    Source: Comité français d'organisation et de normalisation bancaires, RIB; Wikipedia "Clé RIB".
    """
    if len(value) != 23 or not value.isascii() or not is_digits(value[:10]) or not is_digits(value[21:]):
        return False
    digits = value.translate(_RIB)
    if not is_digits(digits):
        return False
    bank, branch, account, key = int(digits[:5]), int(digits[5:10]), int(digits[10:21]), int(digits[21:])
    return bank > 0 and 1 <= key <= 97 and (89 * bank + 15 * branch + 3 * account + key) % 97 == 0


def identity_card(value: str) -> bool:
    """Number of a card since 2021: nine consonants and digits, at least two of either.

    Source: arrêté du 14 octobre 2020; ICAO 9303-5 specimen of the Agence nationale des titres sécurisés.
    """
    digits = sum(character in "0123456789" for character in value)
    letters = sum(character in "BCDFGHJKLMNPRTVWXYZ" for character in value)
    return len(value) == 9 and digits + letters == 9 and digits >= 2 and letters >= 2
