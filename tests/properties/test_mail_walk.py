"""Any octets make a message, within the budgets, and the standard library agrees where a message is sane."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage, Message
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from skygw.inspect.pipeline import Limits, describe, inspect_octets
from skygw.mail import parts, transfer
from skygw.mail.headers import read_header
from skygw.mail.parts import walk

# Pieces of which messages are made, so that garbage has structure.
PIECES = st.sampled_from(
    [
        b"\r\n",
        b"\n",
        b"\r",
        b"\r\n\r\n",
        b" ",
        b"\t",
        b"--",
        b"--a",
        b"--a--",
        b"--b",
        b"\r\n--a\r\n",
        b"\r\n--a--\r\n",
        b"Content-Type: ",
        b"Content-Type: multipart/mixed; boundary=a\r\n\r\n",
        b'Content-Type: multipart/digest; boundary="b"\r\n\r\n',
        b"Content-Type: message/rfc822\r\n\r\n",
        b"Content-Transfer-Encoding: base64\r\n",
        b"Content-Transfer-Encoding: quoted-printable\r\n",
        b"Subject: x\r\n",
        b"text/html; charset=utf-16\r\n\r\n",
        b"=?utf-8?q?=C3?=",
        b"=41=\r\n",
        b"QUJD",
        b"<p>&#52;",
        b"\0",
        b"\xff\xfe",
        b"4111 1111 1111 1111",
        b"PK\x03\x04",
        b"x",
    ]
)
GARBAGE = st.one_of(st.binary(max_size=300), st.lists(PIECES, max_size=40).map(b"".join))


@given(GARBAGE)
def test_any_garbage_is_a_message(octets: bytes) -> None:
    message = walk(octets)
    assert message.parts
    assert message.size == len(octets)
    for number, part in enumerate(message.parts):
        assert part.number == number
        assert -1 <= part.parent < number
        assert 0 <= part.start <= part.body <= part.end <= len(octets)
        for field in part.header.fields:
            assert part.start <= field.start < field.end <= part.body
            assert octets[field.start : field.end].endswith(field.raw)


@given(GARBAGE)
def test_leaves_do_not_overlap(octets: bytes) -> None:
    """But for the fields behind junk in a header section, which are read both as fields and as text."""
    spans = sorted((leaf.body, leaf.end) for leaf in walk(octets).leaves if leaf.kind != "junk")
    for (_, end), (start, _) in pairwise(spans):
        assert end <= start


@given(GARBAGE, st.integers(0, 4), st.integers(1, 6), st.integers(0, 100))
def test_any_budget_holds(octets: bytes, depth: int, number: int, header_octets: int) -> None:
    limits = parts.Limits(depth=depth, parts=number, header_octets=header_octets, false_delimiters=3)
    message = walk(octets, limits)
    assert len(message.parts) <= number + 2
    assert all(part.depth <= depth for part in message.parts)
    read = sum(part.header.body - part.header.start for part in message.parts)
    assert read <= header_octets


@given(GARBAGE, st.integers(0, 300), st.integers(0, 300), st.integers(0, 100))
def test_header_sections_stay_inside(octets: bytes, start: int, length: int, budget: int) -> None:
    start = min(start, len(octets))
    end = min(start + length, len(octets))
    section = read_header(octets, start, end, budget)
    assert start <= section.body <= min(end, start + budget)


@given(GARBAGE)
def test_inspection_never_raises(octets: bytes) -> None:
    from skygw.detect import DataIdentifierSpec, KeywordSpec, compile_detectors

    scanner = compile_detectors([DataIdentifierSpec("credit_card"), KeywordSpec(("x",))])
    report = inspect_octets(octets, scanner, Limits(depth=5, parts=20))
    assert report.status == "completed"
    describe(octets, texts=True).to_json()


def leaves(message: Message) -> list[Message]:
    return [part for part in message.walk() if not part.is_multipart()]


ENCODINGS = st.sampled_from(["base64", "quoted-printable", "8bit"])
LINES = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x3000, exclude_categories=["Cs", "Cc"]), max_size=60
)
TEXTS = st.lists(LINES, max_size=8).map("\n".join)


@st.composite
def written(draw: st.DrawFn) -> bytes:
    """A message as the standard library writes it."""
    message = EmailMessage(policy=email.policy.SMTP)
    message["Subject"] = draw(LINES)
    message.set_content(draw(TEXTS), cte=draw(ENCODINGS))
    if draw(st.booleans()):
        message.add_alternative(draw(TEXTS), subtype="html", cte=draw(ENCODINGS))
    for octets in draw(st.lists(st.binary(max_size=200), max_size=3)):
        message.add_attachment(
            octets,
            maintype="application",
            subtype="octet-stream",
            filename=draw(st.sampled_from(["a.bin", "grün.bin", "x y.bin"])),
        )
    if draw(st.booleans()):
        inner = EmailMessage(policy=email.policy.SMTP)
        inner.set_content(draw(TEXTS))
        message.add_attachment(inner)
    for number, part in enumerate(message.walk()):
        if part.get_content_maintype() == "multipart":
            part.set_boundary(f"=_{number}")  # else a random one
    return message.as_bytes()


@given(written())
def test_the_standard_library_finds_the_same_parts_and_octets(octets: bytes) -> None:
    theirs = leaves(email.message_from_bytes(octets, policy=email.policy.compat32))
    message = walk(octets)
    ours = message.leaves
    assert [part.media_type for part in ours] == [part.get_content_type() for part in theirs]
    assert message.defects == ()
    for mine, their in zip(ours, theirs, strict=True):
        decoded = transfer.decode(octets[mine.body : mine.end], mine.encoding)
        assert decoded.octets == their.get_payload(decode=True)
        assert decoded.defects == ()
        name = their.get_filename()
        assert bool(name) == bool(mine.names)
