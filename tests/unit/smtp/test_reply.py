"""Replies: read within bounds, kept octet for octet, made so that nothing can split them."""

from __future__ import annotations

import pytest

from skygw.errors import LocalProtocolError, RemoteProtocolError
from skygw.smtp.reply import MAX_REPLY_LINES, MAX_REPLY_OCTETS, Reply, ReplyReader
from tests.support.smtp_dialog import replies_by_smtplib, single_octets, two_pieces


def read(*pieces: bytes) -> list[Reply]:
    reader = ReplyReader()
    replies = []
    for piece in pieces:
        reader.receive(piece)
        while (reply := reader.next_reply()) is not None:
            replies.append(reply)
    return replies


WELL_FORMED = [
    # wire, code, lines, enhanced
    (b"250 2.1.0 Sender OK\r\n", 250, (b"2.1.0 Sender OK",), "2.1.0"),
    # The RFC lets the text away, with and without the blank.
    (b"250\r\n", 250, (b"",), ""),
    (b"250 \r\n", 250, (b"",), ""),
    # Enhanced code and nothing behind it.
    (b"250 2.0.0\r\n", 250, (b"2.0.0",), "2.0.0"),
    (b"250-2.0.0\r\n250 2.0.0 ok\r\n", 250, (b"2.0.0", b"2.0.0 ok"), "2.0.0"),
    # Blanks at either end are text.
    (b"550 5.1.1  who? \r\n", 550, (b"5.1.1  who? ",), "5.1.1"),
    # Lines without text, in front and at the end.
    (b"250-\r\n250-one\r\n250\r\n", 250, (b"", b"one", b""), ""),
    # Something that only looks like an enhanced code.
    (b"250 2.1.0.7 build\r\n", 250, (b"2.1.0.7 build",), ""),
    (b"220 1.2.3 version\r\n", 220, (b"1.2.3 version",), ""),
    (b"250 2.1.1000 x\r\n", 250, (b"2.1.1000 x",), ""),
    # Codes outside RFC 5321's list: the second digit may be anything.
    (b"299 x\r\n", 299, (b"x",), ""),
    (b"571 x\r\n", 571, (b"x",), ""),
    # 8-bit text, UTF-8 and not.
    ("550 gelöscht\r\n".encode(), 550, ("gelöscht".encode(),), ""),
    (b"550 gel\xf6scht \x80\xff\r\n", 550, (b"gel\xf6scht \x80\xff",), ""),
    # Controls other than CR, LF, NUL: as the far side said it.
    (b"550 a\tb\x1b[31m\x85\x0b\x0c\x1c\r\n", 550, (b"a\tb\x1b[31m\x85\x0b\x0c\x1c",), ""),
    # A line of text that looks like a reply.
    (b"250 250 250-x\r\n", 250, (b"250 250-x",), ""),
    # The blank of RFC 5321 is a "-" here: text begins behind it.
    (b"250--\r\n250 -\r\n", 250, (b"-", b"-"), ""),
]


@pytest.mark.parametrize(("wire", "code", "lines", "enhanced"), WELL_FORMED)
def test_well_formed_replies_are_kept_octet_for_octet(
    wire: bytes, code: int, lines: tuple[bytes, ...], enhanced: str
) -> None:
    for pieces in [*two_pieces(wire), single_octets(wire)]:
        (reply,) = read(*pieces)
        assert (reply.code, reply.raw, reply.lines, reply.enhanced) == (code, wire, lines, enhanced)
        assert reply.category == code // 100


def test_the_standard_library_reads_the_same_replies() -> None:
    # smtplib strips blanks around the text, which we keep.
    wire = b"".join(row[0] for row in WELL_FORMED)
    ours = [(reply.code, b"\n".join(line.strip(b" \t\r\n") for line in reply.lines)) for reply in read(wire)]
    assert ours == replies_by_smtplib(wire)


