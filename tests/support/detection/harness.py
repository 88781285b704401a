"""The labelled corpus, how it is scanned, and what recall and precision are.

A row is a short letter with one value beside a keyword of its type, or with something that only looks like
a value in the same words.  Everything is drawn by lot from one seed: the same seed makes the same corpus.

*Found* is a value whose type is reported at the high tier: 85, or the best confidence that its type gives
to values of its form, with a span that touches the value.  *Fired* is a row in which the type under test is
reported at that tier where there is no value.  That another type takes the same digits is no error: see
``OVERLAPS``.
"""

from __future__ import annotations

import functools
import importlib
import importlib.util
import random
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType

import attrs

from skygw.detect import DATA_IDENTIFIERS, DataIdentifierSpec, Finding, Scanner, Text, compile_detectors
from skygw.detect.catalogue import DataType, Pattern, validator
from skygw.mail.comparable import comparable
from skygw.mail.origin import ComparableOrigin
from tests.support.detection.clean import prose
from tests.support.detection.keywords import own_keywords

SEED = 4711
GROUPS = ("common", "europe1", "europe2", "world", "credentials")
MUCH = ("credit_card", "iban", "us_social_security_number", "email_address", "ip_address_v4", "ip_address_v6")
"""Types that are held to 0.99, of which there are more rows."""

OVERLAPS = """
Agreed overlaps: these types take the same values, and rightly all of them report.
- the brands of cards, `eu_debit_card` and `credit_card`
- roll-ups (`eu_*`, `ip_address`, `cryptocurrency_address`, the roll-ups of credentials) and their members
- `spain_dni`, `spain_tax_identification_number` and `spain_drivers_license_number`; `sweden_national_id`,
  its tax and licence numbers: one number of a person, three uses
- a VAT number and the tax or company number inside it
- types of different countries without check digits (passports, licences, identity cards, accounts), beside
  a word that several languages share: the sender means one, the text does not say which
"""

Make = Callable[[random.Random], str]


@attrs.frozen
class Row:
    """One text with its label.

    Attributes:
        member: the type that the value was made for: another one if ``type`` includes others.
        value: what is to be found, or what must not be; empty where the maker gives a whole text.
        keyword: ``own`` for a keyword that was written down independently, ``catalogue``, or ``none``.
    """

    type: str
    member: str
    group: str
    language: str
    keyword: str
    text: str
    value: str
    positive: bool


@attrs.frozen
class Judged:
    """A row, and what came of it."""

    row: Row
    found: bool
    fired: bool
    others: frozenset[str]


@attrs.define
class Score:
    """Counts of a family or a type."""

    positives: int = 0
    found: int = 0
    decoys: int = 0
    fired: int = 0

    def add(self, judged: Judged) -> None:
        if judged.row.positive:
            self.positives += 1
            self.found += judged.found
        else:
            self.decoys += 1
        self.fired += judged.fired

    @property
    def recall(self) -> float:
        return self.found / self.positives if self.positives else 1.0

    @property
    def precision(self) -> float:
        return self.found / (self.found + self.fired) if self.found + self.fired else 1.0


@functools.cache
def material() -> dict[str, ModuleType]:
    """The modules of labelled values that are there, by group."""
    names = [name for name in GROUPS if importlib.util.find_spec(f"tests.support.detection.{name}")]
    return {name: importlib.import_module(f"tests.support.detection.{name}") for name in names}


@functools.cache
def sentences() -> dict[str, list[str]]:
    """The sentences of all groups by language; each group has written its own."""
    merged: dict[str, list[str]] = {}
    for module in material().values():
        for language, of in getattr(module, "SENTENCES", {}).items():
            merged.setdefault(language, []).extend(of)
    return merged


def top(type_: DataType) -> int:
    """The best confidence that a type can have; of a credential, whose name is no keyword, the best alone."""
    members = [DATA_IDENTIFIERS[name] for name in type_.includes] or [type_]
    patterns = [pattern for member in members for pattern in member.patterns]
    alone = max(pattern.alone for pattern in patterns)
    if alone and (members[0].category == "credential" or not any(member.keywords for member in members)):
        return alone
    return max(pattern.supported for pattern in patterns)


