from __future__ import annotations

import pytest

from skygw.mail.comparable import comparable
from skygw.mail.origin import ComparableOrigin, PiecewiseOrigin


@pytest.mark.parametrize(
    ("text", "made", "given"),
    [
        ("plain 4111", "4111", "4111"),
        ("４\u200b１１１ x", "4111", "４\u200b１１１"),
        ("a\x00b 41\x0011", "4111", "41\x0011"),
        ("e\u200b\u0301 4111", "é", "e\u200b\u0301"),  # joined over what is not seen
        ("x 4\x081\u033211 y", "4111", "4\x081\u033211"),
        ("x 4\u200b\u0332111 y", "4111", "4\u200b\u0332111"),
        ("a\x1fb 41\x0811", "4111", "41\x0811"),
        ("ﬁve 4111", "4111", "4111"),  # the ligature before it moved it
        ("x ﬁve", "five", "ﬁve"),
        ("x ﬁve", "i", "ﬁ"),  # half of a character is all of it
        ("cafe\u0301 4111", "4111", "4111"),
        ("cafe\u0301", "é", "e\u0301"),
        ("漢字" * 2000 + "４１１１" + "漢字", "4111", "４１１１"),
        ("ｆ" * 3000 + " 4111", "4111", "4111"),
    ],
)
def test_where_a_stretch_came_from(text: str, made: str, given: str) -> None:
    start = comparable(text).index(made)
    first, last = ComparableOrigin(text).span(start, start + len(made))
    assert text[first:last] == given


def test_an_empty_stretch_is_empty() -> None:
    assert ComparableOrigin("ﬁve").span(2, 2) == (1, 1)


def test_stretches_put_together() -> None:
    origin = PiecewiseOrigin([0, 5], [10, 100])
    assert origin.span(1, 3) == (11, 13)
    assert origin.span(4, 7) == (14, 102)
    assert origin.span(5, 5) == (100, 100)
