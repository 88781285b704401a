"""Octets that are characters: plain text, HTML, XML."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skygw.extract import bidi, enclosed, html, joined, strings, xml
from skygw.extract.budget import Allowance
from skygw.extract.found import Again, Defect, Found, Leaf
from skygw.extract.kind import is_html
from skygw.extract.outcome import Outcome
from skygw.mail import charset, transfer

_OPEN_XML = frozenset({"docx", "xlsx", "xlsb", "pptx", "vsdx"})
# Parts that only lay out, by their names, and what the outermost element of each is.
_LAYOUT_PART = re.compile(
    r"/?\w+/(theme/.*|styles|stylesWithEffects|fontTable|numbering|webSettings|tableStyles|presProps|viewProps)"
    r"\.xml"
)
_LAYOUT_ROOTS = {
    "styles": ("styles", "styleSheet"), "stylesWithEffects": ("styles",), "fontTable": ("fonts",),
    "numbering": ("numbering",), "webSettings": ("webSettings",), "tableStyles": ("tblStyleLst",),
    "presProps": ("presentationPr",), "viewProps": ("viewPr",),
}  # fmt: skip
_OFFICE_WORDS = (
    b"wordprocessingml", b"spreadsheetml", b"presentationml", b"drawingml", b"opendocument:xmlns:office",
)  # fmt: skip
# OpenDocument's flat form, Word's of 2003 and the flat form of OPC.
_BINARY_WORDS = (b"binary-data", b"binaryData", b"binData")
_BINARY = re.compile(rb"(?:binary-data|binaryData|binData)\b[^<>]{0,500}>([A-Za-z0-9+/=\s]{16,}+)<")
# RFC 2397; browsers save what such a link leads to as a file.
_DATA_URL = re.compile(
    rb"""\bdata:([\w.+/\-]{0,100})(?:;[^,;"'<>\s]{0,100}){0,4}?;base64,([A-Za-z0-9+/=%\s]{16,}+)""",
    re.IGNORECASE,
)
# HTML standard, 13.2.3.2: browsers look at the first 1024 octets, some readers further.
_META = re.compile(rb"""<meta\b[^>]{0,200}?\bcharset\s*+=\s*+["']?+([\w.:\-]{1,40})""", re.IGNORECASE)
_META_WITHIN = 4096
UNKNOWN_CHARSET = Defect("charset-unknown")
_HTML_TYPES = ("text/html", "application/xhtml+xml")


def read(leaf: Leaf, allowance: Allowance) -> Iterator[Found]:
    """The octets as characters; as HTML if anything suggests it, and as XML if they look like it."""
    for found in _readings(leaf, allowance):
        yield found
        given = found.text if isinstance(found, Again) else found
        if isinstance(given, str) and (backwards := bidi.turned(given)):
            yield Again(backwards)


def _readings(leaf: Leaf, allowance: Allowance) -> Iterator[Found]:
    if allowance.text <= 0:
        yield Outcome.LIMIT
        return
    taken = leaf.octets[: allowance.text]
    if len(taken) < len(leaf.octets):
        yield Outcome.TRUNCATED
    yield from _packed(taken)
    yield from enclosed.files(leaf, taken)
    marked = is_html(taken, leaf.media_type, leaf.names)
    declared = leaf.charset or _named_within(taken, marked)
    texts = charset.readings(taken, declared)
    if charset.is_unknown(declared):
        yield UNKNOWN_CHARSET
        if charset.is_doubtful(taken, declared):
            yield Outcome.FAILED
    yield from enclosed.words(texts[0])
    if marked and leaf.media_type in _HTML_TYPES:
        yield from html.pieces_of(texts[0])
        yield from map(Again, html.shown_pieces_of(texts[0]))
        texts = texts[1:]
    else:
        # Declared as something else it is shown with its tags.
        yield texts[0]
        if not marked and xml.looks_like_xml(taken):
            for found in joined.readings(texts[0]):
                yield Again(found) if isinstance(found, str) else found
        texts = texts if marked else texts[1:]
    for text in texts:
        if marked:
            yield from map(Again, html.pieces_of(text))
            yield from map(Again, html.shown_pieces_of(text))
        else:
            yield Again(text)


def _named_within(octets: bytes, marked: bool) -> str:
    """The charset that a document names itself, if any."""
    declared = xml.declared_charset(octets) if octets[:1] == b"<" else ""
    if not declared and marked and (found := _META.search(octets[:_META_WITHIN])):
        # A page that is read this far is not in UTF-16 (the same, 13.2.3.3); unknown names are passed over.
        named = found[1].decode("ascii")
        wide = (charset.codec(named) or "").startswith(("utf_16", "utf_32"))
        return "" if wide or charset.is_unknown(named) else named
    return declared


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
    if leaf.within in _OPEN_XML and _only_lays_out(leaf):
        yield from xml.layout_of(octets)
    elif is_html(octets, leaf.media_type, leaf.names):
        if _is_office(octets):
            yield from joined.readings(octets)  # whatever it is called
        yield from _packed(octets)
        text = charset.decode(octets, xml.declared_charset(octets))
        yield from html.pieces_of(text)
        yield from map(Again, html.shown_pieces_of(text))
    elif xml.looks_like_xml(octets):
        yield from joined.readings(octets)
    else:
        yield from strings.runs(octets)


def _only_lays_out(leaf: Leaf) -> bool:
    """Whether a part is what its name says: programs go by what is in them."""
    named = _LAYOUT_PART.fullmatch(leaf.names[0]) if leaf.names else None
    return named is not None and xml.root(leaf.octets) in _LAYOUT_ROOTS.get(named[1], ("theme",))


def _is_office(octets: bytes) -> bool:
    beginning = octets[:65536].replace(b"\0", b"")
    return xml.looks_like_xml(octets) and any(word in beginning for word in _OFFICE_WORDS)
