from __future__ import annotations

import pytest

from skygw.extract.bidi import turned


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", None),
        ("a \u202e4321\u202c b", "a 1234\u202c b"),
        ("a \u202e4321\nb", "a 1234\nb"),  # the end of a line ends it
        ("\u202e21\u202e43", "1234"),
        ("\u202e", "\u202e"),
    ],
)
def test_what_is_overridden_is_turned(text: str, expected: str | None) -> None:
    assert turned(text) == expected
