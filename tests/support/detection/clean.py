"""Clean business text by lot: nothing in it is anybody's number, but much looks like one.

Words are those of Faker's languages; templates, figures, logs, tables and code are of our own.  What is truly
there by construction (telephone numbers, addresses, hosts) stands in :data:`PRESENT`.
"""

from __future__ import annotations

import functools
import importlib
import json
import random
import re
import sysconfig
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

from stdnum import ean

from tests.support.detection.clean_templates import (
    ARTICLES,
    FIGURES,
    GREETINGS,
    INVOICES,
    LOGS,
    MINIFIED,
    OF_BIRTH,
    ORDERS,
    REMARKS,
    SIGNATURE,
)
from tests.support.detection.common_tools import listed

LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pl", "ru")

PRESENT = frozenset(
    {"email_address", "phone_number", "ip_address", "ip_address_v4", "ip_address_v6", "mac_address"}
)
"""Types whose values stand in signatures, logs, and code, and are rightly found."""

_LOCALES = {
    locale[:2]: locale
    for locale in listed(
        "de_DE fr_FR es_ES it_IT nl_NL pl_PL ru_RU cs_CZ da_DK el_GR uk_UA ja_JP zh_CN he_IL th_TH vi_VN"
        " ar_AA"
    )
}

Make = Callable[[random.Random, str], str]
Kinds = tuple[tuple[int, Make], ...]


@functools.cache
def words(language: str) -> tuple[str, ...]:
    """Words of a language, of English if Faker has none."""
    module = importlib.import_module(f"faker.providers.lorem.{_LOCALES.get(language, 'en_US')}")
    return tuple(word for word in dict.fromkeys(module.Provider.word_list) if word.lower() not in OF_BIRTH)


def prose(rng: random.Random, language: str, characters: int) -> str:
    """Sentences of words by lot, of about so many characters, without any figure."""
    of = words(language)
    sentences: list[str] = []
    length = 0
    while length < characters:
        sentence = " ".join(rng.choices(of, k=rng.randint(5, 16)))
        sentences.append(sentence[:1].upper() + sentence[1:] + rng.choice("....?"))
        length += len(sentence) + 2
    return " ".join(sentences)


_MARK = re.compile(r"<(?:(\d+)-(\d+)|([dxv])(\d+)|(\w+))>")


def filled(rng: random.Random, template: str) -> str:
    """A template with what stands between ``<`` and ``>`` by lot.

    ``<10-99>`` a number of this range, ``<d3>`` digits, ``<x3>`` hexadecimal digits, ``<v2>`` small letters,
    ``<U>`` a UUID, ``<day>``, ``<month>``, ``<time>``, ``<order>``, ``<article>``, ``<ean>``, ``<word>``.
    """

    def one(mark: re.Match[str]) -> str:
        low, high, kind, size, name = mark.groups()
        if low:
            return str(rng.randint(int(low), int(high)))
        if kind:
            return "".join(rng.choices(_ALPHABETS[kind], k=int(size)))
        return _NAMED[name](rng)

    return _MARK.sub(one, template)


_GS1 = ("40", "41", "42", "43", "30", "84", "80", "59", "69", "00", "07")


def _ean(rng: random.Random) -> str:
    """An article number: GS1 prefixes of Germany, France, Spain, Italy, Poland, China, the United States."""
    body = rng.choice(_GS1) + f"{rng.randrange(10**10):010}"
    return body + str(ean.calc_check_digit(body))


_ALPHABETS = {"d": "0123456789", "x": "0123456789abcdef", "v": "abcdefghijkmnopqrstuvwxyz"}
_NAMED: dict[str, Callable[[random.Random], str]] = {
    "U": lambda rng: str(uuid.UUID(int=rng.getrandbits(128), version=4)),
    "day": lambda rng: f"{rng.randint(1, 28):02}",
    "month": lambda rng: f"{rng.randint(1, 12):02}",
    "time": lambda rng: f"{rng.randrange(24):02}:{rng.randrange(60):02}:{rng.randrange(60):02}",
    "order": lambda rng: filled(rng, rng.choice(ORDERS)),
    "article": lambda rng: filled(rng, rng.choice(ARTICLES)),
    "ean": _ean,
    "word": lambda rng: rng.choice(words("en")),
}


# Kinds of text


def _paragraphs(rng: random.Random, language: str) -> str:
    lines = []
    for _ in range(rng.randint(3, 7)):
        lines.append(prose(rng, language, rng.randint(200, 700)))
        if rng.random() < 0.4:
            lines.append(filled(rng, rng.choice(REMARKS)))
    return "\n\n".join(lines) + "\n"


def _figures(rng: random.Random, _language: str) -> str:
    rows = [filled(rng, "Region\tQ1/<2019-2026>\tQ2/<2019-2026>\tQ3/<2019-2026>")]
    for _ in range(rng.randint(10, 40)):
        cells = "\t".join(rng.choice(FIGURES) for _ in range(4))
        rows.append(f"{rng.choice(('North', 'Süd', 'Est', 'Oeste', 'Total', 'Summe'))}\t{filled(rng, cells)}")
    return "\n".join(rows) + "\n"


