"""Clean business text by lot: nothing in it is anybody's number, but much looks like one.

Words are those of Faker's languages; templates, figures, logs, tables and code are of our own.  What is truly
there by construction (telephone numbers, addresses, hosts) stands in :data:`PRESENT`.
"""

from __future__ import annotations

import functools
import hashlib
import importlib
import json
import random
import sysconfig
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pl", "ru")

PRESENT = frozenset({"email_address", "phone_number", "ip_address", "ip_address_v4", "ip_address_v6", "mac_address"})
"""Types whose values stand in signatures, logs, and code, and are rightly found."""

_LOCALES = {
    "en": "en_US", "de": "de_DE", "fr": "fr_FR", "es": "es_ES", "it": "it_IT", "nl": "nl_NL", "pl": "pl_PL", "ru": "ru_RU",
    "cs": "cs_CZ", "da": "da_DK", "el": "el_GR", "uk": "uk_UA", "ja": "ja_JP", "zh": "zh_CN", "he": "he_IL", "th": "th_TH",
    "vi": "vi_VN", "ar": "ar_AA",
}  # fmt: skip


# A date beside one of these is a date of birth, whoever put it there.
_OF_BIRTH = frozenset(
    "born birth birthday geboren geburtstag geburt naissance né née nacido nacida nacimiento nato nata nascita geboortedatum"
    " urodziny urodzony urodzić родиться рождение родился".split()
)


@functools.cache
def words(language: str) -> tuple[str, ...]:
    """Words of a language, of English if Faker has none."""
    module = importlib.import_module(f"faker.providers.lorem.{_LOCALES.get(language, 'en_US')}")
    return tuple(word for word in dict.fromkeys(module.Provider.word_list) if word.lower() not in _OF_BIRTH)


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


def _paragraphs(rng: random.Random, language: str) -> str:
    lines = []
    for _ in range(rng.randint(3, 7)):
        lines.append(prose(rng, language, rng.randint(200, 700)))
        if rng.random() < 0.4:
            lines.append(_sentence_with_figures(rng))
    return "\n\n".join(lines) + "\n"


def _sentence_with_figures(rng: random.Random) -> str:
    day, month, year = rng.randint(1, 28), rng.randint(1, 12), rng.randint(2019, 2027)
    return rng.choice(
        [
            f"The meeting on {day} May {year} at {rng.randint(8, 18)}:30 in room {rng.randint(1, 9)}.{rng.randint(100, 399)} is moved by {rng.randint(2, 9)} days.",
            f"Revenue rose from {rng.randint(100, 999)},{rng.randint(100, 999)} to {rng.randint(1, 9)},{rng.randint(100, 999)},{rng.randint(100, 999)} USD, or {rng.randint(1, 30)}.{rng.randint(0, 9)} %.",
            f"Lieferung bis {day:02}.{month:02}.{year}, Bestellung {_order(rng)}, Menge {rng.randint(1, 5000)} Stück.",
            f"Projekt {rng.randint(10000, 99999)}-{rng.randint(10, 99)}, Kostenstelle {rng.randint(1000, 9999)}, Budget {rng.randint(10, 999)}.000 EUR.",
            f"Le devis n° {rng.randint(10**5, 10**6)} du {day}/{month}/{year} s'élève à {rng.randint(1, 99)} {rng.randint(100, 999)},50 €.",
            f"El pedido {_order(rng)} se entregará el {day}/{month:02}/{year}; referencia del artículo {_article(rng)}.",
            f"Ticket #{rng.randint(10**4, 10**6)} ({_article(rng)}) was closed after {rng.randint(1, 90)} days; see page {rng.randint(1, 400)}.",
        ]
    )


def _order(rng: random.Random) -> str:
    return rng.choice([f"PO-{rng.randint(2019, 2027)}-{rng.randrange(10**5):05}", f"45{rng.randrange(10**8):08}", f"AB{rng.randrange(10**6):06}"])


