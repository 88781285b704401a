"""CMS in files.  Files of openssl stand in tests/corpus."""

from __future__ import annotations

from skygw.extract import Budget, Extraction, Leaf, Outcome, extract
from tests.support import formats as made


def element(tag: int, content: bytes) -> bytes:
    size = len(content)
    return bytes((tag, 0x82)) + size.to_bytes(2, "big") + content


def signed(content: bytes | None) -> bytes:
    oid = bytes.fromhex("06092a864886f70d010702")
    inner = bytes.fromhex("06092a864886f70d010701")
    if content is not None:
        inner += element(0xA0, element(0x04, content))
    data = element(0x30, b"\x02\x01\x01" + element(0x31, b"") + element(0x30, inner) + element(0x31, b""))
    return element(0x30, oid + element(0xA0, data))


def read(octets: bytes, name: str = "a.p7m") -> Extraction:
    return extract(Leaf(octets, "application/octet-stream", names=(name,)), Budget())


def test_a_file() -> None:
    extraction = read(made.zipped({"b.docx.p7m": signed(made.docx().octets)}), "a.zip")
    assert extraction.outcome is Outcome.TEXT
    assert made.marker("body", "a.docx") in extraction.texts[0]
    assert [member.name for member in extraction.members][-1] == "b.docx.p7m"


def test_a_message() -> None:
    [message] = read(signed(b"Content-Type: text/plain\r\n\r\nwords\r\n")).embedded
    assert message.octets.endswith(b"words\r\n")


def test_a_signature_alone() -> None:
    assert (read(signed(None), "a.p7s").outcome, read(signed(None)).true_type) == (Outcome.NONE, "p7m")
    assert read(signed(None)[:-2]).outcome is Outcome.FAILED