def _invoice(rng: random.Random, language: str) -> str:
    title, customer, order, article, note, total, due, reference = INVOICES[language]
    head = f"{title} RE-<2019-2027>-<d5>\n{customer}: <10000-9999999>   {order}: <order>   {note}: <d9>\n"
    row = f"{article} <article> {{name}} <1-400> x <1-9999>.<d2> EUR\n"
    tail = f"{total}: <1-99>,<d3>.<d2> EUR   {due}: <day>.<month>.2026\n{reference}: <d9> / <U>\n"
    names = (prose(rng, language, 12)[:30] for _ in range(rng.randint(4, 14)))
    return filled(rng, head + "".join(row.format(name=name) for name in names) + tail)


def _log(rng: random.Random, _language: str) -> str:
    lines = (filled(rng, rng.choice(LOGS)) for _ in range(rng.randint(20, 60)))
    return "\n".join(lines) + "\n"


def _csv(rng: random.Random, _language: str) -> str:
    row = "<1-9999999>;<article>;<1-500>;<1-999>.<d2>;2026-<month>-<day>;<ean>;<word>\n"
    return "id;sku;qty;price;date;ean;note\n" + "".join(filled(rng, row) for _ in range(rng.randint(20, 80)))


def _json(rng: random.Random, _language: str) -> str:
    items = [
        {
            "id": rng.randrange(10**12),
            "uuid": filled(rng, "<U>"),
            "name": prose(rng, "en", 10),
            "etag": filled(rng, "<x16>"),
            "amount": rng.random() * 10**5,
            "created": int(1.7e12) + rng.randrange(10**10),
            "geo": [rng.uniform(-90, 90), rng.uniform(-180, 180)],
            "tags": rng.choices(words("en"), k=3),
        }
        for _ in range(rng.randint(5, 20))
    ]
    return json.dumps(items, indent=rng.choice([None, 2])) + "\n"


def _minified(rng: random.Random, _language: str) -> str:
    return "".join(filled(rng, rng.choice(MINIFIED)) for _ in range(rng.randint(60, 150))) + "\n"


def _thread(rng: random.Random, language: str) -> str:
    hello, bye, wrote = GREETINGS[language]
    lines: list[str] = []
    for depth in range(rng.randint(1, 4)):
        who = rng.choice(("Anna Berg", "Tom Keller", "Julie Martin", "Pablo Ruiz", "Piotr Nowak"))
        address = who.lower().replace(" ", ".") + "@example.com"
        signature = filled(rng, SIGNATURE).format(who=who, address=address)
        greeting = f"{hello} {rng.choice(('Sam', 'Eva', 'Luc'))},"
        letter = f"{greeting}\n\n{prose(rng, language, rng.randint(300, 1200))}\n\n{bye}\n{who}\n{signature}"
        introduction = filled(rng, f"On <1-28> Nov 2026 at <time>, {who} <{address}> {wrote}:")
        lines += ["> " * depth + line for line in (*letter.splitlines(), introduction)]
    return "\n".join(lines) + "\n"


@functools.cache
def _sources() -> tuple[Path, ...]:
    """The standard library as it lies on the disk, without its tests, which are full of made-up secrets."""
    return tuple(sorted(Path(sysconfig.get_paths()["stdlib"]).glob("*.py")))


def _code(rng: random.Random, _language: str) -> str:
    source = rng.choice(_sources()).read_text("utf-8", "replace")
    start = rng.randrange(max(1, len(source) - 20_000))
    return source[start : start + 20_000] + "\n"


KINDS: Kinds = (
    (12, _paragraphs), (8, _thread), (5, _invoice), (4, _figures), (3, _log), (2, _csv), (2, _json),
    (2, _minified), (1, _code),
)  # fmt: skip
"""How often, and what: of everything that stands in mail, more than its share of what is hard."""

OFFICE: Kinds = ((14, _paragraphs), (10, _thread), (3, _invoice), (1, _figures), (1, _code))
"""What people send each other: letters before all, and their attachments."""


def clean_texts(
    octets: int,
    seed: int = 1,
    kinds: Kinds = KINDS,
    size_octets: int = 100_000,
    languages: tuple[str, ...] = LANGUAGES,
) -> Iterator[str]:
    """Texts of about ``size_octets`` each, of so many octets of UTF-8 in all, in ``languages`` mixed."""
    rng = random.Random(seed)
    weights, makers = zip(*kinds, strict=True)
    made = 0
    while made < octets:
        pieces: list[str] = []
        size = 0
        while size < size_octets:
            piece = rng.choices(makers, weights)[0](rng, rng.choice(languages))
            pieces.append(piece)
            size += len(piece.encode())
        made += size
        yield "\n".join(pieces)
