"""Addresses of mail, telephone numbers, dates of birth."""

from __future__ import annotations

import datetime
import random

import phonenumbers

from tests.support.detection.common_tools import FAKES, add, everyday, listed, seeded

_ADDRESSES = listed(
    "jdoe@one.example.org mary@example.net john.q.public@example.com user+mailbox@example.com"
    " customer/department=shipping@example.com peter.o'toole@mail.example.co.uk ken+sieve@example.org"
)
_NO_ADDRESSES = (
    "icon@2x.png",
    "logo@3x.png",
    "@media",
    "@Override",
    "react@18.2.0",
    "@types/node",
    "john@",
    "@example.com",
    "user@localhost",
    "12 pcs @ 3.50",
    "a@b",
    "root@db1:/var/lib",
    "name(at)example.com",
    "you@@example.com",
    "meet@9.30",
)


def _address(rng: random.Random) -> str:
    if rng.random() < 0.15:
        return rng.choice(_ADDRESSES)
    fake = seeded(rng.choice(FAKES[:10]), rng)
    return str(rng.choice([fake.email, fake.company_email, fake.ascii_free_email])())


add(
    "email_address",
    "Faker; RFC 5322, RFC 3696, RFC 5233",
    _address,
    lambda rng: rng.choice([*_NO_ADDRESSES, everyday(rng)]),
)

_REGIONS = listed(
    "DE FR GB ES IT NL PL PT NO DK SE FI AT CH CZ RO GR TR IE US CA AU NZ JP CN IN BR MX ZA SG HK KR"
    " IL AE SA UA BE HU"
)
_FORMS = (phonenumbers.PhoneNumberFormat.INTERNATIONAL, phonenumbers.PhoneNumberFormat.E164)


def _phone(rng: random.Random) -> str:
    """An example of libphonenumber's, its last four digits changed, that is possible and valid by it."""
    while True:
        region = rng.choice(_REGIONS)
        kind = rng.choice([phonenumbers.PhoneNumberType.FIXED_LINE, phonenumbers.PhoneNumberType.MOBILE])
        example = phonenumbers.example_number_for_type(region, kind)
        number = phonenumbers.PhoneNumber(
            country_code=example.country_code,
            national_number=example.national_number
            - example.national_number % 10_000
            + rng.randrange(10_000),
            italian_leading_zero=example.italian_leading_zero,
        )
        if phonenumbers.is_valid_number(number):
            form = rng.choice(_FORMS)
            if region in ("DE", "US", "GB", "FR") and rng.random() < 0.3:
                form = phonenumbers.PhoneNumberFormat.NATIONAL
            return phonenumbers.format_number(number, form)


_NO_PHONES = (
    "+1 415 555",
    "+999 123 456 789",
    "0000000000",
    "+49",
    "+12,5 %",
    "+1,234,567",
    "+3.4 Mio.",
    "4711",
    "24/7",
    "112",
    "2026-11-24",
    "24.11.2026",
    "10:30 - 11:15",
)
add(
    "phone_number",
    "libphonenumber's examples",
    _phone,
    lambda rng: rng.choice(
        [*_NO_PHONES, f"PO-2026-{rng.randrange(10**5):05}", f"{rng.randrange(10, 99)},50 EUR"]
    ),
)

_MONTHS = {
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    "de": [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
    "fr": [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    "es": [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
}


def _born(rng: random.Random) -> str:
    # Not Faker's, which depends on the day on which it is asked.
    day = datetime.date(1936, 1, 1) + datetime.timedelta(rng.randrange(72 * 365))
    month = day.month - 1
    return rng.choice(
        [
            f"{day:%Y-%m-%d}",
            f"{day:%d.%m.%Y}",
            f"{day:%d/%m/%Y}",
            f"{day:%m/%d/%Y}",
            f"{day:%d-%m-%Y}",
            f"{day.day}.{day.month}.{day.year}",
            f"{day.day} {_MONTHS['en'][month]} {day.year}",
            f"{_MONTHS['en'][month]} {day.day}, {day.year}",
            f"{day.day}. {_MONTHS['de'][month]} {day.year}",
            f"{day.day} {_MONTHS['fr'][month]} {day.year}",
            f"{day.day} de {_MONTHS['es'][month]} de {day.year}",
        ]
    )


def _not_born(rng: random.Random) -> str:
    day, year = rng.randrange(13, 29), rng.randrange(1940, 2008)
    return rng.choice(
        [
            f"31.02.{year}",
            f"{year}-13-{day}",
            f"{day}.{rng.randrange(13, 32)}.{year}",
            f"{day}.{rng.randrange(1, 9):02}.21{day}",
            f"17{day}-0{rng.randrange(1, 9)}-11",
            f"30 February {year}",
            f"{rng.randrange(1, 12)}:{rng.randrange(10, 59)}",
            f"{day},{rng.randrange(10, 99)} EUR",
            f"{day} November",
            f"{year}",
            f"4711/{rng.randrange(100, 999)}",
        ]
    )


add("date_of_birth", "days of 1936 to 2007, in the forms of CLDR", _born, _not_born)
