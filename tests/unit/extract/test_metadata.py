"""What a person can read beside the pixels of a picture and the sound of a recording."""

# ruff: noqa: E501 - octets are written as they are

from __future__ import annotations

import gzip
import io
import struct
import zipfile
import zlib

import pytest

from skygw.extract import Budget, Extraction, Leaf, Outcome, extract

CARD = "4111 1111 1111 1111"
RAW = CARD.encode()


def read(octets: bytes, media_type: str = "application/octet-stream") -> Extraction:
    return extract(Leaf(octets, media_type), Budget())


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(*chunks: bytes, behind: bytes = b"") -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(bytes(4)))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + pixels + chunk(b"IEND", b"") + behind


def gif(comment: bytes = b"", behind: bytes = b"") -> bytes:
    head = b"GIF89a\1\0\1\0\x80\0\0\xff\xff\xff\0\0\0"
    extension = b"!\xfe" + bytes((len(comment),)) + comment + b"\0" if comment else b""
    return head + extension + b",\0\0\0\0\1\0\1\0\0\2\2D\1\0;" + behind


def segment(mark: int, data: bytes) -> bytes:
    return bytes((0xFF, mark)) + struct.pack(">H", len(data) + 2) + data


def jpeg(*segments: bytes, behind: bytes = b"", pixels: bytes = b"\x12\xff\x00\x34") -> bytes:
    scan = segment(0xDA, b"\1\1\0\0?\0") + pixels
    return b"\xff\xd8" + segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0") + b"".join(segments) + scan + b"\xff\xd9" + behind


def exif(order: str, description: bytes, title: str) -> bytes:
    mark = b"II*\0" if order == "<" else b"MM\0*"
    wide = title.encode("utf-16-le")
    first = struct.pack(order + "H", 3)
    at = 8 + 2 + 3 * 12 + 4
    first += struct.pack(order + "HHII", 0x10E, 2, len(description), at)
    first += struct.pack(order + "HHII", 0x9C9B, 1, len(wide), at + len(description))
    first += struct.pack(order + "HHII", 0x8769, 4, 1, at + len(description) + len(wide))
    comment = b"ASCII\0\0\0CommentWord"
    below = struct.pack(order + "H", 1)
    place = at + len(description) + len(wide) + 2 + 12 + 4
    below += struct.pack(order + "HHII", 0x9286, 7, len(comment), place) + bytes(4)
    return mark + struct.pack(order + "I", 8) + first + bytes(4) + description + wide + below + comment


XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><dc:description>4111<!-- -->1111 1111 1111</dc:description></x:xmpmeta>"
SAMPLES = {
    "png tEXt": png(chunk(b"tEXt", b"Comment\0" + RAW)),
    "png zTXt": png(chunk(b"zTXt", b"Comment\0\0" + zlib.compress(RAW))),
    "png iTXt": png(chunk(b"iTXt", b"Comment\0\0\0en\0\0" + RAW)),
    "png iTXt compressed": png(chunk(b"iTXt", b"Comment\0\1\0\0\0" + zlib.compress(RAW))),
    "png XMP": png(chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP.replace(b"4111<!-- -->", b"4111 "))),
    "png EXIF": png(chunk(b"eXIf", exif(">", RAW + b"\0", "x"))),
    "png behind": png(behind=b"\r\n" + RAW),
    "gif comment": gif(RAW),
    "gif behind": gif(behind=RAW),
    "jpeg comment": jpeg(segment(0xFE, RAW)),
    "jpeg EXIF little": jpeg(segment(0xE1, b"Exif\0\0" + exif("<", RAW + b"\0", "x"))),
    "jpeg EXIF big": jpeg(segment(0xE1, b"Exif\0\0" + exif(">", RAW + b"\0", "x"))),
    "jpeg EXIF title": jpeg(segment(0xE1, b"Exif\0\0" + exif("<", b"x\0", CARD))),
    "jpeg XMP": jpeg(segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP.replace(b"<!-- -->", b" "))),
    "jpeg IPTC": jpeg(segment(0xED, b"Photoshop 3.0\0" + b"8BIM\4\4\0\0\0\0\0\x18\x1c\2\x78\0\x13" + RAW)),
    "jpeg behind": jpeg(behind=RAW),
    "tiff": exif("<", RAW + b"\0", "x"),
    "mp3 ID3v2.3": b"ID3\3\0\0\0\0\0\x28" + b"COMM" + struct.pack(">I", 24) + b"\0\0\0eng\0" + RAW[:19] + bytes(99),
    "mp3 ID3 wide": b"ID3\3\0\0\0\0\0\x40" + b"TIT2" + struct.pack(">I", 41) + b"\0\0\1\xff\xfe"
    + CARD.encode("utf-16-le") + bytes(99),
    "mp3 ID3v1": b"ID3\3\0\0\0\0\0\0" + bytes(300) + b"TAG" + RAW.ljust(125, b"\0"),
    "webp XMP": b"RIFF\0\2\0\0WEBPVP8 \4\0\0\0\1\2\3\4XMP " + struct.pack("<I", len(XMP) - 9)
    + XMP.replace(b"<!-- -->", b" ") + b" ",
    "wav INFO": b"RIFF\0\2\0\0WAVEfmt \4\0\0\0\1\2\3\4LIST" + struct.pack("<I", 32) + b"INFOICMT"
    + struct.pack("<I", 19) + RAW + b"\0",
}  # fmt: skip


@pytest.mark.parametrize("name", SAMPLES)
def test_words_beside_the_pixels(name: str) -> None:
    extraction = read(SAMPLES[name])
    assert CARD in "\n".join(extraction.texts)
    assert extraction.outcome is Outcome.TEXT


def test_comment_of_a_camera() -> None:
    assert "CommentWord" in "\n".join(read(SAMPLES["jpeg EXIF big"]).texts)


@pytest.mark.parametrize("octets", [png(), gif(), jpeg(), jpeg(behind=bytes(2000))])
def test_pictures_without_words_have_none(octets: bytes) -> None:
    extraction = read(octets)
    assert (extraction.outcome, extraction.texts) == (Outcome.NONE, ())


@pytest.mark.parametrize("name", SAMPLES)
def test_cut_anywhere_is_no_failure(name: str) -> None:
    octets = SAMPLES[name]
    for end in range(16, len(octets), 3):
        assert read(octets[:end]).outcome in (Outcome.NONE, Outcome.TEXT)


def test_an_archive_behind_a_picture_is_read() -> None:
    extraction = read(gif(behind=gzip.compress(RAW)))
    assert CARD in "\n".join(extraction.texts)


def test_what_is_compressed_is_bounded() -> None:
    bomb = png(*[chunk(b"zTXt", b"C\0\0" + zlib.compress(b"\0" * (10 << 20)))] * 30)
    budget = Budget()
    before = budget.expanded_octets
    assert extract(Leaf(bomb, "image/png"), budget).outcome is Outcome.NONE
    assert before - budget.expanded_octets <= 30 * 65_536


def test_data_of_pixels_are_not_searched() -> None:
    """Whatever stands between the beginning of the scan and its end is no text."""
    assert read(jpeg(pixels=b"\x80\x90" * 99 + b"some readable words" + b"\x80" * 99)).outcome is Outcome.NONE


@pytest.mark.parametrize("size", [10, 100_000])
def test_words_between_two_ends(size: int) -> None:
    octets = jpeg(pixels=b"\x80" * size, behind=b"\n" + RAW + b"\n\xff\xd9")
    assert CARD in "\n".join(read(octets).texts)


def test_an_archive_behind_a_picture_after_other_words() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", RAW)
    for padding in (b"", bytes(70_000)):
        extraction = read(gif(behind=b"junk words" + buffer.getvalue() + padding))
        assert CARD in "\n".join(extraction.texts)
