"""docs/formats-table.md says what is found, and no more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.support.corpus import office, trace
from tests.support.corpus.catalogue import GROUPS, Corpus, Row, page, read_page, row
from tests.support.corpus.made import Made

PAGE = Path(__file__).resolve().parents[2] / "docs" / "formats-table.md"
KNOWN = "LibreOffice 7.4"


def test_no_row_claims_more_than_is_found(group: list[Made], parsers: dict[str, Any]) -> None:
    """Another version of LibreOffice may write less into a file: then its claim is not that of this run."""
    claimed = read_page(PAGE.read_text(encoding="utf-8"))
    wrong = []
    for made in group:
        if made.name not in claimed:
            wrong.append(f"{made.name} is not in the table: run scripts/make_format_docs.py --corpus")
            continue
        claim, found = claimed[made.name], row(made, parsers)
        more = set(claim.found) - set(found.found)
        if not made.maker.startswith("LibreOffice") or made.maker == KNOWN:
            more |= {"outcome"} if claim.outcome != found.outcome else set()
        else:
            more = {place for place in more if trace.holds(made.octets, made.word(place))}
        if more:
            wrong.append(f"{made.name}: {' '.join(sorted(more))}: {claim} {found}")
    assert wrong == []


def test_the_table_is_that_of_this_run(corpus: Corpus, parsers: dict[str, Any]) -> None:
    """Word for word, where everything is there that it was made with."""
    if any(corpus.reasons.values()) or f"LibreOffice {office.version()}" != KNOWN:
        return  # the test above has compared what is there
    rows = [row(made, parsers) for name in GROUPS for made in corpus.group(name)]
    assert page(rows) == PAGE.read_text(encoding="utf-8"), "run scripts/make_format_docs.py --corpus"


def test_a_row_is_read_as_it_was_written() -> None:
    written = Row("a.txt", "by hand", ("body", "name"), "`text`", "a note")
    assert read_page(page([written])) == {"a.txt": written}
    bare = Row("b.txt", "x", (), "`none`")
    assert read_page(str(bare)) == {"b.txt": bare}
