"""Extraction: any octets under any declaration give exactly one outcome."""

from __future__ import annotations

import html

from hypothesis import given
from hypothesis import strategies as st

from skygw.extract import Budget, Leaf, Outcome, extract
from skygw.extract.html import _by_tags, _step_by_step, text_of, unescaped

TYPES = st.sampled_from(
    ["text/plain", "text/html", "application/octet-stream", "image/png", "application/pdf", "text/csv"]
)
NAMES = st.sampled_from([(), ("a.html",), ("a.txt",), ("a.png",), ("smime.p7m",)])
BEGINNINGS = st.sampled_from(
    [b"", b"PK\x03\x04", b"%PDF-", b"<html>", b"\xff\xfe", b"{\\rtf", b"\x89PNG\r\n\x1a\n"]
)


@given(BEGINNINGS, st.binary(max_size=200), TYPES, NAMES, st.text(max_size=10), st.integers(0, 100))
def test_one_outcome(
    beginning: bytes, rest: bytes, media_type: str, names: tuple[str, ...], charset: str, room: int
) -> None:
    extraction = extract(Leaf(beginning + rest, media_type, charset, names), Budget(room, room))
    assert isinstance(extraction.outcome, Outcome)
    if extraction.outcome is Outcome.TEXT:
        assert extraction.texts


MARKUP = st.lists(
    st.sampled_from(
        [
            "<",
            ">",
            "<p>",
            "</p>",
            "<b>",
            "<a href='x'>",
            """<a b="'" c='>'>""",
            '<a title="',
            "'",
            '"',
            "=",
            "<!--",
            "-->",
            "<![CDATA[",
            "]]>",
            "&amp;",
            "&#",
            "&#x",
            "0",
            "52;",
            "word",
            " ",
            "\n",
            "<!",
            "<?",
            "/",
        ]
    ),
    max_size=60,
).map("".join)


@given(MARKUP)
def test_any_markup_has_a_text(source: str) -> None:
    text_of(source)


@given(MARKUP)
def test_the_fast_way_gives_the_same_lines(source: str) -> None:
    fast = _by_tags(source)
    if fast is not None:
        assert set(fast.splitlines()) == set(_step_by_step(source).splitlines())


WHOLE_TAGS = [
    "<p>",
    "</p>",
    "<b>",
    "<a href='x'>",
    "<br/>",
    "<!--",
    "-->",
    "<![CDATA[",
    "<!--[if mso]>",
    "<![endif]-->",
]
TEXT = ["word", " ", "\n", ">", "'", '"', "=", "&amp;", "< ", "<3"]


@given(st.lists(st.sampled_from(WHOLE_TAGS + TEXT), max_size=60).map("".join))
def test_no_word_is_lost(source: str) -> None:
    assert text_of(source).count("word") == source.count("word")


@given(st.text(max_size=100))
def test_escaped_text_comes_back(value: str) -> None:
    assert unescaped(html.escape(value)) == value


@given(st.text("0123456789 abc", max_size=60))
def test_tags_between_characters_are_invisible(value: str) -> None:
    source = "<i></i>".join(value)
    assert text_of(source).split() == value.split()
