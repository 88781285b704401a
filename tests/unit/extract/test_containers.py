"""Small facts about single readers of containers."""

from __future__ import annotations

import gzip
import io
import tarfile

import pytest

from skygw.extract import Budget, Extraction, Leaf, Outcome, extract
from skygw.extract.vba import decompressed
from tests.support import compound
from tests.support import formats as made


def read(octets: bytes, name: str = "") -> Extraction:
    return extract(Leaf(octets, "application/octet-stream", names=(name,) if name else ()), Budget())


def test_gzip_of_many_members() -> None:
    octets = gzip.compress(b"one ") + gzip.compress(b"two")
    assert read(octets).texts == ("one two",)


def test_gzip_tells_its_name() -> None:
    buffer = io.BytesIO()
    with gzip.GzipFile("inner.csv", "wb", fileobj=buffer) as file:
        file.write(b"a;b")
    assert read(buffer.getvalue(), "x.gz").texts[0].split() == ["inner.csv", "x", "a;b"]


CUT = ["a.tgz", "a.txt.gz", "a.txt.bz2", "a.txt.xz", "a.cpio", "a.deb", "winmail.dat"]


@pytest.mark.parametrize("name", CUT)
def test_cut_is_failed(name: str) -> None:
    (sample,) = (sample for sample in made.samples() if sample.name == name)
    assert read(sample.octets[: len(sample.octets) * 3 // 4]).outcome is Outcome.FAILED


def test_tar_links_and_long_names() -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
        info = tarfile.TarInfo("größe" * 60 + ".txt")
        info.size = 4
        archive.addfile(info, io.BytesIO(b"text"))
    words = read(buffer.getvalue()).texts[0].split()
    assert "größe" * 60 + ".txt" in words
    assert words[-1] == "text"


def test_tar_goes_on_behind_its_end() -> None:
    """Two empty blocks end an archive; some readers go on behind them."""
    octets = made.tarred({"a": b"one"}) + made.tarred({"b": b"two"})
    assert {"one", "two"} <= set(read(octets).texts[0].split())


def test_streams_in_the_mini_stream_and_out_of_it() -> None:
    long = "word " * 2000
    octets = compound.compound({"One": b"short words", "Sub": {"Two": long.encode()}})
    text = read(octets).texts[0]
    assert "short words" in text
    assert text.count("word ") >= 2000


# MS-OVBA, sections 3.2.1 to 3.2.3
NOT = "0119b000616263646566676800696a6b6c6d6e6f70007172737475762e"
NORMAL = (
    "012fb000236161616263646582660070616768696a013808616b6c00306d6e6f700671027004107273747576107778797a003c"
)
MOST = "0103b002614500"


@pytest.mark.parametrize(
    ("packed", "expected"),
    [
        (NOT, b"abcdefghijklmnopqrstuv."),
        (NORMAL, b"#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa"),
        (MOST, b"a" * 73),
    ],
)
def test_macros(packed: str, expected: bytes) -> None:
    assert decompressed(bytes.fromhex(packed)) == expected


def test_item_in_an_item() -> None:
    inner = {"__substg1.0_0037001F": "inner subject".encode("utf-16-le")}
    attachment = {"__substg1.0_3701000D": inner}
    octets = compound.compound(
        {"__substg1.0_1000001F": "outer".encode("utf-16-le"), "__attach_version1.0_#00000000": attachment}
    )
    assert {"outer", "inner", "subject"} <= set(read(octets).texts[0].split())


def test_polyglot() -> None:
    octets = b"%PDF-1.7\n(pdf words here)\n" + made.zipped({"a.txt": b"zip words"})
    extraction = read(octets)
    assert "zip words" in extraction.texts[0]
    assert "pdf words" in extraction.texts[0]
    assert extraction.defects[0] == "polyglot"


def test_a_text_that_quotes_a_signature_stays_text() -> None:
    extraction = extract(Leaf(b"the header is %PDF-1.7 and my card is 4111"), Budget())
    assert "card is 4111" in "\n".join(extraction.texts)


def test_what_a_mac_adds_is_read() -> None:
    double = b"\0\x05\x16\x07" + bytes(50) + b"com.apple.words"
    octets = made.zipped({"a.txt": b"x", "__MACOSX/._a.txt": double})
    extraction = read(octets)
    assert extraction.outcome is Outcome.TEXT
    assert "com.apple.words" in extraction.texts[0]


def test_pictures_only_is_none() -> None:
    assert read(made.zipped({"a.png": b"\x89PNG\r\n\x1a\n" + bytes(99)})).outcome is Outcome.TEXT  # its name
    document = made.zipped({"word/document.xml": b"<a/>"})
    assert read(document).outcome is Outcome.FAILED  # no text at all in a document is no reading


def test_type_by_name_alone() -> None:
    assert read(bytes(range(256)) * 9, "a.docx").outcome is Outcome.FAILED
    assert read(bytes(range(256)) * 9, "a.bin").outcome is Outcome.UNSUPPORTED


def test_cabinet_of_many_blocks() -> None:
    text = b"".join(b"line %d\n" % number for number in range(20_000))
    extraction = read(made.cabinet({"a.txt": text, "b.txt": b"last words"}))
    assert extraction.outcome is Outcome.TEXT
    assert "line 19999\n" in extraction.texts[0]
    assert extraction.texts[0].endswith("last words")
    assert read(made.cabinet({"a.txt": text})[:-9999]).outcome is Outcome.FAILED
    assert read(made.cabinet({"a.txt": b"x"}, 3)).outcome is Outcome.UNSUPPORTED
