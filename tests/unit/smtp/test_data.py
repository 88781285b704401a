"""Content under DATA: one end of data and no other, dots away and back, nothing per line."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from skygw.smtp import data
from skygw.smtp.data import DataReader, DataWriter, flaw_of
from tests.support.ends_of_data import ENDS_OF_DATA, HIDDEN, NO_ENDS
from tests.support.smtp_dialog import (
    lenient_readers,
    single_octets,
    strict_reader,
    stuffed_by_smtplib,
    two_pieces,
)


def read(pieces: list[bytes]) -> tuple[bytes, DataReader]:
    """Content and the reader, which was fed until the end of data."""
    reader = DataReader()
    content = b""
    for number, piece in enumerate(pieces, 1):
        content += reader.receive(piece)
        if reader.ended:
            reader.rest += b"".join(pieces[number:])
            break
    return content, reader


def write(pieces: list[bytes]) -> bytes:
    writer = DataWriter()
    return b"".join([writer.send(piece) for piece in pieces]) + writer.end()


FLAWS = [
    # octets, flaw, comment
    (b"", "", "nothing"),
    (b"abc", "", "no line end"),
    (b"\r\n", "", ""),
    (b"\r\n\r\n\r\n", "", ""),
    (b"a\x85b\x0b\x0c\x1c\xe2\x80\xa8c", "", "NEL, VT, FF, FS, LS: line ends elsewhere, octets here"),
    (b"\n", "bare LF", ""),
    (b"\r", "bare CR", ""),
    (b"\n\r", "bare LF", "the wrong way round"),
    (b"\r\r\n", "bare CR", "one CR too many"),
    (b"\r\n\n", "bare LF", "one LF too many"),
    (b"a\nb\r\n", "bare LF", ""),
    (b"a\rb\r\n", "bare CR", ""),
    (b"\r\r\n\n", "bare CR", "a CRLF that only stands there once another is taken away"),
    (b"\0", "NUL", ""),
    (b"\r\0\n", "bare CR", "a NUL that some readers drop"),
    (b"a\0\r\n", "NUL", ""),
    (b"a\r\na\r\na\rb\n", "bare CR", "CR at even distances, one LF late: as many as in three CRLF"),
    (b"a\r\na\r\na\r\0", "bare CR", "the same with a NUL"),
    (b"a\r\na\r\nab\n\r", "bare LF", "LF at even distances, one CR late"),
]


@pytest.mark.parametrize(("octets", "flaw", "comment"), FLAWS)
def test_flaw_of(octets: bytes, flaw: str, comment: str) -> None:
    assert flaw_of(octets) == flaw


CONTENT = [
    # wire, content, rest, comment
    (b".\r\n", b"", b"", "no content at all"),
    (b"\r\n.\r\n", b"\r\n", b"", "an empty line"),
    (b"a\r\n.\r\n", b"a\r\n", b"", ""),
    (b"a\r\n.\r\nQUIT\r\n", b"a\r\n", b"QUIT\r\n", "a command behind it"),
    (b"a\r\n.\r\n.\r\n", b"a\r\n", b".\r\n", "a second end of data is no longer ours"),
    (b"..\r\n.\r\n", b".\r\n", b"", "a dot on the first line"),
    (b"..a\r\n..b\r\n.\r\n", b".a\r\n.b\r\n", b"", "dots on neighbouring lines"),
    (b"...\r\n....\r\n.\r\n", b"..\r\n...\r\n", b"", "more dots"),
    (b".a\r\n.\r\n", b"a\r\n", b"", "a dot that was not doubled goes, too (RFC 5321 section 4.5.2)"),
    (b"a.\r\n.\r\n", b"a.\r\n", b"", "a dot at the end of a line"),
    (b"a\r\n..\r\n..\r\n.\r\n", b"a\r\n.\r\n.\r\n", b"", "lines that hold a single dot"),
    (b"\r\n\r\n..\r\n\r\n.\r\n", b"\r\n\r\n.\r\n\r\n", b"", "empty lines"),
    (b"\x80\xff\r\n.\r\n", b"\x80\xff\r\n", b"", "8-bit"),
    (b"a\r\n.\x85\r\n.\r\n", b"a\r\n\x85\r\n", b"", "NEL is no CR"),
]


@pytest.mark.parametrize(("wire", "content", "rest", "comment"), CONTENT)
def test_content(wire: bytes, content: bytes, rest: bytes, comment: str) -> None:
    assert strict_reader(wire) == (content, rest)
    for pieces in [*two_pieces(wire), single_octets(wire)]:
        found, reader = read(pieces)
        assert (found, reader.rest, reader.flaw) == (content, rest, ""), pieces


@pytest.mark.parametrize("stride", [2, 3, 78, 79, 200])
def test_a_flaw_among_lines_at_even_distances(stride: int) -> None:
    """Such lines are counted by slices, block by block: nothing may hide between, in or behind them."""
    regular = (b"x" * (stride - 2) + b"\r\n") * (30_000 // stride)
    assert flaw_of(regular) == flaw_of(regular + b"no end") == ""
    places = {0, 1, stride - 2, stride - 1, stride, 2 * stride - 2, 2 * stride - 1, len(regular) // 2}
    places |= {at for border in (8_192, 16_384) for at in range(border - stride - 2, border + stride + 3)}
    places |= {len(regular) - 2, len(regular) - 1}
    for at in places:
        before, behind = regular[:at], regular[at:]
        assert flaw_of(before + b"\0" + behind) in ("NUL", "bare CR"), at  # a NUL in a CRLF bares its CR
        assert flaw_of(before + b"\r" + behind) == "bare CR", at
        assert flaw_of(before + b"\n" + behind) in ("bare LF", "bare CR"), at
        assert flaw_of(before + b"\r\n" + behind) == ("bare CR" if behind[:1] == b"\n" else ""), at
        if behind[:1] in b"\r\n":
            assert flaw_of(before + b"x" + behind[1:]), at
            assert flaw_of(before + behind[1:]), at


@pytest.mark.parametrize(
    ("end", "flaw"),
    [
        (b"a\rb\n", "bare CR"),  # CR at even distances, the last LF late: as many of the three as in CRLF
        (b"a\r\0", "bare CR"),
        (b"a\rb\0", "bare CR"),
        (b"ab\n\r", "bare LF"),  # LF at even distances, the last CR late
        (b"a\0\n", "NUL"),
    ],
)
def test_a_flaw_that_keeps_the_distances(end: bytes, flaw: str) -> None:
    for lines in (2, 3_000, 9_000, 9_001):
        assert flaw_of(b"a\r\n" * lines + end) == flaw
        assert flaw_of(b"a\r\n" * lines + end + b"a\r\n" * 9_000) == flaw


@pytest.mark.parametrize("count", range(29, 36))
@pytest.mark.parametrize("line", [b"..\r\n", b"..x\r\n", b"x.\r\n", b"...\r\n"])
def test_few_dots_and_many_are_read_alike(count: int, line: bytes) -> None:
    """Up to 32 dots in a chunk are looked at one by one, more in one pass."""
    wire = line * count
    for behind in (b"", b".\r\n", b".\r\nQUIT\r\n", b"."):
        expected = strict_reader(wire + behind)
        for border in range(max(len(wire) - 8, 0), len(wire + behind) + 1):
            content, reader = read([(wire + behind)[:border], (wire + behind)[border:]])
            assert reader.ended is (expected is not None)
            if expected is not None:
                assert (content, reader.rest) == expected


@pytest.mark.parametrize(
    "wire", [b"", b"a", b".", b".\r", b"\r\n.\r", b"a\r\n.", b"a\r\n.\n", b"a\r\n.\r\r\n", b"a\r\n.\r.\r\n"]
)
def test_not_the_end(wire: bytes) -> None:
    for pieces in [*two_pieces(wire), single_octets(wire)]:
        assert not read(pieces)[1].ended


FLAWED = [
    # wire, flaw, rest, comment
    (b"\n.\r\n.\r\n", "bare LF", b"", "at the very beginning"),
    (b"\r.\r\n.\r\n", "bare CR", b"", ""),
    (b"a\n.\nb\r\n.\r\n", "bare LF", b"", ""),
    (b"a\0\r\n.\r\nQUIT\r\n", "NUL", b"QUIT\r\n", ""),
    (b"a\r\n\n\r\n.\r\n", "bare LF", b"", "just before the end"),
    (b"a\r\r\n.\r\n", "bare CR", b"", "CR CR LF before the dot"),
    (b"a\r\n.\r\r\n.\r\n", "bare CR", b"", "CR CR LF behind the dot"),
    (b"a\nb\0c\rd\r\n.\r\n", "bare LF", b"", "several: the first is named, in every cutting"),
    (b"a\rb\nc\0d\r\n.\r\n", "bare CR", b"", ""),
    (b"a\0b\nc\r\r\n.\r\n", "NUL", b"", ""),
]


@pytest.mark.parametrize(("wire", "flaw", "rest", "comment"), FLAWED)
def test_after_a_flaw_the_end_is_still_found(
    wire: bytes, flaw: str, rest: bytes, comment: str
) -> None:
    for pieces in [*two_pieces(wire), single_octets(wire)]:
        _, reader = read(pieces)
        assert (reader.ended, reader.rest, reader.flaw) == (True, rest, flaw)


def test_after_a_flaw_no_content_is_given() -> None:
    reader = DataReader()
    assert reader.receive(b"good\r\nx") == b"good\r\nx"
    assert reader.receive(b"bad\n") == b""
    assert reader.receive(b"good again\r\n.\r\n") == b""
    assert (reader.ended, reader.flaw) == (True, "bare LF")


def test_the_reader_keeps_back_at_most_four_octets() -> None:
    reader = DataReader()
    given = 0
    wire = b"\r\n.\r\r\n..\r\n.x\r\n\r\n.\r.\r\n." * 50
    for taken, octet in enumerate(single_octets(wire), 1):
        given += len(reader.receive(octet))
        assert len(reader._kept) <= 4, taken
    assert given == 0  # the fifth octet was a flaw: nothing is kept for later either


WIRE = [
    # content, wire, comment
    (b"", b".\r\n", "no content: the dot stands on the first line"),
    (b"a\r\n", b"a\r\n.\r\n", "its own line end counts"),
    (b"a", b"a\r\n.\r\n", "it has none (only BDAT can bring that)"),
    (b".", b"..\r\n.\r\n", "a dot first"),
    (b".\r\n", b"..\r\n.\r\n", ""),
    (b"..\r\n.a\r\na.\r\n", b"...\r\n..a\r\na.\r\n.\r\n", ""),
    (b"\r\n.\r\n", b"\r\n..\r\n.\r\n", "content that is an end of data"),
    (b".\r\n.\r\n.\r\n", b"..\r\n..\r\n..\r\n.\r\n", "dot lines only"),
    (b"\r\n", b"\r\n.\r\n", ""),
    (b"a.b\r\n", b"a.b\r\n.\r\n", "dots elsewhere stay"),
]


@pytest.mark.parametrize(("content", "wire", "comment"), WIRE)
def test_writing(content: bytes, wire: bytes, comment: str) -> None:
    for pieces in [*two_pieces(content), single_octets(content)]:
        assert write([*pieces, b""]) == wire
        assert write([b"", *pieces]) == wire
    if content.endswith(b"\r\n"):
        assert stuffed_by_smtplib(content) + b".\r\n" == wire


def test_a_dot_line_on_a_16384_octet_border() -> None:
    """twisted.mail's client looks at each chunk by itself: there the message ended here."""
    content = b"x" * 16_381 + b"\r\n" + b".\r\nMAIL FROM:<evil@x>\r\n"
    for border in range(16_378, 16_390):
        wire = write([content[:border], content[border:]])
        assert strict_reader(wire) == (content, b"")


