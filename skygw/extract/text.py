"""Octets that are characters: plain text, HTML, XML."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skygw.extract import html, strings, xml
from skygw.extract.budget import Allowance
from skygw.extract.found import Again, Found, Leaf
from skygw.extract.kind import is_html
from skygw.extract.outcome import Outcome
from skygw.mail import charset, transfer

_OPEN_XML = frozenset({"docx", "xlsx", "xlsb", "pptx", "vsdx"})
_LAYOUT_PART = re.compile(
    r"/?\w+/(?:theme/.*|styles|stylesWithEffects|fontTable|numbering|webSettings|tableStyles|presProps|viewProps)"
    r"\.xml"
)
# OpenDocument's flat form, Word's of 2003 and the flat form of OPC.
_BINARY_WORDS = (b"binary-data", b"binaryData", b"binData")
_BINARY = re.compile(rb"(?:binary-data|binaryData|binData)\b[^<>]{0,500}>([A-Za-z0-9+/=\s]{16,}+)<")
# RFC 2397; browsers save what such a link leads to as a file.
_DATA_URL = re.compile(
    rb"""\bdata:([\w.+/\-]{0,100})(?:;[^,;"'<>\s]{0,100}){0,4}?;base64,([A-Za-z0-9+/=%\s]{16,}+)""",
    re.IGNORECASE,
)
_HTML_TYPES = ("text/html", "application/xhtml+xml")


def read(leaf: Leaf, allowance: Allowance) -> Iterator[Found]:
    """The octets as characters; as HTML if anything suggests it, and as XML if they look like it."""
    if allowance.text <= 0:
        yield Outcome.LIMIT
        return
    taken = leaf.octets[: allowance.text]
    if len(taken) < len(leaf.octets):
        yield Outcome.TRUNCATED
    yield from _packed(taken)
    declared = leaf.charset or (xml.declared_charset(taken) if taken[:1] == b"<" else "")
    texts = charset.readings(taken, declared)
    marked = is_html(taken, leaf.media_type, leaf.names)
    if marked and leaf.media_type in _HTML_TYPES:
        yield from html.pieces_of(texts[0])
        texts = texts[1:]
    else:
        # Declared as something else it is shown with its tags.
        yield texts[0]
        if not marked and xml.looks_like_xml(taken):
            yield from map(Again, xml.pieces_of_text(texts[0]))
        texts = texts if marked else texts[1:]
    for text in texts:
        yield from map(Again, html.pieces_of(text)) if marked else (Again(text),)


def _packed(octets: bytes) -> Iterator[Found]:
    """Files in base64 within markup: parts of documents in one XML file, and addresses that are the file."""
    if any(word in octets for word in _BINARY_WORDS):
        for found in _BINARY.finditer(octets):
            yield Leaf(transfer.base64(found[1]).octets, "application/octet-stream", within="odf")
    if b";base64," in octets.lower():
        for found in _DATA_URL.finditer(octets):
            coded = found[2].replace(b"%2B", b"+").replace(b"%2F", b"/")
            kind = found[1].decode("ascii").lower() or "text/plain"
            yield Leaf(transfer.base64(coded).octets, kind, within="html")


def read_again(leaf: Leaf, allowance: Allowance) -> Iterator[Found]:
    """The octets as characters, beside what a reader of their true type has found in them."""
    for found in read(leaf, allowance):
        yield Again(found) if isinstance(found, str) and not isinstance(found, Outcome) else found


def read_part(leaf: Leaf, allowance: Allowance) -> Iterator[Found]:
    """A part of a document: nobody is shown its tags, and what is no XML is data with words in it."""
    octets = leaf.octets
    if leaf.within in _OPEN_XML and _LAYOUT_PART.fullmatch(leaf.names[0] if leaf.names else ""):
        yield from xml.layout_of(octets)
    elif is_html(octets, leaf.media_type, leaf.names):
        yield from _packed(octets)
        yield from html.pieces_of(charset.decode(octets, xml.declared_charset(octets)))
    elif xml.looks_like_xml(octets):
        yield from xml.pieces_of(octets)
    else:
        yield from strings.runs(octets)
