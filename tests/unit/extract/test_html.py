from __future__ import annotations

import re

import pytest
from selectolax.lexbor import LexborHTMLParser

from skygw.extract.html import text_of, unescaped


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("plain", "plain"),
        ("4111<b>1111</b>", "41111111"),  # inline: joined
        ("4111<wbr>1111<IMG src=x>2", "411111112 x"),
        ("<td>4111</td><td>1111</td>", "4111 1111"),  # cells: apart
        ("<p>one</p><p>two</p>", "one two"),
        ("a<br>b<br/>c", "a b c"),
        ("4111\n 1111", "4111 1111"),  # white space of the source
        ("a &amp; b &lt;c&gt; &euro;", "a & b <c> €"),
        ("&#52;&#x31;1&#49;", "4111"),
        ("&#0000000052;&#x0000031;", "41"),  # leading zeros
        ("41&nbsp;11", "41\xa011"),
        ("<!-- hidden 4111 -->", "hidden 4111"),
        ("41<!-- -->11 41<!---->11 41<!-->11", "4111 4111 4111"),  # not shown: both sides join
        ("4111<!-- no - card -->1111", "41111111 no - card"),
        ("<!--[if mso]><p>Outlook</p><![endif]-->", "Outlook"),
        ("<div style='display:none'>hidden</div>", "hidden"),
        ("<script>var card = '4111';</script>", "var card = '4111';"),
        ("<![CDATA[ data ]]>", "data ]]>"),
        ("<!DOCTYPE html PUBLIC '-//W3C//DTD'>x", "x"),
        ("<?xml version='1.0'?>x", "x"),
        ("1 < 2 and <3", "1 < 2 and <3"),  # no tags
        ("a<4111>", "a<4111>"),
        ("a < b> c", "a < b> c"),
        ("<p title='x > y'>z</p>", "z x > y"),
        ('<br ">4111<br ">', "4111"),  # a quote that opens nothing
        ('<a title="open>4111', '4111 "open'),  # a quote without an end is no quote
        ('<p>one</p><a title="4111>two</a>', 'one two "4111'),
        ("<p", "<p"),
        ("", ""),
    ],
)
def test_text(source: str, expected: str) -> None:
    assert text_of(source).split() == expected.split()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<img alt='top secret'>", "top secret"),
        ('<a href="http://x/?card=4111">', "http://x/?card=4111"),
        ("<a title=bare>", "bare"),
        ("<input value='4111' placeholder=\"x\">", "4111\nx"),
        ("<div data-card='4111&amp;'>", "4111&"),
        ("<a title = 'blanks'>", "blanks"),
    ],
)
def test_attributes_are_text(source: str, expected: str) -> None:
    assert text_of(source).endswith("\n" + expected)


def test_lines_begin_without_a_blank() -> None:
    """What is found at the beginning of a line was not found behind a <br> at the end of a source line."""
    assert text_of("a<br>\n  b").startswith("a\nb")


def test_layout_is_not_text() -> None:
    assert text_of("<td style='width:4111px' class=confidential width=100>x</td>").split() == ["x"]


@pytest.mark.parametrize(
    "source", ["&#" + "9" * 100_000 + ";", "&#x" + "f" * 100_000, "&#99999999;", "&#xD800;"]
)
def test_absurd_references(source: str) -> None:
    """int() refuses 5,000 digits with a ValueError, which html.unescape lets through."""
    assert unescaped(source) == "\ufffd"


@pytest.mark.parametrize(
    "source",
    [
        "<a " * 200_000,
        '<a b="' * 200_000,
        "<a b='\">" * 200_000,
        "<" * 500_000 + ">",
        "<!--" * 200_000,
        "<div>" * 200_000,
        "<a " + "x=1 " * 300_000 + ">",
        "&" * 500_000,
        "<a =" * 200_000 + ">",
        "<![" * 300_000 + ">",
        "<!" * 300_000,
    ],
)
def test_hostile_sources_take_linear_time(source: str) -> None:
    """Each of these is quadratic in a naive stripper, or in a parser that builds a tree."""
    text_of(source)


NEWSLETTER = """<!DOCTYPE html><html><head><title>Offers of the week</title>
<style>p { color: red }</style></head><body bgcolor="#fff"><table width=600><tr><td>Dear <b>Ms</b>
M&uuml;ller,<p>your order <i>4711</i> of 1&nbsp;234 &euro; is
<a href='https://x.example/?a=1&amp;b=2' title="Track">on its way</a>.<p>Unclosed paragraph<ul><li>one<li>two
</ul></td></tr></table><!-- pixel --><img src=cid:1 alt="Logo">
</body></html>"""


def test_everything_that_a_parser_finds_is_found() -> None:
    """Differential: every word of every text node of an HTML 5 parser is in our text."""
    root = LexborHTMLParser(NEWSLETTER).root
    assert root is not None
    ours = set(re.findall(r"\w+", text_of(NEWSLETTER)))
    assert set(re.findall(r"\w+", root.text(separator=" "))) <= ours
