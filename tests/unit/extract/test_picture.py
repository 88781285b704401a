"""Vector pictures with words."""

# ruff: noqa: E501 - documents are written as they are

from __future__ import annotations

import struct

from skygw.extract import Budget, Extraction, Leaf, Outcome, extract
from tests.support import formats as made


def emf(text: str) -> bytes:
    words = text.encode("utf-16-le")
    size = 88 + len(words)
    return struct.pack("<LL", 1, 88) + bytes(32) + b" EMF" + bytes(4) + struct.pack("<L", size) + bytes(36) + words


def read(octets: bytes) -> Extraction:
    return extract(Leaf(octets, "image/emf", names=("a.emf",)), Budget())


def test_words() -> None:
    extraction = read(emf("Card 4111 1111"))
    assert (extraction.outcome, extraction.true_type) == (Outcome.TEXT, "emf")
    assert "Card 4111 1111" in extraction.texts[0]


def test_without_words_it_is_a_picture() -> None:
    assert read(emf("")).outcome is Outcome.NONE


def test_cut() -> None:
    assert read(emf("Card 4111 1111")[:-2]).outcome is Outcome.FAILED


def test_in_a_document_it_repeats() -> None:
    octets = made.zipped({"word/document.xml": "<w:t>Total</w:t>", "word/media/image1.emf": emf("Total")})
    first, again = extract(Leaf(octets), Budget()).texts
    assert first.count("Total") == 1
    assert "Total" in again


def test_in_rtf() -> None:
    picture = b"{\\pict{\\*\\picprop{\\sp{\\sn wzDescription}{\\sv Described}}}\\emfblip\n%s}" % emf("Drawn").hex().encode()
    extraction = extract(Leaf(b"{\\rtf1 x" + picture + b"}"), Budget())
    assert extraction.outcome is Outcome.TEXT
    text = "\n".join(extraction.texts)
    assert "Described" in text
    assert "Drawn" in text
