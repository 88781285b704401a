"""What a text holds in another writing."""

from __future__ import annotations

import binascii

import pytest

from skygw.extract import Budget, Extraction, Leaf, Outcome, extract
from tests.support.formats import zipped


def read(octets: bytes, media_type: str = "application/octet-stream") -> Extraction:
    return extract(Leaf(octets, media_type), Budget())


def uuencoded(words: bytes) -> bytes:
    return b"see\r\nbegin 644 note.txt\r\n" + binascii.b2a_uu(words) + b"`\r\nend\r\n"


@pytest.mark.parametrize("quote", [b"", b"> "])
def test_files_in_a_text_in_an_archive(quote: bytes) -> None:
    text = b"".join(quote + line + b"\n" for line in uuencoded(b"SecretWord").splitlines())
    extraction = read(zipped({"a.txt": text}))
    assert "SecretWord" in extraction.texts[0]
    assert [member.name for member in extraction.members] == ["note.txt", "a.txt"]


def test_files_in_the_text_of_a_message_are_leaves_already() -> None:
    assert "SecretWord" not in "\n".join(read(uuencoded(b"SecretWord"), "text/plain").texts)


@pytest.mark.parametrize(
    "address",
    ["mailto:a@b?subject=x&amp;body=4111%201111%201111%201111", "MAILTO:?body=%34111%201111%201111%201111",
     "data:,4111%201111%201111%201111", "data:text/html,4111%20%3Cb%3E1111%3C/b%3E%201111%201111",
     "sms:1?body=4111%201111%201111%201111"],
)  # fmt: skip
@pytest.mark.parametrize("media_type", ["text/html", "text/plain"])
def test_addresses_with_percent_signs(address: str, media_type: str) -> None:
    texts = read(f'<html><a href="{address}">x</a></html>'.encode(), media_type).texts
    assert "4111 1111 1111 1111" in "\n".join(texts)


def test_addresses_are_bounded() -> None:
    octets = b"mailto:%41 " * 2000
    assert read(octets, "text/plain").outcome is Outcome.LIMIT
    assert read(b"100% of mailto: and data: here", "text/plain").outcome is Outcome.TEXT
