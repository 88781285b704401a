"""Comparable text, its second view, and the way back: for any text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from skygw.mail.comparable import comparable
from skygw.mail.origin import ComparableOrigin
from skygw.mail.unwrapped import unwrapped

# What changes, vanishes, grows, joins what is before it, or is joined.
_ODD = (
    "e\u0301ﬁ4１٤\u200b\u00ad\u0000\uff76\uff9eㄱ가"
    "\u0332\u20e3❹\x08\x1f"
    "\u11a8\u1161\u1100x-\u2010аa \n\u09c7\u09be\uffa0\u0345=<>&;¯"
)
CHARACTERS = st.one_of(st.sampled_from(_ODD), st.characters())
TEXTS = st.lists(
    st.one_of(st.text(CHARACTERS, max_size=30), st.sampled_from(["漢字" * 300, "ｆｕ" * 300, "a" * 600])),
    max_size=4,
).map("".join)
BROKEN = st.lists(
    st.sampled_from(
        ["4111", "1111 ", "\n", "\r\n", "> ", "=\n", "=", "&#49;", "&nbsp;", "<b>", "</b>", "DE89", "x" * 50]
    ),
    max_size=60,
).map("".join)


@given(TEXTS)
def test_every_character_came_from_somewhere_in_order(text: str) -> None:
    made = comparable(text)
    origin = ComparableOrigin(text)
    before = 0
    for position, character in enumerate(made):
        start, end = origin.span(position, position + 1)
        assert before <= start < end <= len(text)
        assert character in comparable(text[start:end])
        before = start


@given(TEXTS)
def test_comparable_text_stays_as_it_is(text: str) -> None:
    assert comparable(comparable(text)) == comparable(text)


@given(st.one_of(BROKEN, TEXTS))
def test_the_second_view_is_no_longer_and_knows_its_origin(text: str) -> None:
    view = unwrapped(text)
    if view is None:
        return
    assert len(view.text) <= len(text) + 1
    for position, character in enumerate(view.text):
        start, end = view.origin.span(position, position + 1)
        assert 0 <= start <= len(text)
        if text[start:end] != character:
            # Made by a repair: what stood there is not in the view.
            assert character == "\n" or text[start : start + 1] in "&\r\n =<>\t"
