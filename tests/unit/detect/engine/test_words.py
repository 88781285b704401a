from __future__ import annotations

import pytest

from skygw.detect.engine.words import Keyword, keywords, stands


def forms(*words: str) -> list[str]:
    return [keyword.form for keyword in keywords({0: words})]


def test_longer_ones_that_hold_a_shorter_one_are_dropped() -> None:
    assert forms("passport", "passport number", "my passport", "passports") == ["passport", "passports"]
    assert forms("a number", "number") == ["number"]
    assert forms("tax id", "tax  ID", "id tax") == ["id tax", "tax id"]
    assert forms("护照", "护照号码") == ["护照"]
    assert forms("d.o.b.", "dob") == ["d.o.b.", "dob"]


def test_types_share_keywords() -> None:
    words = keywords({0: ["id", "card id"], 1: ["card id", "x1"]})
    found = {keyword.form: keyword.types for keyword in words}
    assert found == {"card id": (1,), "id": (0,), "x1": (1,)}


@pytest.mark.parametrize("word", ["", " ", "x" * 101, "a b c d e f g h", "--", "\u200b"])
def test_no_keyword(word: str) -> None:
    with pytest.raises(ValueError, match="keyword"):
        keywords({0: [word]})


def test_layouts() -> None:
    assert Keyword("tax id no", ()).layouts() == ["tax id no", "tax id  no", "tax  id no", "tax  id  no"]
    assert Keyword("护照 号", ()).layouts() == ["护照 号"]


@pytest.mark.parametrize(
    ("text", "start", "layout", "expected"),
    [
        ("my id is", 3, "id", True),
        ("my_id_is", 3, "id", True),
        ("aid", 1, "id", False),
        ("ids", 0, "id", False),
        ("éid", 1, "id", False),
        ("idé", 0, "id", False),
        ("中id中", 1, "id", True),
        ("tax\nid", 0, "tax id", True),
        ("tax\r\nid", 0, "tax  id", True),
        ("tax--id", 0, "tax  id", False),
        ("id", -1, "id", False),
        ("id", 1, "id", False),
        ("x.net", 1, ".net", True),  # an edge that is no letter has no boundary
    ],
)
def test_stands(text: str, start: int, layout: str, expected: bool) -> None:
    assert stands(text, start, layout) is expected


def test_unspaced_stands_anywhere_but_as_it_is() -> None:
    assert stands("x护照y", 1, "护照", unspaced=True)
    assert not stands("护\n照", 0, "护 照", unspaced=True)
