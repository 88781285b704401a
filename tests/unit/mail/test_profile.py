from __future__ import annotations

import pytest

from skygw.mail import profile
from skygw.mail.parts import walk
from skygw.mail.profile import is_near_miss
from tests.support.rawmail import crlf

BOUNDED = 'Content-Type: multipart/mixed; boundary="b"'
BODY = "\n\n--b\n\nx\n--b--\n"


def structural(text: str) -> list[str]:
    octets = crlf(text)
    return list(dict.fromkeys(profile.structural(octets, walk(octets).parts[0])))


def local(text: str) -> list[str]:
    return list(dict.fromkeys(profile.local(walk(crlf(text)).parts[0].header)))


@pytest.mark.parametrize(
    "text",
    [
        "Subject: x\n\nbody",
        "Subject:\n x\n\ty\n\nbody",  # folds
        "Subject:x\n\nbody",
        "Subject:    x   \n\nbody",  # extra blanks
        "Subject:\n\nbody",  # empty
        "\nbody",  # no header at all
        "",
        "Subject: x",  # header alone
        "X-Raw: \udce4\n\n",  # raw octets in a value
        f"MIME-Version: 2.0 (odd)\nMIME-Version: 1.0\n{BOUNDED}{BODY}",
        f"{BOUNDED};{BODY}",  # a semicolon at the end
        f"{BOUNDED}; charset=utf-8; type=\"text/html\"; x*=utf-8''a%20b{BODY}",
        f"Content-Type: multipart/mixed;\n boundary=b;\n\ttype=x{BODY}",
        'Content-Type: multipart/mixed; boundary="b c@d%e=f/g"\n\n--b c@d%e=f/g\n\nx\n--b c@d%e=f/g--\n',
        f"Content-Transfer-Encoding: 7bit\n{BOUNDED}{BODY}",
        f"{BOUNDED}\n{BOUNDED}{BODY}",  # the same twice
        "Content-Type: text/plain; name=a b; charset\n\n",  # a leaf's parameters may be odd
        "Content-Type: text/plain; name=boundary.txt\n\n",
        "DKIM-Signature: h=from:content-type:\n content-transfer-encoding:date;\n content-type:subject\n\n",
        "Content-ID:\n <x>\nContent-Description: a\n b\nContent-Length: 1\nContent-Length: 2\n\n",
        'Content-Type: message/rfc822; name="a\n b.eml"\n\nSubject: x\n\n',
    ],
)
def test_what_all_programs_read_alike(text: str) -> None:
    assert structural(text) == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Subject : x\n\nbody", "header-off-grammar"),
        ("nonsense\n\nbody", "header-off-grammar"),
        ("From a Mon\nSubject: x\n\nbody", "header-off-grammar"),
        ("Subject: x\n \n\nbody", "header-off-grammar"),
        ("Subject: x\0\n\nbody", "header-off-grammar"),
        ("Subj\udce4ct: x\n\nbody", "header-off-grammar"),
        ("X: y\n content-type: text/html\n\nbody", "fold-like-field"),
        ("X: y\n\tContent-Transfer-Encoding:\n base64\n\nbody", "fold-like-field"),
        ("Content-Type: text/plain\nContent-Type: text/html\n\n", "content-type-contradicts"),
        ("Content_Type: text/html\n\n", "name-near-miss"),
        ("Content-Tranfer-Encoding: base64\n\n", "name-near-miss"),
        ("Content-Type:\n\n", "content-type-malformed"),
        ("Content-Type: text\n\n", "content-type-malformed"),
        ("Content-Type: text/plain (x)\n\n", "content-type-malformed"),
        ("Content-Type: text /plain\n\n", "content-type-malformed"),
        ('Content-Type: "text/plain"\n\n', "content-type-malformed"),
        (f"{BOUNDED} (x){BODY}", "parameters-malformed"),
        (f"{BOUNDED};; a=b{BODY}", "parameters-malformed"),
        (f"{BOUNDED}; a = b{BODY}", "parameters-malformed"),
        (f"{BOUNDED}; a{BODY}", "parameters-malformed"),
        ("Content-Type: message/rfc822; (x)\n\nSubject: y\n\n", "parameters-malformed"),
        (f"{BOUNDED}; boundary=c{BODY}", "boundary-twice"),
        (f"{BOUNDED}; boundary*=us-ascii''c{BODY}", "boundary-twice"),
        (f"{BOUNDED}; bound=c{BODY}", "boundary-twice"),
        ('Content-Type: multipart/mixed; boundary="=?us-ascii?q?b?="\n\n', "boundary-encoded"),
        ('Content-Type: multipart/mixed; boundary="a\\b"\n\n', "boundary-odd"),
        ('Content-Type: multipart/mixed; boundary=" b"\n\n', "boundary-odd"),
        ('Content-Type: multipart/mixed; boundary="b "\n\n', "boundary-odd"),
        ('Content-Type: multipart/mixed; boundary="b\udce4"\n\n', "boundary-odd"),
        ('Content-Type: multipart/mixed; boundary="b\n c"\n\n', "boundary-odd"),
        ('Content-Type: multipart/mixed; boundary=""\n\n', "boundary-odd"),
        ("Content-Type: multipart/mixed; x=y\n\n", "boundary-missing"),
        ("Content-Type: multipart/mixed; boundary*0=b\n\n", "boundary-missing"),
        ("Content-Type: text/plain; boundary=b\n\n", "boundary-on-leaf"),
        ("Content-Type: message/rfc822; boundary=b\n\nSubject: y\n\n", "boundary-on-leaf"),
        (f"{BOUNDED}\nContent-Transfer-Encoding: base64{BODY}", "encoding-of-container"),
        (
            "Content-Type: message/rfc822\nContent-Transfer-Encoding: quoted-printable\n\n",
            "encoding-of-container",
        ),
        ("Content-Type: message/partial; id=x; number=1\n\n", "message-fragment"),
        ("Content-Type: message/external-body; access-type=ftp\n\n", "message-fragment"),
        ("Content-Transfer-Encoding: base64", "header-unended"),
        (f"{BOUNDED}\n", "header-unended"),
        ("Content-Type: message/rfc822\n", "header-unended"),
    ],
)
def test_what_programs_read_differently(text: str, reason: str) -> None:
    assert reason in structural(text)


