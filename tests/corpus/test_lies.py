"""Files that are not what they are called, two files in one, and names that lead elsewhere."""

# ruff: noqa: E501 - tables and documents are written as they are

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from collections.abc import Callable

import attrs
import pytest

from tests.support import compound, watch
from tests.support import formats as written
from tests.support.corpus import archives
from tests.support.corpus.made import mark
from tests.support.corpus.reading import told

_DOCUMENT = written.zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": f"<w:t>{mark('body')}</w:t>"})
_ARCHIVE = written.zipped({"a.txt": mark("body").encode()})
_OLD = compound.compound(compound.word(mark("body")))
_RTF = b"{\\rtf1 " + mark("body").encode() + b"}"
_HTML = f"<html><body><p>{mark('body')[:4]}<b>{mark('body')[4:]}</b></p></body></html>".encode()
_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n2 0 obj<</Length 99>>stream\nBT (" + mark("body").encode()
    + b") Tj ET\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
)  # fmt: skip
_SHEET = f'<table><tr><td>{mark("body")}</td></tr></table>'.encode()
_PROGRAM = b"MZ" + bytes(510)
_JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 4

LIES = [
    ("notes.txt", "text/plain", _DOCUMENT, "text"),
    ("notes.txt", "application/octet-stream", _DOCUMENT, "text"),
    ("photo.jpg", "image/jpeg", _DOCUMENT, "text"),
    ("photo.jpg", "image/jpeg", _ARCHIVE, "text"),
    ("photo.jpg", "image/jpeg", _HTML, "text"),
    ("photo.jpg", "image/jpeg", mark("body").encode(), "text"),
    ("film.mp4", "video/mp4", _OLD, "text"),
    ("paper.pdf", "application/pdf", _ARCHIVE, "text"),
    ("paper.pdf", "application/pdf", _HTML, "text"),
    ("letter.doc", "application/msword", _RTF, "text"),
    ("letter.doc", "application/msword", _HTML, "text"),
    ("letter.doc", "application/msword", _DOCUMENT, "text"),
    ("letter.rtf", "application/rtf", _OLD, "text"),
    ("report.xls", "application/vnd.ms-excel", _SHEET, "text"),
    ("report.xls", "application/vnd.ms-excel", f"a;{mark('body')}\n".encode(), "text"),
    ("report.xlsx", "", _ARCHIVE, "text"),
    ("data.bin", "", gzip.compress(_DOCUMENT), "text"),
    ("data.csv", "text/csv", gzip.compress(_ARCHIVE), "text"),
    ("archive.7z", "", _ARCHIVE, "text"),
    ("archive.rar", "application/vnd.rar", _ARCHIVE, "text"),
    ("noname", "text/html", _RTF, "text"),
    ("signature.p7s", "application/pkcs7-signature", _ARCHIVE, "text"),
    ("font.ttf", "font/ttf", _ARCHIVE, "text"),
]


@pytest.mark.parametrize(("name", "declared", "octets", "outcome"), LIES)
def test_called_otherwise(name: str, declared: str, octets: bytes, outcome: str) -> None:
    read = told(name, octets, declared or "application/octet-stream")
    assert mark("body") in read.text
    assert read.outcome == outcome


POLYGLOTS = [
    # A PDF before an archive, a program or a picture before one: readers of either find theirs.
    (_PDF.replace(b"Mkbodyw", b"Mkpagew") + _ARCHIVE, ("page", "body")),
    (_JPEG + _ARCHIVE, ("body",)),
    (_PROGRAM + _ARCHIVE, ("body",)),
    (_PROGRAM + _PDF, ("body",)),
    (bytes(range(256)) + _DOCUMENT, ("body",)),
    (_OLD.replace("Mkbodyw".encode("utf-16-le"), "Mkpagew".encode("utf-16-le")) + _ARCHIVE, ("page", "body")),
    (b"GIF89a/*" + bytes(30) + b"*/" + _ARCHIVE, ("body",)),
    (f"<p>{mark('page')}</p>".encode() + _ARCHIVE, ("body", "page")),
]


@pytest.mark.parametrize(("octets", "places"), POLYGLOTS)
def test_two_in_one(octets: bytes, places: tuple[str, ...]) -> None:
    for name, declared in (("a.bin", "application/octet-stream"), ("a.jpg", "image/jpeg"), ("a.txt", "text/plain")):
        read = told(name, octets, declared)
        assert [place for place in places if mark(place) not in read.text] == [], name


