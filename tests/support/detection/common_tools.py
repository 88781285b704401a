"""What the makers of common values share: where they are collected, Faker, and everyday numbers."""

from __future__ import annotations

import hashlib
import random
import uuid
from collections.abc import Callable

from faker import Faker
from stdnum import luhn

Make = Callable[[random.Random], str]

VALUES: dict[str, Make] = {}
DECOYS: dict[str, Make] = {}
SOURCES: dict[str, str] = {}


def listed(text: str) -> tuple[str, ...]:
    """Words between blanks."""
    return tuple(text.split())


def add(name: str, source: str, value: Make, decoy: Make) -> None:
    VALUES[name], DECOYS[name], SOURCES[name] = value, decoy, source


def seeded(fake: Faker, rng: random.Random) -> Faker:
    fake.seed_instance(rng.getrandbits(48))
    return fake


ENGLISH = Faker("en_US")


def everyday(rng: random.Random) -> str:
    """What stands in business mail and looks like something: numbers of orders, parcels, articles, builds."""
    return rng.choice(
        [
            f"PO-{rng.randrange(2019, 2027)}-{rng.randrange(10**5):05}",
            f"4500{rng.randrange(10**6):06}",
            "RE" + f"{rng.randrange(10**8):08}",
            f"1Z{rng.randrange(10**6):06}03{rng.randrange(10**8):08}",
            broken(f"00340434{rng.randrange(10**12):012}"),
            str(uuid.UUID(int=rng.getrandbits(128), version=4)),
            hashlib.sha256(rng.randbytes(8)).hexdigest(),
            hashlib.sha1(rng.randbytes(8)).hexdigest(),
            f"v{rng.randrange(1, 20)}.{rng.randrange(30)}.{rng.randrange(20)}",
            f"{rng.randrange(1, 29):02}.{rng.randrange(1, 13):02}.2026 {rng.randrange(24):02}:30",
            f"978-3-{rng.randrange(10, 90)}-{rng.randrange(10**6):06}-{rng.randrange(10)}",
            f"EUR {rng.randrange(1, 99)}.{rng.randrange(1000):03},{rng.randrange(100):02}",
        ]
    )


def broken(digits: str) -> str:
    """With a check digit that is wrong by Luhn's rule."""
    body = digits[:-1]
    return body + str((int(luhn.calc_check_digit(body)) + 1 + int(digits[-1]) % 9) % 10)


def fours(value: str, separator: str = " ") -> str:
    return separator.join(value[at : at + 4] for at in range(0, len(value), 4))


LOCALES = listed(
    "de_DE fr_FR en_GB es_ES it_IT nl_NL pl_PL pt_PT no_NO da_DK fi_FI de_AT de_CH cs_CZ ro_RO el_GR"
    " tr_TR en_IE sk_SK uk_UA az_AZ"
)
FAKES = [Faker(locale) for locale in LOCALES]
