"""Documents by odfpy and reportlab, and one small sample each of what no free program writes.

The samples of the second kind (``by hand``) are this project's own, written by ``tests.support.formats`` from
the published specifications, under the project's licence.
"""

# ruff: noqa: E501 - tables and documents are written as they are

from __future__ import annotations

import io
from typing import Any

import attrs

from tests.support import formats as written
from tests.support.corpus.made import Made, mark, marks
from tests.support.corpus.texts import saved


def by_odfpy() -> list[Made]:
    """A text, a sheet and a presentation."""
    return [_text(), _sheet(), _show()]


def _properties(document: Any) -> tuple[str, ...]:
    from odf import dc, meta

    document.meta.addElement(dc.Title(text=mark("title")))
    document.meta.addElement(dc.Subject(text=mark("subject")))
    document.meta.addElement(meta.Keyword(text=mark("keywords")))
    document.meta.addElement(meta.UserDefined(name=mark("customname"), valuetype="string", text=mark("custom")))
    return marks("title subject keywords custom customname")


def _text() -> Made:
    from odf import draw, form, office, svg, text
    from odf.namespaces import TEXTNS
    from odf.opendocument import OpenDocumentText
    from odf.style import Footer, Header, MasterPage, PageLayout

    document = OpenDocumentText()
    layout = PageLayout(name="layout")
    document.automaticstyles.addElement(layout)
    page = MasterPage(name="Standard", pagelayoutname=layout)
    for element, place in ((Header(), "header"), (Footer(), "footer")):
        element.addElement(text.P(text=mark(place)))
        page.addElement(element)
    document.masterstyles.addElement(page)
    paragraph = text.P(text=mark("body"))
    word = mark("split")
    paragraph.addText(f" {word[:4]}")
    paragraph.addElement(text.Span(text=word[4:]))
    note = text.Note(noteclass="footnote")
    note.addElement(text.NoteCitation(text="1"))
    body = text.NoteBody()
    body.addElement(text.P(text=mark("footnote")))
    note.addElement(body)
    paragraph.addElement(note)
    comment = office.Annotation()
    comment.addElement(text.P(text=mark("comment")))
    paragraph.addElement(comment)
    paragraph.addElement(text.Bookmark(name=mark("bookmark")))
    paragraph.addElement(text.A(href=f"https://example.com/{mark('link')}", text=mark("linktext")))
    paragraph.addElement(text.HiddenText(condition="true", stringvalue=mark("hidden")))
    frame = draw.Frame(width="5cm", height="5cm", anchortype="paragraph")
    box = draw.TextBox()
    box.addElement(text.P(text=mark("textbox")))
    frame.addElement(box)
    frame.addElement(svg.Title(text=mark("alttitle")))
    frame.addElement(svg.Desc(text=mark("alttext")))
    paragraph.addElement(frame)
    document.text.addElement(paragraph)
    changes = text.TrackedChanges()
    changed = text.ChangedRegion(check_grammar=False)  # odfpy asks for an identifier and takes none
    changed.setAttrNS(TEXTNS, "id", "c1")
    deletion = text.Deletion()
    deletion.addElement(text.P(text=mark("deleted")))
    changed.addElement(deletion)
    changes.addElement(changed)
    document.text.insertBefore(changes, paragraph)
    forms = office.Forms()
    fields = form.Form(name="form")
    fields.addElement(form.Text(id="f1", name=mark("fieldname"), currentvalue=mark("field")))
    forms.addElement(fields)
    document.text.insertBefore(forms, changes)
    places = marks("body split footnote comment bookmark link linktext hidden textbox alttitle alttext deleted fieldname "
                   "field header footer") + _properties(document)  # fmt: skip
    return Made("odfpy.odt", saved(document), "odfpy", places)


