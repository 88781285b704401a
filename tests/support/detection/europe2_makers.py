"""Makers of labelled values: from templates, from checks that are not ours, from Faker.

Templates: ``?`` a digit, ``@`` a capital letter, ``{d}{m}{y}{Y}`` the parts of one date of birth (1950 to
1999); all else stands for itself; ``|`` between alternatives.  Writings: ``#`` takes the next character of
the value.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable
from types import ModuleType

from faker import Faker
from stdnum import luhn, verhoeff
from stdnum.lv import pvn
from stdnum.ru import ogrn
from stdnum.se import personnummer
from stdnum.sk import rc

Make = Callable[[random.Random], str]
Check = Callable[[str], bool]

STDNUM = "python-stdnum"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

VALUES: dict[str, Make] = {}
DECOYS: dict[str, Make] = {}
SOURCES: dict[str, str] = {}


def fill(rng: random.Random, template: str) -> str:
    """``template`` with digits, letters and one date of birth."""
    born = datetime.date(1950, 1, 1) + datetime.timedelta(rng.randrange(50 * 365))
    parts = {
        "d": f"{born.day:02}",
        "m": f"{born.month:02}",
        "y": f"{born.year % 100:02}",
        "Y": str(born.year),
    }
    text, marks = "", iter(template)
    for mark in marks:
        if mark == "{":
            text += parts[next(marks)]
            next(marks)
        else:
            text += {"?": rng.choice("0123456789"), "@": rng.choice(LETTERS)}.get(mark, mark)
    return text


def written(value: str, writing: str) -> str:
    rest = iter(value)
    return "".join(next(rest, "") if mark == "#" else mark for mark in writing) + "".join(rest)


def checked(name: str, source: str, is_valid: Check, templates: str, writings: str = "") -> None:
    """Values of ``templates`` that ``is_valid`` takes; decoys differ from one in a digit, and fail."""

    def valid(rng: random.Random) -> str:
        for _ in range(20_000):
            value = fill(rng, rng.choice(templates.split("|")))
            if is_valid(value) and len(set(value)) > 2:
                return value
        raise AssertionError(f"{name}: no value of {templates}")

    def wrong(rng: random.Random) -> str:
        value = valid(rng)
        while is_valid(value):
            place = rng.choice([place for place, mark in enumerate(value) if mark.isdigit()])
            value = value[:place] + rng.choice("0123456789") + value[place + 1 :]
        return value

    forms = [writing for writing in writings.split("|") if writing] or [""]
    VALUES[name] = lambda rng: written(valid(rng), rng.choice(forms))
    DECOYS[name] = lambda rng: written(wrong(rng), rng.choice(forms))
    SOURCES[name] = source


def formed(name: str, source: str, templates: str, near: str) -> None:
    """Values that have a form and no check digit; decoys of the templates ``near``, and everyday figures."""
    VALUES[name] = lambda rng: fill(rng, rng.choice(templates.split("|")))
    DECOYS[name] = lambda rng: fill(rng, rng.choice(near.split("|"))) if rng.random() < 0.5 else everyday(rng)
    SOURCES[name] = source


def everyday(rng: random.Random) -> str:
    """A date, a time, an amount, an article: what stands in business mail beside everything."""
    day = datetime.date(2020, 1, 1) + datetime.timedelta(rng.randrange(3000))
    return rng.choice(
        [
            f"{day:%d.%m.%Y}", f"{rng.randrange(8, 18):02}:{rng.randrange(60):02}",
            f"{rng.randrange(10, 999)},{rng.randrange(100):02} EUR", f"art. {rng.randrange(10, 9999)}/b",
        ]
    )  # fmt: skip


def named(locale: str, method: str) -> Make:
    """What Faker makes for a locale, from the given source of chance."""
    fake = Faker(locale)

    def make(rng: random.Random) -> str:
        fake.seed_instance(rng.getrandbits(48))
        return str(getattr(fake, method)())

    return make


def one_digit_off(make: Make, last: int = 1) -> Make:
    """The last digit (or the last but ``last - 1``) of a good value raised by one: no check survives that."""

    def wrong(rng: random.Random) -> str:
        value = make(rng)
        place = [place for place, mark in enumerate(value) if mark.isdigit()][-last]
        return value[:place] + str((int(value[place]) + 1) % 10) + value[place + 1 :]

    return wrong


def without(make: Make, is_valid: Check) -> Make:
    """Decoys that are not right by a rule of older days either."""
    return lambda rng: next(value for value in iter(lambda: make(rng), "") if not is_valid(value))


def spaced(make: Make, writings: str) -> Make:
    return lambda rng: written(make(rng), rng.choice(writings.split("|")))


def with_letters(module: ModuleType, body: str) -> str:
    return body + str(module.calc_check_digits(body + "AA"))


def faked(name: str, source: str, make: Make) -> None:
    VALUES[name], DECOYS[name], SOURCES[name] = make, one_digit_off(make), source


def behind(prefix: str, is_valid: Check) -> Check:
    return lambda value: is_valid(value.removeprefix(prefix))


# Checks that python-stdnum lacks, written from the publications.


def luxembourg_person(value: str) -> bool:
    return luhn.is_valid(value[:12]) and verhoeff.is_valid(value[:11] + value[12])


def luxembourg_company(value: str) -> bool:
    rest = sum(int(digit) * (2 + place % 6) for place, digit in enumerate(reversed(value[:10]))) % 11
    return rest != 1 and int(value[10]) == (0 if rest == 0 else 11 - rest)


def polish_passport(value: str) -> bool:
    numbers = [int(mark, 36) for mark in value]
    return (
        sum(number * factor for number, factor in zip(numbers, (7, 3, 9, 1, 7, 3, 1, 7, 3), strict=True)) % 10
        == 0
    )


def polish_land_register(value: str) -> bool:
    alphabet = "0123456789XABCDEFGHIJKLMNOPRSTUWYZ"
    if any(mark not in alphabet for mark in value):
        return False
    total = sum(alphabet.index(mark) * (1, 3, 7)[place % 3] for place, mark in enumerate(value[:12]))
    return total % 10 == int(value[12])


def portuguese_social_security(value: str) -> bool:
    primes = [prime for prime in range(2, 30) if all(prime % other for other in range(2, prime))]
    total = sum(int(digit) * prime for digit, prime in zip(value, reversed(primes), strict=False))
    return int(value[10]) == 9 - total % 10


def passport_zone(value: str) -> bool:
    """ICAO 9303, part 3: the check digit of machine readable documents."""
    return sum(int(digit) * (7, 3, 1)[place % 3] for place, digit in enumerate(value[:-1])) % 10 == int(
        value[-1]
    )


def personal_number(value: str) -> bool:
    return personnummer.is_valid(f"{value[:-4]}-{value[-4:]}")


def latvian_person(value: str) -> bool:
    """As python-stdnum; what begins with 32 to 39 has no check digit and is no decoy."""
    return pvn.is_valid(value) or "32" <= value[:2] <= "39"


def slovak_person(value: str) -> bool:
    """As python-stdnum, without the check digit of 10 that was written 0 until 1985."""
    return rc.is_valid(value) and int(value) % 11 == 0


def spanish_insured(rng: random.Random) -> str:
    """Of Faker, without serial numbers that begin with 0: it counts them as they were never counted."""
    make = named("es_ES", "nuss")
    return next(value for value in iter(lambda: make(rng), "") if value[2] != "0")


def russian_insured(rng: random.Random) -> str:
    """Of Faker, without the lowest numbers, which are older than the check digits."""
    make = named("ru_RU", "snils")
    return next(value for value in iter(lambda: make(rng), "") if value[:2] != "00")


def russian_register(value: str) -> bool:
    """As python-stdnum, which does not know that of a remainder of two digits the last counts."""
    return ogrn.is_valid(value) or (len(value) == 15 and int(value[:14]) % 13 % 10 == int(value[14]))
