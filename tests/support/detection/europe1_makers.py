"""Makers of labelled values for ``europe1``: by templates, python-stdnum or Faker, or otherwise."""

from __future__ import annotations

import datetime
import functools
import random
import re
from collections.abc import Callable

from faker import Faker
from stdnum.be import vat as be_vat
from stdnum.cz import bankaccount
from stdnum.de import idnr
from stdnum.dk import cpr
from stdnum.fi import hetu
from stdnum.fr import nif
from stdnum.hu import anum
from stdnum.it import codicefiscale

Make = Callable[[random.Random], str]
Check = Callable[[str], bool]

VALUES: dict[str, Make] = {}
DECOYS: dict[str, Make] = {}
SOURCES: dict[str, str] = {}

STDNUM = "python-stdnum"
CONSONANTS = "CFGHJKLMNPRTVWXYZ"
# What stands in business mail beside such words and is none of these numbers.
OTHERS = "{d}.{m}.20{y}|{d}/{m}/19{y}|PO-??????|?????|+?? ?? ??????|???.???,??|A/????/{y}|20{y}-{m}-{d}"


def fill(rng: random.Random, templates: str) -> str:
    """One of the templates, which ``|`` separates.

    ``?`` is a digit, ``@`` a capital letter, ``~`` a digit or consonant, ``{d}{m}{y}`` one date of birth.
    """
    day, month, year = rng.randint(1, 28), rng.randint(1, 12), rng.randint(50, 99)
    template = rng.choice(templates.split("|"))
    for part, number in (("{d}", day), ("{m}", month), ("{y}", year)):
        template = template.replace(part, f"{number:02d}")
    kinds = {"?": "0123456789", "@": "ABCDEFGHJKLMNPRSTUVWXYZ", "~": CONSONANTS + "0123456789"}
    return "".join(rng.choice(kinds.get(mark, mark)) for mark in template)


def bare(value: str) -> str:
    return re.sub("[^0-9A-Z]", "", value.upper())


def spoiled(rng: random.Random, value: str) -> str:
    """``value`` with one of its last four digits changed."""
    places = [place for place, character in enumerate(value) if character.isdigit()][-4:]
    place = rng.choice(places)
    digit = rng.choice("0123456789".replace(value[place], ""))
    return value[:place] + digit + value[place + 1 :]


def other_last(rng: random.Random, value: str) -> str:
    """``value`` with another digit at its end."""
    return value[:-1] + str((int(value[-1]) + rng.randint(1, 9)) % 10)


def register(name: str, source: str, value: Make, decoy: Make) -> None:
    VALUES[name], DECOYS[name], SOURCES[name] = value, decoy, source


def checked(
    name: str, is_valid: Check, templates: str, *, source: str = STDNUM, also: Check | None = None
) -> None:
    """Values of ``templates`` that ``is_valid`` takes; decoys that neither it nor ``also`` takes."""

    def value(rng: random.Random) -> str:
        while not is_valid(bare(made := fill(rng, templates))):
            pass
        return made

    def decoy(rng: random.Random) -> str:
        while True:
            made = spoiled(rng, value(rng))
            if not is_valid(bare(made)) and not (also and also(bare(made))):
                return made

    register(name, source, value, decoy)


def formed(name: str, source: str, templates: str, decoys: str = OTHERS) -> None:
    """Values and decoys are templates: there is nothing to check."""
    register(name, source, lambda rng: fill(rng, templates), lambda rng: fill(rng, decoys))


@functools.cache
def faker(locale: str) -> Faker:
    return Faker(locale)


def faked(locale: str, provider: str, rng: random.Random, **arguments: object) -> str:
    fake = faker(locale)
    fake.seed_instance(rng.getrandbits(32))
    return str(getattr(fake, provider)(**arguments))


def belgian_company(value: str) -> bool:
    """stdnum takes 00 and 98 too, which the rule, 97 less a remainder, does not give."""
    return be_vat.is_valid(value) and "00" < value[-2:] < "98"


def czech_account(rng: random.Random) -> str:
    while not bankaccount.is_valid(made := fill(rng, "1?-?????????1/0800|??????????/0100|2??????017/0300")):
        pass
    return made


def no_czech_account(rng: random.Random) -> str:
    made = czech_account(rng)
    number, bank = made.split("/")
    while bankaccount.is_valid(other := spoiled(rng, number) + "/" + bank):
        pass
    return other


def danish_person(rng: random.Random) -> str:
    """Of those until 2007: stdnum tells the date and the sum of weights."""
    while not (
        cpr.is_valid(made := fill(rng, "{d}{m}{y}-????|{d}{m}{y}????")) and cpr.checksum(bare(made)) == 0
    ):
        pass
    return made


def finnish_person(rng: random.Random) -> str:
    number = fill(rng, "{d}{m}{y}-|{d}{m}{y}Y|{d}{m}1?A") + f"{rng.randint(2, 899):03d}"
    return number + "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(number[:6] + number[7:]) % 31]


def no_finnish_person(rng: random.Random) -> str:
    while hetu.is_valid(made := finnish_person(rng)[:-1] + rng.choice("0123456789ABCDEFHJKLM")):
        pass
    return made


def french_tax(rng: random.Random) -> str:
    number = fill(rng, "3?????????|0?????????|1?????????")
    number += nif.calc_check_digits(number)
    return rng.choice((number, nif.format(number)))


