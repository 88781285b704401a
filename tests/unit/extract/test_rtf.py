from __future__ import annotations

import struct

import pytest

from skygw.extract import Budget, Leaf, Outcome, extract


def text_of(source: bytes) -> list[str]:
    extraction = extract(Leaf(source, "application/rtf"), Budget())
    assert extraction.outcome is Outcome.TEXT
    return extraction.texts[0].split()


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (rb"{\rtf1 a\b b\b0 c}", ["abc"]),
        (rb"{\rtf1 41{\*\foo 99}11}", ["4111", "99"]),  # what readers pass over stands aside
        (rb"{\rtf1\ansi\ansicpg1251 \'ef\'f0\'e8}", ["при"]),
        (rb"{\rtf1{\fonttbl{\f1\fcharset204 Arial;}}\f1 \'ef\'f0}", ["пр", "Arial;"]),
        (rb"{\rtf1 \u8364?\u-10179?\u-8704?}", ["€😀"]),
        (rb"{\rtf1\uc2 \u8364ab!}", ["€!"]),
        (rb"{\rtf1 \uc0\u52\u49 1}", ["411"]),
        (rb"{\rtf1 a\par b\tab c\cell d\~e\_f}", ["a", "b", "c", "d", "e-f"]),
        (rb"{\rtf1 \{\}\\}", ["{}\\"]),
        (rb"{\rtf1 a{\pict 0123456789abcdef}b}", ["ab"]),
        (b"{\\rtf1 a\\bin5 }}}}}b}", ["ab"]),
        (b"{\\rtf1 ab\r\ncd}", ["abcd"]),
        (rb"{\rtf1 {\footnote note} {\v hidden}", ["note", "hidden"]),
        (rb"{\rtf1 a}}}} b", ["a", "b"]),
        (rb"{\rtf1 cut\'4", ["cut4"]),
    ],
)
def test_text(source: bytes, words: list[str]) -> None:
    assert text_of(source) == words


def test_compressed() -> None:
    """The first example of MS-OXRTFCP, section 4.1.1."""
    octets = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a00726370673132354232 0af3206865 6c090020627705b06c647d0a800fa0"
    )
    extraction = extract(Leaf(octets, "application/x-compressed-rtf"), Budget())
    assert extraction.texts[0].split() == ["hello", "world"]


def test_uncompressed() -> None:
    source = rb"{\rtf1 plain}"
    octets = struct.pack("<LL4sL", len(source) + 12, len(source), b"MELA", 0) + source
    assert extract(Leaf(octets, "application/x-compressed-rtf"), Budget()).texts == ("plain",)


def test_number_beyond_all_bounds() -> None:
    assert text_of(b"{\\rtf1\\uc9999999999 \\u9999999999 x\\bin0 y}")


@pytest.mark.parametrize(
    "between",
    [
        rb"{\v 99}", rb"\v 99\v0 ", rb"{\deleted 99}", rb"{\footnote \pard\plain note\par}", rb"\v 99\plain ",
        rb"{\*\fldinst PAGE}", rb"{\v 9\par 9}",
    ],
)  # fmt: skip
def test_what_is_not_shown_leaves_nothing_in_another_reading(between: bytes) -> None:
    source = rb"{\rtf1 before\par 41111111" + between + rb"11111111\par behind}"
    extraction = extract(Leaf(source, "application/rtf"), Budget())
    assert "4111111111111111" in "\n".join(extraction.texts).split()
    assert {"before", "behind"} <= set(extraction.texts[0].split())
    if len(extraction.texts) > 1:
        assert extraction.texts[1].split() == ["4111111111111111"]