# -- ends of data that are none --------------------------------------------------------------------------

def test_there_are_many_ends_of_data() -> None:
    octets = [row[0] for row in ENDS_OF_DATA]
    assert len(set(octets)) == len(octets) >= 40


@pytest.mark.parametrize(("octets", "flaw", "comment"), NO_ENDS)
def test_an_end_of_data_that_is_none(octets: bytes, flaw: str, comment: str) -> None:
    wire = b"Subject: x\r\n\r\nfirst" + octets + HIDDEN + b"\r\n.\r\n"
    for pieces in [*two_pieces(wire), single_octets(wire)]:
        content, reader = read(pieces)
        assert reader.ended
        assert reader.rest == b""
        if flaw:
            assert reader.flaw == flaw
        else:
            assert reader.flaw == ""
            assert strict_reader(wire) == (content, b"")
            assert content.endswith(HIDDEN + b"\r\n")


@pytest.mark.parametrize(("octets", "flaw", "comment"), [row for row in NO_ENDS if row[1] == ""])
def test_what_we_send_on_is_one_message_to_every_reader(octets: bytes, flaw: str, comment: str) -> None:
    content = b"Subject: x\r\n\r\nfirst" + octets + HIDDEN + b"\r\n"
    assert flaw_of(content) == ""
    for pieces in [*two_pieces(content), single_octets(content)]:
        wire = write(pieces)
        assert strict_reader(wire) == (content, b"")
        assert lenient_readers(wire) == dict.fromkeys(lenient_readers(b""), (content, b""))


