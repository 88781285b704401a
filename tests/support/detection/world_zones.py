"""Machine readable zones of made-up travellers, as ICAO Doc 9303 tells to write them."""

from __future__ import annotations

import random

from tests.support.detection.world_checks import zone_digit
from tests.support.detection.world_makers import Make, fill

_NAMES = (
    "MUELLER<<ANNA",
    "SMITH<<JOHN<PAUL",
    "GARCIA<LOPEZ<<MARIA",
    "TANAKA<<YUKI",
    "DIALLO<<AWA",
    "OKAFOR<<CHIDI",
)
_STATES = ("USA", "GBR", "JPN", "BRA", "IND", "MEX", "CAN", "AUS", "KOR", "ZAF")


def _fields(chance: random.Random) -> tuple[str, str, str, str, str, str]:
    number = fill(chance, "@@???????|?????????|@????????")
    born, expires = fill(chance, "{y}{m}{d}"), fill(chance, "3[0,1,2,3]{m}{d}")
    return chance.choice(_NAMES), chance.choice(_STATES), number, born, chance.choice("MF<"), expires


def passport(chance: random.Random) -> str:
    names, state, number, born, sex, expires = _fields(chance)
    number, born, expires = (field + zone_digit(field) for field in (number, born, expires))
    personal = "<" * 14
    whole = zone_digit(number + born + expires + personal + "0")
    return f"P<{state}{names:<<39}\n{number}{state}{born}{sex}{expires}{personal}0{whole}"


def visa(chance: random.Random) -> str:
    names, state, number, born, sex, expires = _fields(chance)
    number, born, expires = (field + zone_digit(field) for field in (number, born, expires))
    width = chance.choice((44, 36))
    second = f"{number}{state}{born}{sex}{expires}".ljust(width, "<")
    return f"V<{state}{names}".ljust(width, "<") + "\n" + second


def card(chance: random.Random) -> str:
    names, state, number, born, sex, expires = _fields(chance)
    number, born, expires = (field + zone_digit(field) for field in (number, born, expires))
    first = f"I<{state}{number}".ljust(30, "<")
    whole = zone_digit(first[5:] + born + expires + "<" * 11)
    second = f"{born}{sex}{expires}{state}".ljust(29, "<") + whole
    return f"{first}\n{second}\n{names:<<30}"


def spoiled(make: Make) -> Make:
    """Zones in which a digit of the date of birth is wrong."""

    def wrong(chance: random.Random) -> str:
        zone = make(chance)
        lines = zone.split("\n")
        place = 3 if len(lines) == 3 else 16
        digit = str((int(lines[1][place]) + 1) % 10)
        lines[1] = lines[1][:place] + digit + lines[1][place + 1 :]
        return "\n".join(lines)

    return wrong
