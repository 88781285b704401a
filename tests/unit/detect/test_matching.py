from __future__ import annotations

import pytest

from skygw.detect.matching import View


def test_folded_is_made_once() -> None:
    view = View("ÄB")
    assert view.folded == "äb"
    assert view.folded is view.folded


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("plain word", "word", "word"),
        ("Straße Word", "word", "Word"),
        ("WORD Straße", "word", "WORD"),
        ("ßßß Word ßßß Other", "other", "Other"),
        ("Straße", "strasse", "Straße"),
        ("Straße", "as", "aß"),  # ends inside a character that grew
        ("Straße", "se", "ße"),  # begins inside
        ("ﬃ x", "x", "x"),  # one becomes three
        ("ﬃ x", "fi", "ﬃ"),
        ("İ Word", "word", "Word"),
        ("ΐ Word", "word", "Word"),
    ],
)
def test_span(text: str, word: str, expected: str) -> None:
    view = View(text)
    start = view.folded.index(word)
    assert text[slice(*view.span(start, start + len(word)))] == expected


def test_every_position_maps_back() -> None:
    text = "aßb ﬃ İc\u0390d ßß"
    view = View(text)
    position = 0
    for number, character in enumerate(text):
        for _ in character.casefold():
            assert view.span(position, position + 1) == (number, number + 1)
            position += 1


def test_empty_span() -> None:
    assert View("ßa").span(2, 2) == (1, 1)


def test_no_character_beyond_the_first_plane_grows() -> None:
    assert all(len(chr(code).casefold()) == 1 for code in range(0x10000, 0x110000))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Straße", "straße"),
        ("İP", "ip"),
        ("ΤΑΥΤΌΤΗΤΑΣ", "ταυτότητασ"),  # a sigma that ends a word is the same letter
        ("ταυτότητας", "ταυτότητασ"),
    ],
)
def test_small_letters(text: str, expected: str) -> None:
    assert View(text).low == expected
    assert len(expected) == len(text)
