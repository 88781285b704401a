from __future__ import annotations

import mmap

import pytest

from skygw.mail.headers import MAX_FIELDS, HeaderSection, read_header


def read(octets: bytes, budget: int = 1 << 20) -> HeaderSection:
    return read_header(octets, 0, len(octets), budget)


def pairs(section: HeaderSection) -> list[tuple[str, str]]:
    return [(field.name, field.text) for field in section.fields]


@pytest.mark.parametrize("line_end", [b"\r\n", b"\n"])
def test_fields_by_offsets(line_end: bytes) -> None:
    octets = line_end.join([b"Subject: one", b" two", b"TO:x@y", b"", b"body"])
    section = read(octets)
    assert pairs(section) == [("subject", "one two"), ("to", "x@y")]
    subject, to = section.fields
    assert octets[subject.start : subject.end] == b"Subject: one" + line_end + b" two"
    assert octets[to.start : to.end] == b"TO:x@y"
    assert octets[section.body :] == b"body"
    assert (section.junk, section.defects, section.truncated) == (None, (), False)


def test_first_and_all() -> None:
    section = read(b"A: 1\r\nB: 2\r\na: 3\r\n\r\n")
    assert [field.text for field in section.all("a")] == ["1", "3"]
    first = section.first("a")
    assert first is not None
    assert first.text == "1"
    assert section.first("c") is None


@pytest.mark.parametrize(
    ("octets", "fields", "body", "defects"),
    [
        (b"", [], b"", ()),
        (b"\r\nbody", [], b"body", ()),
        (b"A : 1\r\n\r\n", [("a", "1")], b"", ()),  # blank before the colon
        (b"A:\r\n\r\nb", [("a", "")], b"b", ()),
        (b"A: 1", [("a", "1")], b"", ()),  # ends with the octets
        (b"A: 1\r", [("a", "1")], b"", ()),
        (b"From me Mon Jan 1\nA: 1\n\nb", [("a", "1")], b"b", ()),  # mbox
        (b"A: 1\r\n \t\r\n x\r\n\r\nb", [("a", "1 \t x")], b"b", ("fold-blank",)),
        (b"A: 1\r\nnonsense\r\nB: 2\r\n\r\nb", [("a", "1"), ("b", "2")], b"b", ("header-garbage",)),
        (b" leading\r\nA: 1\r\n\r\nb", [("a", "1")], b"b", ("header-garbage",)),
        # no blank line at all: the body begins with the first line that is no field
        (
            b"A: 1\r\nhello you\r\nB: 2",
            [("a", "1")],
            b"hello you\r\nB: 2",
            ("header-garbage", "blank-line-missing"),
        ),
        (b"\xffA: 1\r\n\r\nb", [], b"b", ("header-garbage",)),
        (b": 1\r\n\r\nb", [], b"b", ("header-garbage",)),
    ],
)
def test_oddities(
    octets: bytes, fields: list[tuple[str, str]], body: bytes, defects: tuple[str, ...]
) -> None:
    section = read(octets)
    assert (pairs(section), octets[section.body :], section.defects) == (fields, body, defects)


def test_junk_is_handed_out_so_that_nobody_overlooks_it() -> None:
    octets = b"A: 1\r\n4111 1111\r\nB: 2\r\n\r\nbody"
    section = read(octets)
    assert section.junk is not None
    assert octets[slice(*section.junk)] == b"4111 1111\r\nB: 2\r\n"


def test_budget() -> None:
    octets = b"A: 1\r\n" + b"B: " + b"x" * 100 + b"\r\n\r\nbody"
    section = read(octets, budget=20)
    assert section.truncated
    assert section.body == 20
    assert section.defects == ("header-too-long",)
    assert pairs(section) == [("a", "1"), ("b", "x" * 11)]


def test_more_fields_than_anybody_needs() -> None:
    section = read(b"A: 1\r\n" * (MAX_FIELDS + 5) + b"\r\nbody")
    assert len(section.fields) == MAX_FIELDS
    assert section.defects == ("fields-too-many",)


def test_region_bounds_are_kept() -> None:
    octets = b"....A: 1\r\nB: 2\r\n\r\nC: 3"
    section = read_header(octets, 4, 13, 100)
    assert pairs(section) == [("a", "1"), ("b", "")]
    assert section.body == 13


def test_mapped_memory() -> None:
    octets = b"A: 1\r\n 2\r\n\r\nbody"
    with mmap.mmap(-1, len(octets)) as mapped:
        mapped.write(octets)
        section = read_header(mapped, 0, len(octets), 100)
    assert pairs(section) == [("a", "1 2")]


def test_no_content_in_repr() -> None:
    assert "secret" not in repr(read(b"A: secret\r\n\r\n"))
