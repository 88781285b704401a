from __future__ import annotations

import pytest

from skygw.extract import xml

W = "<w:p xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<a>one<b>two</b></a>", ["onetwo"]),
        ("<a><x>one</x><y>two</y></a>", ["one", "two"]),
        (f"{W}<w:t>41</w:t><w:any/><w:t>11</w:t></w:p>", ["4111"]),
        (f"{W}<w:t>41</w:t><w:tab/><w:t>11</w:t><w:br/>2</w:p>", ["41", "11", "2"]),
        (f"{W}<w:t>41</w:t><q a='x>y'/><w:t>11</w:t></w:p>", ["4111", "x>y"]),  # ">" in quotes
        (f"{W}4<w:noBreakHyphen/>1</w:p>", ["4-1"]),
        ("<text:p>a<text:s/>b<text:tab/>c<text:span>d</text:span></text:p>", ["a", "b", "cd"]),
        ("<a t='attribute'/><a t='attribute'/>", ["attribute"]),  # once
        ("<!-- remark -->x", ["remark", "x"]),
        ("<a><![CDATA[1<2 & 3]]></a>", ["1<2", "&", "3"]),
        ("<a>&lt;&amp;&#52;&#x31;</a>", ["<&41"]),
        ("<!ENTITY e 'value'><a>&e;</a>", ["value", "&e;"]),  # never expanded
        ("<?pi data?>x", ["x"]),
        ("a < b", ["a", "<", "b"]),
        ("<a", ["<a"]),
        ("", []),
    ],
)
def test_text(source: str, words: list[str]) -> None:
    text = xml.text_of(source.encode())
    assert [word for word in text.split() if "schemas" not in word] == words


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1251"])
def test_encodings(encoding: str) -> None:
    word = "слово" if "1251" in encoding else "größe"
    octets = f'<?xml version="1.0" encoding="{encoding}"?><a>{word}</a>'.encode(encoding)
    assert word in xml.text_of(octets)
    assert xml.looks_like_xml(octets)


def test_pieces_are_cut_before_tags() -> None:
    source = "<p>word</p>" * 300_000  # three pieces
    assert xml.text_of(source.encode()).split() == ["word"] * 300_000


@pytest.mark.parametrize("octets", [b"", b"text", b"< 3", b"{"])
def test_no_xml(octets: bytes) -> None:
    assert not xml.looks_like_xml(octets)


def test_layout_attributes_are_left_out() -> None:
    text = xml.text_of(b'<w:p w:rsidR="00A1B2C3" w:val="24" style="x" title="Title" n="4111111111111111"/>')
    assert text.split() == ["Title", "4111111111111111"]
