"""Makers of labelled values of the world: from templates, from checks that are not ours, from Faker.

Templates: ``?`` a digit, ``@`` a capital letter, ``[a,b]`` one of these, ``{d}{m}{y}{Y}`` parts of one date
of birth (1950 to 1999); all else stands for itself; ``|`` between alternatives.  Writings: ``#`` takes the
next character of the value; ``|`` between alternatives.
"""

from __future__ import annotations

import datetime
import random
import re
from collections.abc import Callable

from faker import Faker

Make = Callable[[random.Random], str]
Check = Callable[[str], bool]

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DIGITS = "0123456789"

_MARK = re.compile(r"\{[dmyY]\}|\[[^\]]*\]|[?@]")


def fill(chance: random.Random, templates: str) -> str:
    """One of ``templates`` with digits, letters, choices and one date of birth."""
    born = datetime.date(1950, 1, 1) + datetime.timedelta(chance.randrange(50 * 365))
    dates = {"{d}": f"{born:%d}", "{m}": f"{born:%m}", "{y}": f"{born:%y}", "{Y}": f"{born:%Y}"}

    def mark(match: re.Match[str]) -> str:
        what = match[0]
        if what[0] == "[":
            return chance.choice(what[1:-1].split(","))
        return dates.get(what) or chance.choice(DIGITS if what == "?" else LETTERS)

    return _MARK.sub(mark, chance.choice(templates.split("|")))


def written(chance: random.Random, value: str, writings: str) -> str:
    """``value`` in one of ``writings``."""
    if not writings:
        return value
    rest = iter(value)
    writing = chance.choice(writings.split("|"))
    return "".join(next(rest, "") if mark == "#" else mark for mark in writing) + "".join(rest)


def found(templates: str, is_valid: Check) -> Make:
    """Values of ``templates`` that ``is_valid`` takes."""

    def make(chance: random.Random) -> str:
        for _ in range(50_000):
            value = fill(chance, templates)
            if len(set(value)) > 2 and is_valid(value):
                return value
        raise AssertionError(f"no value of {templates}")

    return make


def spoiled(make: Make, is_valid: Check) -> Make:
    """Good values of which one digit is changed so that ``is_valid`` refuses them."""

    def wrong(chance: random.Random) -> str:
        value = good = make(chance)
        while is_valid(value):
            place = chance.choice([place for place, mark in enumerate(good) if mark in DIGITS])
            value = good[:place] + chance.choice(DIGITS) + good[place + 1 :]
        return value

    return wrong


def everyday(chance: random.Random) -> str:
    """A date, a time, an amount, an article: what stands in business mail beside everything."""
    day = datetime.date(2020, 1, 1) + datetime.timedelta(chance.randrange(3000))
    return chance.choice(
        [
            f"{day:%d.%m.%Y}", f"{day:%m/%d/%Y}", f"{chance.randrange(8, 18):02}:{chance.randrange(60):02}",
            f"${chance.randrange(10, 999)}.{chance.randrange(100):02}", f"#{chance.randrange(100, 9999)}/b",
        ]
    )  # fmt: skip


def named(locale: str, method: str) -> Make:
    """What Faker makes for a locale, from the given source of chance."""
    fake = Faker(locale)

    def make(chance: random.Random) -> str:
        fake.seed_instance(chance.getrandbits(48))
        return str(getattr(fake, method)())

    return make


def raised(make: Make, place: int) -> Make:
    """Good values of which the digit at ``place`` is raised by one: no check digit survives that."""

    def wrong(chance: random.Random) -> str:
        value = make(chance)
        return value[:place] + str((int(value[place]) + 1) % 10) + value[place + 1 :]

    return wrong
