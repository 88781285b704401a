from __future__ import annotations

import base64

import pytest

from skygw.mail import dialects

MARKER = b"4111-1111-1111-1111"
ENCODED = base64.b64encode(MARKER)


def shown(readings: object) -> list[bytes]:
    return list(readings)  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"=34=31", b"41"),
        (b"=34\xff=31", b"41"),  # raw octets dropped
        (b"4\x0111", b"411"),  # controls too, even without an escape
        (b"=34==31", b"41"),  # a bad "=" dropped
        (b"=34=Z=31", b"41"),  # with the octet behind it
        (b"=34=ZZ=31", b"41"),  # with two
        (b"4=\r\r\n1", b"41"),  # soft breaks of every kind
        (b"4=\n\r1", b"41"),
        (b"4= \t\r\n1", b"41"),
        (b"4=\r1", b"41"),
        (b"=34 = \r\n=31", b"4 1"),
    ],
)
def test_quoted_printable(raw: bytes, expected: bytes) -> None:
    assert expected in shown(dialects.quoted_printable(raw))


def test_plain_octets_are_no_quoted_printable() -> None:
    assert shown(dialects.quoted_printable(b"plain\r\n")) == []


def test_windows_cut_no_escape() -> None:
    """The octets go by in windows; an escape or soft break on a border stays whole."""
    window = dialects._WINDOW
    for shift in range(-5, 6):
        raw = b"x" * (window + shift - 20) + b"=Q" + b"=34=31=31=31 =\r\n" * 3 + b"yyyy" * 10
        assert any(b"4111 4111 4111 yyyy" in reading for reading in dialects.quoted_printable(raw))


@pytest.mark.parametrize(
    "raw",
    [
        ENCODED,
        b"!".join(ENCODED[at : at + 1] for at in range(len(ENCODED))),  # junk
        b"aGVsbG8=" + ENCODED,  # goes on behind its padding
        b"aGVsbG8" + b"=" + ENCODED[1:],  # padding as junk: any phase will do
        b"\r\n".join(ENCODED[at : at + 5] for at in range(0, len(ENCODED), 5)),
        b"This line is junk.\r\n" + ENCODED,
        b"x\r\n" + ENCODED,
        b"> " + ENCODED[:12] + b"\r\n> " + ENCODED[12:],
        ENCODED + b"\r\n-- \r\nfooter",
    ],
)
def test_base64(raw: bytes) -> None:
    assert any(b"1111-1111" in reading for reading in dialects.every(raw))


def test_alphabet_for_urls() -> None:
    content = b"\xfb\xff\xfe" + MARKER
    assert content in shown(dialects.base64(base64.urlsafe_b64encode(content)))


def test_lines_one_by_one() -> None:
    """Each line is base64 of its own, without padding."""
    lines = [base64.b64encode(word).rstrip(b"=") for word in (b"4111-", b"1111-", b"1111-", b"1111")]
    assert MARKER in shown(dialects.base64(b"\r\n".join(lines)))


def test_junk_as_a_character() -> None:
    """Some tables decode junk to zero: then what follows keeps its phase."""
    raw = b"aGVs" + b"!@#$" + ENCODED
    assert any(reading.endswith(MARKER) for reading in dialects.base64(raw))


def test_runs_in_each_phase() -> None:
    for prefix in (b"", b"x", b"xy", b"xyz"):
        raw = b"some words, then " + prefix + ENCODED + b". The end"
        assert any(MARKER in reading for reading in dialects.runs(raw, (0, 1, 2, 3)))
    assert shown(dialects.runs(b"no run, at all", (0,))) == []


def test_a_long_run_is_a_reading_of_its_own() -> None:
    content = b"PK\x03\x04" + bytes(600)
    raw = b"short1234567, then:\r\n" + base64.encodebytes(content)
    assert content in shown(dialects.runs(raw, (0,)))


def test_every_reading_comes_once_and_the_octets_first() -> None:
    readings = shown(dialects.every(b"=41" + ENCODED))
    assert readings[0] == b"=41" + ENCODED
    assert len(readings) == len(set(readings))
    assert shown(dialects.every(b"")) == []


def test_price_grows_with_what_takes_time() -> None:
    assert dialects.price(b"x" * 100) < dialects.price(b"\n" * 100)
    assert dialects.price(b"x" * 100) < dialects.price(b"=" * 100)
