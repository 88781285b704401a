from __future__ import annotations

from typing import Any

import pytest

from skygw.extract.found import Again, Defect, Found, Label, Leaf
from skygw.extract.outcome import Outcome
from skygw.inspect import found as wire
from skygw.inspect.found import End, decode, encoded
from skygw.inspect.frames import Frame, FrameError, FrameReader


def through(found: Found | End) -> list[Found | End]:
    reader = FrameReader(wire.HEADER_OCTETS, wire.TEXT_OCTETS)
    return [decode(frame) for frame in reader.feed(b"".join(encoded(found)))]


@pytest.mark.parametrize(
    "found",
    [
        "text \N{GRINNING FACE} 41\t11",
        "",
        Again("again"),
        Leaf(b"\0\xff", "application/octet-stream", names=("a.txt",), within="archive"),
        Leaf(b"", "application/octet-stream", within="pdf"),
        Label("MSIP_Label_x", "Confidential"),
        Defect("zip-ambiguous"),
        *Outcome,
        End("done"),
        End("unfit"),
        End("failed"),
    ],
)
def test_both_ways(found: Found | End) -> None:
    assert through(found) == [found]
    assert type(through(found)[0]) is type(found)


def test_halves_of_characters_do_not_get_through() -> None:
    assert through("a\ud800b") == ["a?b"]
    assert through(Leaf(b"x", names=("\ud800",), within="pdf"))[0].names == ("?",)  # type: ignore[union-attr]
    assert decode(Frame({"found": "label", "name": "\ud800", "value": ""})) == Label("?", "")


def test_what_is_too_long_is_cut_and_that_is_told() -> None:
    text, outcome = through("x" * (wire.TEXT_CHARACTERS + 1))
    assert (len(text), outcome) == (wire.TEXT_CHARACTERS, Outcome.TRUNCATED)  # type: ignore[arg-type]
    [leaf] = through(Leaf(b"", names=("n" * 9999,), within="pdf"))
    assert len(leaf.names[0]) == wire.NAME_CHARACTERS  # type: ignore[union-attr]
    [label] = through(Label("n" * 9999, "v" * 9999))
    assert (len(label.name), len(label.value)) == (4096, 4096)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("header", "octets"),
    [
        ({}, b""),
        ({"found": None}, b""),
        ({"found": ["text"]}, b""),
        ({"found": "verdict"}, b""),
        ({"found": "end"}, b""),
        ({"found": "end", "how": "well"}, b""),
        ({"found": "text"}, b"\xff"),
        ({"found": "text"}, b"\xed\xa0\x80"),
        ({"found": "outcome", "outcome": "clean"}, b""),
        ({"found": "outcome"}, b""),
        ({"found": "outcome", "outcome": "text"}, b"x"),
        ({"found": "label", "name": "x"}, b""),
        ({"found": "label", "name": "x", "value": 1}, b""),
        ({"found": "label", "name": "x" * 5000, "value": ""}, b""),
        ({"found": "defect", "word": "Two words"}, b""),
        ({"found": "defect", "word": "x" * 41}, b""),
        ({"found": "leaf", "name": "x"}, b"x"),
        ({"found": "leaf", "name": "x", "within": "docx"}, b"x"),
        ({"found": "leaf", "name": "x", "within": ["pdf"]}, b"x"),
        ({"found": "leaf", "name": ["x"], "within": "pdf"}, b"x"),
        ({"found": "leaf", "name": "x" * 5000, "within": "pdf"}, b"x"),
    ],
)
def test_what_no_parser_finds(header: dict[str, Any], octets: bytes) -> None:
    with pytest.raises(FrameError):
        decode(Frame(header, octets))


def test_no_text_is_too_long() -> None:
    with pytest.raises(FrameError):
        decode(Frame({"found": "text"}, bytes(wire.TEXT_OCTETS + 1)))
