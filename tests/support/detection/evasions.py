"""Eleven ways to write a value so that people read it and programs do not: each as a whole message.

A trick takes a sentence, the value in it and the keyword before it, and gives the octets of a message.
"""

from __future__ import annotations

import base64
import functools
import html
import quopri
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

import attrs

from skygw.detect import Finding, Scanner
from skygw.inspect.pipeline import inspect_octets
from tests.support.detection.harness import SEED, high, material
from tests.support.detection.keywords import own_keywords

TYPES = (
    "credit_card",
    "iban",
    "us_social_security_number",
    "germany_tax_identification_number",
    "france_social_security_number",
    "uk_national_insurance_number",
    "spain_dni",
    "email_address",
    "aws_access_key_id",
    "ip_address_v4",
)
EACH = 12

_LANGUAGES = {
    "germany_tax_identification_number": "de",
    "france_social_security_number": "fr",
    "spain_dni": "es",
}
_SENTENCES = {
    "en": "As discussed this morning, the {keyword} of our client is {value} and all else is as before.",
    "de": "Wie heute früh besprochen: {keyword} {value}, alles andere ist unverändert, viele Grüße.",
    "fr": "Comme convenu ce matin, voici l'information : {keyword} {value}, tout le reste demeure inchangé.",
    "es": "Como hablamos esta mañana, este es el dato: {keyword} {value}, todo lo demás sigue sin cambios.",
}


@attrs.frozen
class Case:
    """One message, and the type that is to be found in it."""

    trick: str
    type: str
    value: str
    octets: bytes = attrs.field(repr=False)


Trick = Callable[[random.Random, str, str, str], bytes]
"""From sentence (``{keyword}``, ``{value}``), keyword and value to a message."""


def cases(seed: int = SEED) -> Iterator[Case]:
    """The whole grid."""
    for name in TYPES:
        rng = random.Random(f"{seed} evasions {name}")
        language = _LANGUAGES.get(name, "en")
        keywords = own_keywords(name, language) or ("AWS access key",)
        for _ in range(EACH):
            value, keyword = _value(name, rng), rng.choice(keywords)
            for trick, apply in TRICKS.items():
                yield Case(trick, name, value, apply(rng, _SENTENCES[language], keyword, value))


