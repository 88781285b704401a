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
