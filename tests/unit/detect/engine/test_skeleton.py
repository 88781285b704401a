from __future__ import annotations

import pytest

from skygw.detect.engine.skeleton import EXACT, PLAIN, is_common, skeleton, spelled


@pytest.mark.parametrize(
    ("regex", "expected"),
    [
        (r"[1-9]\d{2}([ -]?)\d{3}\1\d\d", r"[0-9]{3}[ ./\-]{0,1}[0-9]{3}[ ./\-]{0,1}[0-9]{2}"),
        (r"[A-FX]\d", "[A-Z][0-9]"),
        (r"(?:0[1-9]|1[0-2])", "[0-9]{2}"),  # branches that look alike are one
        (r"x{3,}", r"[\x78]{3,}"),
        (r"[BCDFGHJKLMNPQRST]\d", r"[\x42\x43\x44\x46\x47\x48\x4a\x4b\x4c\x4d\x4e\x50\x51\x52\x53\x54][0-9]"),
        (r"é\(\d", r"[?][\x28][0-9]"),
        (r"(?<!\d)\d(?!\d)", "[0-9]"),
        (r"a(?:b|)c", r"[\x61](?:|[\x62])[\x63]"),
        (r"(?>\d+)", "[0-9]{1,}"),
        (r"(a)?(?(1)b|c)", r"[\x61]{0,1}(?:|[\x62]|[\x63])"),
    ],
)
def test_skeleton(regex: str, expected: str) -> None:
    assert skeleton(regex) == expected


def test_levels() -> None:
    assert skeleton("[A-C]x-1", level=PLAIN) == r"[A-Z][a-z][ ./\-][0-9]"
    assert skeleton("[A-C]x-", level=EXACT) == r"[\x41\x42\x43][\x78][\x2d]"
    assert skeleton("ab", ignore_case=True) == r"[\x41\x61][\x42\x62]"
    assert skeleton("(?i:a)b") == r"[\x41\x61][\x62]"


def test_spelled_for_the_text_itself() -> None:
    assert spelled("[?a][0-9]") == "[?\x80-\U0010ffffa][0-9]"


def test_common() -> None:
    assert is_common(skeleton(r"\d\d\.\d\d\.\d{4}"))
    assert is_common(skeleton(r"\d{6,9}"))
    assert not is_common(skeleton(r"\d{9}"))
    assert not is_common("")
