"""A presentation with a marker at every place that python-pptx and its package have."""

# ruff: noqa: E501 - documents are written as they are

from __future__ import annotations

import io

from tests.support import compound
from tests.support.corpus.made import Made, edited, mark, marks, relation
from tests.support.corpus.texts import picture, saved, workbook

PLACES = marks(
    "slidetitle split table textbox group hiddenslide note master layout charttitle chartseries charttext axis alttext",
    "linktext link section comment remarker title subject keywords category remarks author custom customname embedded packed",
)


def presentation() -> Made:
    """By python-pptx; comments, properties of one's own and sections as parts of the package."""
    import pptx
    from pptx.enum.shapes import PROG_ID

    show = pptx.Presentation()
    show.slide_master.shapes[0].text_frame.text = mark("master")
    show.slide_layouts[5].shapes[0].text_frame.text = mark("layout")
    slide = show.slides.add_slide(show.slide_layouts[5])
    _shapes(slide)
    hidden = show.slides.add_slide(show.slide_layouts[5])
    hidden.shapes.title.text = mark("hiddenslide")
    hidden._element.set("show", "0")
    # The library's own icon of a workbook holds a PDF besides.
    icon = {"icon_file": io.BytesIO(picture())}
    slide.shapes.add_ole_object(io.BytesIO(workbook(mark("embedded"))), PROG_ID.XLSX, 9, 9, 9999, 9999, **icon)
    packed = compound.compound({"\x01Ole10Native": compound.native("memo.txt", mark("packed").encode())})
    slide.shapes.add_ole_object(io.BytesIO(packed), "Package", 9, 9, 9999, 9999, **icon)
    properties = show.core_properties
    properties.title, properties.subject, properties.keywords = mark("title"), mark("subject"), mark("keywords")
    properties.category, properties.comments, properties.author = mark("category"), mark("remarks"), mark("author")
    return Made("show.pptx", _with_parts(saved(show)), "python-pptx", PLACES)


def _shapes(slide: object) -> None:
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE

    shapes = slide.shapes  # type: ignore[attr-defined]
    shapes.title.text = mark("slidetitle")
    box = shapes.add_textbox(9, 9, 4999999, 2999999).text_frame
    box.text = mark("textbox")
    line, word = box.add_paragraph(), mark("split")
    line.add_run().text = word[:4]
    bold = line.add_run()
    bold.text, bold.font.bold = word[4:], True
    linked = box.add_paragraph().add_run()
    linked.text, linked.hyperlink.address = mark("linktext"), f"https://example.com/{mark('link')}"
    shapes.add_table(1, 1, 9, 9, 4999999, 2999999).table.cell(0, 0).text = mark("table")
    group = shapes.add_group_shape()
    group.shapes.add_textbox(9, 9, 4999999, 2999999).text_frame.text = mark("group")
    shapes.add_picture(io.BytesIO(picture()), 9, 9)._element.nvPicPr.cNvPr.set("descr", mark("alttext"))
    data = CategoryChartData()
    data.categories = [mark("charttext")]
    data.add_series(mark("chartseries"), (7,))
    chart = shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, 9, 9, 4999999, 2999999, data).chart
    chart.has_title, chart.category_axis.has_title = True, True
    chart.chart_title.text_frame.text = mark("charttitle")
    chart.category_axis.axis_title.text_frame.text = mark("axis")
    slide.notes_slide.notes_text_frame.text = mark("note")  # type: ignore[attr-defined]


def _with_parts(octets: bytes) -> bytes:
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    main = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
    parts: dict[str, str | bytes] = {
        "ppt/commentAuthors.xml": f'{head}<p:cmAuthorLst {main}><p:cmAuthor id="0" name="{mark("remarker")}" initials="M" lastIdx="1" clrIdx="0"/></p:cmAuthorLst>',
        "ppt/comments/comment1.xml": f'{head}<p:cmLst {main}><p:cm authorId="0" dt="2026-01-02T03:04:05" idx="1"><p:pos x="9" y="9"/><p:text>{mark("comment")}</p:text></p:cm></p:cmLst>',
        "docProps/custom.xml": (
            f'{head}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
            f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="{mark("customname")}"><vt:lpwstr>{mark("custom")}</vt:lpwstr></property></Properties>'
        ),
    }  # fmt: skip
    section = (
        '<p:extLst><p:ext uri="{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"><p14:sectionLst xmlns:p14="http://schemas.microsoft.com/office/powerpoint/2010/main">'
        f'<p14:section name="{mark("section")}" id="{{11111111-2222-3333-4444-555555555555}}"><p14:sldIdLst/></p14:section></p14:sectionLst></p:ext></p:extLst>'
    )  # fmt: skip
    kind = "application/vnd.openxmlformats-officedocument."
    types = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}{rest}+xml"/>'
        for name, rest in (
            ("ppt/commentAuthors.xml", "presentationml.commentAuthors"), ("ppt/comments/comment1.xml", "presentationml.comments"),
            ("docProps/custom.xml", "custom-properties"),
        )
    )  # fmt: skip
    end = "</Relationships>"
    return edited(
        octets,
        parts,
        {
            "[Content_Types].xml": [("</Types>", types + "</Types>")],
            "_rels/.rels": [(end, relation("rIdCustom", "custom-properties", "docProps/custom.xml") + end)],
            "ppt/_rels/presentation.xml.rels": [(end, relation("rIdAuthors", "commentAuthors", "commentAuthors.xml") + end)],
            "ppt/slides/_rels/slide1.xml.rels": [(end, relation("rIdComments", "comments", "../comments/comment1.xml") + end)],
            "ppt/presentation.xml": [("</p:presentation>", section + "</p:presentation>")],
        },
    )  # fmt: skip
