from __future__ import annotations

import io
import zipfile

import pytest

from skygw.extract.signature import TEXTLESS, is_encrypted, true_type


def zipped(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "content " * 10)
    return buffer.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


@pytest.mark.parametrize(
    ("octets", "expected"),
    [
        (zipped("a.txt"), "zip"),
        (zipped(), "zip"),  # empty: only an end record
        (zipped("[Content_Types].xml", "word/document.xml"), "docx"),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        (zipped("xl/workbook.bin"), "xlsb"),
        (zipped("ppt/presentation.xml"), "pptx"),
        (OLE, "ole"),
        (OLE + "WordDocument".encode("utf-16-le"), "doc"),
        (OLE + "Workbook".encode("utf-16-le"), "xls"),
        (OLE + "__substg1.0_0037001F".encode("utf-16-le"), "msg"),
        (b"%PDF-1.7", "pdf"),
        (b"junk before\n%PDF-1.4", "pdf"),
        (b"{\\rtf1 x}", "rtf"),
        (b"\x1f\x8b\x08\0", "gzip"),
        (b"7z\xbc\xaf\x27\x1c", "7z"),
        (b"Rar!\x1a\x07\0", "rar"),
        (b"\x7fELF\x02", "elf"),
        (b"MZ\x90\0\x03", "exe"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"\xff\xd8\xff\xe0", "jpeg"),
        (b"GIF89a", "gif"),
        (b"RIFF....WEBP", "webp"),
        (b"\0\0\0\x20ftypisom", "mp4"),
        (bytes(257) + b"ustar", "tar"),
        # texts that begin like something else
        (b"II*", ""),
        (b"MZ is how this letter begins", ""),
        (b"BMW is a brand", ""),
        (b"BZh is not a word", ""),
        (b"hello", ""),
        (b"", ""),
    ],
)
def test_true_type(octets: bytes, expected: str) -> None:
    assert true_type(octets) == expected


def test_encrypted_zip_is_seen_by_its_flag() -> None:
    octets = bytearray(zipped("a.txt"))
    assert not is_encrypted(bytes(octets), "zip")
    octets[6] |= 1
    assert is_encrypted(bytes(octets), "zip")


def test_flag_in_the_central_directory_alone() -> None:
    octets = bytearray(zipped("a.txt", "b.txt"))
    octets[octets.rindex(b"PK\x01\x02") + 8] |= 1
    assert is_encrypted(bytes(octets), "zip")


@pytest.mark.parametrize(
    ("octets", "kind", "expected"),
    [
        (b"%PDF-1.7\ntrailer <</Encrypt 5 0 R>>", "pdf", True),
        (b"%PDF-1.7", "pdf", False),
        (OLE, "ole-encrypted", True),
        (OLE, "doc", False),
        (b"Rar!\x1a\x07\x01\x00\x11\x22\x33\x44\x21\x04", "rar", True),  # CRC, size, type 4: encryption
        (b"Rar!\x1a\x07\x01\x00\x11\x22\x33\x44\x0b\x01", "rar", False),  # type 1: main archive
        (b"Rar!\x1a\x07\x00", "rar", False),
        (b"PK\x03\x04", "zip", False),  # cut
        (b"hello", "", False),
    ],
)
def test_is_encrypted(octets: bytes, kind: str, expected: bool) -> None:
    assert is_encrypted(octets, kind) is expected


def test_encrypted_office_document() -> None:
    octets = OLE + "EncryptedPackage".encode("utf-16-le")
    assert true_type(octets) == "ole-encrypted"


def test_types_without_text() -> None:
    assert {"png", "mp4", "ttf"} <= TEXTLESS
    assert not {"zip", "pdf", "docx", "exe"} & TEXTLESS
