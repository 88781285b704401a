from __future__ import annotations

import pytest

from skygw.mail.comparable import comparable


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Card 4111-1111", "Card 4111-1111"),  # ASCII stays as it is
        ("④①⓵❶➊", "41111"),  # in circles
        ("\U0001f105\u2488⑴¹", "4111"),  # with comma, full stop, brackets; raised
        ("4\ufe0f\u20e31\ufe0f\u20e311", "4111"),  # keycaps
        ("4\u03321\u0336\u033211 e\u0301", "4111 é"),  # underlined, struck out
        ("٤\u0301", "4"),
        ("41\x08\x01\x1b\x7f11", "4111"),  # control characters
        ("é 41\x08\x01\x1b\x7f11", "é 4111"),
        ("a\x1fb\x0bc", "a b c"),  # those that separate
        ("é\x1fb\x0bc", "é b c"),
        ("\t\r\n\x0c", "\t\r\n\x0c"),
        ("41\x0011", "4111"),  # readers show nothing for NUL
        ("４１１１", "4111"),  # full-width
        ("𝟒𝟏𝟏𝟏", "4111"),  # mathematical
        ("٤١١١", "4111"),  # Arabic-Indic
        ("४१११", "4111"),  # Devanagari
        ("4\u200b1\u200d1\ufeff1", "4111"),  # no width
        ("4\u202e1\u202c11", "4111"),  # bidi controls
        ("4\u00ad111", "4111"),  # soft hyphen
        ("4\U000e00411\ufe0f11", "4111"),  # tags, variation selectors
        ("41\u201111", "41-11"),  # non-breaking hyphen
        ("41\u221211", "41-11"),  # minus
        ("41\uff0d11", "41-11"),  # full-width hyphen, by NFKC
        ("41\u00a011", "41 11"),  # no-break space
        ("ﬁnance", "finance"),  # ligature
        ("e\u0301", "é"),  # composed
        ("anné\u0435 x\u0430y", "année xay"),  # look-alikes, also beside a letter with an accent
        ("ÄÖß", "ÄÖß"),  # the case stays
    ],
)
def test_what_looks_alike_becomes_alike(text: str, expected: str) -> None:
    assert comparable(text) == expected


def test_ascii_text_is_the_same_object() -> None:
    text = "plain " * 10
    assert comparable(text) is text


def test_half_width_filler_that_only_normalisation_makes_invisible() -> None:
    assert comparable("41\uffa011") == "4111"


def test_no_decimal_digit_is_beyond_the_table() -> None:
    import sys
    import unicodedata

    assert not any(unicodedata.category(chr(code)) == "Nd" for code in range(0x20000, sys.maxunicode + 1))
