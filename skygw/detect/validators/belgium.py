"""Belgium: national register, enterprise (VAT) and identity card numbers."""

from __future__ import annotations

from skygw.detect.validators.checks import is_digits_of, is_short_date


def national_register(value: str) -> bool:
    """Rijksregisternummer / numéro de registre national, and BIS numbers: YYMMDD, serial (3), check (2).

    97 minus the first nine digits modulo 97, a 2 written before them for births since 2000.  BIS numbers add
    20 or 40 to the month.  Month or day are 00 where they were not known.

    Source: arrêté royal du 3 avril 1984 relatif au numéro d'identification; Registre national, "Liste TI".
    """
    if not is_digits_of(value, 11) or value[6:9] in ("000", "999"):
        return False
    month, day = int(value[2:4]), int(value[4:6])
    month = month - 40 if month >= 40 else month - 20 if month >= 20 else month
    if not is_short_date(value[:2], month or 1, day or 1):
        return False
    number, check = int(value[:9]), int(value[9:])
    return check in (97 - number % 97, 97 - (2_000_000_000 + number) % 97)


def vat(value: str) -> bool:
    """Enterprise number, which with ``BE`` is the VAT number: eight digits, then 97 less these modulo 97.

    Source: Loi du 16 janvier 2003 portant création d'une Banque-Carrefour des Entreprises; VIES.
    """
    digits = value.removeprefix("BE")
    if not is_digits_of(digits, 10) or digits[0] not in "01" or digits[:8] == "00000000":
        return False
    return 97 - int(digits[:8]) % 97 == int(digits[8:])


def identity_card(value: str) -> bool:
    """Identity card: ten digits, then these modulo 97 (97 for 0).

    Source: Registre national, "Numéro de la carte d'identité".
    """
    if not is_digits_of(value, 12) or value[:10] == "0000000000":
        return False
    return (int(value[:10]) % 97 or 97) == int(value[10:])