def no_french_tax(rng: random.Random) -> str:
    while nif.is_valid(made := spoiled(rng, french_tax(rng))):
        pass
    return made


def rib_key(account: str) -> int:
    """Counted over one long number, as for an IBAN; ours sums products of the parts."""
    places = {
        **dict(zip("ABCDEFGHIJKLMNOPQR", "123456789" * 2, strict=True)),
        **dict(zip("STUVWXYZ", "23456789", strict=True)),
    }
    return 97 - int("".join(places.get(character, character) for character in account) + "00") % 97


def rib(rng: random.Random, error: int = 0) -> str:
    account = fill(rng, "30004?????00?????????|20041?????0??????@???|1????0????0??????????")
    key = f"{(rib_key(account) + error - 1) % 97 + 1:02d}"
    return rng.choice((account + key, f"{account[:5]} {account[5:10]} {account[10:]} {key}"))


def weights_731(number: str) -> int:
    """ICAO 9303-3, 4.9, character by character."""
    values = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return sum(values.index(character) * int("731"[place % 3]) for place, character in enumerate(number)) % 10


def german_document(template: str, error: int, rng: random.Random) -> str:
    number = fill(rng, template)
    return f"{number}{(weights_731(number) + error) % 10}"


def german_licence(rng: random.Random, error: int = 0) -> str:
    """The weighted sum by two running sums: each character counts once more at each step."""
    number = fill(rng, "B07??????|N03?~~~~?|F2??~~~~~")
    total = running = 0
    for character in number:
        running += int(character, 36)
        total += running
    return number + "0123456789X"[(total + error) % 11] + fill(rng, "?")


def german_tax(rng: random.Random) -> str:
    """Ten digits of which one occurs twice: stdnum gives the check digit."""
    while True:
        digits = rng.sample("0123456789", 9)
        digits.insert(rng.randint(0, 8), rng.choice(digits))
        number = "".join(digits) + str(rng.randint(0, 9))
        if idnr.is_valid(number):
            return rng.choice((number, idnr.format(number)))


def no_german_tax(rng: random.Random) -> str:
    while idnr.is_valid(made := spoiled(rng, german_tax(rng))):
        pass
    return made


def pension(rng: random.Random) -> str:
    # Left to itself, Faker takes a birthday that depends on the day on which it is asked.
    born = datetime.date(1940, 1, 1) + datetime.timedelta(rng.randrange(60 * 365))
    while (number := faked("de_DE", "rvnr", rng, birthdate=born))[:2] < "02":
        pass
    return rng.choice((number, f"{number[:2]} {number[2:8]} {number[8]} {number[9:]}"))


def doctor(rng: random.Random, error: int = 0) -> str:
    """Short form of the rule: six times the odd digits and once the even ones."""
    number = fill(rng, "??????")
    check = 6 * sum(map(int, number[::2])) + sum(map(int, number[1::2])) + error
    return f"{number}{check % 10}{rng.choice(('01', '03', '34', '60'))}"


def hungarian_person(rng: random.Random) -> str:
    """Faker makes the check digit 10, the 30th of February, and sex and century that 2017 does not have."""
    while (
        len(number := faked("hu_HU", "ssn", rng)) != 11
        or number[1:3] == "17"
        or number[3:7] in ("0229", "0230")
    ):
        pass
    return rng.choice(
        (number, f"{number[0]} {number[1:7]} {number[7:]}", f"{number[0]}-{number[1:7]}-{number[7:]}")
    )


def summed(number: str, weights: str, modulus: int) -> int:
    """The sum of products, each worked out by adding: for the rules that python-stdnum lacks."""
    return (
        sum(sum([int(digit)] * int(weight)) for digit, weight in zip(number, weights, strict=True)) % modulus
    )


def hungarian_social(rng: random.Random, error: int = 0) -> str:
    number = fill(rng, "1???????|0???????")
    number += str((summed(number, "37373737", 10) + error) % 10)
    return rng.choice(
        (number, f"{number[:3]} {number[3:6]} {number[6:]}", f"{number[:3]}-{number[3:6]}-{number[6:]}")
    )


def hungarian_tax(rng: random.Random, error: int = 0) -> str:
    while (check := summed(number := fill(rng, "83???????|84???????"), "123456789", 11)) == 10:
        pass
    return f"{number}{(check + error) % 10}"


def hungarian_account(rng: random.Random, error: int = 0) -> str:
    """Blocks of eight digits with the weighted sums of tax numbers, which stdnum has."""
    blocks = []
    for template in ("1???????", "????????"):
        while anum.checksum(block := fill(rng, template)):
            pass
        blocks.append(block)
    blocks[1] = f"{blocks[1][:7]}{(int(blocks[1][7]) + error) % 10}"
    return "-".join([*blocks, *rng.choice((["00000000"], []))])


def fiscal(rng: random.Random) -> str:
    person = fill(rng, "@@@@@@{y}") + rng.choice("ABCDEHLMPRST")
    person += f"{rng.randint(1, 28) + rng.choice((0, 40)):02d}{fill(rng, '@???')}"
    code = person + codicefiscale.calc_check_digit(person)
    spaced = f"{code[:3]} {code[3:6]} {code[6:11]} {code[11:]}"
    return rng.choice((code, code, code.lower(), spaced))


def no_fiscal(rng: random.Random) -> str:
    while codicefiscale.is_valid(made := spoiled(rng, fiscal(rng))):
        pass
    return made
