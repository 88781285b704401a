"""Every marker in every file is found, on the whole path from the message to the text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.support.corpus import trace
from tests.support.corpus.made import Made
from tests.support.corpus.reading import told

# openssl ends lines in both ways within one message, which readers of mail do not agree about.
_MIXED = {"clear.eml": ("bare-lf", "mime-ambiguous")}


def _told_wrongly(made: Made, parsers: Mapping[str, Any]) -> str:
    """What is wrong with the reading of ``made``, or the empty string."""
    outcome, places = made.expected(parsers)
    read = told(made.name, made.octets, parsers=parsers)
    lost = [place for place in places if made.word(place) not in read.text]
    lost = [place for place in lost if _is_written(made, place)]
    wrong = [f"not found: {' '.join(lost)}"] if lost else []
    # What nobody here reads may look damaged to a parser that tries.
    if read.outcome != outcome and (read.outcome, outcome) != ("failed", "unsupported"):
        wrong.append(f"{read.outcome} instead of {outcome}")
    defects = tuple(defect for defect in read.defects if defect not in _MIXED.get(made.name, ()))
    if defects:
        wrong.append(f"defects: {' '.join(defects)}")
    return f"{made.name}: {'; '.join(wrong)}" if wrong else ""


def _is_written(made: Made, place: str) -> bool:
    """Whether a marker is in the file: not every version of LibreOffice writes the same."""
    if not made.maker.startswith("LibreOffice") or made.maker == "LibreOffice 7.4":
        return True
    return trace.holds(made.octets, made.word(place))


def test_without_native_parsers(group: list[Made]) -> None:
    assert [wrong for made in group if (wrong := _told_wrongly(made, {}))] == []


def test_with_native_parsers(group: list[Made], parsers: dict[str, Any]) -> None:
    natively = [made for made in group if made.native]
    if not natively:
        pytest.skip("no format of this group takes one")
    assert [wrong for made in natively if (wrong := _told_wrongly(made, parsers))] == []


_ZIPPED = ("docx", "dotx", "odt", "ods", "odp", "xlsx", "pptx", "fodt")


def test_markers_are_there(group: list[Made]) -> None:
    """The search that decides about other versions finds what is found here."""
    for made in group:
        if made.name.startswith("lo-") and made.name.endswith(_ZIPPED):
            lost = [place for place in made.places if not trace.holds(made.octets, made.word(place))]
            assert lost == [], made.name
