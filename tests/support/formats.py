"""Documents and archives of every format that is read, each with markers at the places that have words.

Made by writers of our own, so that a test says what is where; a few come from the libraries that people use,
where they are installed.  A marker is ``place`` and the format in one word: see :func:`marker`.
"""

# ruff: noqa: E501 - documents are written as they are

from __future__ import annotations

import base64
import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Mapping

import attrs

from tests.support import compound


@attrs.frozen
class Sample:
    """A file with its markers by place; ``needs`` is a library that reading it takes."""

    name: str
    octets: bytes = attrs.field(repr=False)
    places: tuple[str, ...]
    needs: str = ""
    outcome: str = "text"

    @property
    def markers(self) -> dict[str, str]:
        return {place: marker(place, self.name) for place in self.places}


def marker(place: str, name: str) -> str:
    """A word that stands nowhere else."""
    return f"{place}Marker{name.replace('.', '')}".replace("-", "")


def zipped(files: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
_P = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
_S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LABEL = "MSIP_Label_2096f6a2-d2f7-48be-b329-b73aaa526e5d_Name"


def _split(word: str) -> tuple[str, str]:
    return word[: len(word) // 2], word[len(word) // 2 :]


def _properties(mark: Callable[[str], str]) -> dict[str, str]:
    return {
        "[Content_Types].xml": _XML + "<Types/>",
        "docProps/core.xml": f"{_XML}<cp:coreProperties><dc:subject>{mark('property')}</dc:subject></cp:coreProperties>",
        "docProps/custom.xml": (
            f'{_XML}<Properties><property fmtid="{{D5}}" pid="2" name="{LABEL}"><vt:lpwstr>Confidential</vt:lpwstr>'
            f'</property><property fmtid="{{D5}}" pid="3" name="x"><vt:lpwstr>{mark("custom")}</vt:lpwstr></property>'
            "</Properties>"
        ),
        "customXml/item1.xml": f'{_XML}<data value="{mark("customxml")}"/>',
    }  # fmt: skip


def docx(name: str = "a.docx") -> Sample:
    def mark(place: str) -> str:
        return marker(place, name)

    one, two = _split(mark("body"))
    inner = zipped({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<w/>", "xl/worksheets/sheet1.xml":
                    f"<worksheet><c><is><t>{mark('embedded')}</t></is></c></worksheet>"})  # fmt: skip
    parts: dict[str, bytes | str] = dict(_properties(mark)) | {
        # A word in two runs, as Word cuts them.
        "word/document.xml": f"{_XML}<w:document {_W}><w:body><w:p><w:r><w:t>{one}</w:t></w:r><w:proofErr w:type='x'/>"
        f"<w:r><w:rPr><w:b/></w:rPr><w:t>{two}</w:t></w:r></w:p><w:p><w:pPr/><w:del><w:r><w:delText>{mark('deleted')}"
        f"</w:delText></w:r></w:del></w:p><wp:docPr id='1' descr='{mark('attribute')}'/></w:body></w:document>",
        "word/comments.xml": f"{_XML}<w:comments {_W}><w:comment><w:t>{mark('comment')}</w:t></w:comment></w:comments>",
        "word/footnotes.xml": f"{_XML}<w:footnotes {_W}><w:t>{mark('note')}</w:t></w:footnotes>",
        "word/header1.xml": f"{_XML}<w:hdr {_W}><w:t>{mark('header')}</w:t></w:hdr>",
        "word/footer1.xml": f"{_XML}<w:ftr {_W}><w:t>{mark('footer')}</w:t></w:ftr>",
        "word/_rels/document.xml.rels": f'{_XML}<Relationships><Relationship Target="https://x/{mark("link")}"/></Relationships>',
        "word/styles.xml": f'{_XML}<w:styles {_W}><w:style><w:name w:val="{mark("style")}"/></w:style></w:styles>',
        "word/embeddings/book.xlsx": inner,
        "word/embeddings/oleObject1.bin": compound.compound({"\x01Ole10Native": compound.native("a.txt", mark("object").encode())}),
    }  # fmt: skip
    places = ("body", "deleted", "attribute", "comment", "note", "header", "footer", "link", "style", "property",
              "custom", "customxml", "embedded", "object")  # fmt: skip
    return Sample(name, zipped(parts), places)


def xlsx(name: str = "a.xlsx") -> Sample:
    def mark(place: str) -> str:
        return marker(place, name)

    one, two = _split(mark("string"))
    parts: dict[str, bytes | str] = dict(_properties(mark)) | {
        "xl/workbook.xml": f'{_XML}<workbook {_S}><sheets><sheet name="{mark("sheetname")}" state="hidden"/></sheets>'
        f"<definedNames><definedName name='n'>{mark('name')}</definedName></definedNames></workbook>",
        "xl/worksheets/sheet1.xml": f'{_XML}<worksheet {_S}><sheetData><row r="1"><c r="A1" t="s"><v>1</v></c>'
        f'<c r="B1"><v>4.111111111111111E15</v></c><c r="C1" t="inlineStr"><is><t>{mark("inline")}</t></is></c></row>'
        f'</sheetData><headerFooter><oddHeader>{mark("header")}</oddHeader></headerFooter>'
        f'<dataValidations><dataValidation prompt="{mark("attribute")}"/></dataValidations></worksheet>',
        "xl/worksheets/sheet2.xml": f'{_XML}<worksheet {_S}><c t="str"><v>{mark("hidden")}</v></c></worksheet>',
        "xl/sharedStrings.xml": f"{_XML}<sst {_S}><si><t>first</t></si><si><r><t>{one}</t></r><r><rPr><b/></rPr>"
        f"<t>{two}</t></r></si><si><t>{mark('unused')}</t></si></sst>",
        "xl/comments1.xml": f"{_XML}<comments {_S}><comment><text><t>{mark('comment')}</t></text></comment></comments>",
        "xl/drawings/drawing1.xml": f"{_XML}<xdr:wsDr {_A}><a:p><a:r><a:t>{mark('shape')}</a:t></a:r></a:p></xdr:wsDr>",
    }  # fmt: skip
    places = ("string", "inline", "hidden", "unused", "sheetname", "name", "comment", "header", "attribute", "shape",
              "property", "custom", "customxml")  # fmt: skip
    return Sample(name, zipped(parts), places)


def xlsb(name: str = "a.xlsb") -> Sample:
    def mark(place: str) -> str:
        return marker(place, name)

    def wide(text: str) -> bytes:
        return struct.pack("<L", len(text)) + text.encode("utf-16-le")

    def record(kind: int, data: bytes) -> bytes:
        head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
        return head + bytes([len(data) & 0x7F | 0x80, len(data) >> 7]) + data

    cell = bytes(8)
    sheet = record(0, bytes(20)) + record(7, cell + struct.pack("<L", 0))
    sheet += record(5, cell + struct.pack("<d", 4111111111111111.0)) + record(6, cell + wide(mark("inline")))
    sheet += record(494, bytes(16) + wide(mark("link")))
    parts: dict[str, bytes | str] = dict(_properties(mark)) | {
        "xl/workbook.bin": record(156, bytes(8) + wide("rId1") + wide(mark("sheetname"))),
        "xl/worksheets/sheet1.bin": sheet,
        "xl/sharedStrings.bin": record(19, b"\0" + wide(mark("string"))),
    }
    places = ("string", "inline", "link", "sheetname", "property", "custom", "customxml")
    return Sample(name, zipped(parts), places)


def pptx(name: str = "a.pptx") -> Sample:
    def mark(place: str) -> str:
        return marker(place, name)

    def slide(text: str, attribute: str = "") -> str:
        one, two = _split(text)
        return (f"{_XML}<p:sld {_A} {_P} show='0'><p:cNvPr id='1' title='{attribute}'/><a:p><a:r><a:t>{one}</a:t></a:r>"
                f"<a:r><a:rPr b='1'/><a:t>{two}</a:t></a:r></a:p></p:sld>")  # fmt: skip

    parts: dict[str, bytes | str] = dict(_properties(mark)) | {
        "ppt/presentation.xml": f"{_XML}<p:presentation {_P}/>",
        "ppt/slides/slide1.xml": slide(mark("body"), mark("attribute")),
        "ppt/slides/slide2.xml": slide(mark("hidden")),
        "ppt/notesSlides/notesSlide1.xml": slide(mark("note")),
        "ppt/slideMasters/slideMaster1.xml": slide(mark("master")),
        "ppt/comments/comment1.xml": f"{_XML}<p:cmLst {_P}><p:cm><p:text>{mark('comment')}</p:text></p:cm></p:cmLst>",
        "ppt/charts/chart1.xml": f"{_XML}<c:chart {_A}><c:v>{mark('chart')}</c:v></c:chart>",
        "ppt/embeddings/oleObject1.bin": compound.compound(compound.word(mark("embedded"))),
    }  # fmt: skip
    places = ("body", "hidden", "note", "master", "comment", "chart", "attribute", "embedded", "property", "custom",
              "customxml")  # fmt: skip
    return Sample(name, zipped(parts), places)


def opendocument(name: str) -> Sample:
    def mark(place: str) -> str:
        return marker(place, name)

    kind = {"odt": "text", "ods": "spreadsheet", "odp": "presentation"}[name.rpartition(".")[2]]
    one, two = _split(mark("body"))
    parts = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "content.xml": f"{_XML}<office:document-content><text:p>{one}<text:span text:style-name='T1'>{two}</text:span>"
        f"</text:p><office:annotation><text:p>{mark('comment')}</text:p></office:annotation><text:note><text:p>"
        f"{mark('note')}</text:p></text:note><table:table table:name='{mark('sheetname')}' table:display='false'>"
        f"<table:table-cell office:string-value='{mark('attribute')}'/></table:table></office:document-content>",
        "styles.xml": f"{_XML}<style:header><text:p>{mark('header')}</text:p></style:header>",
        "meta.xml": f"{_XML}<office:meta><dc:subject>{mark('property')}</dc:subject></office:meta>",
        "Object 1/content.xml": f"{_XML}<office:chart><text:p>{mark('embedded')}</text:p></office:chart>",
        "META-INF/manifest.xml": f"{_XML}<manifest:manifest/>",
    }  # fmt: skip
    return Sample(name, zipped(parts), ("body", "comment", "note", "sheetname", "attribute", "header", "property",
                                        "embedded"))  # fmt: skip


def others_in_zip() -> list[Sample]:
    """EPUB, XPS, Visio."""
    def m(place: str, name: str) -> str:
        return marker(place, name)

    one, two = _split(m("body", "a.epub"))
    epub = zipped({
        "mimetype": "application/epub+zip",
        "OEBPS/content.opf": f"{_XML}<package><dc:title>{m('property', 'a.epub')}</dc:title></package>",
        "OEBPS/c1.xhtml": f"<html><body><p>{one}<b>{two}</b></p><img alt='{m('attribute', 'a.epub')}'/></body></html>",
    })  # fmt: skip
    xps = zipped({
        "FixedDocSeq.fdseq": f"{_XML}<FixedDocumentSequence/>",
        "Documents/1/Pages/1.fpage": f"{_XML}<FixedPage><Glyphs UnicodeString='{m('attribute', 'a.xps')}'/></FixedPage>",
        "docProps/core.xml": f"{_XML}<p><dc:title>{m('property', 'a.xps')}</dc:title></p>",
    })  # fmt: skip
    one, two = _split(m("body", "a.vsdx"))
    vsdx = zipped({
        "[Content_Types].xml": f"{_XML}<Types/>",
        "visio/document.xml": f"{_XML}<VisioDocument/>",
        "visio/pages/page1.xml": f"{_XML}<PageContents><Shape><Text><cp IX='0'/>{one}<cp IX='1'/>{two}</Text>"
        f"<Cell N='x' V='{m('attribute', 'a.vsdx')}'/></Shape></PageContents>",
    })  # fmt: skip
    return [
        Sample("a.epub", epub, ("body", "property", "attribute")),
        Sample("a.xps", xps, ("attribute", "property")),
        Sample("a.vsdx", vsdx, ("body", "attribute")),
    ]


def tarred(files: Mapping[str, bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    """A tar archive."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=form) as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def cpio(files: Mapping[str, bytes]) -> bytes:
    """A cpio archive (newc)."""
    out = b""
    for name, data in {**files, "TRAILER!!!": b""}.items():
        raw = name.encode() + b"\0"
        numbers = [1, 0o100644, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(raw), 0]
        out += b"070701" + b"".join(b"%08X" % number for number in numbers) + raw
        out += bytes(-len(out) % 4) + data
        out += bytes(-len(out) % 4)
    return out


def ar(files: Mapping[str, bytes]) -> bytes:
    """An ar archive."""
    out = b"!<arch>\n"
    for name, data in files.items():
        out += f"{name + '/':<16}{0:<12}{0:<6}{0:<6}{'100644':<8}{len(data):<10}`\n".encode() + data
        out += b"\n" if len(data) % 2 else b""
    return out


def iso(files: Mapping[str, bytes]) -> bytes:
    """An ISO 9660 image with one directory below the root."""
    def record(name: bytes, extent: int, size: int, flags: int = 0) -> bytes:
        length = 33 + len(name) + (len(name) + 1) % 2
        head = struct.pack("<BBL", length, 0, extent) + struct.pack(">L", extent)
        head += struct.pack("<L", size) + struct.pack(">L", size) + bytes(7) + bytes([flags, 0, 0]) + bytes(4)
        return (head + bytes([len(name)]) + name).ljust(length, b"\0")

    extent, data, rows = 20, b"", record(b"\0", 19, 2048, 2) + record(b"\1", 18, 2048, 2)
    for name, octets in files.items():
        rows += record(name.upper().encode() + b";1", extent + len(data) // 2048, len(octets))
        data += octets.ljust(-(-len(octets) // 2048) * 2048, b"\0")
    root = record(b"\0", 18, 2048, 2) + record(b"\1", 18, 2048, 2) + record(b"SUB", 19, 2048, 2)
    first = b"\1CD001\1" + bytes(33) + b"VOLUME".ljust(32) + bytes(84) + record(b"\0", 18, 2048, 2)
    end = b"\xffCD001\1"
    return bytes(16 * 2048) + b"".join(part.ljust(2048, b"\0") for part in (first, end, root, rows)) + data


def cabinet(files: Mapping[str, bytes], method: int = 1) -> bytes:
    """A cabinet with one folder; in MSZIP each block has the window of the block before it."""
    content = b"".join(files.values())
    blocks = b""
    count = 0
    for at in range(0, len(content), 32_768):
        plain = content[at : at + 32_768]
        data = plain
        if method == 1:
            window = content[max(0, at - 32_768) : at]
            stream = zlib.compressobj(9, zlib.DEFLATED, -15, zdict=window) if window else zlib.compressobj(9, zlib.DEFLATED, -15)
            data = b"CK" + stream.compress(plain) + stream.flush()
        blocks += struct.pack("<LHH", 0, len(data), len(plain)) + data
        count += 1
    rows, offset = b"", 0
    for name, data in files.items():
        rows += struct.pack("<LLHHHH", len(data), offset, 0, 0, 0, 0x80) + name.encode() + b"\0"
        offset += len(data)
    first = 36 + 8
    head = struct.pack("<4sLLLLLBBHHHHH", b"MSCF", 0, 0, 0, first, 0, 3, 1, 1, len(files), 0, 0, 0)
    return head + struct.pack("<LHH", first + len(rows), count, method) + rows + blocks


def seven_zip() -> Sample:
    """An archive of two files in one LZMA stream, once made with libarchive."""
    octets = base64.b64decode(
        "N3q8ryccAAPJcCC5gAAAAAAAAAAgAAAAAAAAAIZoe5EAMRvIsftZS8B2kihcTSCPbt6+jTb69VF83//+MDAAAACBMweuD8/8"
        "8GwP6+qeAQ1iA43TTEI/Doia6ygAQuuxt890UgKgW90urA5NZBFQtClCNlz5PyV8I8jrjRj+IYSZiE8+CQ8yZFfy0JepJUoy"
        "QcXO4wW2qkojC///p6SAABcGHwEJYQAHCwEAASMDAQEFXQAAgAAMbgoBaIQFwAAA"
    )
    return Sample("a.7z", octets, ("body", "name", "second"))


def tnef(subject: str, body: str, files: Mapping[str, bytes]) -> bytes:
    """A winmail.dat: subject, body as MAPI property, attachments."""
    def attribute(level: int, number: int, data: bytes) -> bytes:
        return struct.pack("<BLL", level, number, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)

    wide = body.encode("utf-16-le") + b"\0\0"
    named = bytes(16) + struct.pack("<LL", 1, 4) + "x\0".encode("utf-16-le")
    properties = struct.pack("<LHHLL", 2, 0x1F, 0x1000, 1, len(wide)) + wide + bytes(-len(wide) % 4)
    properties += struct.pack("<HH", 3, 0x8000) + named + struct.pack("<L", 7)
    out = b"\x78\x9f\x3e\x22\x01\0" + attribute(1, 0x00018004, subject.encode() + b"\0")
    out += attribute(1, 0x00069003, properties)
    for name, data in files.items():
        out += attribute(2, 0x00069002, bytes(14)) + attribute(2, 0x00018010, name.encode() + b"\0")
        out += attribute(2, 0x0006800F, data)
    return out


def rtf(name: str = "a.rtf") -> Sample:
    one, two = _split(marker("body", name))
    embedded = compound.native("z.txt", marker("embedded", name).encode())[4:]
    head = struct.pack("<LL", 0x501, 2) + struct.pack("<L", 8) + b"Package\0" + bytes(8) + struct.pack("<L", len(embedded))
    octets = (
        f"{{\\rtf1\\ansi\\ansicpg1252{{\\fonttbl{{\\f0 Arial;}}}}{{\\info{{\\title {marker('property', name)}}}}}"
        f"{{\\header {marker('header', name)}}}{one}{{\\*\\unknown {marker('aside', name)}}}\\b {two}\\b0\\par "
        f"\\v {marker('hidden', name)}\\v0 {{\\footnote {marker('note', name)}}}"
        f"{{\\object{{\\*\\objdata {(head + embedded).hex()}}}}}}}"
    ).encode()
    return Sample(name, octets, ("body", "aside", "hidden", "property", "header", "note", "embedded"))


def pdf(name: str = "a.pdf", *, more: bytes = b"") -> Sample:
    """One page with Flate, an annotation, a field, properties, an embedded file; cross-references left out."""
    def mark(place: str) -> bytes:
        return marker(place, name).encode()

    one, two = _split(marker("body", name))
    page = zlib.compress(f"BT /F1 12 Tf 10 10 Td [({one}) -20 ({two})] TJ ET".encode())
    file = zlib.compress(mark("embedded"))
    octets = (
        b"%%PDF-1.7\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n"
        b"3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Annots[5 0 R]>> endobj\n"
        b"4 0 obj <</Filter/FlateDecode/Length %d>> stream\n%s\nendstream endobj\n"
        b"5 0 obj <</Type/Annot/Subtype/Text/Contents (%s)>> endobj\n6 0 obj <</FT/Tx/V (%s)>> endobj\n"
        b"7 0 obj <</Title (%s)/%s (Confidential)>> endobj\n"
        b"8 0 obj <</Type/EmbeddedFile/Filter/FlateDecode/Length %d>> stream\n%s\nendstream endobj\n"
        % (len(page), page, mark("annotation"), mark("field"), mark("property"), LABEL.encode(), len(file), file)
    )  # fmt: skip
    places = ("body", "annotation", "field", "property", "embedded")
    return Sample(name, octets + more + b"trailer <</Root 1 0 R/Info 7 0 R>>\n%%EOF", places, outcome="unsupported")


def old_office() -> list[Sample]:
    """doc, xls, ppt, msg."""
    def m(place: str, name: str) -> str:
        return marker(place, name)

    def properties(name: str) -> dict[str, bytes]:
        return {
            "\x05SummaryInformation": compound.property_set({2: m("property", name)}),
            "\x05DocumentSummaryInformation": compound.property_set({}, {LABEL: "Confidential", "x": m("custom", name)}),
        }  # fmt: skip

    pool = {"ObjectPool": {"_1": {"\x01Ole10Native": compound.native("i.txt", m("embedded", "a.doc").encode())}}}
    doc = compound.compound(compound.word(m("body", "a.doc")) | properties("a.doc") | pool)
    strings = ["first", m("string", "a.xls")]
    xls = compound.compound({"Workbook": compound.excel(strings, [4111111111111111.0])} | properties("a.xls"))
    inner = compound.compound(compound.word(m("embedded", "a.ppt")))
    ppt = compound.compound(
        {"PowerPoint Document": compound.powerpoint(m("body", "a.ppt"), m("note", "a.ppt"), inner)}
        | properties("a.ppt")
    )
    msg = compound.outlook_item(
        {0x37: m("subject", "a.msg"), 0x1000: m("body", "a.msg")},
        {f"{m('name', 'a.msg')}.txt": m("attachment", "a.msg").encode()},
        f"<p>{m('html', 'a.msg')}</p>".encode(),
    )
    return [
        Sample("a.doc", doc, ("body", "property", "custom", "embedded")),
        Sample("a.xls", xls, ("string", "property", "custom")),
        Sample("a.ppt", ppt, ("body", "note", "embedded", "property", "custom")),
        Sample("a.msg", msg, ("subject", "body", "html", "name", "attachment")),
    ]


def archives() -> list[Sample]:
    """Archives and streams; each holds a text and, where it can, a document that holds another marker."""
    def files(name: str) -> dict[str, bytes]:
        inner = zipped({f"{marker('name', name)}.txt": marker("nested", name).encode()})
        return {"a.txt": marker("body", name).encode(), "b.zip": inner}

    def text(name: str) -> bytes:
        return marker("body", name).encode()

    in_three = ("body", "nested", "name")
    samples = [
        Sample("a.zip", zipped(files("a.zip")), in_three),
        Sample("bz.zip", zipped(files("bz.zip"), zipfile.ZIP_BZIP2), in_three),
        Sample("lz.zip", zipped(files("lz.zip"), zipfile.ZIP_LZMA), in_three),
        Sample("st.zip", zipped(files("st.zip"), zipfile.ZIP_STORED), in_three),
        Sample("a.tar", tarred(files("a.tar")), in_three),
        Sample("gnu.tar", tarred({"x" * 200: text("gnu.tar")}, tarfile.GNU_FORMAT), ("body",)),
        Sample("a.tgz", gzip.compress(tarred(files("a.tgz"))), in_three),
        Sample("a.txt.gz", gzip.compress(text("a.txt.gz")), ("body",)),
        Sample("a.txt.bz2", bz2.compress(text("a.txt.bz2")), ("body",)),
        Sample("a.txt.xz", lzma.compress(text("a.txt.xz")), ("body",)),
        Sample("a.txt.lzma", lzma.compress(text("a.txt.lzma"), lzma.FORMAT_ALONE), ("body",)),
        Sample("a.cpio", cpio(files("a.cpio")), in_three),
        Sample("a.deb", ar(files("a.deb")), in_three),
        seven_zip(),
        Sample("a.cab", cabinet(files("a.cab")), in_three),
        Sample("st.cab", cabinet(files("st.cab"), 0), in_three),
        Sample("a.iso", iso(files("a.iso")), in_three),
    ]
    try:
        import zstandard
    except ImportError:
        return samples
    packed = zstandard.ZstdCompressor().compress(text("a.txt.zst"))
    return [*samples, Sample("a.txt.zst", packed, ("body",), needs="zstandard")]


def mail_like() -> list[Sample]:
    """TNEF, calendars, cards."""
    def m(place: str, name: str) -> str:
        return marker(place, name)

    name = "winmail.dat"
    files = {f"{m('name', name)}.txt": m("attachment", name).encode()}
    calendar = (
        f"BEGIN:VCALENDAR\r\nSUMMARY:{m('body', 'a.ics')[:9]}\r\n {m('body', 'a.ics')[9:]}\r\n"
        f"DESCRIPTION:x\\n{m('note', 'a.ics')}\r\n"
        "ATTACH;FILENAME=a.txt;ENCODING=BASE64;VALUE=BINARY:"
        + folded(m("attachment", "a.ics") + " " * 300) + "\r\nEND:VCALENDAR\r\n"
    )  # fmt: skip
    card = f"BEGIN:VCARD\r\nFN;ENCODING=QUOTED-PRINTABLE:{m('body', 'a.vcf')[:5]}=\r\n{m('body', 'a.vcf')[5:]}\r\nEND:VCARD"
    return [
        Sample(name, tnef(m("subject", name), m("body", name), files), ("subject", "body", "name", "attachment")),
        Sample("a.ics", calendar.encode(), ("body", "note", "attachment")),
        Sample("a.vcf", card.encode(), ("body",)),
    ]


def folded(text: str) -> str:
    """Base64, folded as calendars are."""
    coded = base64.b64encode(text.encode()).decode()
    return "\r\n ".join(coded[at : at + 60] for at in range(0, len(coded), 60))


def samples() -> list[Sample]:
    """All of them."""
    return [
        docx(), docx("a.docm"), xlsx(), xlsb(), pptx(), opendocument("a.odt"), opendocument("a.ods"),
        opendocument("a.odp"), *others_in_zip(), *old_office(), rtf(), pdf(), *mail_like(), *archives(),
    ]  # fmt: skip
