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
