from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skygw.inspect import pieces
from skygw.inspect.pieces import in_pieces


def test_a_short_text_is_one_piece() -> None:
    assert list(in_pieces("abc", None)) == [("abc", None, False)]
    assert list(in_pieces("", None)) == [("", None, False)]


@given(st.text("ab \n", max_size=200))
def test_nothing_is_lost_and_every_cut_is_covered(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "PIECE", 10)
        patch.setattr(pieces, "EDGE", 4)
        patch.setattr(pieces, "_SEARCHED", 5)
        given_pieces = list(in_pieces(text, None))
    whole = [piece for piece, _origin, joint in given_pieces if not joint]
    assert "".join(whole) == text
    assert all(len(piece) <= 10 for piece in whole)
    joints = [piece for piece, _origin, joint in given_pieces if joint]
    assert len(joints) == max(0, len(whole) - 1)
    for before, behind, joint in zip(whole, whole[1:], joints, strict=False):
        assert before[-4:] + behind[:4] in joint or joint in text


def test_a_cut_is_made_between_lines_and_knows_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "PIECE", 10)
    monkeypatch.setattr(pieces, "EDGE", 3)
    text = "one two\nthree four"
    (first, _, _), (second, origin, _), (joint, place, again) = in_pieces(text, None)
    assert (first, second, joint) == ("one two\n", "three four", "wo\nthr")
    assert again
    assert origin is not None
    assert place is not None
    assert text[slice(*origin.span(0, 5))] == "three"
    assert text[slice(*place.span(0, 6))] == "wo\nthr"