def high(name: str, value: str) -> int:
    """The high tier of a value: a form without check digits may be less sure than another one of its type."""
    patterns = [pattern for pattern in DATA_IDENTIFIERS[name].patterns if _fits(pattern, value)]
    tiers = [pattern.supported for pattern in patterns]
    return max(tiers, default=top(DATA_IDENTIFIERS[name]))


def _fits(pattern: Pattern, value: str) -> bool:
    flags = re.ASCII | (re.IGNORECASE if pattern.ignore_case else 0)
    if not re.fullmatch(pattern.regex, value, flags):
        return False
    canonical = re.sub(r"[^0-9A-Za-z]+", "", value).upper() if pattern.canonical == "alnum" else value
    return not pattern.validator or validator(pattern.validator)(canonical)


def _low(type_: DataType) -> int:
    """The least that a pattern of the type gives beside a keyword: where a decoy has fired."""
    members = [DATA_IDENTIFIERS[name] for name in type_.includes] or [type_]
    return min(pattern.supported for member in members for pattern in member.patterns)


def languages(type_: str, group: str) -> tuple[str, ...]:
    """The languages in which a type's numbers are written of."""
    declared: Mapping[str, tuple[str, ...]] = getattr(material()[group], "LANGUAGES", {})
    prefix = max((prefix for prefix in declared if type_.startswith(prefix)), key=len, default=None)
    return declared[prefix] if prefix is not None else ("en",)


def corpus(seed: int = SEED, each: int = 12, much: int = 120) -> Iterator[Row]:
    """All rows: ``each`` values and decoys per type, ``much`` of the types in :data:`MUCH`."""
    for group, module in material().items():
        for name, value in module.VALUES.items():
            if name not in DATA_IDENTIFIERS:
                continue
            rng = random.Random(f"{seed} {name}")
            count = much if name in MUCH else each
            if group == "credentials":
                for _ in range(count):
                    yield Row(name, name, group, "en", "none", _within(rng, "en", value(rng)), "", True)
                continue
            for number in range(count):
                yield _row(rng, name, group, number, value, positive=True)
            for number in range(count):
                yield _row(rng, name, group, number, module.DECOYS[name], positive=False)
    yield from _credential_decoys(seed)
    yield from _rolled_up(seed, each)


def _row(rng: random.Random, name: str, group: str, number: int, make: Make, *, positive: bool) -> Row:
    spoken = languages(name, group)
    language = spoken[number % len(spoken)]
    keyword, source = _keyword(rng, name, language, number)
    value = make(rng)
    sentence = rng.choice(sentences().get(language) or sentences()["en"])
    text = sentence.replace("{keyword}", keyword).replace("{value}", value)
    return Row(name, name, group, language, source, _within(rng, language, text), value, positive)


def _keyword(rng: random.Random, name: str, language: str, number: int) -> tuple[str, str]:
    """Two of three from the independent list, if it knows the type in this language."""
    own, theirs = own_keywords(name, language), DATA_IDENTIFIERS[name].keywords
    if own and (number % 3 or not theirs):
        return rng.choice(own), "own"
    return (rng.choice(theirs), "catalogue") if theirs else ("reference", "none")


def _within(rng: random.Random, language: str, text: str) -> str:
    """A text in a letter: other words before it and behind it."""
    return f"{prose(rng, language, 160)}\n\n{text}\n\n{prose(rng, language, 160)}\n"


def _credential_decoys(seed: int, each: int = 25) -> Iterator[Row]:
    """Decoys of credentials are of no type: none of the category may report."""
    module = material().get("credentials")
    rng = random.Random(f"{seed} decoys")
    for make in module.DECOYS if module else ():
        for _ in range(each):
            yield Row("credential", "", "credentials", "en", "none", _within(rng, "en", make(rng)), "", False)


def _rolled_up(seed: int, each: int) -> Iterator[Row]:
    """Rows of types that include others: each has values and decoys of its members."""
    makers = {name: (group, module) for group, module in material().items() for name in module.VALUES}
    for type_ in DATA_IDENTIFIERS.values():
        members = [name for name in type_.includes if name in makers and makers[name][0] != "credentials"]
        rng = random.Random(f"{seed} {type_.name}")
        for number in range(each if members else 0):
            name = rng.choice(members)
            group, module = makers[name]
            row = _row(rng, name, group, number, module.VALUES[name], positive=True)
            yield attrs.evolve(row, type=type_.name)


