"""Documents that are ZIP archives of parts: Office Open XML, OpenDocument, EPUB, XPS, Visio.

Nothing is rebuilt: every part is read, whether or not the document refers to it, and embedded files are read
in turn.  The one exception are cells of Excel that hold the number of a shared string: the strings are put
in place, for a name and a number in one row belong together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import attrs

from skygw.extract import joined, pkzip, sheet, xlsb, xml
from skygw.extract.budget import Allowance
from skygw.extract.found import Again, Found, Label, Leaf
from skygw.extract.html import unescaped
from skygw.extract.outcome import Outcome
from skygw.extract.signature import true_type

_SHEET = re.compile(r"/?xl/(?:work|chart|dialog|macro)sheets/[^/]+\.(xml|bin)", re.IGNORECASE)
_ROOTS = dict.fromkeys(("worksheet", "chartsheet", "dialogsheet", "macrosheet"), "sheet") | {"sst": "strings"}
_BINARY = "application/octet-stream"
_STRINGS = re.compile(r"/?xl/sharedStrings\.(xml|bin)", re.IGNORECASE)

# [MS-OI29500] and the labels of Microsoft Purview: properties MSIP_Label_<guid>_<attribute>.
_PROPERTY = re.compile(
    r"""<property\b[^<>]{0,500}?\bname=["'](MSIP_Label_[^"'<>]{1,200})["'][^<>]{0,500}>"""
    r"""\s{0,99}<[\w:]{1,40}>([^<]{0,2000})</"""
)
_LABEL = re.compile(r"<(?:\w{1,20}:)?label\b([^<>]{0,1000})>")
_ATTRIBUTE = re.compile(r"""\b(id|enabled|method|siteId|contentBits|removed|name)=["']([^"'<>]{0,200})["']""")
_LABELLED = 1 << 20
"""Octets of a part in which labels are looked for; they have a few hundred."""


@attrs.define
class _Excel:
    """What is put off until all parts were seen."""

    sheets: list[Leaf] = attrs.field(factory=list)
    strings: list[str] = attrs.field(factory=list)


def read(leaf: Leaf, allowance: Allowance) -> Iterator[Found]:
    """Every part as a leaf within the document's format, Excel's cells and labels as text and facts."""
    kind = true_type(leaf.octets)
    within = kind if kind not in ("", "zip") else "docx"
    excel = _Excel()
    for found in pkzip.files(leaf.octets, allowance):
        if not isinstance(found, pkzip.File):
            yield found
            continue
        if found.outcome is not Outcome.TEXT:
            yield found.outcome
        yield from _part(found, within, excel, allowance)
    for late in excel.sheets:
        if late.media_type == _BINARY:
            yield from xlsb.sheet(late.octets, excel.strings, allowance)
        else:
            yield from sheet.text_of(late.octets, excel.strings, allowance)
        allowance.hold(-len(late.octets))
    for text in excel.strings:
        if text:
            yield Again(unescaped(text))


def _part(file: pkzip.File, within: str, excel: _Excel, allowance: Allowance) -> Iterator[Found]:
    name = file.entry.name
    if file.entry.comment:
        yield file.entry.comment
    role, binary = _role(file, within)
    if role == "sheet" and file.octets:
        allowance.hold(len(file.octets))
        media_type = _BINARY if binary else "text/xml"
        excel.sheets.append(Leaf(file.octets, media_type, names=(name,), within=within))
        return
    if role == "strings":
        seen = xml.Seen()
        excel.strings += xlsb.strings(file.octets) if binary else sheet.strings_of(file.octets, seen)
        if not binary:
            yield from joined.again(file.octets, joined.CELLS, seen)
        return
    if name == pkzip.MANIFEST and pkzip.ENCRYPTION in file.octets:
        yield Outcome.ENCRYPTED
    if b"MSIP_Label_" in file.octets[:_LABELLED] or b"/mipLabelMetadata" in file.octets[:_LABELLED]:
        yield from _labels(file.octets[:_LABELLED])
    yield Leaf(file.octets, "application/octet-stream", names=(name,), within=within)


def _role(file: pkzip.File, within: str) -> tuple[str, bool]:
    """Whether a part is a sheet or the shared strings, and whether in binary.

    Excel goes by relations between parts, so that the name need not say it: then the outermost element does.
    """
    name = file.entry.name
    named = "sheet" if _SHEET.fullmatch(name) else "strings" if _STRINGS.fullmatch(name) else ""
    if not within.startswith("xls") or not xml.looks_like_xml(file.octets):
        return named, name.lower().endswith(".bin")
    return _ROOTS.get(xml.root(file.octets), named), False


def _labels(octets: bytes) -> Iterator[Found]:
    source = "".join(xml.characters(octets))
    for name, value in _PROPERTY.findall(source):
        yield Label(unescaped(name), unescaped(value))
    if "mipLabelMetadata" in source:
        for attributes in _LABEL.findall(source):
            values = dict(_ATTRIBUTE.findall(attributes))
            label = values.pop("id", "").strip("{}")
            for attribute, value in values.items():
                yield Label(f"MSIP_Label_{label}_{attribute}", unescaped(value))
