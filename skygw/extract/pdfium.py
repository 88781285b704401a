"""PDF by PDFium: a real parser, in C++.  It has ended its process on small bombs: see ``native``.

It opens files that are encrypted with an empty password, as every viewer does.
"""

from __future__ import annotations

import contextlib
import ctypes
from collections.abc import Iterator
from typing import Any

from skygw.extract.budget import Allowance
from skygw.extract.found import Again, Found, Label, Leaf
from skygw.extract.optional import library
from skygw.extract.outcome import Outcome

_PASSWORD = 4
"""FPDF_ERR_PASSWORD (fpdfview.h)."""
_PAGES = 20_000
_ANNOTATIONS = 20_000
_BOOKMARKS = 20_000
_ATTACHMENTS = 1000
_KEYS = (b"Contents", b"T", b"TU", b"V", b"DV", b"RC", b"Subj", b"NM", b"DA")
"""Strings of annotations and form fields (ISO 32000-1, 12.5 and 12.7)."""
_LONG = 65_536
_EVERYWHERE = (-1e7, -1e7, 1e7, 1e7)
"""Left, bottom, right, top: text beside the page is text of the page, and hidden as well."""


def read(leaf: Leaf, allowance: Allowance) -> Iterator[Found]:
    """Text of the pages, annotations, form fields, links, properties, bookmarks, embedded files."""
    pdfium = library("pypdfium2")
    if pdfium is None:
        yield Outcome.UNSUPPORTED
        return
    try:
        document = pdfium.PdfDocument(leaf.octets)
    except pdfium.PdfiumError as error:
        yield Outcome.ENCRYPTED if getattr(error, "err_code", None) == _PASSWORD else Outcome.FAILED
        return
    speaks = False
    try:
        for read_some in (_properties, _pages, _bookmarks, _attachments):
            try:
                for found in read_some(pdfium, document, allowance):
                    speaks = speaks or _is_said(found)
                    yield found
            except pdfium.PdfiumError:
                yield Outcome.FAILED
        if not speaks and not _has_other_form(pdfium.raw, document):
            yield Outcome.FAILED  # pages of pictures only: what they show has not been read
    finally:
        document.close()


def _is_said(found: Found) -> bool:
    """Whether something of the document was found, not only what a program says of itself."""
    return not isinstance(found, Again) and (not isinstance(found, str) or bool(found.strip()))


def _has_other_form(raw: Any, document: Any) -> bool:
    """Whether its text is in a form in XML (XFA), of which PDFium tells no text."""
    return bool(raw.FPDF_GetFormType(document) in (raw.FORMTYPE_XFA_FULL, raw.FORMTYPE_XFA_FOREGROUND))


_BY_PROGRAMS = frozenset({"Producer", "Creator", "CreationDate", "ModDate"})
"""Properties that a scanner writes as well: no text of a document."""


def _properties(_pdfium: Any, document: Any, _allowance: Allowance) -> Iterator[Found]:
    for name, value in document.get_metadata_dict(skip_empty=True).items():
        yield Again(str(value)) if name in _BY_PROGRAMS else str(value)
        if name.startswith("MSIP_Label_"):
            yield Label(name, str(value))


def _pages(pdfium: Any, document: Any, allowance: Allowance) -> Iterator[Found]:
    for number in range(len(document)):
        if number >= _PAGES:
            yield Outcome.LIMIT
            return
        if allowance.late:
            yield Outcome.TIMEOUT
            return
        try:
            page = document[number]
        except pdfium.PdfiumError:
            yield Outcome.FAILED
            continue
        with contextlib.closing(page):
            # The page in one piece: what is found travels piece by piece.
            with contextlib.closing(page.get_textpage()) as text:
                yield text.get_text_bounded(*_EVERYWHERE)
            yield "\n".join(_annotations(pdfium.raw, document, page))


def _annotations(raw: Any, document: Any, page: Any) -> Iterator[str]:
    for number in range(min(raw.FPDFPage_GetAnnotCount(page), _ANNOTATIONS)):
        annotation = raw.FPDFPage_GetAnnot(page, number)
        if not annotation:
            continue
        for key in _KEYS:
            size = min(raw.FPDFAnnot_GetStringValue(annotation, key, None, 0), _LONG)
            if size > 2:
                buffer = (raw.FPDF_WCHAR * (size // 2 + 1))()
                raw.FPDFAnnot_GetStringValue(annotation, key, buffer, size)
                yield bytes(buffer)[: size - 2].decode("utf-16-le", "replace")
        yield from _address(raw, document, annotation)
        raw.FPDFPage_CloseAnnot(annotation)


def _address(raw: Any, document: Any, annotation: Any) -> Iterator[str]:
    """Where a link leads to."""
    link = raw.FPDFAnnot_GetLink(annotation)
    action = raw.FPDFLink_GetAction(link) if link else None
    size = min(raw.FPDFAction_GetURIPath(document, action, None, 0), _LONG) if action else 0
    if size > 1:
        buffer = ctypes.create_string_buffer(size)
        raw.FPDFAction_GetURIPath(document, action, buffer, size)
        yield buffer.value.decode("utf-8", "replace")


def _bookmarks(_pdfium: Any, document: Any, _allowance: Allowance) -> Iterator[Found]:
    titles = []
    for bookmark in document.get_toc():
        titles.append(bookmark.get_title())
        if len(titles) >= _BOOKMARKS:
            yield Outcome.LIMIT
            break
    yield "\n".join(titles)


def _attachments(pdfium: Any, document: Any, allowance: Allowance) -> Iterator[Found]:
    for number in range(document.count_attachments()):
        if number >= _ATTACHMENTS:
            yield Outcome.LIMIT
            return
        attachment = document.get_attachment(number)
        size = ctypes.c_ulong()
        pdfium.raw.FPDFAttachment_GetFile(attachment, None, 0, size)
        octets = b""
        if size.value > allowance.octets:
            yield Outcome.LIMIT
        elif size.value:
            octets = bytes(attachment.get_data())
        allowance.expand(len(octets))
        yield Leaf(octets, "application/octet-stream", names=(attachment.get_name(),), within="pdf")