def _article(rng: random.Random) -> str:
    return rng.choice(
        [
            f"{rng.randrange(10**3):03}.{rng.randrange(10**3):03}.{rng.randrange(10**2):02}", f"{rng.randrange(10**13):013}",
            f"{rng.choice('ABCDEFGHKLMNPRSTX')}{rng.randrange(10**4)}-{rng.randrange(10**3)}", f"{rng.randrange(10**6):06}",
            f"HX-{rng.randrange(10**5)}/{rng.randrange(10)}", f"{rng.choice('BCDFGHKLM')}{rng.choice('QRSTVW')}{rng.randrange(10**7):07}",
        ]
    )  # fmt: skip


def _figures(rng: random.Random) -> str:
    head = "Region\t" + "\t".join(f"Q{q}/{rng.randint(2019, 2026)}" for q in (1, 2, 3, 4)) + "\n"
    rows = [
        rng.choice(["North", "South", "Süd", "Est", "Oeste", "Total", "Summe"]) + "\t"
        + "\t".join(rng.choice([f"{rng.randrange(10**7):,}", f"{rng.random() * 10**6:.2f}", f"{rng.randrange(10**9)}", f"{rng.random():.8f}"]) for _ in range(4))
        for _ in range(rng.randint(10, 40))
    ]  # fmt: skip
    return head + "\n".join(rows) + "\n"


_INVOICE = {
    "en": ("Invoice", "Customer no.", "Order number", "Article", "Delivery note", "Total", "Due date", "Reference"),
    "de": ("Rechnung", "Kundennummer", "Bestellnummer", "Artikelnummer", "Lieferschein", "Gesamtbetrag", "Fällig am", "Vorgang"),
    "fr": ("Facture", "N° client", "N° de commande", "Référence article", "Bon de livraison", "Total TTC", "Échéance", "Dossier"),
    "es": ("Factura", "Nº de cliente", "Nº de pedido", "Referencia", "Albarán", "Importe total", "Vencimiento", "Expediente"),
    "it": ("Fattura", "Codice cliente", "Numero ordine", "Codice articolo", "Bolla", "Totale", "Scadenza", "Pratica"),
    "nl": ("Factuur", "Klantnummer", "Ordernummer", "Artikelnummer", "Pakbon", "Totaalbedrag", "Vervaldag", "Kenmerk"),
    "pl": ("Faktura", "Numer klienta", "Numer zamówienia", "Kod towaru", "Dokument WZ", "Razem", "Termin", "Sprawa"),
    "ru": ("Заказ", "Номер клиента", "Номер заказа", "Артикул", "Накладная", "Итого", "Срок", "Дело"),
}  # fmt: skip


def _invoice(rng: random.Random, language: str) -> str:
    title, customer, order, article, note, total, due, reference = _INVOICE[language]
    lines = [
        f"{title} {rng.choice(['RE', 'INV', 'FA', 'F'])}-{rng.randint(2019, 2027)}-{rng.randrange(10**5):05}",
        f"{customer}: {rng.randrange(10**4, 10**8)}   {order}: {_order(rng)}   {note}: {rng.randrange(10**7, 10**10)}",
    ]
    amount = 0
    for position in range(1, rng.randint(5, 15)):
        price = rng.randint(100, 10**6)
        amount += price
        lines.append(
            f"{position:3}  {article} {_article(rng):<16} {prose(rng, language, 12)[:30]:<30} {rng.randint(1, 400):>4} x {price / 100:>10.2f} EUR"
        )
    lines.append(f"{total}: {amount / 100:,.2f} EUR   {due}: {rng.randint(1, 28):02}.{rng.randint(1, 12):02}.2026")
    lines.append(f"{reference}: {rng.randrange(10**6, 10**12)} / {uuid.UUID(int=rng.getrandbits(128), version=4)}")
    return "\n".join(lines) + "\n"


