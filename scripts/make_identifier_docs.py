#!/usr/bin/env python3
"""Write docs/data-identifiers.md from the catalogue.

Run it after a change to skygw/detect/catalogue/data; a test fails while the page differs from the catalogue.
With ``--accuracy`` it writes docs/detection-accuracy.md too: it scans the labelled corpus of the tests, which
takes half a minute and needs the extras of ``scripts/test``.
"""

from __future__ import annotations

import argparse
import html
import itertools
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from skygw.detect import DATA_IDENTIFIERS  # noqa: E402
from skygw.detect.catalogue import DataType, Pattern  # noqa: E402

if TYPE_CHECKING:
    from tests.support.detection.evasions import Case
    from tests.support.detection.harness import Judged

PAGE = ROOT / "docs" / "data-identifiers.md"
ACCURACY = ROOT / "docs" / "detection-accuracy.md"

KEYWORDS = 12
"""Keywords that are shown of a type."""

HEAD = """# Data identifiers

This page is made by `scripts/make_identifier_docs.py` from the catalogue, `skygw/detect/catalogue/data`.

A policy names a data identifier by its name:

```yaml
- data_identifier: {{type: germany_tax_identification_number, min: 1, confidence: 85}}
```

`skygw policy check` knows every name, and suggests one where a name is wrong; names of Microsoft Purview
lead to ours. `skygw scan FILE` shows what is found. How texts are made of a message, what confidence and
unique mean, and how you write **a detector of your own** (keywords, regular expressions with a validator,
dictionaries) is told in [detectors.md](detectors.md); how good all this is, in
[detection-accuracy.md](detection-accuracy.md).

How to read the entries:

* **confidence**: of a value that stands alone, and of one that has a keyword of its type nearby (within
  {context} characters, unless the entry says otherwise). What has no confidence of its own is not looked at
  without a keyword. A type may know several forms that are not equally sure: semicolons separate them.
* **checked**: the value has check digits, or other rules beyond its form, and they must be right.
* **keywords**: the first {keywords} of them. They are compared without regard to case, as whole words.
* **example**: made up, and right by the rules of the type. Long secrets are shortened, lest programs that
  look for secrets stumble over this page.
* **Purview**: the sensitive information type of Microsoft Purview that it stands for.

{count} data identifiers: {categories}.

{families}

"""


def page() -> str:
    """The whole page."""
    types = list(DATA_IDENTIFIERS.values())
    counted = sorted(
        (sum(type_.category == of for type_ in types), of) for of in {type_.category for type_ in types}
    )
    head = HEAD.format(
        context=DataType.__attrs_attrs__.context.default,  # type: ignore[attr-defined]
        keywords=KEYWORDS,
        count=len(types),
        categories=", ".join(f"{count} {_plain(category)}" for count, category in reversed(counted)),
        families=", ".join(
            f"[{_title(name)}](#{name.replace('_', '-')})"
            for name in dict.fromkeys(of.family for of in types)
        ),
    )
    families = itertools.groupby(types, key=lambda type_: type_.family)
    return head + "\n".join(_family(name, list(of)) for name, of in families)


def _plain(category: str) -> str:
    return category.replace("_", " ")


def _family(name: str, types: list[DataType]) -> str:
    return f"## {_title(name)}\n\n" + "\n".join(map(_entry, types))


def _title(family: str) -> str:
    plain = _plain(family)
    return plain[0].upper() + plain[1:]


def _entry(type_: DataType) -> str:
    facts = [_plain(type_.category), " ".join(type_.countries)]
    facts += [f"Purview `{type_.purview}`"] if type_.purview else []
    facts += [] if type_.by_default else ["not among those that `skygw scan` looks for by itself"]
    lines = [f"### `{type_.name}`\n\n{type_.title} ({', '.join(filter(None, facts))})\n"]
    lines += [f"* {line}" for line in _lines(type_)]
    return "\n".join(lines) + "\n"


def _lines(type_: DataType) -> Iterator[str]:
    if type_.includes:
        yield f"finds what these find: {', '.join(f'`{name}`' for name in type_.includes)}"
    else:
        yield f"confidence: {_confidence(type_)}{', checked' if _is_checked(type_) else ''}{_context(type_)}"
    if type_.keywords:
        more = len(type_.keywords) - KEYWORDS
        words = ", ".join(map(_escaped, type_.keywords[:KEYWORDS]))
        yield f"keywords: {words}{f', and {more} more' if more > 0 else ''}"
    if type_.examples:
        yield f"example: {_code(_shown(type_))}"
    if type_.source:
        yield f"source: {_escaped(type_.source)}"


def _confidence(type_: DataType) -> str:
    pairs = dict.fromkeys(_pair(pattern, bool(type_.keywords)) for pattern in type_.patterns)
    return "; ".join(pairs)


def _pair(pattern: Pattern, has_keywords: bool) -> str:
    if pattern.alone == pattern.supported or not has_keywords:
        return str(pattern.alone)
    beside = f"{pattern.supported} beside a keyword"
    return f"{pattern.alone}, {beside}" if pattern.alone else beside


def _is_checked(type_: DataType) -> bool:
    return any(pattern.validator or pattern.shape in ("card", "iban") for pattern in type_.patterns)


def _context(type_: DataType) -> str:
    usual = DataType.__attrs_attrs__.context.default  # type: ignore[attr-defined]
    return "" if type_.context == usual or not type_.keywords else f", within {type_.context} characters"


