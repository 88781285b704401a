from __future__ import annotations

import pytest

from skygw.mail.unwrapped import MAX_REPAIRS, unwrapped

WORDS = "As agreed in our last talk, please charge the card "


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (WORDS + "4111\n1111 1111 1111 today", "4111 1111 1111 1111"),  # wrapped at a blank
        (WORDS + "4111-1111-\r\n1111-1111 today", "4111-1111-1111-1111"),  # behind a hyphen
        (WORDS + "41111111\n11111111 today", "4111111111111111"),  # in the middle of a token
        ("> card 4111 1111\n> 1111 1111", "4111 1111 1111 1111"),  # quoted
        ("> > card 41111111\n> > 11111111", "4111111111111111"),  # twice
        ("card 4111111=\n111111111", "4111111111111111"),  # soft break of quoted-printable
        ("card 41111111=\r\n11111111", "4111111111111111"),
        ("num=C3=A9ro=20=\n4111111111111111", "num\u00e9ro 4111111111111111"),  # and its octets, of UTF-8
        ("gepr=FCft 41111111=\n11111111", "gepr\u00fcft 4111111111111111"),  # of an old charset
        ("card 4111&#49;11111111111", "4111111111111111"),  # entities
        ("card 4111&#x20;1111&nbsp;1111 1111", "4111 1111 1111 1111"),
        ("card 4111&zwnj;111111111111", "4111111111111111"),
        ("card 4111<b>1111</b>1111<i>1111</i>", "4111111111111111"),  # tags in text
        (WORDS + "IBAN DE89\n3704 0044 0532 0130 00", "DE89 3704 0044 0532 0130 00"),
        (WORDS + "to anna.meier@exam\nple.com", "anna.meier@example.com"),
    ],
)
def test_a_broken_value_is_one_again(text: str, found: str) -> None:
    view = unwrapped(text)
    assert view is not None
    assert found in view.text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "card 4111 1111 1111 1111",
        "12345678\n12345678\n",  # a list: nobody's wrapping
        WORDS + "\n" + WORDS,  # words
        "Tom & Jerry < 3",
        "&nbsp; without a digit near",
        "a=C3=A9 without a soft break",
    ],
)
def test_where_nothing_is_broken_there_is_no_view(text: str) -> None:
    assert unwrapped(text) is None


def test_the_view_holds_what_stands_around_and_no_more() -> None:
    far = "far away " * 200
    view = unwrapped(f"{far}\nbillable to 4111 1111\n> 1111 1111 as said\n{far}")
    assert view is not None
    assert "billable to 4111 1111 1111 1111 as said" in view.text
    assert len(view.text) < 1000


def test_offsets_are_those_of_the_text() -> None:
    text = "x" * 1000 + "\nis > 4111 1111\n> 1111 1111 and"
    view = unwrapped(text)
    assert view is not None
    start = view.text.index("4111")
    first, last = view.origin.span(start, start + len("4111 1111 1111 1111"))
    assert text[first:last] == "4111 1111\n> 1111 1111"


def test_offsets_go_through_to_the_text_before() -> None:
    class Shifted:
        def span(self, start: int, end: int) -> tuple[int, int]:
            return start + 100, end + 100

    view = unwrapped("card 4111111=\n111111111", Shifted())
    assert view is not None
    assert view.origin.span(5, 21) == (105, 123)


def test_a_hostile_text_gets_a_bounded_view() -> None:
    view = unwrapped("4=\n" * (2 * MAX_REPAIRS))
    assert view is not None
    assert len(view.text) < 2 * MAX_REPAIRS
