"""Germany: tax, VAT, pension and health insurance numbers, identity documents, driving licence, doctors."""

from __future__ import annotations

from skygw.detect.validators.checks import is_digits, is_digits_of, is_short_date, mod11_10, weighted

_PENSION = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)
_HEALTH = (1, 2, 1, 2, 1, 2, 1, 2, 1, 2)
_DOCUMENT = (7, 3, 1, 7, 3, 1, 7, 3, 1)
_DOCUMENT_CHARACTERS = frozenset("0123456789CFGHJKLMNPRTVWXYZ")
_LICENCE = (9, 8, 7, 6, 5, 4, 3, 2, 1)
_DOCTOR = (4, 9, 4, 9, 4, 9, 1)


def tax(value: str) -> bool:
    """Steuerliche Identifikationsnummer: ten digits and a check digit by ISO 7064 MOD 11,10.

    The first is not 0.  Among the ten exactly one digit occurs twice or three times, which are not issued in
    a row.

    Source: Bundeszentralamt für Steuern, § 139b AO; "Prüfziffernberechnung der IdNr".
    """
    if not is_digits_of(value, 11) or value[0] == "0":
        return False
    counts = sorted(value.count(digit, 0, 10) for digit in set(value[:10]))
    if counts[-1] not in (2, 3) or counts[-2] != 1:
        return False
    return not any(value[i] == value[i + 1] == value[i + 2] for i in range(8)) and mod11_10(value)


def vat(value: str) -> bool:
    """Umsatzsteuer-Identifikationsnummer: ``DE`` and nine digits by ISO 7064 MOD 11,10, the first not 0.

    Source: Bundeszentralamt für Steuern, § 27a UStG; VIES.
    """
    digits = value.removeprefix("DE")
    return is_digits_of(digits, 9) and digits[0] != "0" and mod11_10(digits)


def pension(value: str) -> bool:
    """Rentenversicherungsnummer: area (2), date of birth DDMMYY, initial, serial (2), check digit.

    The initial counts as its place in the alphabet, in two digits.  The cross sums of the weighted digits,
    added, modulo 10.

    Source: § 147 SGB VI, § 2 to 4 VKVV.
    """
    initial = value[8:9]
    if len(value) != 12 or not "A" <= initial <= "Z" or not is_digits(value[:8] + value[9:]):
        return False
    if value[:2] < "02" or not is_short_date(value[6:8], value[4:6], value[2:4]):
        return False
    return _cross_sums(value[:8] + f"{ord(initial) - 64:02d}" + value[9:11], _PENSION) % 10 == int(value[11])


def health(value: str) -> bool:
    """Krankenversichertennummer, its part that stays: a letter, eight digits, check digit.

    The letter counts as its place in the alphabet, in two digits; weights 1 and 2 in turn, cross sums.

    Source: § 290 SGB V; GKV-Spitzenverband, "Richtlinie zum Aufbau der Krankenversichertennummer", annex 1.
    """
    if len(value) != 10 or not "A" <= value[0] <= "Z" or not is_digits(value[1:]):
        return False
    return _cross_sums(f"{ord(value[0]) - 64:02d}" + value[1:9], _HEALTH) % 10 == int(value[9])


def document(value: str) -> bool:
    """Number (9) of an identity card or passport and its check digit: weights 7, 3, 1 modulo 10.

    Digits and the consonants that cannot be taken for others; in older cards digits alone.  The ``D`` of the
    nationality may follow, as in the line for machines.

    Source: ICAO 9303-3, 4.9; Bundesministerium des Innern, "Seriennummer".
    """
    number = value[:10] if value[10:] == "D" else value
    if len(number) != 10 or not _DOCUMENT_CHARACTERS.issuperset(number[:9]) or not is_digits(number[9]):
        return False
    return number[:9] != "000000000" and weighted(number, _DOCUMENT) % 10 == int(number[9])


def serial(value: str) -> bool:
    """Nine characters of a document without the check digit: letters and digits among them."""
    return (
        len(value) == 9
        and _DOCUMENT_CHARACTERS.issuperset(value)
        and not is_digits(value)
        and any(character.isdigit() for character in value)
    )


def driving_licence(value: str) -> bool:
    """Führerscheinnummer: authority (4), serial (5), check digit modulo 11 (X for 10), number of the copy.

    Source: Kraftfahrt-Bundesamt, Anlage 8 FeV; Wikipedia "Führerscheinnummer".
    """
    if len(value) != 11 or not value.isascii() or not "A" <= value[0] <= "P" or not is_digits(value[1:3]):
        return False
    total = weighted(value, _LICENCE)
    return total >= 0 and "0123456789X"[total % 11] == value[9]


def doctor(value: str) -> bool:
    """Lebenslange Arztnummer (LANR): six digits, check digit, two digits of the specialty.

    Source: Kassenärztliche Bundesvereinigung, "Richtlinie zur Vergabe der Arztnummern".
    """
    return is_digits_of(value, 9) and value[:6] != "000000" and weighted(value, _DOCTOR) % 10 == 0


def _cross_sums(digits: str, weights: tuple[int, ...]) -> int:
    products = (int(digit) * weight for digit, weight in zip(digits, weights, strict=True))
    return sum(product // 10 + product % 10 for product in products)
