from __future__ import annotations

import io
import zipfile

import pytest

from skygw.extract import Budget, Extraction, Leaf, Outcome, extract, formats


def read(octets: bytes, media_type: str = "text/plain", **more: object) -> Extraction:
    return extract(Leaf(octets, media_type, **more), Budget())  # type: ignore[arg-type]


def zipped(flags: int = 0) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "content")
    octets = bytearray(buffer.getvalue())
    octets[6] |= flags
    return bytes(octets)


BINARY = bytes(range(256)) * 8


@pytest.mark.parametrize(
    ("octets", "media_type", "names", "outcome", "true_type"),
    [
        (b"hello", "text/plain", (), Outcome.TEXT, ""),
        (b"", "text/plain", (), Outcome.NONE, ""),
        (b"a;b", "text/csv", (), Outcome.TEXT, ""),
        (b'{"a": 1}', "application/json", (), Outcome.TEXT, ""),
        (b"print(1)", "application/octet-stream", ("a.py",), Outcome.TEXT, ""),
        (b"looks like text", "application/octet-stream", (), Outcome.TEXT, ""),
        (b"text that says picture", "image/png", ("a.png",), Outcome.TEXT, ""),
        (b"BEGIN:VCALENDAR", "text/calendar", (), Outcome.TEXT, "ics"),
        (b"\x89PNG\r\n\x1a\n" + BINARY, "image/png", (), Outcome.NONE, "png"),
        (BINARY, "image/x-unknown", (), Outcome.UNSUPPORTED, ""),
        (b"\x30" + BINARY, "application/pkcs7-signature", (), Outcome.NONE, ""),
        (BINARY, "application/octet-stream", (), Outcome.UNSUPPORTED, ""),
        (zipped(), "application/zip", (), Outcome.TEXT, "zip"),
        (zipped(), "image/png", ("a.png",), Outcome.TEXT, "zip"),  # declared as a picture
        (b"%PDF-1.7 x", "application/pdf", (), Outcome.UNSUPPORTED, "pdf"),
        (b"MZ" + BINARY, "application/octet-stream", (), Outcome.UNSUPPORTED, "exe"),
        (zipped(flags=1), "application/zip", (), Outcome.ENCRYPTED, "zip"),
        (b"%PDF-1.7 /Encrypt 1 0 R", "application/pdf", (), Outcome.ENCRYPTED, "pdf"),
        (b"Version: 1", "application/pgp-encrypted", (), Outcome.ENCRYPTED, ""),
        (b"text\n-----BEGIN PGP MESSAGE-----\nx", "text/plain", (), Outcome.ENCRYPTED, ""),
        (b"see -----BEGIN PGP MESSAGE----- there", "text/plain", (), Outcome.TEXT, ""),
        (
            b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03" + BINARY,
            "application/pkcs7-mime", ("smime.p7m",), Outcome.ENCRYPTED, "p7m",
        ),
        (
            b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02" + BINARY,
            "application/pkcs7-mime", ("smime.p7m",), Outcome.FAILED, "p7m",
        ),
    ],
)  # fmt: skip
def test_outcomes(
    octets: bytes, media_type: str, names: tuple[str, ...], outcome: Outcome, true_type: str
) -> None:
    read_ = read(octets, media_type, names=names)
    assert (read_.outcome, read_.true_type) == (outcome, true_type)


def test_smime_type_parameter_is_believed() -> None:
    assert read(BINARY, "application/pkcs7-mime", smime_type="enveloped-data").outcome is Outcome.ENCRYPTED


def test_charset() -> None:
    assert read("größe".encode("cp1252"), charset="iso-8859-1").texts == ("größe",)
    assert read("größe".encode(), charset="x-nonsense").texts == ("größe",)
    assert read("привет".encode("koi8-r"), charset="koi8-r").texts == ("привет",)


def test_html_is_stripped() -> None:
    (text,) = read(b"<p>4111<b>1111</b></p>", "text/html").texts
    assert text.split() == ["41111111"]


def test_html_declared_as_plain_text_is_read_both_ways() -> None:
    texts = read(b"<html><p>4111<b>1111</b></p>", "text/plain").texts
    assert [text.split() for text in texts] == [["<html><p>4111<b>1111</b></p>"], ["41111111"]]


def test_plain_text_around_what_is_encrypted_is_read() -> None:
    read_ = read(b"card 4111\n-----BEGIN PGP MESSAGE-----\nx")
    assert "card 4111" in read_.texts[0]


def test_leaf_budget() -> None:
    budget = Budget(message_octets=100, leaf_octets=4)
    read_ = extract(Leaf(b"123456"), budget)
    assert (read_.outcome, read_.texts) == (Outcome.TRUNCATED, ("1234",))
    assert budget.message_octets == 96


def test_message_budget() -> None:
    budget = Budget(message_octets=5, leaf_octets=4)
    outcomes = [extract(Leaf(b"1234"), budget).outcome for _ in range(3)]
    assert outcomes == [Outcome.TEXT, Outcome.TRUNCATED, Outcome.LIMIT]


def test_pictures_cost_no_budget() -> None:
    budget = Budget(message_octets=5)
    extract(Leaf(b"\x89PNG\r\n\x1a\n", "image/png"), budget)
    assert budget.message_octets == 5


def test_a_fault_is_an_outcome(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(octets: bytes) -> str:
        raise RuntimeError("4111")

    monkeypatch.setattr(formats.signature, "true_types", broken)
    assert read(b"x") == Extraction(Outcome.FAILED)


def test_no_content_in_repr() -> None:
    leaf = Leaf(b"secret", names=("secret.txt",))
    assert "secret" not in repr(leaf)
    assert "secret" not in repr(extract(leaf, Budget()))
