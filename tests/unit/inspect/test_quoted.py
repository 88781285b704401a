from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skygw.inspect.quoted import own_and_quoted

OUTLOOK = "I agree.\n\nFrom: Anna <anna@contoso.com>\nSent: Monday\nTo: Bob\n\nThe card is 4111.\n"


@pytest.mark.parametrize(
    ("text", "own", "quoted"),
    [
        ("Yes.\n> The card is 4111.\n> Anna\n", "Yes.\n\n", "> The card is 4111.\n> Anna"),
        ("> one\nNo.\n> two\nYes.", "\nNo.\n\nYes.", "> one> two"),
        (OUTLOOK, "I agree.\n\n", OUTLOOK[10:]),
        ("Ja.\n\nVon: Anna\nGesendet: Montag\nNummer", "Ja.\n\n", "Von: Anna\nGesendet: Montag\nNummer"),
        ("Oui.\nLe lun. 3 juin 2024 à 10:00, Anna a écrit :\nNuméro", "Oui.\n",
         "Le lun. 3 juin 2024 à 10:00, Anna a écrit :\nNuméro"),
        ("Yes.\n-----Original Message-----\nFrom: x\n", "Yes.\n", "-----Original Message-----\nFrom: x\n"),
        ("see\nOn Mon, 3 Jun 2024, Anna wrote:\n> 4111", "see\n", "On Mon, 3 Jun 2024, Anna wrote:\n> 4111"),
    ],
)  # fmt: skip
def test_own_words_and_quoted_ones(text: str, own: str, quoted: str) -> None:
    assert [piece for piece, _origin in own_and_quoted(text, None)] == [own, quoted]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a > b",
        "Nothing is quoted here.",
        "From: Anna\nwithout a date",
        OUTLOOK[10:],  # forwards without a word of its own: this is the letter
    ],
)
def test_a_letter_that_quotes_nothing_is_one_piece(text: str) -> None:
    assert own_and_quoted(text, None) == ((text, None),)


def test_offsets_are_those_of_the_letter() -> None:
    text = "Yes.\n> 4111\nAnd 5500"
    (own, own_origin), (quoted, quoted_origin) = own_and_quoted(text, None)
    assert own_origin is not None
    assert quoted_origin is not None
    at = own.index("5500")
    assert text[slice(*own_origin.span(at, at + 4))] == "5500"
    at = quoted.index("4111")
    assert text[slice(*quoted_origin.span(at, at + 4))] == "4111"


@given(st.text("a> \n-:") | st.lists(st.sampled_from(["> x\n", "y\n", "From: a\nSent: b\n"])).map("".join))
def test_nothing_is_lost_and_nothing_is_made(text: str) -> None:
    pieces = own_and_quoted(text, None)
    assert sorted("".join(piece for piece, _origin in pieces)) == sorted(text)
    for piece, origin in pieces:
        for at, character in enumerate(piece):
            assert origin is None or text[slice(*origin.span(at, at + 1))] == character