def _sheet() -> Made:
    from odf import office, table, text
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.style import Style, TableProperties

    document = OpenDocumentSpreadsheet()
    hidden = Style(name="hidden", family="table")
    hidden.addElement(TableProperties(display="false"))
    document.automaticstyles.addElement(hidden)
    validations = table.ContentValidations()
    validation = table.ContentValidation(name="v1", condition=f'of:cell-content-is-in-list("{mark("choice")}")')
    help_message = table.HelpMessage(display="true", title="t")
    help_message.addElement(text.P(text=mark("prompt")))
    validation.addElement(help_message)
    validations.addElement(validation)
    document.spreadsheet.addElement(validations)
    for name, style, place in ((mark("sheetname"), None, "string"), ("Other", hidden, "hiddensheet")):
        sheet = table.Table(name=name, **({"stylename": style} if style else {}))
        row = table.TableRow()
        cell = table.TableCell(valuetype="string")
        cell.addElement(text.P(text=mark(place)))
        if place == "string":
            comment = office.Annotation()
            comment.addElement(text.P(text=mark("comment")))
            cell.addElement(comment)
            row.addElement(table.TableCell(formula=f'of:=UPPER("{mark("formula")}")', valuetype="string",
                                           stringvalue=mark("formularesult")))  # fmt: skip
        row.addElement(cell)
        sheet.addElement(row)
        document.spreadsheet.addElement(sheet)
    names = table.NamedExpressions()
    names.addElement(table.NamedExpression(name=mark("defined"), expression=f'"{mark("constant")}"'))
    document.spreadsheet.addElement(names)
    places = marks("sheetname string comment formula formularesult hiddensheet choice prompt defined constant")
    places += _properties(document)
    return Made("odfpy.ods", saved(document), "odfpy", places)


def _show() -> Made:
    from odf import draw, presentation, text
    from odf.opendocument import OpenDocumentPresentation
    from odf.style import MasterPage, PageLayout

    document = OpenDocumentPresentation()
    layout = PageLayout(name="layout")
    document.automaticstyles.addElement(layout)
    master = MasterPage(name=mark("master"), pagelayoutname=layout)
    document.masterstyles.addElement(master)
    page = draw.Page(name=mark("pagename"), masterpagename=master)
    frame = draw.Frame(width="5cm", height="5cm")
    box = draw.TextBox()
    box.addElement(text.P(text=mark("body")))
    frame.addElement(box)
    page.addElement(frame)
    notes = presentation.Notes()
    frame = draw.Frame(width="5cm", height="5cm")
    box = draw.TextBox()
    box.addElement(text.P(text=mark("note")))
    frame.addElement(box)
    notes.addElement(frame)
    page.addElement(notes)
    document.presentation.addElement(page)
    places = marks("master pagename body note") + _properties(document)
    return Made("odfpy.odp", saved(document), "odfpy", places)


def by_reportlab() -> list[Made]:
    """PDF with standard fonts: a form, annotations, links, outlines; and encrypted ones."""
    rows = [
        Made(f"reportlab-{word}.pdf", _pdf(**options), "reportlab", _PDF_PLACES, native="pdfium")
        for word, options in (("plain", {"pageCompression": 0}), ("flate", {"pageCompression": 1}))
    ]
    from reportlab.lib.pdfencrypt import StandardEncryption

    for word, strength in (("rc4-40", 40), ("rc4-128", 128)):
        octets = _pdf(encrypt=StandardEncryption("secret", "owner", strength=strength))
        rows.append(Made(f"locked-{word}.pdf", octets, "reportlab", (), "encrypted"))
    return rows


_PDF_PLACES = marks("body split annotation field fieldtip link bookmark title subject keywords author")


def _pdf(**options: Any) -> bytes:
    from reportlab.pdfgen import canvas

    buffer = io.BytesIO()
    page = canvas.Canvas(buffer, **options)
    page.setTitle(mark("title"))
    page.setSubject(mark("subject"))
    page.setKeywords(mark("keywords"))
    page.setAuthor(mark("author"))
    page.drawString(72, 700, mark("body"))
    line = page.beginText(72, 680)
    word = mark("split")
    line.setFont("Helvetica", 11)
    line.textOut(word[:4])
    line.setFont("Helvetica-Bold", 11)
    line.textOut(word[4:])
    page.drawText(line)
    page.textAnnotation(mark("annotation"), (72, 600, 99, 620))
    page.linkURL(f"https://example.com/{mark('link')}", (72, 500, 99, 520))
    page.bookmarkPage("here")
    page.addOutlineEntry(mark("bookmark"), "here")
    page.acroForm.textfield(name="f", value=mark("field"), tooltip=mark("fieldtip"), x=72, y=400)
    page.showPage()
    page.save()
    return buffer.getvalue()


_NOTHING_FREE = "ours: nothing free writes it"
_BY_HAND = {"a.xps", "a.vsdx", "a.xlsb", "a.msg", "winmail.dat", "a.pdf"}


def by_hand() -> list[Made]:
    """XPS, Visio, binary Excel, Outlook, TNEF; a PDF with a file in it."""
    rows = []
    for sample in written.samples():
        if sample.name in _BY_HAND:
            note, native = ("with a file in it", "pdfium") if sample.name == "a.pdf" else (_NOTHING_FREE, "")
            made = Made(sample.name, sample.octets, "by hand", sample.places, note=note, native=native)
            rows.append(attrs.evolve(made, words=sample.markers))
    return rows