def test_the_line_end_of_a_delimiter_ends_a_header_too() -> None:
    """An empty attachment: its blank line is at the same time the line end of the delimiter."""
    octets = crlf(f"{BOUNDED}\n\n--b\nContent-Transfer-Encoding: base64\n\n--b--\n")
    assert list(profile.structural(octets, walk(octets).parts[1])) == []
    octets = crlf(f"{BOUNDED}\n\n--b\nContent-Transfer-Encoding: base64\n--b--\n")
    assert list(profile.structural(octets, walk(octets).parts[1])) == ["header-unended"]


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("Content-Transfer-Encoding: BASE64\n\n", []),
        ("Content-Transfer-Encoding: 8-bit\nContent-Transfer-Encoding: 8-bit\n\n", []),
        ("Content-Translation-Type: original\n\n", []),
        ("Content-Transfer-Encoding: base64 \n\n", ["encoding-folded"]),
        ("Content-Transfer-Encoding:\n base64\n\n", ["encoding-folded"]),
        ("Content-Transfer-Encoding: (x) base64\n\n", ["encoding-unknown"]),
        ("Content-Transfer-Encoding: base64;\n\n", ["encoding-unknown"]),
        ("Content-Transfer-Encoding: base64\nContent-Transfer-Encoding: 7bit\n\n", ["encoding-contradicts"]),
        ("Content-Thing: x\n\n", ["content-t-unknown"]),
    ],
)
def test_doubts_about_one_leaf(text: str, reasons: list[str]) -> None:
    assert local(text) == reasons


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("content-type", False),
        ("content-transfer-encoding", False),
        ("content-typ", True),
        ("contenttype", True),
        ("content.type", True),
        ("conten-type", True),
        ("content-transfer-encodings", True),
        ("content-tranfer-encoding", True),
        ("x-content-type", False),
        ("content-id", False),
        ("content-class", False),
        ("content-base", False),
        ("content-language", False),
        ("content-md5", False),
        ("content-disposition", False),
        ("content-identifier", False),
        ("thread-topic", False),
        ("", False),
    ],
)
def test_near_misses(name: str, expected: bool) -> None:
    assert is_near_miss(name) is expected
