from __future__ import annotations

import base64
import mmap

import pytest

from skygw.mail.gate import LeafReading, begins_with_mime, read_leaf, structural_doubts
from skygw.mail.parts import walk
from skygw.mail.work import Work
from tests.support.rawmail import crlf, multipart


def doubts(octets: bytes, **options: bool) -> tuple[str, ...]:
    return structural_doubts(octets, walk(octets), **options)


def leaf(text: str) -> LeafReading:
    octets = crlf(text)
    return read_leaf(octets, walk(octets).parts[0])


SANE = multipart(b"Content-Type: text/plain\r\n\r\none", b"\r\ntwo")


def test_one_view() -> None:
    assert doubts(SANE) == ()
    assert doubts(b"") == ()
    assert doubts(SANE.removesuffix(b"--b--\r\n")) == ()  # unclosed: all programs end it


@pytest.mark.parametrize(
    ("octets", "reasons"),
    [
        (b"a: b\r\n\r\nx\ry\r\n", ("bare-cr",)),
        (b"a: b\r\n\r\nx\ny\r\n", ("bare-lf",)),
        (b"a: b\r\n\r\nx\n\ry\r\n", ("bare-cr", "bare-lf")),
        (b"a: b\r\n\r\nx\0y\r\n", ("nul",)),
        (b"a: b\r\n\r\nx\r", ("bare-cr",)),
    ],
)
def test_octets_that_no_line_holds(octets: bytes, reasons: tuple[str, ...]) -> None:
    assert doubts(octets) == reasons


def test_lines_of_unix_inside_of_a_file() -> None:
    octets = SANE.replace(b"\r\n", b"\n")
    assert doubts(octets) == ("bare-lf",)
    assert doubts(octets, unix=True) == ()
    assert doubts(octets + b"x\r\n", unix=True) == ("bare-lf",)  # mixed


def encoded(lines: list[bytes]) -> bytes:
    head = b"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return head + b"\r\n".join(lines) + b"\r\n"


@pytest.mark.parametrize(
    ("lines", "reasons"),
    [
        ([b"A" * 76] * 2000, ()),
        ([b"A" * 76] * 2000 + [b"AA=="], ()),
        ([b"A" * 76] * 1000 + [b"A" * 37, b"A" * 37] + [b"A" * 76] * 500, ()),  # in step with the others
        ([b"A" * 76] * 1000 + [b"A" * 30] + [b"A" * 76] * 1000, ()),  # out of step
        ([b"A" * 76] * 1000 + [b"A" * 37 + b"\r" + b"A" * 38] + [b"A" * 76] * 500, ("bare-cr",)),
        ([b"A" * 76] * 1000 + [b"A" * 37 + b"\n" + b"A" * 38] + [b"A" * 76] * 500, ("bare-lf",)),
        ([b"A" * 76] * 1000 + [b"A" * 37 + b"\n\r" + b"A" * 37] + [b"A" * 76], ("bare-cr", "bare-lf")),
        ([b"A" * 76] * 1000 + [b"A" * 76 + b"\r"] + [b"A" * 76] * 500, ("bare-cr",)),
    ],
)
def test_line_ends_of_long_base64_are_told_exactly(lines: list[bytes], reasons: tuple[str, ...]) -> None:
    """They are not all counted; these are the places where that could go wrong."""
    assert doubts(encoded(lines)) == reasons


def test_mapped_octets() -> None:
    octets = b"a: b\r\n\r\n" + b"x" * ((1 << 20) - 9) + b"\r\ny\r\n"  # a pair on the border of a chunk
    for content, reasons in ((octets, ()), (octets + b"\r", ("bare-cr",)), (octets + b"\n", ("bare-lf",))):
        mapped = mmap.mmap(-1, len(content))
        mapped.write(content)
        assert structural_doubts(mapped, walk(mapped)) == reasons
        mapped.close()


def nested(outer: str, inner: str) -> bytes:
    return multipart(multipart(b"\r\nx", boundary=inner), boundary=outer)


def test_boundaries_inside_each_other() -> None:
    assert doubts(nested("abc", "xyz")) == ()
    assert "boundary-prefix" in doubts(nested("abc", "abc"))
    assert "boundary-prefix" in doubts(nested("abc", "ab"))
    assert "delimiter-with-text" in doubts(nested("ab", "abc"))
    deep = multipart(nested("middle", "out"), boundary="outer")
    assert "boundary-prefix" in doubts(deep)  # of one further out


