"""All groups of the corpus by who makes them, made at the same time; and the table of what was found."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import attrs

from tests.support.corpus import archives, conversions, mails, office, others, sheets
from tests.support.corpus.made import Made
from tests.support.corpus.reading import told


@attrs.frozen
class Group:
    """``missing`` tells why it cannot be made here, ``make`` does it in a folder of its own."""

    missing: Callable[[], str]
    make: Callable[[Path], list[Made]]


def _modules(*names: str) -> Callable[[], str]:
    def missing() -> str:
        absent = [name for name in names if importlib.util.find_spec(name) is None]
        return f"not installed: {', '.join(absent)} (pip install skygw[test])" if absent else ""

    return missing


def _office_missing() -> str:
    return _modules("docx", "pptx", "openpyxl", "xlsxwriter")() or office.missing()


def _archived(program: str, folder: Path) -> list[Made]:
    return archives.made(program, archives.prepared(folder))


def _packed(make: Callable[[Path], list[Made]], folder: Path) -> list[Made]:
    return make(archives.prepared(folder))


GROUPS: dict[str, Group] = {
    "LibreOffice": Group(_office_missing, lambda folder: conversions.made(folder / "lo", office.version())),
    "xlsxwriter": Group(_modules("xlsxwriter"), lambda _: [sheets.with_macro()]),
    "openpyxl": Group(_modules("openpyxl"), lambda _: [sheets.by_openpyxl()]),
    "xlwt": Group(_modules("xlwt"), lambda _: [sheets.by_xlwt()]),
    "odfpy": Group(_modules("odf"), lambda _: others.by_odfpy()),
    "reportlab": Group(_modules("reportlab"), lambda _: others.by_reportlab()),
    "by hand": Group(lambda: "", lambda _: others.by_hand() + archives.rar()),
    "Python": Group(_modules("openpyxl"), mails.plain),
    "openssl": Group(partial(mails.missing, "openssl"), mails.by_openssl),
    "gpg": Group(partial(mails.missing, "gpg"), mails.by_gpg),
    "libarchive": Group(_modules("libarchive", "openpyxl"), partial(_packed, archives.by_libarchive)),
    **{
        program: Group(partial(archives.missing, program), partial(_archived, program))
        for program in archives.PROGRAMS
    },
}


class Corpus:
    """The groups, each made in a thread of its own from the beginning on."""

    def __init__(self, folder: Path) -> None:
        self._pool = ThreadPoolExecutor(4)
        self.reasons = {name: group.missing() for name, group in GROUPS.items()}
        self._futures: dict[str, Future[list[Made]]] = {}
        for number, (name, group) in enumerate(GROUPS.items()):
            if not self.reasons[name]:
                own = folder / str(number)
                own.mkdir()
                self._futures[name] = self._pool.submit(group.make, own)

    def group(self, name: str) -> list[Made]:
        """What was made; ``reasons[name]`` must be empty."""
        return self._futures[name].result()

    def close(self) -> None:
        self._pool.shutdown()


HEAD = """# What was found in files of real programs

This page is made by `scripts/make_format_docs.py --corpus`; the tests in `tests/corpus` make the files anew
and fail if it claims more than is found.

Each file holds a marker at each of the places named, was attached to a message, and the message was read as
the gateway reads it. Places that a program does not write into a format are not named. Where a parser that
is not Python is needed, the outcome without it stands behind the comma. `encrypted` files hold markers that
nobody can read; what stands in clear in them is named.

| file | made by | found | outcome | note |
|---|---|---|---|---|
"""


@attrs.frozen
class Row:
    """What was found in one file."""

    name: str
    maker: str
    found: tuple[str, ...]
    outcome: str
    note: str = ""

    def __str__(self) -> str:
        found = " ".join(self.found) or "-"
        return f"| `{self.name}` | {self.maker} | {found} | {self.outcome} | {self.note or '-'} |"


def row(made: Made, parsers: Mapping[str, Any]) -> Row:
    """Read ``made`` without and, where it takes one, with a native parser."""
    read = told(made.name, made.octets)
    outcome = f"`{read.outcome}`"
    text = read.text
    if made.native:
        native = told(made.name, made.octets, parsers=parsers)
        outcome, text = f"`{native.outcome}`, without {made.native} {outcome}", text + native.text
    found = tuple(place for place in made.places if made.word(place) in text)
    return Row(made.name, made.maker, found, outcome, made.note)


def page(rows: Iterable[Row]) -> str:
    """The whole page."""
    return HEAD + "".join(f"{row}\n" for row in rows)


def read_page(source: str) -> dict[str, Row]:
    """The rows of a page by the names of the files."""
    rows = {}
    for line in source.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 5 and cells[0].startswith("`"):
            name, maker, found, outcome, note = cells
            places = () if found == "-" else tuple(found.split())
            rows[name.strip("`")] = Row(name.strip("`"), maker, places, outcome, "" if note == "-" else note)
    return rows