def scanner(
    types: Iterable[str] = (), cache: Path | None = None, finder: str = "", seconds: float = 60.0
) -> Scanner:
    """The scanner for data identifiers; for all of them if none is named."""
    specs = [DataIdentifierSpec(name) for name in types or DATA_IDENTIFIERS]
    return compile_detectors(specs, cache, finder=finder, seconds=seconds)


def scan(of: Scanner, text: str) -> list[Finding]:
    """The findings in a text, as the inspection would look at it."""
    made = comparable(text)
    return of.scan([Text(made, origin=None if made is text else ComparableOrigin(text))], b"evaluation" * 4)


def judge(row: Row, findings: Sequence[Finding], *, places: bool = True) -> Judged:
    """What the findings in a row's text say about it; without ``places`` anywhere in the text is right."""
    strong = {
        finding.type for finding in findings if finding.confidence >= _sure(DATA_IDENTIFIERS[finding.type])
    }
    if row.type == "credential":
        credentials = {name for name in strong if DATA_IDENTIFIERS[name].category == "credential"}
        return Judged(row, False, bool(credentials), frozenset(credentials))
    wanted = _wanted(row)
    mine = [finding for finding in findings if finding.type == row.type and finding.confidence >= wanted]
    others = frozenset(strong - {row.type})
    if not row.value:
        return Judged(row, bool(mine), False, others)
    at = row.text.index(row.value)
    touching = [not places or _touches(finding, at, at + len(row.value)) for finding in mine]
    found = row.positive and any(touching)
    return Judged(row, found, bool(mine) and (not row.positive or not all(touching)), others)


def _sure(type_: DataType) -> int:
    """The tier that counts: of credentials 75, for half of them look like any other forty characters."""
    return min(75, top(type_)) if type_.category == "credential" else top(type_)


def _wanted(row: Row) -> int:
    type_ = DATA_IDENTIFIERS[row.member]
    if type_.category == "credential":
        return _sure(type_)
    return high(row.member, row.value) if row.positive else _low(type_)


def _touches(finding: Finding, start: int, end: int) -> bool:
    """Whether all that a finding counts lies where the value is."""
    return all(first < end and last > start for first, last in finding.spans)


FAMILIES = {
    "common": "everywhere",
    "europe1": "Europe, A to I",
    "europe2": "Europe, L to Z",
    "world": "world",
}


def family(row: Row) -> str:
    """Category and group of countries."""
    if row.group == "credentials":
        return "credential"
    return f"{DATA_IDENTIFIERS[row.type].category}, {FAMILIES[row.group]}"


def scores(judged: Iterable[Judged], by: Callable[[Row], str]) -> dict[str, Score]:
    """Counts by what ``by`` says of a row, sorted."""
    counted: dict[str, Score] = {}
    for one in judged:
        counted.setdefault(by(one.row), Score()).add(one)
    return dict(sorted(counted.items()))


def table(scored: Mapping[str, Score], title: str) -> str:
    """Scores as Markdown."""
    lines = [
        f"| {title} | values | found | recall | decoys | fired | precision |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {name} | {of.positives:,} | {of.found:,} | {of.recall:.3f} | {of.decoys:,} | {of.fired:,}"
        f" | {of.precision:.3f} |"
        for name, of in scored.items()
    ]
    return "\n".join(lines) + "\n"


def credentials(judged: Sequence[Judged]) -> str:
    """What is said of credentials, as Markdown: recall per kind, decoys without a type."""
    of_kind = scores([one for one in judged if one.row.positive], lambda row: row.type)
    decoys = [one for one in judged if not one.row.positive]
    recall = sum(of.recall for of in of_kind.values()) / len(of_kind)
    values, fired = len(judged) - len(decoys), sum(one.fired for one in decoys)
    return (
        f"## Credentials\n\n{len(of_kind)} kinds in settings files, code, command lines, tables and letters,"
        f" at confidence 75 or more:\nmacro recall {recall:.3f} over {values:,} values. Of {len(decoys):,}"
        " decoys (placeholders, hashes, UUIDs, lock files, public\nkeys, code that reads secrets ...)"
        f" {fired} fired.\n"
    )
