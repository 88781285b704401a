"""A Word document with a marker at every place that python-docx and its package have."""

# ruff: noqa: E501, ISC004 - documents are written as they are

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from tests.support import compound
from tests.support.corpus.made import Made, edited, mark, marks, relation

PLACES = marks(
    "body split table link linktext bookmark comment remarker footnote endnote header firstheader footer textbox",
    "hidden inserted deleted reviser alttext alttitle fieldhelp fielddefault control controltag merge title subject",
    "keywords category remarks author custom customname customxml variable style charttitle chartlabel chartseries",
    "embedded packed",
)

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SPACES = (
    f'xmlns:w="{_W}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:w10="urn:schemas-microsoft-com:office:word"'
)
_TYPE = "application/vnd.openxmlformats-officedocument."


def picture() -> bytes:
    """A PNG of one grey pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))

    head = struct.pack(">LLBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\x80")) + chunk(b"IEND", b"")


def chart(title: str, label: str, series: str) -> str:
    """A bar chart as a part of a document (ECMA-376, part 1, 21.2)."""

    def words(element: str, text: str, kind: str) -> str:
        return (
            f"<c:{element}><c:{kind}><c:f>Sheet1!$A$1</c:f><c:strCache><c:ptCount val='1'/><c:pt idx='0'><c:v>{text}</c:v></c:pt>"
            f"</c:strCache></c:{kind}></c:{element}>"
        )

    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><c:chartSpace {_SPACES}><c:chart><c:title><c:tx><c:rich><a:bodyPr/>'
        f"<a:p><a:r><a:t>{title}</a:t></a:r></a:p></c:rich></c:tx></c:title><c:plotArea><c:layout/><c:barChart><c:barDir val='col'/>"
        f"<c:ser><c:idx val='0'/><c:order val='0'/>{words('tx', series, 'strRef')}{words('cat', label, 'strRef')}<c:val><c:numRef>"
        "<c:f>Sheet1!$B$1</c:f><c:numCache><c:ptCount val='1'/><c:pt idx='0'><c:v>7</c:v></c:pt></c:numCache></c:numRef></c:val></c:ser>"
        "<c:axId val='1'/><c:axId val='2'/></c:barChart><c:catAx><c:axId val='1'/><c:scaling/><c:delete val='0'/><c:axPos val='b'/>"
        "<c:crossAx val='2'/></c:catAx><c:valAx><c:axId val='2'/><c:scaling/><c:delete val='0'/><c:axPos val='l'/><c:crossAx val='1'/>"
        "</c:valAx></c:plotArea><c:legend><c:legendPos val='r'/></c:legend></c:chart></c:chartSpace>"
    )


def workbook(word: str) -> bytes:
    """A workbook with one word, to be embedded."""
    import openpyxl

    book = openpyxl.Workbook()
    book.active["A1"] = word
    return saved(book)


def saved(document: Any) -> bytes:
    """The octets that a document of any of the libraries writes."""
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _paragraphs() -> list[str]:
    """What python-docx has no words for, paragraph by paragraph."""
    who = f'w:id="90" w:author="{mark("reviser")}" w:date="2026-01-02T03:04:05Z"'
    return [
        f'<w:p><w:ins {who}><w:r><w:t>{mark("inserted")}</w:t></w:r></w:ins></w:p>',
        f'<w:p><w:r><w:t>kept</w:t></w:r><w:del {who}><w:r><w:delText>{mark("deleted")}</w:delText></w:r></w:del></w:p>',
        f'<w:p><w:bookmarkStart w:id="7" w:name="{mark("bookmark")}"/><w:r><w:t>marked</w:t></w:r><w:bookmarkEnd w:id="7"/></w:p>',
        f'<w:p><w:hyperlink r:id="rIdLink"><w:r><w:t>{mark("linktext")}</w:t></w:r></w:hyperlink></w:p>',
        '<w:p><w:r><w:t>notes</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:endnoteReference w:id="2"/></w:r></w:p>',
        '<w:p><w:r><w:pict><v:shape id="s1" type="#_x0000_t202" style="position:absolute;width:99pt;height:99pt"><v:textbox>'
        f'<w:txbxContent><w:p><w:r><w:t>{mark("textbox")}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>',
        f'<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="F1"/><w:enabled/><w:statusText w:type="text" w:val="{mark("fieldhelp")}"/>'
        f'<w:textInput><w:default w:val="{mark("fielddefault")}"/></w:textInput></w:ffData></w:fldChar></w:r><w:r><w:instrText> FORMTEXT </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>given</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>',
        f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> MERGEFIELD {mark("merge")} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>merged</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>',
        f'<w:sdt><w:sdtPr><w:alias w:val="alias"/><w:tag w:val="{mark("controltag")}"/><w:id w:val="5"/><w:text/></w:sdtPr><w:sdtContent><w:p><w:r><w:t>'
        f'{mark("control")}</w:t></w:r></w:p></w:sdtContent></w:sdt>',
        '<w:p><w:r><w:drawing><wp:inline><wp:extent cx="3000000" cy="2000000"/><wp:docPr id="60" name="chart"/><a:graphic>'
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:chart r:id="rIdChart"/></a:graphicData></a:graphic></wp:inline>'
        "</w:drawing></w:r></w:p>",
        *(
            f'<w:p><w:r><w:object><v:shape id="o{kind}" type="#_x0000_t75" style="width:40pt;height:20pt"><v:imagedata r:id="rIdPicture"/></v:shape>'
            f'<o:OLEObject Type="Embed" ProgID="{program}" ShapeID="o{kind}" DrawAspect="Content" ObjectID="_1{kind}" r:id="{number}"/></w:object></w:r></w:p>'
            for kind, program, number in ((1, "Excel.Sheet.12", "rIdBook"), (2, "Package", "rIdPackage"))
        ),
    ]  # fmt: skip


def document() -> Made:
    """The document."""
    import docx
    from docx.oxml import parse_xml

    made = docx.Document()
    made.sections[0].different_first_page_header_footer = True
    made.sections[0].header.paragraphs[0].text = mark("header")
    made.sections[0].first_page_header.paragraphs[0].text = mark("firstheader")
    made.sections[0].footer.paragraphs[0].text = mark("footer")
    body = made.add_paragraph(f"{mark('body')} and ")
    word = mark("split")
    body.add_run(word[:4])
    body.add_run(word[4:]).bold = True
    made.add_comment(body.runs, text=mark("comment"), author=mark("remarker"))
    made.add_paragraph().add_run(mark("hidden")).font.hidden = True
    made.add_page_break()  # so that there is a page whose header is not that of the first
    made.add_table(1, 2).cell(0, 1).text = mark("table")
    made.styles.add_style(mark("style"), 1)
    made.paragraphs[-1].style = mark("style")
    made.add_picture(io.BytesIO(picture()))
    made.inline_shapes[0]._inline.docPr.set("descr", mark("alttext"))
    made.inline_shapes[0]._inline.docPr.set("title", mark("alttitle"))
    made.core_properties.title, made.core_properties.subject = mark("title"), mark("subject")
    made.core_properties.keywords, made.core_properties.category = mark("keywords"), mark("category")
    made.core_properties.comments, made.core_properties.author = mark("remarks"), mark("author")
    for source in _paragraphs():
        element = source.partition(">")
        opened = element[0].rstrip("/")
        made.element.body.insert(-1, parse_xml(f"{opened} {_SPACES}{'/' if element[0].endswith('/') else ''}>{element[2]}"))
    return Made("text.docx", _with_parts(saved(made)), "python-docx", PLACES)


def _with_parts(octets: bytes) -> bytes:
    def notes(kind: str) -> str:
        fixed = "".join(
            f'<w:{kind} w:type="{name}" w:id="{number}"><w:p><w:r><w:{name}/></w:r></w:p></w:{kind}>'
            for number, name in enumerate(("separator", "continuationSeparator"))
        )
        return (
            f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:{kind}s {_SPACES}>{fixed}'
            f'<w:{kind} w:id="2"><w:p><w:r><w:{kind}Ref/></w:r><w:r><w:t>{mark(kind)}</w:t></w:r></w:p></w:{kind}></w:{kind}s>'
        )

    custom = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" '
        f'name="{mark("customname")}"><vt:lpwstr>{mark("custom")}</vt:lpwstr></property></Properties>'
    )
    parts: dict[str, str | bytes] = {
        "word/footnotes.xml": notes("footnote"),
        "word/endnotes.xml": notes("endnote"),
        "docProps/custom.xml": custom,
        "customXml/item9.xml": f'<?xml version="1.0"?><data xmlns="urn:example"><field value="{mark("customxml")}"/></data>',
        "word/charts/chart1.xml": chart(mark("charttitle"), mark("chartlabel"), mark("chartseries")),
        "word/embeddings/book.xlsx": workbook(mark("embedded")),
        "word/embeddings/package.bin": compound.compound({"\x01Ole10Native": compound.native("memo.txt", mark("packed").encode())}),
        "word/media/object.png": picture(),
    }  # fmt: skip
    types = "".join(
        f'<Override PartName="/{name}" ContentType="{_TYPE}{kind}+xml"/>'
        for name, kind in (
            ("word/footnotes.xml", "wordprocessingml.footnotes"), ("word/endnotes.xml", "wordprocessingml.endnotes"),
            ("docProps/custom.xml", "custom-properties"), ("word/charts/chart1.xml", "drawingml.chart"),
        )
    )  # fmt: skip
    types += f'<Default Extension="xlsx" ContentType="{_TYPE}spreadsheetml.sheet"/>'
    types += f'<Default Extension="bin" ContentType="{_TYPE}oleObject"/></Types>'
    relations = (
        relation("rIdLink", "hyperlink", f"https://example.com/{mark('link')}", "External")
        + relation("rIdFoot", "footnotes", "footnotes.xml") + relation("rIdEnd", "endnotes", "endnotes.xml")
        + relation("rIdChart", "chart", "charts/chart1.xml") + relation("rIdBook", "package", "embeddings/book.xlsx")
        + relation("rIdPackage", "oleObject", "embeddings/package.bin") + relation("rIdPicture", "image", "media/object.png")
        + relation("rIdXml", "customXml", "../customXml/item9.xml")
    )  # fmt: skip
    return edited(
        octets,
        parts,
        {
            "[Content_Types].xml": [("</Types>", types)],
            "word/_rels/document.xml.rels": [("</Relationships>", relations + "</Relationships>")],
            "_rels/.rels": [("</Relationships>", relation("rIdCustom", "custom-properties", "docProps/custom.xml") + "</Relationships>")],
            "word/settings.xml": [("<w:compat>", f'<w:docVars><w:docVar w:name="v" w:val="{mark("variable")}"/></w:docVars><w:compat>')],
        },
    )  # fmt: skip
