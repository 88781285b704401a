"""Characters, and files in base64 among them."""

# ruff: noqa: E501 - documents are written as they are

from __future__ import annotations

import base64

import pytest

from skygw.extract import Budget, Extraction, Leaf, Outcome, extract
from tests.support import formats as made

FILE = base64.b64encode(made.docx().octets).decode()
FOLDED = "\n".join(FILE[at : at + 72] for at in range(0, len(FILE), 72))
WORD = made.marker("body", "a.docx")


def read(source: str, media_type: str) -> Extraction:
    return extract(Leaf(source.encode(), media_type), Budget())


@pytest.mark.parametrize(
    ("source", "media_type"),
    [
        (f"<office:document><office:binary-data>{FOLDED}</office:binary-data></office:document>", "text/xml"),
        (f"<pkg:package><pkg:binaryData>{FILE}</pkg:binaryData></pkg:package>", "text/xml"),
        (f'<w:wordDocument><w:binData w:name="wordml://1.docx">{FOLDED}</w:binData></w:wordDocument>', "text/xml"),
        (f'<a download="x.docx" href="data:application/octet-stream;base64,{FILE}">x</a>', "text/html"),
        (f"<embed src='DATA:application/pdf;name=a;charset=x;BASE64,{FILE.replace('+', '%2B')}'>", "text/html"),
        (f"<script>save('data:;base64,{FILE}')</script>", "text/html"),
    ],
)
def test_files_in_markup(source: str, media_type: str) -> None:
    extraction = read(source, media_type)
    assert extraction.outcome is Outcome.TEXT
    assert WORD in "\n".join(extraction.texts)


def test_a_picture_in_markup_is_a_picture() -> None:
    coded = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(99)).decode()
    extraction = read(f'<p>words<img src="data:image/png;base64,{coded}"></p>', "text/html")
    assert extraction.outcome is Outcome.TEXT


def test_pieces_of_a_line_in_svg() -> None:
    source = '<svg><text><tspan y="7">41</tspan><tspan>11</tspan><tspan x="1" y="9">next</tspan></text></svg>'
    assert "4111\nnext" in "\n".join(read(source, "image/svg+xml").texts)


@pytest.mark.parametrize(
    ("octets", "charset", "outcome", "defects"),
    [
        (b"4111", "no-such-charset", Outcome.TEXT, ["charset-unknown"]),
        (b"\xf4\xf1\xf1\xf1", "no-such-charset", Outcome.FAILED, ["charset-unknown"]),
        (b"\x1b$)A4111", "iso-2022-xx", Outcome.FAILED, ["charset-unknown"]),
        (b"\xf4\xf1\xf1\xf1", "ibm01140", Outcome.TEXT, []),
        (b"4111", "x-unknown", Outcome.TEXT, []),
    ],
)
def test_an_unknown_charset_is_said(octets: bytes, charset: str, outcome: Outcome, defects: list[str]) -> None:
    extraction = extract(Leaf(octets, "text/plain", charset), Budget())
    assert extraction.outcome is outcome
    assert list(extraction.defects) == defects


def test_a_charset_that_the_page_names() -> None:
    source = b'<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-7"></head>+ADQ-111'
    texts = extract(Leaf(source, "text/html"), Budget()).texts
    assert "4111" in "\n".join(texts).split()


@pytest.mark.parametrize(
    ("source", "media_type"),
    [
        ("card \u202e1111 4114\u202c ends", "text/plain"),
        ("card \u202e1111 4114", "text/plain"),
        ("card &#8238;1111 4114&#x202c;", "text/html"),
        ("card <bdo dir=rtl>1111 4114</bdo>", "text/html"),
        ("card <BDO DIR='rtl'>1111 <b>4114</b></bdo>", "text/html"),
        ("card <i style='unicode-bidi:bidi-override; direction:rtl'>1111 4114</i>", "text/html"),
    ],
)
def test_what_is_shown_from_right_to_left(source: str, media_type: str) -> None:
    texts = extract(Leaf(source.encode(), media_type, "utf-8"), Budget()).texts
    assert "4114 1111" in "\n".join(texts)
    assert "1111 4114" in "\n".join(texts)  # both readings