def _log(rng: random.Random) -> str:
    lines = []
    for _ in range(rng.randint(20, 60)):
        stamp = f"2026-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}T{rng.randrange(24):02}:{rng.randrange(60):02}:{rng.randrange(60):02}.{rng.randrange(1000):03}Z"
        lines.append(
            rng.choice(
                [
                    f"{stamp} INFO  [http-nio-8443-exec-{rng.randint(1, 40)}] GET /api/v2/items/{rng.randrange(10**9)}?page={rng.randint(1, 99)} 200 {rng.randrange(10**6)} {rng.randint(1, 3000)}ms",
                    f"{stamp} DEBUG pid={rng.randint(100, 99999)} trace={rng.getrandbits(128):032x} span={rng.getrandbits(64):016x} rows={rng.randrange(10**5)}",
                    f"{stamp} WARN  gc pause {rng.random() * 100:.3f} ms heap {rng.randrange(10**10)}->{rng.randrange(10**10)} ({rng.randrange(10**10)})",
                    f"10.{rng.randrange(256)}.{rng.randrange(256)}.{rng.randrange(20, 256)} - - [{rng.randint(1, 28):02}/Nov/2026:{rng.randrange(24):02}:15:{rng.randrange(60):02} +0000] \"GET /static/app.{rng.getrandbits(32):08x}.js HTTP/1.1\" 304 {rng.randrange(10**5)}",
                    f"{int(1.7e9) + rng.randrange(10**8)} {rng.randrange(10**13, 10**14)} job {rng.randrange(10**7)} finished, exit 0, sha256 {hashlib.sha256(rng.randbytes(8)).hexdigest()}",
                    f"kernel: [{rng.randrange(10**6)}.{rng.randrange(10**6):06}] eth0: link up, {rng.choice([100, 1000, 10000])}Mbps, 0x{rng.getrandbits(64):016x}",
                    f"{stamp} ERROR request {uuid.UUID(int=rng.getrandbits(128), version=4)} failed: timeout after {rng.randint(1, 60)}000 ms (attempt {rng.randint(1, 5)}/5)",
                ]
            )
        )
    return "\n".join(lines) + "\n"


def _csv(rng: random.Random) -> str:
    rows = ["id;sku;qty;price;date;ean;note"]
    rows += [
        f"{rng.randrange(10**7)};{_article(rng)};{rng.randint(1, 500)};{rng.random() * 1000:.2f};2026-{rng.randint(1, 12):02}-{rng.randint(1, 28):02};{rng.randrange(10**12, 10**13)};{rng.choice(words('en'))}"
        for _ in range(rng.randint(20, 80))
    ]
    return "\n".join(rows) + "\n"


def _json(rng: random.Random) -> str:
    items = [
        {
            "id": rng.randrange(10**12), "uuid": str(uuid.UUID(int=rng.getrandbits(128), version=4)), "name": prose(rng, "en", 10),
            "etag": f"{rng.getrandbits(64):x}", "amount": rng.random() * 10**5, "created": int(1.7e12) + rng.randrange(10**10),
            "geo": [rng.uniform(-90, 90), rng.uniform(-180, 180)], "tags": rng.choices(words("en"), k=3), "done": rng.random() < 0.5,
        }
        for _ in range(rng.randint(5, 20))
    ]  # fmt: skip
    return json.dumps(items, indent=rng.choice([None, 2])) + "\n"


def _minified(rng: random.Random) -> str:
    name = lambda: rng.choice("abcdefghijkmnopqrstuvwxyz") + rng.choice("abcdefghijkmnopqrstuvwxyz0123456789")  # noqa: E731
    pieces = [
        rng.choice(
            [
                f"function {name()}({name()},{name()}){{return {name()}.{rng.choice(words('en'))}({rng.randrange(10**6)})}}",
                f"var {name()}={rng.random()},{name()}=0x{rng.getrandbits(32):x};", f"{name()}[{rng.randrange(10**5)}]={rng.randrange(10**15)};",
                f"!{name()}&&({name()}=[{','.join(str(rng.randrange(10**6)) for _ in range(8))}]);",
                f"({rng.randrange(10**5)},{name()}.{name()})(\"{rng.getrandbits(80):020x}\"),", f"\"M{rng.random() * 100:.3f} {rng.random() * 100:.3f}l{rng.random():.4f}-{rng.random():.4f}z\",",
            ]
        )
        for _ in range(rng.randint(60, 150))
    ]  # fmt: skip
    return "".join(pieces) + "\n"