def test_an_archive_in_an_archive_is_no_second_file() -> None:
    """What is stored without compression stands in the archive as it is; a document of it made one of the whole."""
    stored = written.zipped({"memo.txt": mark("body").encode(), "a.docx": _DOCUMENT, f"{mark('name')}.txt": b"x"},
                            zipfile.ZIP_STORED)  # fmt: skip
    read = told("a.zip", stored)
    assert (read.true_type, read.defects, read.outcome) == ("zip", (), "text")
    assert mark("name") in read.text
    files = {"a.zip": _ARCHIVE, "b.txt": b"last"}
    for octets in (written.tarred(files), written.cpio(files), written.ar(files), written.cabinet(files, 0),
                   written.iso(files)):  # fmt: skip
        assert told("a", octets).defects == ()


ELSEWHERE = [
    "../../../../etc/passwd", "/etc/cron.d/evil", "C:\\Windows\\System32\\evil.dll", "..\\..\\evil.txt", "CON", "NUL.txt",
    "evil.txt:stream", "\\\\server\\share\\x", "~/.ssh/authorized_keys", "a/./../b", "-rf", "line\nbreak", "tab\there",
    "x" * 200, "\u202egnp.exe", "$(reboot)", "`id`", "%2e%2e%2fetc", "con/../../x", " ", ".",
]  # fmt: skip


@attrs.frozen
class Archive:
    """How an archive with one file of a given name is made; ``tolerates`` says which names its header can hold."""

    make: Callable[[str, bytes], bytes]
    tolerates: Callable[[str], bool] = lambda name: True


def _tar(name: str, data: bytes) -> bytes:
    return written.tarred({name: data}, tarfile.PAX_FORMAT)


def _links(name: str, data: bytes) -> bytes:
    """A link to elsewhere, and a file that would be written through it."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        link = tarfile.TarInfo("out")
        link.type, link.linkname = tarfile.SYMTYPE, name
        archive.addfile(link)
        file = tarfile.TarInfo(f"out/{name}")
        file.size = len(data)
        archive.addfile(file, io.BytesIO(data))
    return buffer.getvalue()


def _gzip(name: str, data: bytes) -> bytes:
    return b"\x1f\x8b\x08\x08" + bytes(6) + name.encode("latin-1") + b"\0" + gzip.compress(data)[10:]


def _short(name: str) -> bool:
    return len(name) < 100 and name.isascii()


def _plain(name: str) -> bool:
    return name.isascii()


ARCHIVES = {
    "zip": Archive(lambda name, data: written.zipped({name: data})),
    "tar": Archive(_tar),
    "links": Archive(_links),
    "cpio": Archive(lambda name, data: written.cpio({name: data})),
    "ar": Archive(lambda name, data: written.ar({name: data}), lambda name: len(name) < 15 and name.isascii() and name.strip() != ""),
    "cab": Archive(lambda name, data: written.cabinet({name: data}), _plain),
    "iso": Archive(lambda name, data: written.iso({name: data}), _short),
    "gzip": Archive(_gzip, _plain),
    "tnef": Archive(lambda name, data: written.tnef("s", "b", {name: data}), _plain),
    "package": Archive(lambda name, data: compound.compound({"\x01Ole10Native": compound.native(name, data)}), _plain),
    "item": Archive(lambda name, data: compound.outlook_item({0x37: "s"}, {name: data})),
}


@pytest.mark.parametrize("kind", ARCHIVES)
def test_names_are_words(kind: str) -> None:
    """A name is read as text, and nothing is done with it."""
    made = ARCHIVES[kind]
    told("warm.txt", b"x")  # what is imported at the first use
    for name in filter(made.tolerates, ELSEWHERE):
        octets = made.make(name, mark("body").encode())
        with watch.deeds() as done:
            read = told("a.bin", octets)
        assert done == []
        assert read.outcome == "text"
        assert mark("body") in read.text
        shown = name.upper() if kind == "iso" else name
        if name.strip():
            assert _bare(shown) in _bare(read.text), name


def _bare(text: str) -> str:
    return text.replace("\u202e", "").replace("/", "").replace("\\", "")


def test_names_of_the_attachment_itself() -> None:
    for name in ELSEWHERE:
        if "\n" in name or not name.strip():
            continue
        with watch.deeds() as done:
            read = told(name, _ARCHIVE)
        assert (done, read.outcome) == ([], "text")


def test_nothing_is_done_while_reading(group: list[archives.Made]) -> None:
    """No file of the corpus makes the reader write, start, connect or load anything."""
    for made in group:
        told(made.name, made.octets)  # what is imported at the first use
    for made in group:
        with watch.deeds() as done:
            told(made.name, made.octets)
        assert done == [], made.name
