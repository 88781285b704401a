"""PDF by PDFium, in this process: every place that has words, in files as libraries write them."""

from __future__ import annotations

import io
from typing import Any

import pytest

from skygw.extract import Budget, Extraction, Leaf, Outcome, extract, native, pdfium

canvas = pytest.importorskip("reportlab.pdfgen.canvas")
pypdfium2 = pytest.importorskip("pypdfium2")

PARSERS = {native.PDFIUM: pdfium.read}


def read(octets: bytes, **limits: Any) -> Extraction:
    return extract(Leaf(octets, "application/pdf"), Budget(native=PARSERS, **limits))


def made(pages: int = 1) -> bytes:
    buffer = io.BytesIO()
    page = canvas.Canvas(buffer)
    page.setSubject("SubjectWord")
    for number in range(pages):
        page.drawString(99, 99, f"PageWord{number}")
        page.drawString(99, -500, f"BesideWord{number}")
        page.bookmarkPage(f"key{number}")
        page.addOutlineEntry(f"BookmarkWord{number}", f"key{number}")
        page.linkURL("https://link.example/LinkWord", (9, 9, 99, 99))
        page.acroForm.textfield(name=f"NameWord{number}", tooltip="TipWord", value="ValueWord")
        page.textAnnotation("NoteWord", (9, 9, 99, 99))
        page.showPage()
    page.save()
    return buffer.getvalue()


def with_attachment(name: str, octets: bytes) -> bytes:
    document = pypdfium2.PdfDocument(made())
    document.new_attachment(name).set_data(octets)
    buffer = io.BytesIO()
    document.save(buffer)
    document.close()
    return buffer.getvalue()


def test_every_place() -> None:
    extraction = read(made(2))
    assert (extraction.outcome, extraction.true_type) == (Outcome.TEXT, "pdf")
    words = ["SubjectWord", "LinkWord", "TipWord", "ValueWord", "NoteWord"]
    words += [f"{place}Word{number}" for place in ("Page", "Beside", "Bookmark", "Name") for number in (0, 1)]
    assert [word for word in words if word not in extraction.texts[0]] == []


def test_embedded_files_are_read_in_turn() -> None:
    extraction = read(with_attachment("letter.rtf", b"{\\rtf1 Embedded\\u87?ord}"))
    assert extraction.outcome is Outcome.TEXT
    assert "EmbeddedWord" in extraction.texts[0]
    assert [member.name for member in extraction.members] == ["letter.rtf"]


def test_an_embedded_file_beyond_the_budget() -> None:
    extraction = read(with_attachment("a.txt", b"word " * 10_000), free_octets=20_000, ratio=0)
    assert extraction.outcome is Outcome.LIMIT
    assert "PageWord0" in extraction.texts[0]


@pytest.mark.parametrize(
    ("bound", "outcome"),
    [("_PAGES", Outcome.LIMIT), ("_BOOKMARKS", Outcome.LIMIT), ("_ATTACHMENTS", Outcome.TEXT)],
)
def test_bounds(monkeypatch: pytest.MonkeyPatch, bound: str, outcome: Outcome) -> None:
    monkeypatch.setattr(pdfium, bound, 1)
    assert read(made(3)).outcome is outcome


def test_cpu() -> None:
    ticks = iter(range(1000))
    extraction = read(made(3), cpu_seconds=3.0, clock=lambda: float(next(ticks)))
    assert extraction.outcome is Outcome.TIMEOUT


def test_damaged_files_have_an_outcome() -> None:
    octets = made()
    for end in range(10, len(octets), max(1, len(octets) // 40)):
        assert isinstance(read(octets[:end]).outcome, Outcome)
    assert read(b"%PDF-1.7\nand nothing else").outcome is Outcome.FAILED


def blank(text: str = "", **properties: str) -> bytes:
    buffer = io.BytesIO()
    page = canvas.Canvas(buffer, invariant=1)
    page.setTitle(properties.get("title", " "))
    page.setAuthor(" ")
    page.setSubject(" ")
    page.setProducer("A scanner")
    page.rect(9, 9, 99, 99, fill=1)
    page.drawString(9, 9, text)
    page.showPage()
    page.save()
    return buffer.getvalue()


def test_pages_of_pictures_only_are_a_failure() -> None:
    """"0 characters, ok" is no reading of a document; what a program writes about itself is no text of it."""
    assert read(blank()).outcome is Outcome.FAILED
    assert read(blank("word")).outcome is Outcome.TEXT
    assert read(blank(title="word")).outcome is Outcome.TEXT
