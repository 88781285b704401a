"""Texts that begin like a picture, and what is declared as a picture and is none."""

# ruff: noqa: E501 - octets are written as they are

from __future__ import annotations

import pytest

from skygw.extract import Budget, Extraction, Leaf, Outcome, extract
from tests.support.formats import zipped

CARD = b"4111 1111 1111 1111"
BINARY = bytes(range(256)) * 20
BEGINNINGS = (
    b"GIF89a ", b"OTTO sends ", b"fLaC ", b"wOFF ", b"II*\0 ", b"MM\0* ", b"Ab: ftyp ", b"My card WEBP ",
    b"My cardsWAVE ", b"\0\0\x01\0 ",
)  # fmt: skip


def read(octets: bytes, media_type: str = "application/octet-stream", *names: str) -> Extraction:
    return extract(Leaf(octets, media_type, names=names), Budget())


@pytest.mark.parametrize("beginning", BEGINNINGS)
@pytest.mark.parametrize("name", ["a.txt", "a.csv", "a.md", "a.json", "a.html", "a.doc", "a", ""])
def test_what_reads_as_text_is_text_whatever_it_begins_with(beginning: bytes, name: str) -> None:
    extraction = read(beginning + CARD, "application/octet-stream", *([name] if name else []))
    assert CARD.decode() in "\n".join(extraction.texts)
    assert extraction.outcome is Outcome.TEXT


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_the_same_in_an_archive(beginning: bytes) -> None:
    extraction = read(zipped({"notes.txt": beginning + CARD}))
    assert CARD.decode() in "\n".join(extraction.texts)


def test_tags_are_taken_away_where_the_name_says_so() -> None:
    extraction = read(b"GIF89a 4111 <b>1111</b> 1111 1111", "application/octet-stream", "a.html")
    assert CARD.decode() in "\n".join(extraction.texts)


def test_a_picture_that_is_called_a_text_is_read_as_one() -> None:
    extraction = read(b"GIF89a" + BINARY + CARD, "application/octet-stream", "a.txt")
    assert CARD.decode() in "\n".join(extraction.texts)


@pytest.mark.parametrize("name", ["a.png", "a.bin", "", "a.docx"])
def test_real_pictures_have_no_text(name: str) -> None:
    picture = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0" + BINARY
    assert read(picture, "application/octet-stream", name).outcome in (Outcome.NONE, Outcome.UNSUPPORTED)


@pytest.mark.parametrize(
    "media_type",
    ["image/jpeg", "image/x-tga", "audio/x", "video/mp4", "font/x", "application/pgp-signature",
     "application/pkcs7-signature", "application/font-sfnt"],
)  # fmt: skip
def test_declared_as_a_picture_and_none(media_type: str) -> None:
    octets = bytes(range(128, 256)) * 40 + b"\n" + CARD
    extraction = read(octets, media_type)
    assert (extraction.outcome, CARD.decode() in "\n".join(extraction.texts)) == (Outcome.UNSUPPORTED, True)
    assert read(b"", media_type).outcome is Outcome.NONE


KNOWN = {
    "image/jxl": b"\xff\x0a", "image/jp2": b"\0\0\0\x0cjP  \r\n\x87\n", "image/avif": b"\0\0\0\x1cftypavif",
    "image/heic": b"\0\0\0\x1cftypmif1", "image/x-tga": bytes(2) + b"\2" + bytes(13) + b"\x18\0",
    "image/vnd.adobe.photoshop": b"8BPS\0\1", "image/x-portable-pixmap": b"P6\n1 1\n255\n",
    "image/vnd.microsoft.icon": b"\0\0\1\0", "image/x-win-bitmap": b"\0\0\2\0", "image/bmp": b"BM",
    "image/webp": b"RIFF\0\1\0\0WEBP", "image/x-exr": b"v/1\1", "image/x-pcx": b"\x0a\5\1\x08",
    "audio/amr": b"#!AMR\n\x3c\0", "audio/aac": b"\xff\xf1", "audio/mpeg": b"\xff\xf3", "audio/midi": b"MThd\0\0",
    "audio/ogg": b"OggS\0", "audio/x-aiff": b"FORM\0\0\1\0AIFF", "audio/basic": b".snd\0",
    "audio/x-ms-wma": b"0&\xb2u\x8ef\xcf\x11", "audio/x-caf": b"caff\0\1", "audio/mp4": b"\0\0\0\x1cftypM4A ",
    "video/webm": b"\x1aE\xdf\xa3", "video/x-flv": b"FLV\1\5\0", "video/mpeg": b"\0\0\1\xba",
    "video/mp2t": b"G" + bytes(187) + b"G", "video/quicktime": b"\0\0\0\x08wide\0\0", "video/x-msvideo": b"RIFF\0\1\0\0AVI ",
    "font/collection": b"ttcf\0\1\0\0", "font/ttf": b"true\0\1", "font/woff2": b"wOF2\0\1",
    "application/vnd.ms-fontobject": bytes(34) + b"LP\0", "application/x-font-type1": b"\x80\1\0\1",
}  # fmt: skip


@pytest.mark.parametrize("media_type", KNOWN)
def test_what_is_usual_in_mail_is_known(media_type: str) -> None:
    assert read(KNOWN[media_type] + BINARY, media_type).outcome is Outcome.NONE


def test_a_detached_openpgp_signature_has_no_text() -> None:
    packet = b"\x88\x75\x04\0" + bytes(115)
    assert read(packet, "application/pgp-signature").outcome is Outcome.NONE