_GREETINGS = {
    "en": ("Hi", "Best regards", "wrote"), "de": ("Hallo", "Mit freundlichen Grüßen", "schrieb"), "fr": ("Bonjour", "Cordialement", "a écrit"),
    "es": ("Hola", "Un saludo", "escribió"), "it": ("Ciao", "Cordiali saluti", "ha scritto"), "nl": ("Hallo", "Met vriendelijke groet", "schreef"),
    "pl": ("Cześć", "Pozdrawiam", "napisał"), "ru": ("Здравствуйте", "С уважением", "пишет"),
}  # fmt: skip


def _thread(rng: random.Random, language: str) -> str:
    hello, bye, wrote = _GREETINGS[language]
    text = ""
    for depth in range(rng.randint(1, 4)):
        who = rng.choice(["Anna Berg", "Tom Keller", "Julie Martin", "Pablo Ruiz", "Piotr Nowak"])
        address = who.lower().replace(" ", ".") + "@example.com"
        letter = f"{hello} {rng.choice(['Sam', 'Eva', 'Luc'])},\n\n{prose(rng, language, rng.randint(150, 500))}\n\n{bye}\n{who}\n-- \n{who} | Example AG | +49 89 {rng.randint(10**6, 10**7 - 1)} | {address}\nHRB {rng.randint(10**4, 10**5)} | {rng.randrange(10000, 99999)} München | www.example.com/{rng.randrange(10**4)}\n"
        text += "".join("> " * depth + line + "\n" for line in letter.splitlines())
        text += "> " * depth + f"On {rng.randint(1, 28)} Nov 2026 at {rng.randrange(24):02}:{rng.randrange(60):02}, {who} <{address}> {wrote}:\n"
    return text


@functools.cache
def _sources() -> tuple[Path, ...]:
    """The standard library as it lies on the disk, without tests, which are full of made-up secrets."""
    return tuple(sorted(Path(sysconfig.get_paths()["stdlib"]).glob("*.py")))


def _code(rng: random.Random) -> str:
    source = rng.choice(_sources()).read_text("utf-8", "replace")
    start = rng.randrange(max(1, len(source) - 20_000))
    return source[start : start + 20_000] + "\n"


Kinds = tuple[tuple[int, Callable[[random.Random, str], str]], ...]

KINDS: Kinds = (
    (12, _paragraphs),
    (4, lambda rng, _: _figures(rng)),
    (5, _invoice),
    (3, lambda rng, _: _log(rng)),
    (2, lambda rng, _: _csv(rng)),
    (2, lambda rng, _: _json(rng)),
    (2, lambda rng, _: _minified(rng)),
    (1, lambda rng, _: _code(rng)),
    (8, _thread),
)
"""How often, and what: of everything that stands in mail, more than its share of what is hard."""


OFFICE: Kinds = ((14, _paragraphs), (10, _thread), (3, _invoice), (1, lambda rng, _: _figures(rng)), (1, lambda rng, _: _code(rng)))
"""What people send each other: letters before all, and their attachments."""


def clean_texts(octets: int, seed: int = 1, kinds: Kinds = KINDS, size_octets: int = 100_000) -> Iterator[str]:
    """Texts of about ``size_octets`` each, of so many octets of UTF-8 in all."""
    rng = random.Random(seed)
    weights, makers = zip(*kinds, strict=True)
    made = 0
    while made < octets:
        pieces: list[str] = []
        size = 0
        while size < size_octets:
            piece = rng.choices(makers, weights)[0](rng, rng.choice(LANGUAGES))
            pieces.append(piece)
            size += len(piece.encode())
        made += size
        yield "\n".join(pieces)
