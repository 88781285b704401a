"""What LibreOffice makes of the three sources, and what it leaves out of each format.

The lists are of LibreOffice 7.4; another version may leave out more or less, which the test finds out by
looking into the file.
"""

# ruff: noqa: E501 - tables and documents are written as they are

from __future__ import annotations

from pathlib import Path

import attrs

from tests.support.corpus import office, sheets, slides, texts
from tests.support.corpus.made import Made, mark, marks, without

PASSWORD = "secret"
_PDF = "pdfium"


@attrs.frozen
class _Target:
    """``lost`` of the places of the source, or ``kept`` alone."""

    suffix: str
    filter_name: str
    options: str = ""
    lost: str = ""
    kept: str = ""
    note: str = ""
    native: str = ""


_OLD_TEXT = "alttext alttitle controltag customxml variable"
_NEW_TEXT = "alttitle controltag variable"
_OPEN_TEXT = "controltag customxml variable"
_TEXTS = (
    _Target("doc", "MS Word 97", lost=_OLD_TEXT),
    _Target("dot", "MS Word 97 Vorlage", lost=_OLD_TEXT),
    _Target("docx", "MS Word 2007 XML", lost=_NEW_TEXT),
    _Target("dotx", "MS Word 2007 XML Template", lost=_NEW_TEXT),
    _Target("odt", "writer8", lost=_OPEN_TEXT),
    _Target("ott", "writer8_template", lost=_OPEN_TEXT),
    _Target("fodt", "OpenDocument Text Flat XML", lost=_OPEN_TEXT),
    _Target("rtf", "Rich Text Format",
            lost="textbox fieldhelp fielddefault controltag customxml variable chartseries packed"),
    _Target("html", "HTML (StarWriter)",
            lost="bookmark remarker header footer reviser alttext fieldhelp fielddefault controltag merge customxml "
            "variable style charttitle chartlabel chartseries embedded packed"),
    _Target("xhtml", "XHTML Writer File",
            lost="header firstheader footer textbox reviser alttext fieldhelp fielddefault controltag merge category "
            "custom customname customxml variable packed"),
    _Target("epub", "EPUB",
            kept="body split table link linktext footnote endnote hidden inserted deleted title author"),
    _Target("txt", "Text (encoded)", "UTF16", kept="body split table linktext hidden inserted deleted control",
            note="UTF-16"),
    _Target("pdf", "writer_pdf_Export", native=_PDF,
            kept="body table linktext footnote endnote header firstheader footer textbox inserted deleted control "
            "title subject keywords author charttitle chartlabel embedded"),
)  # fmt: skip
_OLD_SHEET = "formularesult remarker tip chartseries alttext"
_IN_CELLS = "string split formularesult hiddenrow hiddencolumn linktext charttext"
_SHEETS = (
    _Target("xls", "MS Excel 97", lost=_OLD_SHEET),
    _Target("xlt", "MS Excel 97 Vorlage/Template", lost=_OLD_SHEET),
    _Target("xlsx", "Calc MS Excel 2007 XML", lost="remarker tip"),
    _Target("xlsm", "Calc MS Excel 2007 VBA XML", lost="remarker tip"),
    _Target("ods", "calc8", lost="remarker tip"),
    _Target("ots", "calc8_template", lost="remarker tip"),
    _Target("fods", "OpenDocument Spreadsheet Flat XML", lost="remarker tip"),
    _Target("csv", "Text - txt - csv (StarCalc)", "44,34,76,1", kept=f"{_IN_CELLS} format column"),
    _Target("dif", "DIF", kept=f"{_IN_CELLS} sheetname column"),
    _Target("slk", "SYLK", kept=f"{_IN_CELLS} formula column"),
    _Target("html", "HTML (StarCalc)",
            kept="string split formularesult comment link linktext charttext format column title subject keywords "
            "category remarks author custom customname"),
    _Target("xhtml", "XHTML Calc File",
            kept="string split formularesult comment prompt error link linktext charttext format title subject keywords "
            "remarks author"),
    _Target("pdf", "calc_pdf_Export", native=_PDF,
            kept="string formularesult sheetname header footer link linktext charttitle chartseries charttext axis "
            "textbox title subject keywords author"),
)  # fmt: skip
_OLD_SHOW = "master alttext section embedded"
_SHOWS = (
    _Target("ppt", "MS PowerPoint 97", lost=_OLD_SHOW),
    _Target("pot", "MS PowerPoint 97 Vorlage", lost=_OLD_SHOW),
    _Target("pps", "MS PowerPoint 97 AutoPlay", lost=_OLD_SHOW),
    _Target("pptx", "Impress MS PowerPoint 2007 XML", lost="master section"),
    _Target("ppsx", "Impress MS PowerPoint 2007 XML AutoPlay", lost="master section"),
    _Target("odp", "impress8", lost="master section"),
    _Target("otp", "impress8_template", lost="master section"),
    _Target("fodp", "OpenDocument Presentation Flat XML", lost="master section"),
    _Target("odg", "impress8_draw", lost="master section"),
    _Target("html", "impress_html_Export",
            lost="note master layout charttitle chartseries charttext axis alttext section comment remarker embedded "
            "packed"),
    _Target("xhtml", "XHTML Impress File",
            kept="slidetitle table hiddenslide note charttitle charttext axis comment remarker title subject keywords "
            "remarks author"),
    _Target("svg", "impress_svg_Export",
            kept="slidetitle split table textbox group hiddenslide charttitle charttext axis alttext linktext link"),
    _Target("emf", "impress_emf_Export", kept="slidetitle table textbox group charttitle charttext axis linktext"),
    _Target("pdf", "impress_pdf_Export", native=_PDF,
            kept="slidetitle table textbox group charttitle charttext linktext link title subject keywords author"),
)  # fmt: skip

