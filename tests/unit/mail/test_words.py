from __future__ import annotations

import pytest

from skygw.mail.words import decoded_words, text, unfolded


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b" plain ", "plain"),
        (b" folded\r\n value", "folded value"),
        (b" folded\n\tvalue", "folded\tvalue"),
        (b" bare\rreturn", "bare return"),
        (b" gr\xc3\xb6\xc3\x9fe", "größe"),  # RFC 6532
        (b" gr\xf6\xdfe", "größe"),  # raw windows-1252
        (b" =?utf-8?Q?gr=C3=B6=C3=9Fe_x?=", "größe x"),
        (b" =?UTF-8?b?Z3LDtsOfZQ==?=", "größe"),
        (b" =?utf-8*de?q?a?=", "a"),  # RFC 2231, section 5
        (b" a =?utf-8?q?b?= c", "a b c"),
        (b" =?utf-8?q?a?= =?utf-8?q?b?=", "ab"),  # blanks between words go
        (b" =?utf-8?q?a?=\r\n =?utf-8?q?b?=", "ab"),
        (b" =?utf-8?q?a?= =?iso-8859-1?q?=E9?=", "aé"),
        (b" =?utf-8?q?=C3?= =?utf-8?q?=A9?=", "é"),  # cut in the middle of a character
        (b" =?utf-8?b?w6k?=", "é"),  # no padding
        (b" =?utf-8?q?a b?=", "a b"),  # blanks that should be "_"
        (b" =?utf-8?q?Really??=", "Really?"),  # "?" that should be =3F
        (b" =?x-unknown?q?4111?=", "4111"),
        (b" =?utf-8?x?a?=", "=?utf-8?x?a?="),  # no such encoding
        (b" =?utf-8?q?open", "=?utf-8?q?open"),
        (b' "=?utf-8?q?quoted?="', '"quoted"'),  # forbidden there, decoded by readers
        (b"", ""),
    ],
)
def test_text(raw: bytes, expected: str) -> None:
    assert text(raw) == expected


def test_unfolded_keeps_blanks_inside() -> None:
    assert unfolded(b"a\r\n  b") == b"a  b"


def test_many_open_words_take_linear_time() -> None:
    """Without the bound on "?" each beginning would read on to the end."""
    hostile = "=?a?q?x" * 100_000
    assert decoded_words(hostile) == hostile
