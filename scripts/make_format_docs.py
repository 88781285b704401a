#!/usr/bin/env python3
"""Write docs/formats.md from the table of formats and from what the tests' samples give.

Run it after a change to skygw/extract/formats.py or tests/support/formats.py; a test fails while the page
differs from the program.
"""

from __future__ import annotations

import sys
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
`native` formats are read by parsers that are not Python. They are asked only in a process that may be lost;
until then they are `unsupported`. A library that is not installed makes its format `unsupported`, no more.

## Limits

What lies beyond a limit has the outcome `limit` (or `truncated` for text, `timeout` for CPU); what was read
until then is scanned.

| per | limit |
|---|---|
"""

CHECKED = """
## What is checked

The tests hold files of these formats with a marker at each of these places, and find all of them:

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


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"written: {PAGE}")