# Encrypted by LibreOffice; what it leaves in clear is read all the same.
_LOCKED = (
    ("text", "odt", "writer8"), ("text", "docx", "MS Word 2007 XML"), ("text", "doc", "MS Word 97"),
    ("text", "pdf", "writer_pdf_Export"), ("sheet", "ods", "calc8"), ("sheet", "xlsx", "Calc MS Excel 2007 XML"),
    ("sheet", "xls", "MS Excel 97"), ("show", "odp", "impress8"),
    ("show", "pptx", "Impress MS PowerPoint 2007 XML"),
)  # fmt: skip


def sources() -> tuple[Made, Made, Made]:
    """A text, a workbook, a presentation, each with all places that its format has."""
    return texts.document(), sheets.workbook(), slides.presentation()


def made(folder: Path, version: str) -> list[Made]:
    """All conversions; ``folder`` is LibreOffice's."""
    maker = f"LibreOffice {version}"
    rows: list[office.Conversion] = []
    expected: list[Made] = []
    originals = sources()
    for source, targets in zip(originals, (_TEXTS, _SHEETS, _SHOWS), strict=True):
        stem = source.name.partition(".")[0]
        for target in targets:
            name = f"lo-{stem}.{target.suffix}"
            rows.append(office.Conversion(source.name, name, target.filter_name, target.options))
            places = tuple(target.kept.split()) or without(source.places, target.lost)
            expected.append(Made(name, b"", maker, places, note=target.note, native=target.native))
    rows.append(office.Conversion("text.docx", "lo-archive.pdf", "writer_pdf_Export", "PDF/A"))
    expected.append(Made("lo-archive.pdf", b"", maker, marks("body table comment alttext title"), note="PDF/A-2", native=_PDF))
    rows.append(office.Conversion("show.pptx", "lo-macro.odp", "impress8", macro=mark("macro")))
    expected.append(Made("lo-macro.odp", b"", maker, ("macro", "slidetitle", "note")))
    for stem, suffix, filter_name in _LOCKED:
        source_name = next(one.name for one in originals if one.name.startswith(stem))
        name = f"locked-{stem}.{suffix}"
        rows.append(office.Conversion(source_name, name, filter_name, password=PASSWORD))
        expected.append(Made(name, b"", maker, (), "encrypted"))
    octets = office.converted(folder, {one.name: one.octets for one in originals}, rows)
    return [*originals, *(attrs.evolve(one, octets=octets[one.name]) for one in expected if one.name in octets)]
