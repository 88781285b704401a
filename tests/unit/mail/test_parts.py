from __future__ import annotations

import mmap

import pytest

from skygw.mail.parts import Limits, Message, walk
from tests.support.rawmail import crlf, multipart


def shape(message: Message) -> list[tuple[int, int, str, str]]:
    """Number, parent, kind and type of each part."""
    return [(part.number, part.parent, part.kind, part.media_type) for part in message.parts]


def bodies(octets: bytes, message: Message) -> list[bytes]:
    return [octets[leaf.body : leaf.end] for leaf in message.leaves]


def test_plain_message() -> None:
    octets = crlf("""
Subject: hello
Content-Type: TEXT/Plain; charset=utf-8
Content-Transfer-Encoding: Base64

aGVsbG8=
""")
    message = walk(octets)
    assert shape(message) == [(0, -1, "leaf", "text/plain")]
    (part,) = message.parts
    assert (part.encoding, part.content_type.get("charset"), part.depth) == ("base64", "utf-8", 0)
    assert bodies(octets, message) == [b"aGVsbG8=\r\n"]
    assert message.defects == ()
    assert message.fields[0].text == "hello"
    assert message.size == len(octets)


def test_multipart_by_offsets() -> None:
    octets = crlf("""
Content-Type: multipart/mixed; boundary=outer

This is a multi-part message in MIME format.
--outer
Content-Type: multipart/alternative; boundary="inner one"

--inner one

plain

--inner one
Content-Type: text/html

<p>html</p>
--inner one--

--outer
Content-Type: application/pdf; name=a.pdf
Content-Disposition: attachment; filename="b.pdf"

%PDF-
--outer--
good bye
""")
    message = walk(octets)
    assert shape(message) == [
        (0, -1, "container", "multipart/mixed"),
        (1, 0, "preamble", "text/plain"),
        (2, 0, "container", "multipart/alternative"),
        (3, 2, "leaf", "text/plain"),
        (4, 2, "leaf", "text/html"),
        (5, 0, "leaf", "application/pdf"),
        (6, 0, "epilogue", "text/plain"),
    ]
    assert bodies(octets, message) == [
        b"This is a multi-part message in MIME format.",
        b"plain\r\n",
        b"<p>html</p>",
        b"%PDF-",
        b"good bye\r\n",
    ]
    assert message.parts[5].names == ("b.pdf", "a.pdf")
    assert message.parts[5].main_type == "application"
    assert [part.depth for part in message.parts] == [0, 1, 1, 2, 2, 1, 1]
    assert message.defects == ()


def test_digest_holds_messages_by_default() -> None:
    """A walk that forgets it is bypassed (RFC 2046, section 5.1.5)."""
    octets = multipart(b"\r\nSubject: inner\r\n\r\nbody", kind="digest")
    message = walk(octets)
    assert shape(message)[1:] == [(1, 0, "container", "message/rfc822"), (2, 1, "leaf", "text/plain")]
    assert message.parts[2].header.fields[0].text == "inner"
    assert bodies(octets, message) == [b"body"]


def test_message_in_message_in_message() -> None:
    inner = b"Subject: three\r\n\r\nbody"
    for _ in range(2):
        inner = b"Content-Type: message/rfc822\r\n\r\n" + inner
    message = walk(inner)
    assert [part.kind for part in message.parts] == ["container", "container", "leaf"]
    assert bodies(inner, message) == [b"body"]


def test_encoded_message_is_a_leaf_for_the_caller() -> None:
    octets = b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\nU3ViamVjdA==\r\n"
    assert shape(walk(octets)) == [(0, -1, "leaf", "message/rfc822")]


def test_outer_delimiter_ends_inner_parts() -> None:
    octets = crlf("""
Content-Type: multipart/mixed; boundary=o

--o
Content-Type: multipart/mixed; boundary=i

--i

one
--o

two
--o--
""")
    message = walk(octets)
    assert bodies(octets, message) == [b"one", b"two"]
    assert message.defects == ("multipart-unclosed",)


@pytest.mark.parametrize(
    ("text", "expected", "defects"),
    [
        # (message behind its multipart header, bodies of the leaves, defects)
        ("--b\n\none\n--b--", [b"one"], ()),  # ends without a line end
        ("--b\n\none", [b"one"], ("multipart-unclosed",)),
        ("--b \t\n\none\n--b-- \n", [b"one"], ()),  # padding of the transport
        ("--b\n--b\n\none\n--b--", [b"", b"one"], ()),  # an empty part
        ("--b\nContent-Type: text/html\n--b\n\none\n--b--", [b"", b"one"], ()),  # header alone
        ("--b\n\none\n--bb\n--b--", [b"one\r\n--bb"], ("delimiter-with-text",)),
        ("--b\n\none\n --b\n--b--", [b"one\r\n --b"], ("delimiter-indented",)),
        ("--b\n\none\n--b--\n--b\n\ntwo", [b"one", b"--b\r\n\r\ntwo"], ()),  # behind the end: epilogue
        ("--b--\nepilogue", [b"epilogue"], ()),
        ("hello", [b"hello"], ("delimiter-missing",)),
        ("", [b""], ()),
        (
            "--b\nnot a field\nat all\n--b--",
            [b"not a field\r\nat all"],
            ("header-garbage", "blank-line-missing"),
        ),
        ("--b\nnot a field\n\none\n--b--", [b"not a field\r\n", b"one"], ("header-garbage",)),
    ],
)
def test_odd_multiparts(text: str, expected: list[bytes], defects: tuple[str, ...]) -> None:
    octets = crlf("Content-Type: multipart/mixed; boundary=b\n\n" + text)
    message = walk(octets)
    assert sorted(bodies(octets, message)) == sorted(expected)
    assert message.defects == defects


