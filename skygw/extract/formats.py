"""Every format that is read, in one table, and who is asked to read a leaf.

Readers of mail trust the content, the name, or the declared type; so each reader that any of the three
suggests is asked.  docs/formats.md is written from this table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import attrs

from skygw.extract import (
    binhex,
    cab,
    calendar,
    iso,
    kind,
    mbox,
    metadata,
    native,
    ole,
    package,
    pdf,
    picture,
    pkzip,
    rtf,
    sevenzip,
    signature,
    signed,
    stream,
    strings,
    tar,
    text,
    textless,
    tnef,
)
from skygw.extract.budget import Allowance
from skygw.extract.found import Found, Leaf, Reader
from skygw.extract.outcome import Outcome, graver


@attrs.frozen
class Format:
    """A family of formats that one reader reads.

    Attributes:
        title: for people.
        reader: see :mod:`skygw.extract.found`.
        true_types: names by content (:mod:`skygw.extract.signature`).
        suffixes, media_types: what suggests it in a name or a declaration.
        reads: what it yields, a sentence for the documentation.
        needs: what must be installed beside Python; empty if nothing.
        native: the name of the parser, if it is not Python: see :mod:`skygw.extract.native`.
        document: the files inside are parts of one document.
    """

    title: str
    reader: Reader
    true_types: tuple[str, ...]
    suffixes: tuple[str, ...]
    media_types: tuple[str, ...]
    reads: str
    needs: str = ""
    native: str = ""
    document: bool = False


_OFFICE = (
    "body, comments, notes, headers and footers, hidden sheets and slides, properties, custom XML, charts, "
    "hyperlinks, alternative texts, macros; embedded files and objects in turn; sensitivity labels"
)

FORMATS: tuple[Format, ...] = (
    Format(
        "Word (Office Open XML)", package.read, ("docx",),
        ("docx", "docm", "dotx", "dotm"),
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document",
         "application/vnd.openxmlformats-officedocument.wordprocessingml.template",
         "application/vnd.ms-word.document.macroenabled.12",
         "application/vnd.ms-word.template.macroenabled.12"),
        _OFFICE, document=True,
    ),
    Format(
        "Excel (Office Open XML)", package.read, ("xlsx", "xlsb"),
        ("xlsx", "xlsm", "xltx", "xltm", "xlam", "xlsb"),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
         "application/vnd.openxmlformats-officedocument.spreadsheetml.template",
         "application/vnd.ms-excel.sheet.macroenabled.12",
         "application/vnd.ms-excel.sheet.binary.macroenabled.12"),
        "cells row by row with shared strings in place, numbers in full; " + _OFFICE, document=True,
    ),
    Format(
        "PowerPoint (Office Open XML)", package.read, ("pptx",),
        ("pptx", "pptm", "ppsx", "ppsm", "potx", "potm"),
        ("application/vnd.openxmlformats-officedocument.presentationml.presentation",
         "application/vnd.openxmlformats-officedocument.presentationml.slideshow",
         "application/vnd.openxmlformats-officedocument.presentationml.template",
         "application/vnd.ms-powerpoint.presentation.macroenabled.12"),
        _OFFICE, document=True,
    ),
    Format(
        "Visio (Open Packaging)", package.read, ("vsdx",), ("vsdx", "vsdm", "vstx", "vssx"),
        ("application/vnd.ms-visio.drawing",), _OFFICE, document=True,
    ),
    Format(
        "XPS", package.read, ("xps",), ("xps", "oxps"),
        ("application/vnd.ms-xpsdocument", "application/oxps"),
        "glyphs (attribute UnicodeString), properties, all other parts", document=True,
    ),
    Format(
        "OpenDocument", package.read, ("odt", "ods", "odp", "odf"),
        ("odt", "ods", "odp", "odg", "odf", "odc", "odb", "ott", "ots", "otp", "otg"),
        ("application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet",
         "application/vnd.oasis.opendocument.presentation", "application/vnd.oasis.opendocument.graphics"),
        "content, styles (headers and footers), comments, notes, properties, values of cells; embedded "
        "objects",
        document=True,
    ),
    Format(
        "EPUB", package.read, ("epub",), ("epub",), ("application/epub+zip",),
        "all chapters, package and navigation documents", document=True,
    ),
    Format(
        "ZIP", pkzip.read, ("zip", "jar", "apk"),
        ("zip", "zipx", "jar", "war", "ear", "apk", "xpi", "kmz", "whl", "appx", "ipa"),
        ("application/zip", "application/x-zip-compressed", "application/x-zip", "application/java-archive"),
        "files in turn, by central directory and by local headers; names and comments; methods stored, "
        "deflate, bzip2, LZMA, xz and, with `zstandard`, Zstandard",
    ),
    Format(
        "gzip", stream.gzip, ("gzip",), ("gz", "tgz", "svgz", "emz", "wmz", "gzip"),
        ("application/gzip", "application/x-gzip", "application/x-compressed-tar"),
        "the file in it, all members, and the name that it was packed under",
    ),
    Format(
        "bzip2", stream.bzip2, ("bzip2",), ("bz2", "bz", "tbz", "tbz2"),
        ("application/x-bzip2", "application/bzip2", "application/x-bzip"), "the file in it",
    ),
    Format(
        "xz, lzma", stream.xz, ("xz",), ("xz", "txz", "lzma"),
        ("application/x-xz", "application/x-lzma"), "the file in it",
    ),
    Format(
        "Zstandard", stream.zstd, ("zstd",), ("zst", "zstd", "tzst"),
        ("application/zstd",), "the file in it", needs="zstandard",
    ),
    Format(
        "tar", tar.tar, ("tar",), ("tar", "ova", "gtar", "pax"), ("application/x-tar", "application/tar"),
        "files in turn; ustar, pax, GNU and old formats; comments of pax headers",
    ),
    Format(
        "cpio", tar.cpio, ("cpio",), ("cpio",), ("application/x-cpio",),
        "files in turn; newc, crc, odc, old binary",
    ),
    Format(
        "ar (deb, static libraries)", tar.ar, ("ar",), ("a", "ar", "deb", "udeb", "ipk", "lib"),
        ("application/vnd.debian.binary-package", "application/x-archive"), "files in turn",
    ),
    Format(
        "ISO 9660", iso.read, ("iso",), ("iso", "img"), ("application/x-iso9660-image",),
        "files of both directory trees (plain and Joliet), names of Rock Ridge too, volume names",
    ),
    Format(
        "Word, Excel, PowerPoint 97 to 2003, Outlook items",
        ole.read,
        ("doc", "xls", "ppt", "msg", "ole", "vsd", "ole-encrypted"),
        ("doc", "dot", "xls", "xlt", "xla", "ppt", "pot", "pps", "msg", "oft", "msi", "pub", "mpp", "vsd",
         "vss", "vst", "vdw", "wps", "wiz"),
        ("application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint",
         "application/vnd.ms-outlook", "application/x-ole-storage", "application/vnd.visio",
         "application/vnd.ms-office"),
        "doc: all text by the piece table (body, notes, headers, comments, text boxes); xls: cells row by "
        "row, strings in formulas, comments, names, headers, charts, filters; ppt: all text of slides, "
        "notes, masters, comments; msg: all strings, bodies, attachments, items in items; properties, "
        "labels, macros, embedded files; of every other stream, of older versions and of other programs all "
        "strings; of vsd strings only, `unsupported`",
    ),
    Format(
        "PDF", native.pdf, ("pdf",), ("pdf", "ai"), ("application/pdf", "application/x-pdf"),
        "text of the pages and beside them, annotations, form fields, links, bookmarks, properties, labels; "
        "embedded files in turn",
        needs="pypdfium2", native=native.PDFIUM,
    ),
    Format(
        "PDF, without a parser", pdf.read, ("pdf",), ("pdf", "ai"), ("application/pdf", "application/x-pdf"),
        "text that Flate streams show, strings of annotations, forms and properties, labels, embedded files; "
        "`unsupported`, for other filters are not read",
    ),
    Format(
        "Cabinet (CAB)", cab.read, ("cab",), ("cab",), ("application/vnd.ms-cab-compressed",),
        "files in turn, stored or in MSZIP; LZX and Quantum as 7z",
    ),
    Format(
        "7z", sevenzip.read, ("7z",), ("7z", "cb7"), ("application/x-7z-compressed",),
        "files in turn; LZMA, LZMA2, Deflate, bzip2, stored, with filters; PPMd and BCJ2 as RAR",
    ),
    Format(
        "RAR, LHA, XAR, RPM, Z, LZ4, lzip", native.archive,
        ("rar", "lha", "xar", "rpm", "compress", "lz4", "lzip"),
        ("rar", "lha", "lzh", "xar", "pkg", "rpm", "z", "taz", "lz4", "lz", "tlz", "warc"),
        ("application/vnd.rar", "application/x-rar-compressed", "application/x-rar", "application/x-lzh",
         "application/x-lha", "application/x-lzh-compressed", "application/x-xar", "application/x-rpm",
         "application/x-compress", "application/x-lz4", "application/x-lzip", "application/warc"),
        "files in turn, names also of folders and links", needs="libarchive-c and libarchive13",
        native=native.LIBARCHIVE,
    ),
    Format(
        "RTF", rtf.read, ("rtf",), ("rtf",),
        ("application/rtf", "text/rtf", "application/x-rtf", "text/richtext"),
        "text with code pages and Unicode, headers, notes, hidden and deleted text, properties; embedded "
        "objects",
    ),
    Format(
        "Compressed RTF", rtf.compressed, (), (), ("application/x-compressed-rtf",),
        "the RTF in Outlook's items",
    ),
    Format(
        "CMS (S/MIME) in files", signed.read, ("p7m",), ("p7m",),
        ("application/pkcs7-mime", "application/x-pkcs7-mime"),
        "what is signed or compressed in turn, as a message or as a file; PEM too",
    ),
    Format(
        "Vector pictures", picture.read, ("emf", "wmf", "svm"), ("emf", "wmf", "svm"),
        ("image/emf", "image/x-emf", "image/wmf", "image/x-wmf", "application/x-msmetafile"),
        "strings",
    ),
    Format(
        "PNG, JPEG, GIF, TIFF, WebP; WAV, AVI, FLAC, MP3", metadata.read,
        ("png", "jpeg", "gif", "tiff", "webp", "wav", "avi", "flac", "mp3"), (), (),
        "comments, Exif, XMP, IPTC, ID3 and the like; what stands behind the end of a picture; no pixels",
    ),
    Format(
        "TNEF", tnef.read, ("tnef",), ("tnef",),
        ("application/ms-tnef", "application/vnd.ms-tnef"),
        "subject, bodies in text, HTML and RTF, other strings; attachments in turn",
    ),
    Format(
        "Calendar, address card", calendar.read, ("ics", "vcf"),
        ("ics", "ical", "ifb", "vcs", "vcf", "vcard"),
        ("text/calendar", "text/vcard", "text/x-vcard", "text/directory", "application/ics"),
        "lines unfolded, values unescaped; attachments and pictures in base64 in turn",
    ),
    Format(
        "BinHex", binhex.read, ("binhex",), ("hqx",),
        ("application/mac-binhex40", "application/mac-binhex", "application/binhex"),
        "the files in it, both forks, and the text around it",
    ),
    Format(
        "Mailbox (mbox)", mbox.read, (), ("mbox", "mbx"), ("application/mbox",),
        "each message with all its parts",
    ),
)  # fmt: skip

DOCUMENTS = frozenset(name for row in FORMATS if row.document for name in row.true_types)


def _index(column: str) -> dict[str, tuple[Format, ...]]:
    index: dict[str, tuple[Format, ...]] = {}
    for row in FORMATS:
        for key in getattr(row, column):
            index[key] = (*index.get(key, ()), row)
    return index


_BY_TYPE, _BY_SUFFIX, _BY_MEDIA = map(_index, ("true_types", "suffixes", "media_types"))

_FONTS = frozenset({"odttf", "fntdata", "ttf"})
_MESSAGE_TYPES = frozenset({"message/rfc822", "message/global", "message/news"})
_MESSAGE_SUFFIXES = frozenset({"eml", "mht", "mhtml", "nws"})
_FIELD = re.compile(rb"(?:[!-9;-~]{1,76}:[^\n]{0,2000}\n(?:[ \t][^\n]{0,2000}\n){0,200}){2}")
_MIME = re.compile(rb"^(?:mime-version:|content-type:)", re.IGNORECASE | re.MULTILINE)
_TRACED = re.compile(rb"^(?:received:|message-id:|from:)", re.IGNORECASE | re.MULTILINE)


def is_message(leaf: Leaf) -> bool:
    """Whether a leaf is a message that the caller is to walk: declared or called so, or clearly one.

    What begins a leaf of the message itself like a header may be a forwarded mail in plain text: there the
    name or the declaration must say so.
    """
    if leaf.media_type in _MESSAGE_TYPES:
        return True
    beginning = leaf.octets[:8192]
    if _FIELD.match(beginning) is None:
        return False
    if any(kind.suffix(name) in _MESSAGE_SUFFIXES for name in leaf.names):
        return True
    header = beginning.partition(b"\n\n")[0].partition(b"\r\n\r\n")[0]
    # Within a document it is a page that Word takes in (altChunk), which nobody has sent.
    traced = leaf.within in DOCUMENTS or _TRACED.search(header)
    return bool(leaf.within and _MIME.search(header) and traced)


@attrs.frozen
class Plan:
    """Who reads a leaf: ``readers`` one after the other, and if none finds its format, ``otherwise``.

    ``outcome`` is known before anything is read.  ``must_speak``: no text at all is a failure.
    """

    true_type: str
    readers: tuple[Reader, ...] = ()
    otherwise: tuple[Reader, Outcome] | None = None
    outcome: Outcome = Outcome.NONE
    must_speak: bool = False
    defects: tuple[str, ...] = ()


def plan(leaf: Leaf, allowance: Allowance) -> Plan:
    """Who is to read ``leaf``."""
    types = signature.true_types(leaf.octets)
    true_type = types[0] if types else ""
    rows = _suggested(leaf, types)
    readers = dict.fromkeys(row.reader for row in rows if not row.native or row.native in allowance.native)
    outcome = Outcome.NONE
    # Viewers open a PDF with an empty password: where a parser is asked, it knows.
    asked = true_type == "pdf" and native.PDFIUM in allowance.native
    if not asked and signature.is_locked(leaf, true_type):
        outcome = Outcome.ENCRYPTED
    if outcome is Outcome.NONE and any(
        row.native not in allowance.native for row in rows if row.native and set(row.true_types) & set(types)
    ):
        outcome = Outcome.UNSUPPORTED
    if package.read in readers:
        readers.pop(pkzip.read, None)  # which reads the same
    if types and _is_behind(leaf.octets, types):
        readers[_head] = None
        if not kind.looks_like_text(leaf.octets[: leaf.octets.find(_LOCAL)]):
            outcome = graver(outcome, Outcome.UNSUPPORTED)
    if true_type in signature.TEXTLESS:
        if true_type != "pgp-signature" and textless.reads_as_text(leaf):
            readers[text.read] = None
    elif readers and types and _is_text_too(leaf, true_type):
        readers[text.read_again] = None
    must_speak = any(row.document and set(row.true_types) & set(types) for row in rows)
    return Plan(
        true_type,
        tuple(readers),
        _otherwise(leaf, true_type, bool(rows), outcome),
        outcome,
        must_speak=must_speak,
        defects=("polyglot",) if len(types) > 1 else (),
    )


_LOCAL = b"PK\x03\x04"


def _is_behind(octets: bytes, types: tuple[str, ...]) -> bool:
    """Whether an archive stands behind something that nothing here reads: a program, an unknown format."""
    if octets.startswith(b"PK") or not signature.ZIPS.intersection(types):
        return False
    return types[0] in signature.ZIPS or (types[0] not in _BY_TYPE and types[0] not in signature.TEXTLESS)


def _head(leaf: Leaf, allowance: Allowance) -> Iterator[Found]:
    """The strings of what stands before an archive."""
    yield from strings.runs(leaf.octets[: leaf.octets.find(_LOCAL)][: allowance.text])


def _suggested(leaf: Leaf, types: tuple[str, ...]) -> list[Format]:
    rows: list[Format] = []
    for true_type in types:
        rows += _BY_TYPE.get(true_type, ())
    for name in leaf.names:
        rows += _BY_SUFFIX.get(kind.suffix(name), ())
    rows += _BY_MEDIA.get(leaf.media_type, ())
    return list(dict.fromkeys(rows))


def _is_text_too(leaf: Leaf, true_type: str) -> bool:
    """Whether somebody is shown the octets as text, although they are of another type.

    Whoever believes the declaration or the name is; and "%PDF-" may be quoted at the beginning of a text.
    """
    if leaf.media_type in _BY_MEDIA or leaf.within in DOCUMENTS or true_type in signature.TEXTS:
        return False
    quoted = true_type == "pdf" and not leaf.octets.startswith(b"%PDF-")
    return quoted or kind.is_text(leaf.media_type, leaf.names)


def _is_html(leaf: Leaf) -> bool:
    return kind.is_html(leaf.octets[:2048], leaf.media_type, leaf.names)


def _otherwise(
    leaf: Leaf, true_type: str, suggested: bool, outcome: Outcome
) -> tuple[Reader, Outcome] | None:
    """What is done if no reader fits: part of a document, text, textless, or nobody knows."""
    if true_type in signature.TEXTLESS:
        return None
    if leaf.within in DOCUMENTS and true_type in ("", "exe"):
        fonts = any(kind.suffix(name) in _FONTS for name in leaf.names)
        return None if fonts and not kind.looks_like_text(leaf.octets) else (text.read_part, outcome)
    if true_type in ("appledouble", "dsstore"):
        return strings.read, outcome  # beside every file of an archive that a Mac has made
    if true_type and true_type not in signature.TEXTS:
        if kind.is_text(leaf.media_type, ()):
            return text.read, Outcome.UNSUPPORTED
        return strings.read, Outcome.UNSUPPORTED if outcome is Outcome.NONE else outcome
    if kind.looks_like_text(leaf.octets):
        return text.read, outcome
    if kind.is_text(leaf.media_type, leaf.names) or _is_html(leaf):
        # A text is no picture: one of the two is wrong.
        lies = kind.is_textless(leaf.media_type)
        return text.read, graver(outcome, Outcome.UNSUPPORTED) if lies else outcome
    if outcome is Outcome.ENCRYPTED:
        return None
    if textless.fits(leaf.octets, leaf.media_type) and not suggested:
        return None
    return strings.read, Outcome.FAILED if suggested else Outcome.UNSUPPORTED
