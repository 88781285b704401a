"""PDF without a parser: fonts' maps and strings as LibreOffice writes them."""

# ruff: noqa: E501 - documents are written as they are

from __future__ import annotations

import zlib

from skygw.extract import Budget, Extraction, Leaf, Outcome, extract


def read(*objects: bytes) -> Extraction:
    body = b"".join(b"%d 0 obj%s endobj\n" % (number + 1, data) for number, data in enumerate(objects))
    octets = b"%PDF-1.6\n" + body + b"trailer<</Root 1 0 R>>\n%%EOF"
    return extract(Leaf(octets, "application/pdf"), Budget())


def stream(content: bytes) -> bytes:
    packed = zlib.compress(content)
    return b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed)


def shown(cmap: bytes, page: bytes) -> str:
    font = b"<</Type/Font/ToUnicode 4 0 R>>"
    extraction = read(b"<</Font<</F1 3 0 R>>>>", stream(page), font, stream(b"begincmap\n" + cmap + b"\nendcmap"))
    assert extraction.outcome is Outcome.UNSUPPORTED
    return "\n".join(extraction.texts)


def test_pairs_of_a_map_stand_on_lines_of_their_own() -> None:
    """The next line's code used to be taken for the end of a range: nothing of LibreOffice's PDF was read."""
    cmap = b"3 beginbfchar\n<01> <0043>\n<02> <0061>\n<03> <0072>\nendbfchar"
    assert "Carra" in shown(cmap, b"BT /F1 11 Tf [<01>5<02>-3<0303>2<02>]TJ ET")


def test_ranges() -> None:
    cmap = b"2 beginbfrange\n<0001> <0003> <0041>\n<0010> <0011> [<0058> <00590059>]\nendbfrange"
    assert "ABCXYY" in shown(cmap, b"BT /F1 11 Tf <00010002000300100011> Tj ET")


def test_half_a_pair_is_no_character() -> None:
    cmap = b"1 beginbfrange\n<01> <04> <D7FE>\nendbfrange"
    text = shown(cmap, b"BT /F1 11 Tf <01020304> Tj ET")
    assert "\ud7fe\ud7ff\ufffd\ufffd" in text
    text.encode("utf-8")


def test_strings_in_hexadecimal() -> None:
    """Properties and annotations of LibreOffice used to be passed over."""
    title = "Größe 4111".encode("utf-16-be").hex().encode()
    extraction = read(b"<</Title<FEFF" + title + b">/Other<6162 6364>/ID[<00ff00ff00ff><8081>]>>")
    assert [line for line in extraction.texts[0].splitlines() if line] == ["Größe 4111", "abcd"]


CARD = "4111 1111 1111 1111"


def text_of(*objects: bytes) -> str:
    return "\n".join(read(*objects).texts)


def test_forms_in_xml() -> None:
    form = stream(b"<xdp:xdp><template><text>4111 <b>1111</b> 1111 1111</text></template></xdp:xdp>")
    assert CARD in text_of(b"<</AcroForm<</XFA 2 0 R>>>>", form)


def test_a_form_in_pieces() -> None:
    pieces = [b"<xdp:xdp xmlns:xdp='x'>", f"<template><t>{CARD}</t></template>".encode(), b"</xdp:xdp>"]
    assert CARD in text_of(b"<</AcroForm<</XFA[(a)2 0 R(b)3 0 R(c)4 0 R]>>>>", *map(stream, pieces))


def test_scripts_and_values_in_streams() -> None:
    script = b"// BT is no page\napp.alert('" + CARD.encode() + b"')"
    assert CARD in text_of(b"<</OpenAction<</S/JavaScript/JS 2 0 R>>>>", stream(script))
    assert CARD in text_of(b"<</FT/Tx/T(a)/V 2 0 R>>", stream(CARD.encode("utf-16")))


def test_streams_that_an_object_stream_behind_them_tells_of() -> None:
    told = b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode>>stream\n%s\nendstream"
    assert CARD in text_of(stream(CARD.encode()), told % zlib.compress(b"1 0 <</FT/Tx/V 1 0 R>>"))


def test_drawings_are_no_text() -> None:
    assert "700 800" not in text_of(b"<</Contents 2 0 R>>", stream(b"600 700 800 m 9 9 l S"))
