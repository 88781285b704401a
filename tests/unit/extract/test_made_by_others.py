"""Files as the libraries that people use write them."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path
from typing import Any

import pytest

from skygw.extract import Budget, Extraction, Leaf, Outcome, extract
from skygw.extract.native import parsers as native_parsers
from tests.support import formats as made
from tests.support.needs import library, program

CARD = "4111 1111 1111 1111"


def read(octets: bytes, *, native: bool = False) -> Extraction:
    parsers = native_parsers() if native else {}
    return extract(Leaf(octets, "application/octet-stream"), Budget(native=parsers))


def saved(document: Any) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_python_docx() -> None:
    docx = library("docx")
    document = docx.Document()
    paragraph = document.add_paragraph("4111 1111 ")
    paragraph.add_run("1111 1111").bold = True
    document.sections[0].header.paragraphs[0].text = "HeaderWord"
    document.sections[0].footer.paragraphs[0].text = "FooterWord"
    document.core_properties.keywords = "KeyWord"
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "left", "right"
    extraction = read(saved(document))
    assert (extraction.outcome, extraction.true_type, extraction.defects) == (Outcome.TEXT, "docx", ())
    for word in (CARD, "HeaderWord", "FooterWord", "KeyWord", "left\nright"):
        assert word in extraction.texts[0]


def test_openpyxl() -> None:
    openpyxl = library("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["Name", "Card"])
    book.active.append(["Ann Example", 4111111111111111])
    hidden = book.create_sheet("HiddenName")
    hidden.sheet_state = "hidden"
    hidden["B2"] = "HiddenWord"
    hidden["B2"].comment = openpyxl.comments.Comment("CommentWord", "Author")
    hidden["B3"].hyperlink = "https://link.example/LinkWord"
    hidden.oddFooter.center.text = "FooterWord"
    extraction = read(saved(book))
    assert extraction.outcome is Outcome.TEXT
    assert "Ann Example\t4111111111111111" in extraction.texts[0]
    for word in ("HiddenName", "HiddenWord", "CommentWord", "LinkWord", "FooterWord"):
        assert word in extraction.texts[0]


def test_xlsxwriter() -> None:
    xlsxwriter = library("xlsxwriter")
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Ann Example", "shared", 4.111e15])
        sheet.write_rich_string(1, 0, "41", book.add_format({"bold": True}), "11", " end")
    extraction = read(buffer.getvalue())
    assert "Ann Example\tshared\t4111000000000000" in extraction.texts[0]
    assert "4111 end" in extraction.texts[0]


def test_xlwt() -> None:
    xlwt = library("xlwt")
    book = xlwt.Workbook()
    sheet = book.add_sheet("SheetWord")
    sheet.write(0, 0, "Ann Größe")
    sheet.write(0, 1, 4111111111111111)
    for row in range(2000):  # more than fits into one record
        sheet.write(row + 1, 0, f"row number {row}")
    extraction = read(saved(book))
    assert (extraction.outcome, extraction.true_type) == (Outcome.TEXT, "xls")
    assert "Ann Größe\t4111111111111111" in extraction.texts[0]
    assert "SheetWord" in extraction.texts[0]
    assert extraction.texts[0].count("row number") == 2000


def test_python_pptx() -> None:
    pptx = library("pptx")
    show = pptx.Presentation()
    slide = show.slides.add_slide(show.slide_layouts[5])
    slide.shapes.title.text = "TitleWord"
    slide.notes_slide.notes_text_frame.text = "NoteWord"
    table = slide.shapes.add_table(1, 1, 0, 0, 9, 9).table
    table.cell(0, 0).text = CARD
    extraction = read(saved(show))
    assert extraction.outcome is Outcome.TEXT
    for word in ("TitleWord", "NoteWord", CARD):
        assert word in extraction.texts[0]


def test_odfpy() -> None:
    opendocument = library("odf.opendocument")
    text = library("odf.text")
    document = opendocument.OpenDocumentText()
    document.text.addElement(text.P(text=CARD))
    extraction = read(saved(document))
    assert (extraction.outcome, extraction.true_type) == (Outcome.TEXT, "odt")
    assert CARD in extraction.texts[0]


def pdf_of_reportlab(**options: Any) -> bytes:
    canvas = library("reportlab.pdfgen.canvas")
    buffer = io.BytesIO()
    page = canvas.Canvas(buffer, **options)
    page.setTitle("TitleWord")
    page.drawString(99, 99, CARD)
    page.showPage()
    page.save()
    return buffer.getvalue()


@pytest.mark.parametrize("compressed", [0, 1])
def test_reportlab_without_a_parser(compressed: int) -> None:
    extraction = read(pdf_of_reportlab(pageCompression=compressed))
    assert extraction.outcome is Outcome.UNSUPPORTED
    assert CARD in extraction.texts[0]
    assert "TitleWord" in extraction.texts[0]


def test_pdfium() -> None:
    library("pypdfium2")
    extraction = read(pdf_of_reportlab(), native=True)
    assert extraction.outcome is Outcome.TEXT
    assert CARD in extraction.texts[0]
    assert "TitleWord" in extraction.texts[0]
    sample = made.pdf()
    extraction = read(sample.octets, native=True)
    text = "\n".join(extraction.texts)
    assert [word for word in sample.markers.values() if word not in text] == []


def test_pdfium_and_passwords() -> None:
    """Without the password it is encrypted; an empty one is none."""
    library("pypdfium2")
    encryption = library("reportlab.lib.pdfencrypt")
    for password, expected in (("secret", Outcome.ENCRYPTED), ("", Outcome.TEXT)):
        octets = pdf_of_reportlab(encrypt=encryption.StandardEncryption(password, "owner"))
        assert read(octets, native=True).outcome is expected
        assert read(octets).outcome is Outcome.ENCRYPTED


@pytest.mark.parametrize("form", ["7zip", "cpio_newc", "gnutar", "iso9660", "zip"])
def test_libarchive(form: str) -> None:
    libarchive = library("libarchive")
    pieces: list[bytes] = []

    def take(data: bytes) -> int:
        pieces.append(bytes(data))
        return len(data)

    with libarchive.custom_writer(take, form) as archive:
        archive.add_file_from_memory("d/a.txt", len(CARD), CARD.encode())
    octets = b"".join(pieces)
    extraction = read(octets, native=True)
    assert extraction.outcome is Outcome.TEXT
    assert CARD in extraction.texts[0]
    if form == "7zip":
        assert read(octets).texts == extraction.texts
        assert read(octets[:-9]).outcome is Outcome.FAILED


@pytest.mark.parametrize("method", ["lzma1", "lzma2", "deflate", "bzip2", "copy", "ppmd"])
def test_7z(method: str) -> None:
    """Many files in one stream, an empty one between them."""
    libarchive = library("libarchive")
    pieces: list[bytes] = []

    def take(data: bytes) -> int:
        pieces.append(bytes(data))
        return len(data)

    with libarchive.custom_writer(take, "7zip", options=f"compression={method}") as archive:
        for number in range(50):
            data = b"" if number == 20 else b"words of file %d\n" % number * 50
            archive.add_file_from_memory(f"d/{number}.txt", len(data), data)
    octets = b"".join(pieces)
    extraction = read(octets, native=method == "ppmd")
    assert extraction.outcome is Outcome.TEXT
    for number in range(50):
        assert f"d/{number}.txt" in extraction.texts[0]
        assert extraction.texts[0].count(f"words of file {number}\n") == (0 if number == 20 else 50)
    if method == "ppmd":
        assert read(octets).outcome is Outcome.UNSUPPORTED
    for end in range(0, len(octets), max(1, len(octets) // 60)):
        assert read(octets[:end]).outcome is not Outcome.TEXT or end < 12


TOOLS = [["zip", "-q", "-"], ["ar", "qc"], ["xz", "-kc"], ["zstd", "-qc"], ["bzip2", "-kc"]]


@pytest.mark.parametrize("tool", TOOLS)
def test_command_line_tools(tool: list[str], tmp_path: Path) -> None:
    program(tool[0], {"ar": "binutils", "xz": "xz-utils"}.get(tool[0], ""))
    if tool[0] == "zstd":
        library("zstandard")
    (tmp_path / "a.txt").write_text(CARD * 100)
    command = [*tool, "out.a", "a.txt"] if tool[0] == "ar" else [*tool, "a.txt"]
    octets = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True).stdout
    extraction = read(octets or (tmp_path / "out.a").read_bytes())
    assert extraction.outcome is Outcome.TEXT
    assert extraction.texts[0].count(CARD) == 100
    assert extraction.defects == ()


def test_encrypted_by_zip(tmp_path: Path) -> None:
    program("zip")
    (tmp_path / "a.txt").write_text(CARD)
    subprocess.run(["zip", "-q", "-P", "secret", "out.zip", "a.txt"], cwd=tmp_path, check=True)
    assert read((tmp_path / "out.zip").read_bytes()).outcome is Outcome.ENCRYPTED