MALFORMED = [
    # wire, comment
    (b"\r\n", "an empty line"),
    (b"\n", "nothing but LF"),
    (b"250 ok\n", "bare LF"),
    (b"250 ok\r\r\n", "CR before CRLF"),
    (b"250 a\rb\r\n", "bare CR in the text"),
    (b"250 a\nb\r\n", "bare LF in the text"),
    (b"250-a\n250 b\r\n", "bare LF between two lines"),
    (b"250 a\0b\r\n", "NUL in the text"),
    (b"250\0\r\n", "NUL instead of a blank"),
    (b"150 x\r\n", "first digit below 2"),
    (b"650 x\r\n", "first digit above 5"),
    (b"050 x\r\n", "first digit 0"),
    (b"25 x\r\n", "two digits"),
    (b"2500 x\r\n", "four digits"),
    (b"25a x\r\n", "a letter"),
    (b"250x\r\n", "no separator"),
    (b"250\tx\r\n", "a tab for a blank"),
    (b"250=x\r\n", "another separator"),
    (b" 250 x\r\n", "a blank in front"),
    (b"+25 x\r\n", "a sign; int() would take it"),
    (b"2_5 x\r\n", "an underscore; int() would take it"),
    ("2٥٠ x\r\n".encode(), "Arabic digits; int() would take them from text"),
    (b"-250 x\r\n", "negative"),
    (b"ok\r\n", "no code at all"),
    (b"250-a\r\n550 b\r\n", "different codes within one reply"),
    (b"250-a\r\n250-b\r\n251 c\r\n", "a different code at the end"),
    (b"250-a\r\n251-b\r\n250 c\r\n", "a different code in the middle"),
    (b"250-a\r\nb\r\n", "continued without a code"),
    (b"250-a\r\n\r\n", "continued by an empty line"),
    (b"EHLO me\r\n", "a command"),
    (b"HTTP/1.1 400 Bad Request\r\n", "HTTP"),
    (b"* OK IMAP4rev1\r\n", "IMAP"),
    (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\n", "TLS"),
]


@pytest.mark.parametrize(("wire", "comment"), MALFORMED)
def test_malformed_replies_end_the_stream(wire: bytes, comment: str) -> None:
    for pieces in [*two_pieces(wire), single_octets(wire)]:
        with pytest.raises(RemoteProtocolError):
            read(*pieces)


def test_several_replies_in_one_piece() -> None:
    wire = b"250 a\r\n250-b\r\n250 c\r\n354 d\r\n"
    assert [reply.raw for reply in read(wire)] == [b"250 a\r\n", b"250-b\r\n250 c\r\n", b"354 d\r\n"]


def test_the_good_replies_before_a_bad_line_are_given_first() -> None:
    reader = ReplyReader()
    reader.receive(b"250 a\r\n250 b\r\nnonsense\r\n")
    assert [reader.next_reply(), reader.next_reply()] == [Reply(250, b"250 a\r\n"), Reply(250, b"250 b\r\n")]
    with pytest.raises(RemoteProtocolError, match="not a reply line"):
        reader.next_reply()


def test_pending_tells_of_every_octet_that_belongs_to_no_complete_reply() -> None:
    reader = ReplyReader()
    rows = [
        # octets, pending after them
        (b"", False),
        (b"2", True),
        (b"20 go\r\n", False),
        (b"250-a\r\n", True),  # a whole line, half a reply
        (b"250 b\r\n", False),
    ]
    for octets, pending in rows:
        reader.receive(octets)
        while reader.next_reply() is not None:
            pass
        assert reader.pending is pending, octets
    reader.receive(b"220 go\r\n250 injected\r\n")
    reader.next_reply()
    assert reader.pending  # a whole reply that nobody has taken yet


# -- bounds ----------------------------------------------------------------------------------------------


def line_of(size: int) -> bytes:
    return b"250 " + b"x" * (size - 6) + b"\r\n"


def lines_of(count: int) -> bytes:
    return b"250-x\r\n" * (count - 1) + b"250 x\r\n"


#: 64 lines of 1 KiB.
KIBIBYTES = b"".join(b"250-" + b"x" * 1018 + b"\r\n" for _ in range(63)) + line_of(1024)

BOUNDS = [
    # wire, accepted, comment
    (line_of(MAX_REPLY_OCTETS), True, "one line, exactly 64 KiB"),
    (line_of(MAX_REPLY_OCTETS + 1), False, "one line, an octet more"),
    (b"2" * (MAX_REPLY_OCTETS + 1), False, "one line, endless"),
    (lines_of(MAX_REPLY_LINES), True, "256 lines"),
    (lines_of(MAX_REPLY_LINES + 1), False, "257 lines"),
    (b"250-x\r\n" * (MAX_REPLY_LINES + 1), False, "endless lines"),
    (KIBIBYTES, True, "64 lines, exactly 64 KiB"),
    (b"250-\r\n" + KIBIBYTES, False, "65 lines, six octets more"),
    (KIBIBYTES[: -1024] + b"250-" + b"x" * 2000, False, "endless line after many lines"),
]


@pytest.mark.parametrize(("wire", "accepted", "comment"), BOUNDS)
@pytest.mark.parametrize("size", [1 << 20, 16_384, 1_000])
def test_a_reply_has_at_most_64_kib_and_256_lines(
    wire: bytes, accepted: bool, comment: str, size: int
) -> None:
    pieces = [wire[at : at + size] for at in range(0, len(wire), size)]
    if accepted:
        assert [reply.raw for reply in read(*pieces)] == [wire]
    else:
        with pytest.raises(RemoteProtocolError, match="64 KiB"):
            read(*pieces)


def test_bounds_are_counted_anew_for_each_reply() -> None:
    wire = lines_of(MAX_REPLY_LINES)
    assert len(read(wire * 3)) == 3
    assert len(read(KIBIBYTES + KIBIBYTES + b"250 x\r\n" + KIBIBYTES)) == 4


# -- replies of our own ----------------------------------------------------------------------------------

OURS = [
    # code, enhanced, texts, wire
    (250, "", (), b"250\r\n"),
    (250, "", ("",), b"250\r\n"),
    (250, "2.0.0", ("Ok",), b"250 2.0.0 Ok\r\n"),
    (250, "2.0.0", (), b"250 2.0.0\r\n"),
    (250, "", ("host", "PIPELINING", "SIZE 10"), b"250-host\r\n250-PIPELINING\r\n250 SIZE 10\r\n"),
    (550, "5.7.1", ("a", "b"), b"550-5.7.1 a\r\n550 5.7.1 b\r\n"),
    # Empty lines keep their separator.
    (250, "", ("", ""), b"250-\r\n250\r\n"),
    (250, "", (" ", "x"), b"250-\r\n250 x\r\n"),
    # A text that would split the reply, or colour a terminal (A11, A24): blanks.
    (550, "5.7.1", ("a\r\n250 ok",), b"550 5.7.1 a 250 ok\r\n"),
    (550, "", ("a\0b\x1b[31mc\x7fd\x85e\u2028f",), b"550 a b [31mc d e f\r\n"),
    (550, "", ("gelöscht",), b"550 gel scht\r\n"),
    (550, "", ("trailing \t\r\n",), b"550 trailing\r\n"),
]


@pytest.mark.parametrize(("code", "enhanced", "texts", "wire"), OURS)
def test_replies_of_our_own(code: int, enhanced: str, texts: tuple[str, ...], wire: bytes) -> None:
    reply = Reply.of(code, enhanced, *texts)
    assert (reply.code, reply.raw) == (code, wire)
    assert read(wire) == [reply]
    assert reply.enhanced == enhanced


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        (199, ("x",)),  # below the classes
        (600, ("x",)),  # above them
        (250, ("x",) * (MAX_REPLY_LINES + 1)),  # more lines than we take ourselves
    ],
)
def test_what_is_no_reply_is_a_bug_of_ours(code: int, texts: tuple[str, ...]) -> None:
    with pytest.raises(LocalProtocolError):
        Reply.of(code, "", *texts)


def test_text_is_for_people() -> None:
    assert Reply(550, b"550-5.1.1 who\r\n550 gel\xf6scht\r\n").text == "550-5.1.1 who 550 gel\\xf6scht"
