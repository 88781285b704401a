#!/usr/bin/env python3
"""Write docs/formats.md from the table of formats and from what the tests' samples give.

Run it after a change to skygw/extract/formats.py or tests/support/formats.py; a test fails while the page
differs from the program.  With ``--corpus`` it writes docs/formats-table.md too, for which it makes the
files of the corpus with all the programs that scripts/test installs.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from skygw.extract import Budget, Leaf, extract  # noqa: E402
from skygw.extract.formats import FORMATS, Format  # noqa: E402
from tests.support import formats as made  # noqa: E402

PAGE = ROOT / "docs" / "formats.md"

HEAD = """# What is read

This page is made by `scripts/make_format_docs.py` from the program.

Every part of every container is read: text and attributes, comments, notes, headers and footers, hidden
sheets and slides, properties, embedded files, archives in archives. A file is read by whatever its
**content**, its **name** or its **declared type** suggest; if these disagree, by all of them. Besides the
formats below: text of any kind in any charset, source code, HTML, XML, JSON, CSV; messages (`eml`, `mht`)
inside of archives and documents. Pictures, audio, video and fonts carry no text (`none`). Of everything else
the strings are read, and the outcome is `unsupported`.

Nothing is ever written to disk, no entity of an XML document is expanded, no macro is run, nothing is
fetched.

| format | names | true type | what is read | needs |
|---|---|---|---|---|
"""

LIMITS = """
`native` formats are read by parsers that are not Python, in a process of their own that sees one message, may
do next to nothing, and may be lost: that costs the file that it was reading (`failed`, `timeout` or `limit`),
and of a PDF not even the text of the line below it. Three losses in one message end it for that message
(`limit`). A library that is not installed makes its format `unsupported`, no more.

## Limits

What lies beyond a limit has the outcome `limit` (or `truncated` for text, `timeout` for CPU); what was read
until then is scanned.

| per | limit |
|---|---|
"""

CHECKED = """
## What is checked

[formats-table.md](formats-table.md) tells what was found in files that LibreOffice, 7-Zip, openssl, gpg and
others have made. Besides, the tests hold files of these formats with a marker at each of these places, and
find all of them:

| file | places | outcome |
|---|---|---|
"""


def _row(row: Format) -> str:
    names = " ".join(row.suffixes) or "-"
    needs = " ".join(filter(None, (f"`{row.needs}`" if row.needs else "", "native" if row.native else "")))
    return f"| {row.title} | {names} | {' '.join(row.true_types) or '-'} | {row.reads} | {needs or '-'} |\n"


def _limits() -> str:
    budget = Budget()
    rows = (
        ("message", f"{budget.message_octets >> 20} MiB of text"),
        ("message", f"{budget.entries:,} files, parts and streams inside of attachments"),
        ("message", f"{budget.expanded_octets >> 20} MiB expanded"),
        ("attachment", f"{budget.leaf_octets >> 20} MiB of text"),
        ("attachment", f"growth by a factor of {budget.ratio}, or to {budget.free_octets >> 20} MiB"),
        ("attachment", f"{budget.depth} containers in each other"),
        ("attachment", f"{budget.held_octets >> 20} MiB expanded in memory at a time"),
        ("attachment", f"{budget.cpu_seconds:g} s of CPU"),
    )
    return "".join(f"| {per} | {limit} |\n" for per, limit in rows)


def _checked() -> str:
    rows = []
    for sample in made.samples():
        if sample.needs:
            continue  # the page is the same wherever it is made
        extraction = extract(Leaf(sample.octets, "application/octet-stream", names=(sample.name,)), Budget())
        text = "\n".join(extraction.texts)
        found = [place for place, word in sample.markers.items() if word in text]
        rows.append(f"| `{sample.name}` | {', '.join(found)} | `{extraction.outcome}` |\n")
    return "".join(rows)


def page() -> str:
    """The whole page."""
    return HEAD + "".join(map(_row, FORMATS)) + LIMITS + _limits() + CHECKED + _checked()


def corpus_page() -> str:
    """The page of what was found in files of real programs."""
    from skygw.extract import native
    from tests.support.corpus import catalogue

    parsers = native.parsers()
    with tempfile.TemporaryDirectory() as folder:
        corpus = catalogue.Corpus(Path(folder))
        missing = [reason for reason in corpus.reasons.values() if reason]
        missing += ["not all native parsers are installed"] if len(parsers) < 2 else []
        if missing:
            sys.exit("\n".join(missing))
        rows = [catalogue.row(made, parsers) for name in catalogue.GROUPS for made in corpus.group(name)]
        corpus.close()
    return catalogue.page(rows)


if __name__ == "__main__":
    pages = {PAGE: page}
    if sys.argv[1:] == ["--corpus"]:
        pages[PAGE.with_name("formats-table.md")] = corpus_page
    for path, source in pages.items():
        path.write_text(source(), encoding="utf-8")
        print(f"written: {path}")