def test_an_end_of_data_behind_a_bare_cr_is_one_and_the_message_is_flawed() -> None:
    """RFC 5321 ends the content there; so does everybody else, hence what follows are commands."""
    _, reader = read([b"first\r\r\n.\r\n" + HIDDEN])
    assert (reader.ended, reader.flaw, reader.rest) == (True, "bare CR", HIDDEN)


# -- work ------------------------------------------------------------------------------------------------


def calls_in(work: Callable[[], object]) -> int:
    """Calls of functions, Python's and C's, that ``skygw.smtp.data`` makes in ``work``."""
    calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        # Not those of others: a garbage collection may call back whom it likes.
        calls += event in ("call", "c_call") and frame.f_code.co_filename == data.__file__

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return calls


HOSTILE = [
    # what is repeated, comment
    (b".\r\n", "bare dots: each would be an end if it began a line"),
    (b"..\r\n", "dot lines"),
    (b"\r\n", "empty lines"),
    (b"\r\n.", "dots that begin lines"),
    (b"\r\n.\r", "four octets of the end, again and again"),
    (b"\r", "CR"),
    (b".", "dots"),
    (b"\n.", "LF and dots"),
    (b"a", "nothing special, to compare with"),
]


@pytest.mark.parametrize(("unit", "comment"), HOSTILE)
def test_a_chunk_costs_few_passes_whatever_stands_in_it(unit: bytes, comment: str) -> None:
    """Each call is one linear pass in C over the chunk or over one of its blocks of 8 KiB.

    A chunk has at most 32 dots that are looked at one by one; per block there are some two dozen calls.
    """

    def reading(times: int) -> int:
        reader, chunk = DataReader(), unit * times
        return calls_in(lambda: reader.receive(chunk))

    def writing(times: int) -> int:
        writer, chunk = DataWriter(), unit * times
        return calls_in(lambda: writer.send(chunk))

    assert 1 < reading(100_000) <= 150 + 25 * (len(unit) * 100_000 // 8192 + 1)
    assert 1 <= writing(100_000) <= 8
    assert reading(200_000) <= 2 * reading(100_000) + 25
    assert writing(100_000) == writing(1_000)


@pytest.mark.parametrize(("unit", "comment"), HOSTILE)
@pytest.mark.parametrize("size", [1, 3, 5, 100])
def test_work_grows_as_the_number_of_chunks(unit: bytes, comment: str, size: int) -> None:
    def reading(times: int) -> int:
        reader, wire = DataReader(), b"x" + unit * times
        pieces = [wire[at : at + size] for at in range(0, len(wire), size)]

        def feed() -> None:
            for piece in pieces:
                if reader.ended:
                    break
                reader.receive(piece)

        return calls_in(feed)

    few, many = reading(1_000), reading(4_000)
    assert 1 < many <= 4.2 * few + 20