_LONG = re.compile(r"(?<![0-9A-Za-z_])(?![A-Z_]+[=: ])[0-9A-Za-z+/_.~-]{16,}={0,2}")
_PASSWORD = re.compile(r"(?i)(:(?=[^:@/\s]*@)|\b(?:password|pwd)=)([^:@/;\s]{3})[^:@/;\s]{3,}")
_PEM = re.compile(r"(-----BEGIN [A-Z0-9 ]+-----).*?(-----END)", re.DOTALL)


def _shown(type_: DataType) -> str:
    """The first example; of credentials the middle of everything long is left out."""
    example = type_.examples[0]
    if type_.category == "credential":
        example = _PEM.sub("\\1 \u2026 \\2", example)
        example = _PASSWORD.sub("\\1\\2\u2026", example)
        example = _LONG.sub(lambda found: f"{found[0][:6]}\u2026{found[0][-3:]}", example)
        if not any("\u2026" in piece for piece in example.split()):
            half = len(example) * 2 // 3
            example = f"{example[:half]}\u2026"
    return " ".join(example.split())


def _code(text: str) -> str:
    fence = "``" if "`" in text else "`"
    pad = " " if "`" in text else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_\[\]|])", r"\\\1", html.escape(text, quote=False))


# Accuracy

ACCURACY_HEAD = """# How good detection is

This page is made by `scripts/make_identifier_docs.py --accuracy`; `tests/detection` measures the same, and
fails where a figure is too low, or where it is not the one that stands here. Made with {versions}.

## How it is measured

* **Values come from elsewhere** than the patterns that are to find them: from python-stdnum, from Faker, from
  libphonenumber, from numbers and formats that issuers publish. Each maker names its source
  (`tests/support/detection/*.py`, `SOURCES`). Everything is drawn by lot from one seed.
* **Texts** are sentences of business mail in {languages} languages, between other sentences of the same
  language. A keyword of the type stands before the value: {own:,} of {total:,} times one that was written
  down from forms of authorities and banks without looking at the catalogue (`keywords.py`), else one of the
  catalogue.
* **Decoys** stand in the same sentences beside the same keywords: wrong check digits, other lengths,
  numbers of orders and parcels, dates, hashes. A keyword beside a decoy makes it harder than mail does.
* **Found** is a value at the high tier: 85, or the best confidence that its form can have (a passport
  number has no check digit, and never gets more than 75). **Fired** is a type that reports its decoy at
  this tier.
* recall = found / values; precision = found / (found + fired).
* The catalogue was mended with corpora of other seeds than the one shown here, but with the same makers and
  lists of keywords: figures for your own mail are lower where your people write otherwise.
{overlaps}
## By family

"""


def accuracy_page() -> str:
    """The page of recall and precision; scans everything."""
    from tests.support.detection import evasions, harness

    scanner = harness.scanner()
    judged = [harness.judge(row, harness.scan(scanner, row.text)) for row in harness.corpus()]
    return accuracy(judged, evasions.found(harness.scanner(evasions.TYPES)))


def accuracy(judged: Sequence[Judged], hidden: Mapping[Case, bool]) -> str:
    """The page for a corpus that has been scanned: judged rows, and what was found of the evasions."""
    from tests.support.detection import evasions, harness

    numbers = [one for one in judged if one.row.group != "credentials"]
    secrets = [one for one in judged if one.row.group == "credentials"]
    head = ACCURACY_HEAD.format(
        versions=versions(),
        languages=len({one.row.language for one in numbers}),
        own=sum(one.row.keyword == "own" for one in numbers),
        total=len(numbers),
        overlaps=harness.OVERLAPS,
    )
    by_type = harness.scores(judged, lambda row: row.type)
    first = {f"`{name}`": by_type[name] for name in harness.MUCH}
    incomplete = {
        f"`{name}`": of
        for name, of in by_type.items()
        if of.positives and (of.found < of.positives or of.fired)
    }
    pieces = [
        head + harness.table(harness.scores(numbers, harness.family), "family"),
        "The types that people expect first:\n\n" + harness.table(first, "type"),
        "By the origin of the keyword:\n\n"
        + harness.table(harness.scores(numbers, lambda row: row.keyword), "keyword"),
        "Types of which something is missed, or fired:\n\n" + harness.table(incomplete, "type"),
        harness.credentials(secrets),
        EVASIONS + evasions.table(hidden),
    ]
    return "\n".join(pieces)


EVASIONS = """## Clean text

Of 10 MiB of business text without any such values (letters in eight languages, tables, invoices, logs,
source code, CSV, JSON, minified scripts, threads with signatures) at most one finding has confidence 85, not
counting the addresses, hosts and telephone numbers that are truly there. Types that need a keyword report
nothing without one. `tests/detection/test_clean_text.py` asserts both.

## Evasions

Each cell counts values that were found in whole messages which hide them: at the high tier, of so many. What
is missed: codes all of whose letters are Cyrillic (they are taken for Cyrillic codes), and values without
blanks that a quoted line cuts at a place where no half looks like a part of one.

"""


def versions() -> str:
    """The libraries that the corpus depends on."""
    return ", ".join(
        f"{name} {metadata.version(name)}" for name in ("Faker", "python-stdnum", "phonenumbers")
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--accuracy", action="store_true", help="write docs/detection-accuracy.md too")
    pages = {PAGE: page}
    if parser.parse_args().accuracy:
        pages[ACCURACY] = accuracy_page
    for path, source in pages.items():
        path.write_text(source(), encoding="utf-8")
        print(f"written: {path}")
