"""Sweden: personal identity number, organisation number, VAT number, bankgiro."""

from __future__ import annotations

from skygw.detect.validators.checks import is_date, is_digits, is_short_date, luhn


def personal_number(value: str) -> bool:
    """Year (two or four digits), month, day, serial number, Luhn digit over the last ten.

    Coordination numbers have 60 added to the day.  Source: Skatteverket, personnummer and samordningsnummer.
    """
    if len(value) not in (10, 12) or not is_digits(value) or not luhn(value[-10:]):
        return False
    day = int(value[-6:-4])
    day = day - 60 if day > 60 else day
    if len(value) == 12:
        return value[:2] in ("18", "19", "20") and is_date(value[:4], value[4:6], day)
    return is_short_date(value[:2], value[2:4], day)


def organisation_number(value: str) -> bool:
    """Ten digits with a Luhn digit; the third is 2 or above, so that it cannot be a person's.

    Source: Bolagsverket, organisationsnummer.
    """
    return len(value) == 10 and value[0] != "0" and value[2] >= "2" and luhn(value)


def vat(value: str) -> bool:
    """SE, ten digits of the organisation or person, 01.  Source: Skatteverket, momsregistreringsnummer."""
    number = value.removeprefix("SE")
    return len(number) == 12 and number[10:] == "01" and number[0] != "0" and luhn(number[:10])


def bankgiro(value: str) -> bool:
    """Seven or eight digits with a Luhn digit.  Source: Bankgirot, bankgironummer."""
    return len(value) in (7, 8) and value[0] != "0" and luhn(value)
