"""The true type of octets, by their content.

Signatures are those of the formats' own specifications; names are short and those that people use.
"""

from __future__ import annotations

import re

from skygw.extract import locked, rar, tar
from skygw.extract.found import Leaf
from skygw.mail import cms

_LOOK_INSIDE = 1 << 20
"""Octets at either end of a container in which its kind is looked for."""

# (offset, octets, name); the first that fits.
_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"PK\x03\x04", "zip"),
    (0, b"PK\x05\x06", "zip"),
    (0, b"PK\x07\x08", "zip"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (0, b"%PDF-", "pdf"),
    (0, b"{\\rtf", "rtf"),
    (0, b"\x1f\x8b", "gzip"),
    (0, b"BZh", "bzip2"),
    (0, b"\xfd7zXZ\x00", "xz"),
    (0, b"\x28\xb5\x2f\xfd", "zstd"),
    (0, b"7z\xbc\xaf\x27\x1c", "7z"),
    (0, b"Rar!\x1a\x07", "rar"),
    (0, b"MSCF\0\0\0\0", "cab"),
    (0, b"xar!\0", "xar"),
    (0, b"MSWIM\0\0\0", "wim"),
    (0, b"\xed\xab\xee\xdb", "rpm"),
    (2, b"-lh", "lha"),
    (2, b"-lz", "lha"),
    (0, b"LZIP\x01", "lzip"),
    (257, b"ustar", "tar"),
    (0, b"!<arch>\n", "ar"),
    (0, b"070701", "cpio"),
    (0, b"070702", "cpio"),
    (0, b"070707", "cpio"),
    (0, b"\xc7\x71", "cpio"),
    (0, b"\x71\xc7", "cpio"),
    (0, b"\x1f\x9d", "compress"),
    (0, b"\x04\x22\x4d\x18", "lz4"),
    (0, b"\0\x05\x16\x07", "appledouble"),
    (0, b"\0\0\0\x01Bud1", "dsstore"),
    (0, b"AC10", "dwg"),
    (0, b"BEGIN:VCALENDAR", "ics"),
    (0, b"BEGIN:VCARD", "vcf"),
    (0x8001, b"CD001", "iso"),
    (0, b"\x78\x9f\x3e\x22", "tnef"),
    (0, b"SQLite format 3\0", "sqlite"),
    (0, b"!BDN", "pst"),
    (0, b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d\xae\xb1\x53\x78\xd0\x29\x96\xd3", "onenote"),
    (0, b"\x7fELF", "elf"),
    (0, b"MZ", "exe"),
    (0, b"\xcf\xfa\xed\xfe", "macho"),
    (0, b"\xca\xfe\xba\xbe", "class"),
    (0, b"L\0\0\0\x01\x14\x02\0", "lnk"),
    (0, b"\x89PNG\r\n\x1a\n", "png"),
    (0, b"\xff\xd8\xff", "jpeg"),
    (0, b"GIF87a", "gif"),
    (0, b"GIF89a", "gif"),
    (0, b"BM", "bmp"),
    (0, b"II*\0", "tiff"),
    (0, b"MM\0*", "tiff"),
    (0, b"\0\0\x01\0", "ico"),
    (0, b"\xd7\xcd\xc6\x9a", "wmf"),
    (0, b"\x01\0\x09\0\0\x03", "wmf"),
    (40, b" EMF", "emf"),
    (0, b"VCLMTF", "svm"),
    (8, b"WEBP", "webp"),
    (8, b"AVI ", "avi"),
    (8, b"WAVE", "wav"),
    (4, b"ftypheic", "heic"),
    (4, b"ftypheix", "heic"),
    (4, b"ftypmif1", "heic"),
    (4, b"ftypmsf1", "heic"),
    (4, b"ftypavif", "avif"),
    (4, b"ftyp", "mp4"),
    (0, b"ID3", "mp3"),
    (0, b"\xff\xfb", "mp3"),
    (0, b"fLaC", "flac"),
    (0, b"OggS", "ogg"),
    (0, b"\x1aE\xdf\xa3", "matroska"),
    (0, b"\0\0\0\x0cJXL \r\n\x87\n", "jxl"),
    (0, b"\0\0\0\x0cjP  \r\n\x87\n", "jp2"),
    (0, b"\xff\x4f\xff\x51", "jp2"),
    (0, b"8BPS\0", "psd"),
    (0, b"0&\xb2u\x8ef\xcf\x11\xa6\xd9", "asf"),
    (0, b"FLV\x01", "flv"),
    (0, b"#!AMR", "amr"),
    (0, b"MThd\0\0", "midi"),
    (0, b"caff\0\x01", "caf"),
    (8, b"AIFF", "aiff"),
    (8, b"AIFC", "aiff"),
    (0, b"\0\0\x01\xba", "mpeg"),
    (0, b"ttcf\0", "ttc"),
    (34, b"LP\0\0", "eot"),
    (0, b"\0\x01\0\0\0", "ttf"),
    (0, b"OTTO", "otf"),
    (0, b"wOFF", "woff"),
    (0, b"wOF2", "woff2"),
)

_CHECKSUM = re.compile(rb"[ 0-7]{6}[\0 ]")
"""What the checksum of a tar header looks like, whatever the version."""

TEXTLESS = frozenset(
    {
        "png", "jpeg", "gif", "bmp", "tiff", "ico", "webp", "avi", "wav", "heic", "avif", "mp4",
        "mp3", "flac", "ogg", "matroska", "ttf", "otf", "woff", "woff2", "pgp-signature",
        "jxl", "jp2", "psd", "asf", "flv", "amr", "midi", "caf", "aiff", "mpeg", "ttc", "eot",
    }
)  # fmt: skip
"""True types that carry no text (until somebody reads pictures).  Vector pictures may: see ``picture``."""

WALKED = frozenset({"png", "jpeg", "gif"})
"""Those of which the end is found: see ``metadata``.  Nothing else is searched to the end for archives."""

TEXTS = frozenset({"rtf", "ics", "vcf", "binhex"})
"""True types that are written in characters."""

# Two octets are a weak sign: a text may begin so.  They count only where the octets are no text.
_WEAK = frozenset(
    {"bmp", "exe", "mp3", "bzip2", "ar", "cpio", "compress", "dwg", "pst", "lha", "amr", "aiff", "eot"}
)

_ZIP_KINDS = (
    (b"word/document", "docx"),
    (b"xl/workbook.bin", "xlsb"),
    (b"xl/workbook", "xlsx"),
    (b"ppt/presentation", "pptx"),
    (b"visio/document", "vsdx"),
    (b"opendocument.text", "odt"),
    (b"opendocument.spreadsheet", "ods"),
    (b"opendocument.presentation", "odp"),
    (b"opendocument.", "odf"),
    (b"epub+zip", "epub"),
    (b"FixedDocSeq", "xps"),
    (b"META-INF/MANIFEST.MF", "jar"),
    (b"AndroidManifest.xml", "apk"),
)
_OLE_KINDS = tuple(
    (name.encode("utf-16-le"), kind)
    for name, kind in (
        ("EncryptedPackage", "ole-encrypted"),
        ("__substg1.0_", "msg"),  # first: a message may hold all the others
        ("WordDocument", "doc"),
        ("Workbook", "xls"),
        ("PowerPoint Document", "ppt"),
        ("VisioDocument", "vsd"),
    )
)


# By the first octet those that may fit, in their order: most signatures stand at the beginning.
_BY_FIRST = tuple(
    tuple(row for row in _MAGIC if row[0] or row[1][0] == first) for first in range(256)
)


def true_type(octets: bytes) -> str:
    """A short name for the type of ``octets``, or the empty string if no signature fits.

    Containers are looked into: ``docx``, ``xlsx`` ... instead of ``zip``, ``doc``, ``xls`` ... instead of
    ``ole``.  Text formats have no signature here.
    """
    for offset, magic, name in _BY_FIRST[octets[0]] if octets else ():
        if octets.startswith(magic, offset):
            if name in _WEAK and _is_ascii(octets[:512]):
                continue
            return _kind(octets, name)
    if octets.startswith(b"\x30") and cms.secured(octets) is not None:
        return "p7m"
    if locked.kind(octets) == locked.SIGNATURE:
        return "pgp-signature"
    if _CHECKSUM.match(octets, 148) and tar.is_header(octets[:512]):
        return "tar"  # of before there were signatures
    if octets.find(b"(This file must be converted with BinHex") >= 0 and b"\0" not in octets[:512]:
        return "binhex"
    # Readers of PDF accept junk before the header (ISO 32000-1, implementation note 13).
    return "pdf" if b"%PDF-" in octets[:1024] else ""


def true_types(octets: bytes) -> tuple[str, ...]:
    """Every type that the content suggests, the one of :func:`true_type` first.

    More than one are two files in one: a picture with an archive behind it, a PDF before an archive.
    """
    first = true_type(octets)
    types = {first: None} if first else {}
    if octets.startswith(b"PK"):
        return tuple(types)
    end = octets.rfind(b"PK\x05\x06", max(0, len(octets) - _ZIP_END))
    if end < 0 and first in TEXTLESS - WALKED and octets.find(b"PK\x03\x04") >= 0:
        end = octets.rfind(b"PK\x05\x06")  # with more behind it than a comment can be
    if end >= 0 and end + 22 <= len(octets) and not (first in _ROOMY and _goes_on(octets, end)):
        types[_kind(octets, "zip")] = None
    if first != "pdf" and b"%PDF-" in octets[:1024]:
        types["pdf"] = None
    return tuple(types)


_ROOMY = frozenset(
    {"ole", "tar", "iso", "7z", "rar", "cab", "ar", "cpio", "xar", "rpm", "lha", "wim", "gzip", "bzip2", "xz"}
    | {"zstd", "lz4", "compress", "lzip", "tnef", "sqlite", "pst", *(kind for _, kind in _OLE_KINDS)}
)
"""Types that hold other files as they are: an archive near the end is one of those, unless it is the end."""


def _goes_on(octets: bytes, end: int) -> bool:
    """Whether the ZIP end record at ``end`` and its comment are not the end of all."""
    return end + 22 + int.from_bytes(octets[end + 20 : end + 22], "little") != len(octets)


_ZIP_END = 65_557
"""ZIP's end record and the longest comment (APPNOTE 4.3.16)."""


def _is_ascii(beginning: bytes) -> bool:
    return beginning.isascii() and b"\0" not in beginning


def _kind(octets: bytes, name: str) -> str:
    table = _ZIP_KINDS if name == "zip" else _OLE_KINDS if name == "ole" else ()
    names = _zip_names(octets) if name == "zip" else b""
    if names:
        # A document that is stored in an archive must not make one of the archive.
        if octets[30:38] == b"mimetype":  # OpenDocument, EPUB: stored, and first of all
            names += b"\n" + octets[38:_FIRST_ENTRY]
        return next((kind for sign, kind in table if sign in names), name)
    tail = max(0, len(octets) - _LOOK_INSIDE)
    for sign, kind in table:
        if octets.find(sign, 0, _LOOK_INSIDE) >= 0 or octets.find(sign, tail) >= 0:
            return kind
    return name


_FIRST_ENTRY = 140
"""Where a media type that is the first entry of a ZIP archive has ended."""


def _zip_names(octets: bytes) -> bytes:
    """The names in the central directory, a line each; empty if there is none where it should be."""
    end = octets.rfind(b"PK\x05\x06", max(0, len(octets) - _ZIP_END))
    if end < 0 or end + 22 > len(octets):
        return b""
    start = end - int.from_bytes(octets[end + 12 : end + 16], "little")
    names: list[bytes] = []
    while start >= 0 and octets[start : start + 4] == b"PK\x01\x02" and len(names) < _MAX_ENTRIES:
        sizes = (int.from_bytes(octets[start + at : start + at + 2], "little") for at in (28, 30, 32))
        name, extra, comment = sizes
        names.append(octets[start + 46 : start + 46 + name])
        start += 46 + name + extra + comment
    return b"\n".join(names)


ZIPS = frozenset({"zip", *(kind for _, kind in _ZIP_KINDS)})
"""True types that are ZIP archives."""

_PGP = b"-----BEGIN PGP MESSAGE-----"
_ENVELOPED = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03"  # the OID of CMS EnvelopedData (RFC 5652, 6.1)
_AUTH_ENVELOPED = b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17"  # RFC 5083
_ENCRYPTED_TYPES = frozenset({"application/pgp-encrypted"})
_SMIME_TYPES = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})