def test_line_ends_of_unix() -> None:
    octets = b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\n\ntwo\n--b--\n"
    assert bodies(octets, walk(octets)) == [b"one", b"two"]


@pytest.mark.parametrize(
    ("header", "media_type", "defects"),
    [
        ("", "text/plain", ()),
        ("Content-Type: text", "text/plain", ("content-type-malformed",)),
        ("Content-Type: text/html (comment)", "text/html", ()),
        ("Content-Type: a/b/c", "text/plain", ("content-type-malformed",)),
        ("Content-Type: text/html\nContent-Type: text/html", "text/html", ()),
        ("Content-Type: text/html\nContent-Type: image/png", "text/html", ("content-type-contradicts",)),
        (
            "Content-Transfer-Encoding: 7bit\nContent-Transfer-Encoding: base64",
            "text/plain",
            ("encoding-contradicts",),
        ),
        ("Content-Transfer-Encoding: x-uue", "text/plain", ("encoding-unknown",)),
        ("Content-Type: multipart/mixed", "multipart/mixed", ("boundary-missing",)),
        ('Content-Type: multipart/mixed; boundary=""', "multipart/mixed", ("boundary-missing",)),
    ],
)
def test_odd_declarations(header: str, media_type: str, defects: tuple[str, ...]) -> None:
    message = walk(crlf(header + "\n\nbody" if header else "\n\nbody"))
    assert shape(message) == [(0, -1, "leaf", media_type)]
    assert message.defects == defects


def test_encoding_on_a_container_is_told() -> None:
    octets = multipart(b"\r\none", header=b"Content-Transfer-Encoding: base64\r\n")
    message = walk(octets)
    assert bodies(octets, message) == [b"one"]
    assert message.defects == ("encoding-of-container",)


def nested(depth: int) -> bytes:
    octets = b"\r\ndeep"
    for number in range(depth):
        octets = multipart(octets, boundary=f"b{number}")
    return octets


def test_depth_is_bounded() -> None:
    """The standard library raises RecursionError here (attack A17)."""
    octets = nested(2000)
    message = walk(octets)
    assert max(part.depth for part in message.parts) == 50
    assert [part.limited for part in message.parts if part.depth == 50] == [True]
    assert "limit-depth" in message.defects


def test_depth_within_the_limit() -> None:
    octets = nested(50)
    message = walk(octets)
    assert bodies(octets, message) == [b"deep"]
    assert message.defects == ()


def test_number_of_parts_is_bounded() -> None:
    octets = multipart(*[b"\r\nx"] * 50)
    message = walk(octets, Limits(parts=10))
    assert len(message.parts) == 12
    rest = message.parts[-1]
    assert rest.limited
    assert b"--b--" in octets[rest.start :]
    assert rest.end == len(octets)
    assert "limit-parts" in message.defects


def test_many_containers_with_many_parts() -> None:
    octets = multipart(*[multipart(*[b"\r\nx"] * 5, boundary="i")] * 50)
    message = walk(octets, Limits(parts=20))
    assert len(message.parts) <= 22
    assert message.parts[-1].limited


def test_header_octets_are_bounded_over_all_parts() -> None:
    part = b"X: " + b"y" * 1000 + b"\r\n\r\nx"
    octets = multipart(*[part] * 10)
    message = walk(octets, Limits(header_octets=3500))
    assert message.parts[-1].limited
    assert octets[message.parts[-1].end :] == b"\r\n--b--\r\n"
    assert "limit-header" in message.defects


def test_lines_that_are_nearly_delimiters_are_bounded() -> None:
    octets = multipart(b"\r\nx" + b"\r\n--bb" * 20 + b"\r\n--b\r\n\r\nhidden")
    message = walk(octets, Limits(false_delimiters=5))
    assert message.parts[-1].limited
    assert "limit-delimiters" in message.defects


def test_mapped_memory() -> None:
    octets = multipart(b"\r\none", b"\r\ntwo")
    with mmap.mmap(-1, len(octets)) as mapped:
        mapped.write(octets)
        message = walk(mapped)
    assert bodies(octets, message) == [b"one", b"two"]
