"""Files that are cut: whatever is missing, the outcome does not say that all was read."""

from __future__ import annotations

import pytest

from tests.support.corpus.made import Made
from tests.support.corpus.reading import told

_TEXTS = frozenset({
    "txt", "csv", "html", "xhtml", "dif", "slk", "svg", "fodt", "fods", "fodp", "ics", "vcf", "eml", "mbox",
    "mht", "asc",
})  # fmt: skip
"""A piece of a text is a text: nobody can tell."""
_SHORT = 16
"""Of fewer octets nobody can tell what they began."""
_WHOLE = ("text", "none")


@pytest.mark.parametrize("percent", [10, 50, 90])
def test_cut(group: list[Made], percent: int) -> None:
    wrong = []
    for made in group:
        if made.name.rpartition(".")[2] in _TEXTS or made.outcome in ("unsupported", "none"):
            continue
        size = len(made.octets) * percent // 100
        if size < _SHORT:
            continue
        read = told(made.name, made.octets[:size])
        lost = [place for place in made.places if made.word(place) not in read.text]
        if read.outcome in _WHOLE and (lost or made.outcome == "encrypted"):
            wrong.append(f"{made.name}: {read.outcome}, not found: {' '.join(lost)}")
    assert wrong == []