def is_locked(leaf: Leaf, kind: str) -> bool:
    """Whether a leaf is encrypted, by its content or by what it is declared as."""
    if leaf.media_type in _ENCRYPTED_TYPES or is_encrypted(leaf.octets, kind):
        return True
    if locked.kind(leaf.octets) == locked.ENCRYPTED:
        return True
    if leaf.media_type in _SMIME_TYPES or leaf.names[:1] == ("smime.p7m",):
        beginning = leaf.octets[:64]
        return leaf.smime_type in ("enveloped-data", "authenveloped-data") or (
            _ENVELOPED in beginning or _AUTH_ENVELOPED in beginning
        )
    return leaf.octets.startswith(_PGP) or b"\n" + _PGP in leaf.octets


def is_encrypted(octets: bytes, kind: str) -> bool:
    """Whether octets of the true type ``kind`` are encrypted, as far as that is cheaply seen.

    ZIP: bit 0 of the flags of a local or central header (APPNOTE 4.4.4); OLE: the stream
    EncryptedPackage (MS-OFFCRYPTO 2.3.4.4); PDF: the Encrypt entry of a trailer (ISO 32000-1, 7.6.1);
    RAR: see ``rar``; 7z: the method AES in the header at the end.
    """
    if kind == "ole-encrypted":
        return True
    if kind == "pdf":
        return b"/Encrypt" in octets
    if kind == "rar":
        return rar.is_encrypted(octets)
    if kind == "7z":
        return _AES in octets[-_ZIP_END:]
    return octets.startswith(b"PK") and _zip_is_encrypted(octets)


_AES = b"\x06\xf1\x07\x01"
_MAX_ENTRIES = 10_000


def _zip_is_encrypted(octets: bytes) -> bool:
    for magic, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = octets.find(magic)
        for _ in range(_MAX_ENTRIES):
            if at < 0:
                break
            if octets[at + flags : at + flags + 1] and octets[at + flags] & 1:
                return True
            at = octets.find(magic, at + 4)
    return False
