"""Workbooks with a marker at every place that xlsxwriter, openpyxl and xlwt have."""

# ruff: noqa: E501 - tables and documents are written as they are

from __future__ import annotations

import io

from tests.support import compound
from tests.support.corpus.made import Made, mark, marks
from tests.support.corpus.texts import picture, saved

PLACES = marks(
    "string split formula formularesult comment remarker hiddenrow hiddencolumn hiddensheet verysheet sheetname",
    "defined constant choice prompt error header footer link linktext tip charttitle chartseries charttext axis",
    "textbox alttext condition format column criterion title subject keywords category remarks author custom customname",
)


def workbook() -> Made:
    """By xlsxwriter."""
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        _first_sheet(book, book.add_worksheet(mark("sheetname")))
        hidden, very = book.add_worksheet("Hidden"), book.add_worksheet("Very")
        hidden.write("B2", mark("hiddensheet"))
        very.write("B2", mark("verysheet"))
        hidden.hide()
        very.very_hidden()
        book.define_name(mark("defined"), "=Hidden!$A$1")
        book.define_name("constant", f'="{mark("constant")}"')
        fields = ("title", "subject", "keywords", "category", "author")
        book.set_properties({field: mark(field) for field in fields} | {"comments": mark("remarks")})
        book.set_custom_property(mark("customname"), mark("custom"))
    return Made("sheet.xlsx", buffer.getvalue(), "xlsxwriter", PLACES)


def _first_sheet(book: object, sheet: object) -> None:
    bold = book.add_format({"bold": True})  # type: ignore[attr-defined]
    write = sheet.write  # type: ignore[attr-defined]
    write("A1", mark("string"))
    word = mark("split")
    sheet.write_rich_string("A2", word[:4], bold, word[4:])  # type: ignore[attr-defined]
    sheet.write_formula("A3", f'=UPPER("{mark("formula")}")', None, mark("formularesult"))  # type: ignore[attr-defined]
    write("A4", 7, book.add_format({"num_format": f'0 "{mark("format")}"'}))  # type: ignore[attr-defined]
    sheet.write_comment("A1", mark("comment"), {"author": mark("remarker")})  # type: ignore[attr-defined]
    write("A6", mark("hiddenrow"))
    sheet.set_row(5, None, None, {"hidden": True})  # type: ignore[attr-defined]
    write("F1", mark("hiddencolumn"))
    sheet.set_column("F:F", None, None, {"hidden": True})  # type: ignore[attr-defined]
    sheet.write_url("A7", f"https://example.com/{mark('link')}", None, mark("linktext"), mark("tip"))  # type: ignore[attr-defined]
    sheet.data_validation("A8", {  # type: ignore[attr-defined]
        "validate": "list", "source": [mark("choice"), "other"], "input_title": "t", "input_message": mark("prompt"),
        "error_title": "e", "error_message": mark("error"),
    })  # fmt: skip
    condition = {"type": "text", "criteria": "containing", "value": mark("condition"), "format": bold}
    sheet.conditional_format("A1:A9", condition)  # type: ignore[attr-defined]
    sheet.add_table("H1:I3", {"columns": [{"header": mark("column")}, {"header": "other"}]})  # type: ignore[attr-defined]
    sheet.autofilter("A1:A9")  # type: ignore[attr-defined]
    sheet.filter_column("A", f"x == {mark('criterion')}")  # type: ignore[attr-defined]
    sheet.set_header(f"&C{mark('header')}")  # type: ignore[attr-defined]
    sheet.set_footer(f"&L{mark('footer')}")  # type: ignore[attr-defined]
    sheet.insert_textbox("C12", mark("textbox"))  # type: ignore[attr-defined]
    image = {"image_data": io.BytesIO(picture()), "description": mark("alttext")}
    sheet.insert_image("C20", "p.png", image)  # type: ignore[attr-defined]
    write("C1", mark("charttext"))
    write("D1", 7)
    chart = book.add_chart({"type": "bar"})  # type: ignore[attr-defined]
    name = f"={mark('sheetname')}"
    chart.add_series({"name": mark("chartseries"), "categories": f"{name}!$C$1", "values": f"{name}!$D$1"})
    chart.set_title({"name": mark("charttitle")})
    chart.set_x_axis({"name": mark("axis")})
    sheet.insert_chart("K2", chart)  # type: ignore[attr-defined]


def with_macro() -> Made:
    """The same with a module of Visual Basic."""
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.add_worksheet().write("A1", mark("string"))
        book.add_vba_project(io.BytesIO(project(mark("macro"))), is_stream=True)
    return Made("macro.xlsm", buffer.getvalue(), "xlsxwriter", ("string", "macro"), note="its vbaProject.bin is ours")


def project(word: str) -> bytes:
    """A vbaProject.bin with one module, its source as a container of literals (MS-OVBA 2.4.1)."""
    source = f'Attribute VB_Name = "Module1"\r\nSub Main()\r\nMsgBox "{word}"\r\nEnd Sub\r\n'.encode()
    tokens = b"".join(b"\0" + source[at : at + 8] for at in range(0, len(source), 8))
    container = b"\x01" + (0xB000 | len(tokens) - 1).to_bytes(2, "little") + tokens
    return compound.compound({"VBA": {"Module1": bytes(4) + container, "dir": b"\x01"}, "PROJECT": b"ID=\r\n"})


def by_openpyxl() -> Made:
    """A smaller one."""
    import openpyxl
    from openpyxl.comments import Comment
    from openpyxl.packaging.custom import StringProperty
    from openpyxl.workbook.defined_name import DefinedName

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = mark("sheetname")
    sheet["A1"], sheet["A2"] = mark("string"), f'="{mark("formula")}"'
    sheet["A1"].comment = Comment(mark("comment"), mark("remarker"))
    sheet["A3"].hyperlink = f"https://example.com/{mark('link')}"
    sheet.oddHeader.center.text, sheet.oddFooter.left.text = mark("header"), mark("footer")
    for name, state in (("hiddensheet", "hidden"), ("verysheet", "veryHidden")):
        other = book.create_sheet(name)
        other["A1"] = mark(name)
        other.sheet_state = state
    book.defined_names["constant"] = DefinedName("constant", attr_text=f'"{mark("constant")}"')
    book.properties.title, book.properties.description = mark("title"), mark("remarks")
    book.custom_doc_props.append(StringProperty(name=mark("customname"), value=mark("custom")))
    places = marks("sheetname string formula comment remarker link header footer hiddensheet verysheet constant title",
                   "remarks customname custom")  # fmt: skip
    return Made("openpyxl.xlsx", saved(book), "openpyxl", places)


def by_xlwt() -> Made:
    """A workbook of Excel 97."""
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet(mark("sheetname"))
    sheet.write(0, 0, mark("string"))
    sheet.write(1, 0, xlwt.Formula(f'UPPER("{mark("formula")}")'))
    sheet.write(2, 0, xlwt.Formula(f'HYPERLINK("https://example.com/{mark("link")}")'))
    sheet.write_rich_text(3, 0, (mark("split")[:4], (mark("split")[4:], xlwt.easyfont("bold true"))))
    sheet.header_str, sheet.footer_str = mark("header").encode(), mark("footer").encode()
    hidden = book.add_sheet("Hidden")
    hidden.write(0, 0, mark("hiddensheet"))
    hidden.visibility = 2
    places = marks("sheetname string formula link split header footer hiddensheet")
    return Made("xlwt.xls", saved(book), "xlwt", places)
