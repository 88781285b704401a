"""Names of elements and attributes in documents of XML, and what they leave in the text.

For :mod:`skygw.extract.xml` and its like, which know of vocabularies only what is written here.
"""

from __future__ import annotations

_SPECIAL = {"tab": "\t", "s": " ", "noBreakHyphen": "-", "softHyphen": "", "ptab": "\t", "line-break": "\n"}
_SPECIAL |= {f"/{name}": "" for name in _SPECIAL}
RUNS = _SPECIAL | dict.fromkeys((
    "p", "br", "cr", "tc", "tr", "tbl", "txbxContent", "sectPr", "posOffset", "align", "pctWidth",
    "pctHeight", "pctPosHOffset", "pctPosVOffset", "sizeRelH", "sizeRelV", "instrText", "comment", "author",
    "text", "txBody", "sp", "v", "c", "f", "pt", "cat", "val", "ser", "tx", "cm", "style", "docPart",
    "footnote", "endnote", "listItem", "ext", "formatCode", "idx", "order", "delInstrText", "name",
    "attrName", "graphic",
), "\n")  # fmt: skip
"""What elements leave in the text where text runs on over all others."""

LINES = _SPECIAL | dict.fromkeys((
    "r", "rPr", "rFont", "sz", "b", "i", "u", "strike", "color", "family", "scheme", "vertAlign", "charset",
    "span", "a", "bookmark", "bookmark-start", "bookmark-end", "soft-page-break", "change", "change-start",
    "change-end", "reference-mark", "reference-mark-start", "reference-mark-end", "ruby", "ruby-base",
    "em", "strong", "sup", "sub", "tspan", "font", "small", "big", "code", "cp", "pp", "tp", "fld",
    "smartTag",
    "toc-mark", "toc-mark-start", "toc-mark-end", "proofErr", "hyperlink", "ins", "annotation-end", "meta",
), "")  # fmt: skip
"""What elements leave in the text where all others end a line."""

CELLS = LINES | {"t": ""}
"""The same in SpreadsheetML, where a string may have runs with a text each."""

LAYOUT = frozenset({
    "id", "style-name", "rsidR", "rsidRDefault", "rsidRPr", "rsidP", "rsidTr", "rsidSect", "rsidDel", "rsid",
    "paraId", "textId", "durableId", "schemaLocation", "Ignorable", "space", "lang", "eastAsia", "hAnsi",
    "ascii", "cs", "ascii-theme", "asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme", "themeColor",
    "fill",
    "fmla", "xfrm", "cNvPr", "anchorId", "editId", "uri", "panose1", "panose", "sig", "usb0", "usb1", "usb2",
    "usb3", "csb0", "csb1", "creationId", "uid", "ContentType", "PartName", "Type", "font-name", "rId",
    "relativeFrom", "prst", "typeface", "Extension", "font-family", "svg", "points", "viewBox", "d", "path",
    "coordsize", "Data", "Indices", "Fill", "Stroke", "RenderTransform", "guid", "nsid", "tmpl", "tplc",
    "adj", "style", "w", "h", "x", "y", "cx", "cy", "dyDescent", "sqref", "ref", "spans",
    "media-type", "full-path", "version", "Del",
    "IX", "NameU", "Unique", "script", "numFmtId", "xfId", "ctrlPr",
})  # fmt: skip
"""Attributes that only lay out: never text."""

LINKS = frozenset({"Target", "href", "location", "src", "display", "tooltip"})
"""Attributes whose values count wherever they lead."""