def _value(name: str, rng: random.Random) -> str:
    if name == "aws_access_key_id":  # IAM User Guide, "Unique identifiers": AKIA and sixteen of base32
        return "AKIA" + "".join(rng.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", k=16))
    return str(next(of for of in material().values() if name in of.VALUES).VALUES[name](rng))


# Messages

_HEADER = (
    "From: Anna Berg <anna.berg@contoso.com>\r\nTo: Tom Keller <tom@fabrikam.com>\r\nSubject: our talk\r\n"
    "Message-ID: <1@contoso.com>\r\nDate: Tue, 24 Nov 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\n"
)


def message(body: str, media_type: str = "text/plain") -> bytes:
    """A message with one part in base64."""
    encoded = base64.encodebytes(body.encode()).replace(b"\n", b"\r\n")
    head = f"{_HEADER}Content-Type: {media_type}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return head.encode() + encoded


def _plain(sentence: str, keyword: str, value: str) -> bytes:
    return message(f"Hello Tom,\n\n{sentence.format(keyword=keyword, value=value)}\n\nAnna\n")


# Tricks


def _translated(tables: list[dict[int, int]]) -> Trick:
    def apply(rng: random.Random, sentence: str, keyword: str, value: str) -> bytes:
        return _plain(sentence, keyword, value.translate(rng.choice(tables)))

    return apply


def _run(first: str, start: int, count: int) -> dict[int, int]:
    return {ord(first) + offset: start + offset for offset in range(count)}


_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
_MATHEMATICAL = [
    _run("0", 0x1D7CE, 10) | _run("A", 0x1D400, 26) | _run("a", 0x1D41A, 26),  # bold
    _run("0", 0x1D7E2, 10) | _run("A", 0x1D5A0, 26) | _run("a", 0x1D5BA, 26),  # sans-serif
    _run("0", 0x1D7F6, 10) | _run("A", 0x1D670, 26) | _run("a", 0x1D68A, 26),  # monospace
]
# Arabic-Indic, Persian, Devanagari, Bengali, Thai
_FOREIGN = [_run("0", start, 10) for start in (0x660, 0x6F0, 0x966, 0x9E6, 0xE50)]


def _between(marks: str) -> Trick:
    """Characters that are not seen between those of the value."""

    def apply(rng: random.Random, sentence: str, keyword: str, value: str) -> bytes:
        return _plain(sentence, keyword, "".join(mark + rng.choice(marks) for mark in value))

    return apply


def _bidi(rng: random.Random, sentence: str, keyword: str, value: str) -> bytes:
    half = len(value) // 2
    opened = rng.choice(["\u202d", "\u2066", "\u202a"])
    closed = "\u2069" if opened == "\u2066" else "\u202c"
    return _plain(sentence, keyword, f"{opened}{value[:half]}\u200e{value[half:]}{closed}")


def _spaces(rng: random.Random, sentence: str, keyword: str, value: str) -> bytes:
    """Blanks of other widths, around the value and within."""
    blanks = "\u00a0\u2009\u202f\u2007\u2003\u3000"
    text = sentence.format(keyword=keyword, value=value)
    at = text.index(value)
    changed = "".join(
        rng.choice(blanks) if mark == " " else mark for mark in text[at - 1 : at + len(value) + 1]
    )
    return message(text[: at - 1] + changed + text[at + len(value) + 1 :])


_SIGNS = {"-": "\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d", ".": "\uff0e\u2024\ufe52", "@": "\uff20\ufe6b"}


def _signs(rng: random.Random, sentence: str, keyword: str, value: str) -> bytes:
    """Hyphens, dots and at-signs that only look like those; blanks become such hyphens."""
    if value.replace(" ", "").isalnum():
        value = value.replace(" ", "-")
    return _plain(sentence, keyword, "".join(rng.choice(_SIGNS.get(mark, mark)) for mark in value))


def _markup(rng: random.Random, sentence: str, keyword: str, value: str) -> bytes:
    """Tags, comments and entities in the middle of a value, in HTML."""
    pieces = []
    for mark in value:
        mark = rng.choice([html.escape(mark), html.escape(mark), f"&#{ord(mark)};", f"&#x{ord(mark):x};"])
        pieces.append(mark + rng.choice(["", "", "", "<!-- -->", "&shy;", "&#8203;", "<wbr>", "<i></i>"]))
    half = len(pieces) // 2
    inner = f'{"".join(pieces[:half])}<b style="color:black">{"".join(pieces[half:])}</b>'
    text = html.escape(sentence, quote=False).format(keyword=html.escape(keyword), value=inner)
    return message(f"<html><body><p>Hello Tom,</p><p>{text}</p></body></html>", "text/html")


def _wrapped(rng: random.Random, sentence: str, keyword: str, value: str) -> bytes:
    """Quoted, and the line is wrapped within the value."""
    text = sentence.format(keyword=keyword, value=value)
    at = text.index(value)
    # Programs wrap at a blank; only a value without any is cut where the line ends.
    blanks = [place for place, mark in enumerate(value) if mark == " "]
    cut = at + (rng.choice(blanks) if blanks else rng.randint(len(value) // 3, 2 * len(value) // 3))
    mark = rng.choice(["> ", ">> ", "> > "])
    return message(
        f"Hello Tom,\n\nsee below.\n\nOn Monday Eva wrote:\n{mark}{text[:cut].rstrip()}\n"
        f"{mark}{text[cut:].lstrip()}\n{mark}\n{mark}Eva\n"
    )


def _source(rng: random.Random, sentence: str, keyword: str, value: str) -> bytes:
    """A message forwarded as its source: quoted-printable with a soft break within the value."""
    text = sentence.format(keyword=keyword, value=value)
    at = text.index(value)
    cut = at + rng.randint(1, len(value) - 1)
    # A blank at the end of a line would be encoded: it stands before "=", which is the end.
    encoded = [
        quopri.encodestring(f"{half}.".encode()).decode().replace("=\n", "")[:-1]
        for half in (text[:cut], text[cut:])
    ]
    head = "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
    return message(f"Hello Tom, this is what I got:\n\n{head}{encoded[0]}=\n{encoded[1]}\n\nAnna\n")


_LOOKS = str.maketrans("ABCEHKMOPTXaceopxyis", "АВСЕНКМОРТХасеорхуіѕ")


def _homoglyphs(rng: random.Random, sentence: str, keyword: str, value: str) -> bytes:
    """Cyrillic letters for some of the Latin ones, in the keyword and in the value."""

    def some(text: str) -> str:
        places = [place for place, mark in enumerate(text) if ord(mark) in _LOOKS]
        chosen = set(rng.sample(places, k=min(2, max(0, len(places) - 1))))
        return "".join(mark.translate(_LOOKS) if place in chosen else mark for place, mark in enumerate(text))

    return _plain(sentence, some(keyword), some(value))


TRICKS: dict[str, Trick] = {
    "full-width characters": _translated([_FULL_WIDTH]),
    "mathematical characters": _translated(_MATHEMATICAL),
    "digits of other scripts": _translated(_FOREIGN),
    "characters of no width": _between("\u200b\u200c\u200d\u2060\u00ad\ufeff"),
    "bidi controls": _bidi,
    "blanks of other widths": _spaces,
    "other hyphens and dots": _signs,
    "tags and entities": _markup,
    "wrapped and quoted": _wrapped,
    "quoted-printable source": _source,
    "homoglyphs": _homoglyphs,
}


@functools.cache
def grid() -> tuple[Case, ...]:
    """All cases, made once."""
    return tuple(cases())


def found(of: Scanner) -> dict[Case, bool]:
    """The whole grid through whole messages: what is found."""
    return {case: is_found(case, inspect_octets(case.octets, of).findings) for case in grid()}


def is_found(case: Case, findings: Iterable[Finding]) -> bool:
    """Whether the type is reported at its high tier."""
    wanted = high(case.type, case.value)
    return any(one.type == case.type and one.confidence >= wanted for one in findings)


def table(found: Mapping[Case, bool]) -> str:
    """The grid as Markdown: values found of each trick and type."""
    counted = Counter((case.trick, case.type) for case, is_found in found.items() if is_found)
    each = Counter((case.trick, case.type) for case in found)
    lines = [f"| trick | {' | '.join(f'`{name}`' for name in TYPES)} |", "|---|" + "--:|" * len(TYPES)]
    for trick in TRICKS:
        cells = (f"{counted[trick, name]}/{each[trick, name]}" for name in TYPES)
        lines.append(f"| {trick} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"