@pytest.mark.parametrize(
    ("text", "ambiguous"),
    [
        ("just text", False),
        ("-- \nsignature", False),
        ("--------------------", False),  # a rule
        ("--other", True),
        (" --other", True),
        ("> --other", True),
        ("text\n--other", True),
        ("Content-Type: text/html", True),
        ("text\nContent-Disposition: x", True),
    ],
)
def test_text_outside_of_parts(text: str, ambiguous: bool) -> None:
    head = crlf("Content-Type: multipart/mixed; boundary=b\n\n")
    inside = b"\r\n" + crlf("--b\n\nx\n--b--\n")
    reasons = ("mime-outside-parts",) if ambiguous else ()
    assert doubts(head + crlf(text) + inside) == reasons
    assert doubts(head + inside[2:] + crlf(text)) == reasons


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Content-Type: text/html\n\nx", True),
        ("\n\nSubject: x\n folded\nContent-Transfer-Encoding: base64\n\nx", True),
        ("Subject: x\n\nContent-Type: text/html", False),  # not in one block
        ("Note: x\nand text\nContent-Type: text/html", False),
        ("hello Content-Type: x", False),
        ("", False),
    ],
)
def test_fields_in_a_body(body: str, expected: bool) -> None:
    assert begins_with_mime(crlf(body)) is expected
    assert doubts(crlf("Subject: x\n\n" + body)) == (("header-in-body",) if expected else ())
    assert doubts(crlf("Content-Type: text/rfc822-headers\n\n" + body)) == ()


def test_a_clear_leaf() -> None:
    reading = leaf("Content-Transfer-Encoding: base64\n\nNDExMQ==\n")
    assert (reading.octets, reading.doubts, reading.files, reading.limited) == (b"4111", (), (), False)
    assert list(reading.others(Work())) == []


@pytest.mark.parametrize(
    ("text", "doubt", "other"),
    [
        ("Content-Transfer-Encoding: x-base64\n\nNDExMQ==\n", "encoding-unknown", b"4111"),
        ("Content-Transfer-Encoding: base64 \n\n=34=31=31=31\n", "encoding-folded", b"4111\r\n"),
        (
            "Content-Transfer-Encoding: quoted-printable\n\n41\udcff11\n",
            "quoted-printable-irregular",
            b"4111\r\n",
        ),
        ("Content-Transfer-Encoding: base64\n\nxx-NDExMTQxMTE=\n", "base64-irregular", b"41114111"),
        ("Content-Thing: x\n\nNDExMTQxMTE=\n", "content-t-unknown", b"41114111"),
        ("\n\nhello\n> Content-Type: x\n\nNDExMTQxMTE=\n", "field-in-body", b"41114111"),
    ],
)
def test_a_doubtful_leaf_in_every_dialect(text: str, doubt: str, other: bytes) -> None:
    reading = leaf(text)
    assert doubt in reading.doubts
    assert any(other in octets for octets in reading.others(Work()))
    assert reading.octets not in list(reading.others(Work()))


def test_other_readings_are_paid_for() -> None:
    reading = leaf("Content-Transfer-Encoding: x-base64\n\n" + base64.encodebytes(b"x" * 9000).decode())
    work = Work(30_000)
    assert 0 < len(list(reading.others(work))) < 3
    assert work.exhausted
    work = Work(100)
    assert list(reading.others(work)) == []
    assert work.exhausted


def test_a_field_far_down_is_text() -> None:
    assert leaf("\n\n" + "x" * 500 + "\nContent-Type: y\n").doubts == ()
    assert leaf("Content-Type: text/rfc822-headers\n\nhello\nContent-Type: y\n").doubts == ()


def test_files_in_text() -> None:
    reading = leaf("\n\nhello\nbegin 644 a.txt\n#0V%T\n`\nend\n")
    assert reading.doubts == ("encoded-file",)
    assert [(file.name, file.octets) for file in reading.files] == [("a.txt", b"Cat")]


def test_caps_are_told() -> None:
    reading = leaf("\n\n" + "begin 644 a.txt\n#0V%T\n`\nend\n" * 501)
    assert reading.limited
    assert "limit-files" in reading.doubts
    reading = leaf("Content-Transfer-Encoding: base64\n\n" + "QQ==" * 100_002)
    assert reading.limited
    assert "limit-pieces" in reading.doubts
