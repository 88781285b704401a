from __future__ import annotations

import pytest

from skygw.extract.kind import is_html, is_text, is_textless, looks_like_text, suffix


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.TXT", "txt"),
        ("a.tar.gz", "gz"),
        ("C:\\Users\\x\\a.csv", "csv"),
        ("/tmp/a.b/readme", "readme"),
        ('a.txt"', "txt"),
        ("Makefile", "makefile"),
        ("", ""),
    ],
)
def test_suffix(name: str, expected: str) -> None:
    assert suffix(name) == expected


@pytest.mark.parametrize(
    ("media_type", "names", "expected"),
    [
        ("text/plain", (), True),
        ("text/x-anything", (), True),
        ("application/json", (), True),
        ("application/ld+json", (), True),
        ("image/svg+xml", (), True),
        ("application/x-sh", (), True),
        ("message/delivery-status", (), True),
        ("multipart/mixed", (), True),  # one that could not be taken apart
        ("application/octet-stream", (), False),
        ("application/octet-stream", ("a.py",), True),
        ("application/octet-stream", ("a.bin", "b.csv"), True),  # any candidate
        ("image/png", (), False),
    ],
)
def test_is_text(media_type: str, names: tuple[str, ...], expected: bool) -> None:
    assert is_text(media_type, names) is expected


@pytest.mark.parametrize(
    ("octets", "media_type", "names", "expected"),
    [
        (b"x", "text/html", (), True),
        (b"x", "text/plain", ("a.HTM",), True),
        (b"<!DOCTYPE html><p>", "text/plain", (), True),
        (b"  \n<html lang=x>", "application/octet-stream", (), True),
        (b"<!-- c --><table>", "text/plain", (), True),
        (b"<?xml version='1.0'?>\n<html>", "text/xml", (), True),
        (b"<htmlx>", "text/plain", (), False),
        (b"a <b>", "text/plain", (), False),
    ],
)
def test_is_html(octets: bytes, media_type: str, names: tuple[str, ...], expected: bool) -> None:
    assert is_html(octets, media_type, names) is expected


@pytest.mark.parametrize(
    ("media_type", "expected"),
    [
        ("image/png", True),
        ("audio/mpeg", True),
        ("video/mp4", True),
        ("font/woff2", True),
        ("application/pkcs7-signature", True),
        ("application/pgp-signature", True),
        ("application/vnd.ms-fontobject", True),
        ("application/pdf", False),
        ("application/octet-stream", False),
    ],
)
def test_is_textless(media_type: str, expected: bool) -> None:
    assert is_textless(media_type) is expected


@pytest.mark.parametrize(
    ("octets", "expected"),
    [
        (b"", True),
        (b"plain\r\n\ttext\x0c", True),
        ("größe".encode(), True),
        ("日本語" * 100, True),
        ("größe".encode("cp1252"), True),
        ("ab".encode("utf-16"), True),
        ("4111 1111".encode("utf-16-le"), True),
        (bytes(range(256)) * 4, False),
        (b"\0\0\0\0abc", False),
        (b"\x01\x02\x03", False),
        (b"\x80\x81\x82\x83" * 50, False),
    ],
)
def test_looks_like_text(octets: bytes | str, expected: bool) -> None:
    assert looks_like_text(octets if isinstance(octets, bytes) else octets.encode()) is expected


def test_a_character_cut_at_the_end_of_the_beginning() -> None:
    assert looks_like_text(b"x" + "日".encode() * 2000)
