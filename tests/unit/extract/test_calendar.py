"""Files in calendars and address cards, in each of the ways in which programs write them."""

from __future__ import annotations

import base64

import pytest

from skygw.extract import Budget, Leaf, Outcome, extract

WORDS = {"short": b"SecretWord", "long": b"filler text " * 40 + b"SecretWord"}
HEADS = {
    "attachment": b"ATTACH;ENCODING=BASE64;VALUE=BINARY;FMTTYPE=text/plain:",
    "quoted": b'ATTACH;VALUE=BINARY;FMTTYPE="text/plain";X="a:b";ENCODING="BASE64":',
    "note": b"NOTE;ENCODING=b:",
    "note of 2.1": b"NOTE;BASE64:",
    "address": b"URL:data:text/plain;base64,",
    "image": b"PHOTO;TYPE=JPEG;ENCODING=BASE64:",
}


def texts(*lines: bytes) -> str:
    octets = b"\r\n".join((b"BEGIN:VCARD", *lines, b"NOTE:behind", b"END:VCARD"))
    extraction = extract(Leaf(octets, "text/vcard"), Budget())
    assert extraction.outcome is Outcome.TEXT
    return "\n".join(extraction.texts)


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("word", WORDS)
def test_values_in_base64(head: str, word: str) -> None:
    coded = base64.b64encode(WORDS[word])
    folded = b"\r\n ".join(coded[at : at + 60] for at in range(0, len(coded), 60))
    own = base64.encodebytes(WORDS[word]).rstrip().replace(b"\n", b"\r\n")
    for value in (coded, folded, b"\r\n " + folded, b"\r\n" + own + b"\r\n"):
        found = texts(HEADS[head] + value)
        assert "SecretWord" in found
        assert "behind" in found


def test_a_value_that_only_looks_so_is_left_as_it_is() -> None:
    assert "talk about ;BASE64: here" in texts(b"NOTE:talk about ;BASE64: here")
    assert "a;b: visible" in texts(b"X;A=a;b: visible words, of no code")
