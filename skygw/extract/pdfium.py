"""PDF by PDFium: a real parser, in C++.  It has aborted its process on small bombs, so it is native.

It opens files that are encrypted with an empty password, as every viewer does.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from skygw.extract.budget import Allowance
from skygw.extract.found import Found, Label, Leaf
from skygw.extract.optional import library
from skygw.extract.outcome import Outcome

_PASSWORD = 4
"""FPDF_ERR_PASSWORD (fpdfview.h)."""
_PAGES = 20_000
_KEYS = (b"Contents", b"T", b"TU", b"V", b"RC", b"Subj", b"NM", b"DA")
"""Strings of annotations and form fields (ISO 32000-1, 12.5 and 12.7)."""
_LONG = 65_536


def is_there(allowance: Allowance) -> bool:
    """Whether the parser may be asked, and is installed."""
    return allowance.native and library("pypdfium2") is not None


def read(leaf: Leaf, allowance: Allowance) -> Iterator[Found]:
    """Text of the pages, annotations, form fields, properties, embedded files."""
    pdfium = library("pypdfium2")
    if pdfium is None:
        yield Outcome.UNSUPPORTED
        return
    try:
        document = pdfium.PdfDocument(leaf.octets)
    except pdfium.PdfiumError as error:
        yield Outcome.ENCRYPTED if getattr(error, "err_code", None) == _PASSWORD else Outcome.FAILED
        return
    try:
        for name, value in document.get_metadata_dict(skip_empty=True).items():
            yield str(value)
            if name.startswith("MSIP_Label_"):
                yield Label(name, str(value))
        yield from _attachments(document, allowance)
        for number in range(len(document)):
            if number >= _PAGES or allowance.late:
                yield Outcome.LIMIT
                return
            yield from _page(pdfium, document, number)
    finally:
        document.close()


def _attachments(document: Any, allowance: Allowance) -> Iterator[Found]:
    for number in range(document.count_attachments()):
        attachment = document.get_attachment(number)
        octets = bytes(attachment.get_data())[: allowance.octets]
        allowance.expand(len(octets))
        yield Leaf(octets, "application/octet-stream", names=(attachment.get_name(),), within="pdf")


def _page(pdfium: Any, document: Any, number: int) -> Iterator[Found]:
    try:
        page = document[number]
    except pdfium.PdfiumError:
        yield Outcome.FAILED
        return
    with contextlib.closing(page), contextlib.closing(page.get_textpage()) as text:
        yield text.get_text_bounded()
        yield from _annotations(pdfium.raw, page)


def _annotations(raw: Any, page: Any) -> Iterator[str]:
    for number in range(min(raw.FPDFPage_GetAnnotCount(page), _PAGES)):
        annotation = raw.FPDFPage_GetAnnot(page, number)
        if not annotation:
            continue
        for key in _KEYS:
            size = min(raw.FPDFAnnot_GetStringValue(annotation, key, None, 0), _LONG)
            if size > 2:
                buffer = (raw.FPDF_WCHAR * (size // 2 + 1))()
                raw.FPDFAnnot_GetStringValue(annotation, key, buffer, size)
                yield bytes(buffer)[: size - 2].decode("utf-16-le", "replace")
        raw.FPDFPage_CloseAnnot(annotation)
