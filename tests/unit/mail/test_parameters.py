from __future__ import annotations

import pytest

from skygw.mail.parameters import MAX_NAMES, MAX_PARAMETERS, file_names, structured


@pytest.mark.parametrize(
    ("raw", "token", "name", "value"),
    [
        (b" text/plain; charset=utf-8", "text/plain", "charset", "utf-8"),
        (b" TEXT/Plain ;\r\n Charset = utf-8 ", "text/plain", "charset", "utf-8"),
        (b' text/plain; charset="utf-8"', "text/plain", "charset", "utf-8"),
        (b" text/plain; charset=utf-8 (comment)", "text/plain", "charset", "utf-8"),
        (b" text/plain (comment); (x) charset=utf-8", "text/plain", "charset", "utf-8"),
        (b" text/plain;; ; charset=utf-8;", "text/plain", "charset", "utf-8"),
        (b" text/plain; =x; charset=utf-8", "text/plain", "charset", "utf-8"),
        (b" text/plain; junk charset=utf-8; charset=cp1252", "text/plain", "charset", "cp1252"),
        (b' multipart/mixed; boundary="a b;c"', "multipart/mixed", "boundary", "a b;c"),
        (b' multipart/mixed; boundary="a\\"b"', "multipart/mixed", "boundary", 'a"b'),
        (b' multipart/mixed; boundary="open', "multipart/mixed", "boundary", "open"),
        (b" multipart/mixed; boundary=\xff", "multipart/mixed", "boundary", "\xff"),
        (b" multipart/mixed; boundary*0=ab; boundary*1=cd", "multipart/mixed", "boundary", "abcd"),
        (b" multipart/mixed; boundary*1=cd; boundary*0=ab", "multipart/mixed", "boundary", "abcd"),
        (b" multipart/mixed; boundary=a; boundary=b", "multipart/mixed", "boundary", "a"),
        (b" text / plain", "text/plain", "charset", ""),
        (b"", "", "charset", ""),
    ],
)
def test_structured(raw: bytes, token: str, name: str, value: str) -> None:
    read = structured(raw)
    assert (read.token, read.get(name)) == (token, value)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"attachment; filename=a.txt", ("a.txt",)),
        (b'attachment; filename="a b.txt"', ("a b.txt",)),
        (b"attachment; filename=plan (1).pdf", ("plan (1).pdf",)),  # unquoted, as many write it
        (b"attachment; filename*=utf-8''gr%C3%B6%C3%9Fe.txt", ("größe.txt",)),
        (b"attachment; filename*=iso-8859-1'de'gr%F6%DFe.txt", ("größe.txt",)),
        (b"attachment; filename*=nonsense", ("nonsense",)),
        (b"attachment; filename*0*=utf-8''gr%C3; filename*1*=%B6; filename*2=%20x", ("grö%20x",)),
        (b"attachment; filename*0=long; filename*1=name.txt", ("longname.txt",)),
        (b'attachment; filename="=?utf-8?q?gr=C3=B6=C3=9Fe?="', ("größe",)),
        (b"attachment; filename=gr\xc3\xb6\xc3\x9fe", ("größe",)),
        (b"attachment; filename=a.txt; filename*=utf-8''b.exe", ("a.txt", "b.exe")),  # both kept
        (b"attachment; filename=a.txt; filename=b.exe", ("a.txt", "b.exe")),
        (b"attachment; filename=", ()),
        (b"inline", ()),
    ],
)
def test_file_names(raw: bytes, expected: tuple[str, ...]) -> None:
    assert file_names(structured(raw), structured(b"text/plain")) == expected


def test_every_field_is_asked_for_names() -> None:
    disposition = structured(b"attachment; filename=a.txt; name=c.txt")
    content_type = structured(b"text/plain; name=b.txt")
    assert file_names(disposition, content_type) == ("a.txt", "b.txt", "c.txt")


def test_names_are_bounded() -> None:
    many = structured(b"x; " + b"; ".join(b"filename=n%d" % n for n in range(100)))
    assert len(file_names(many, structured(b""))) == MAX_NAMES
    long = structured(b"x; filename=" + b"n" * 5000)
    assert len(file_names(long, structured(b""))[0]) == 1000


def test_ten_thousand_continuations() -> None:
    """They kept the standard library busy for 15 seconds (attack A17)."""
    raw = b"x" + b"".join(b"; filename*%d=a" % number for number in range(10_000))
    read = structured(raw)
    assert len(read.parameters) == MAX_PARAMETERS
    assert read.decoded("filename") == ("a" * MAX_PARAMETERS,)
