"""What the far side offers, and what we offer of it."""

from __future__ import annotations

import pytest

from skygw.smtp import Capabilities, Reply
from skygw.smtp.extensions import HEADER_ROOM_OCTETS

EXCHANGE = Capabilities.of(
    Reply.of(
        250,
        "",
        "AM0PR01CA0001.outlook.office365.com Hello [192.0.2.1]",
        "SIZE 157286400",
        "PIPELINING",
        "DSN",
        "ENHANCEDSTATUSCODES",
        "STARTTLS",
        "8BITMIME",
        "BINARYMIME",
        "CHUNKING",
        "SMTPUTF8",
    )
)


def offers(*lines: str) -> Capabilities:
    return Capabilities.of(Reply.of(250, "", "far.example", *lines))


def test_exchange() -> None:
    assert EXCHANGE.size == 157286400
    assert b"CHUNKING" in EXCHANGE
    assert b"STARTTLS" in EXCHANGE
    assert b"AUTH" not in EXCHANGE
    assert EXCHANGE.offered(max_message_octets=157286400, starttls=True) == (
        b"PIPELINING",
        b"8BITMIME",
        b"SMTPUTF8",
        b"CHUNKING",
        b"BINARYMIME",
        b"DSN",
        b"ENHANCEDSTATUSCODES",
        b"SIZE 157278208",
        b"STARTTLS",
    )


def test_the_first_line_is_a_name_and_no_keyword() -> None:
    assert Capabilities.of(Reply.of(250, "", "CHUNKING", "DSN")).keywords == {b"DSN": b""}
    assert Capabilities.of(Reply.of(250, "", "hello")).keywords == {}  # the reply to HELO


def test_keywords_are_without_case_and_keep_their_parameters() -> None:
    lines = b"250-x\r\n250-size  10 \r\n250-Auth LOGIN Plain\r\n250- dsn\r\n250-\r\n250 8bitmime\r\n"
    assert Capabilities.of(Reply(250, lines)).keywords == {
        b"SIZE": b"10",
        b"AUTH": b"LOGIN Plain",
        b"DSN": b"",
        b"8BITMIME": b"",
    }


def test_of_repeated_keywords_the_first_counts() -> None:
    assert offers("SIZE 10", "SIZE 20").size == 10


SIZES = [
    # parameters, size, comment
    (" 1000", 1000, ""),
    ("", None, "not said"),
    (" 0", None, "no fixed limit (RFC 1870 section 4)"),
    (" 00", None, "the same"),
    (" " + "9" * 20, 10**20 - 1, "20 digits"),
    (" " + "9" * 21, None, "21 digits"),
    (" +16", None, "int() would take it"),
    (" 1_6", None, "int() would take it"),
    (" -5", None, "negative"),
    (" 10 20", None, "two numbers"),
    (" x", None, "not a number"),
]


@pytest.mark.parametrize(("parameters", "size", "comment"), SIZES)
def test_size(parameters: str, size: int | None, comment: str) -> None:
    assert offers("SIZE" + parameters).size == size


@pytest.mark.parametrize("octets", ["١٦".encode(), "²".encode(), "１６".encode()])
def test_size_in_digits_that_python_knows(octets: bytes) -> None:
    assert Capabilities.of(Reply(250, b"250-x\r\n250 SIZE " + octets + b"\r\n")).size is None


def test_size_where_the_far_side_has_none() -> None:
    assert Capabilities().size is None


LIMITS = [
    # far side's line, ours, offered, comment
    ("SIZE 100000", 50_000, 50_000 - HEADER_ROOM_OCTETS, "ours is smaller"),
    ("SIZE 50000", 100_000, 50_000 - HEADER_ROOM_OCTETS, "theirs is smaller"),
    ("SIZE 0", 100_000, 100_000 - HEADER_ROOM_OCTETS, "they have no limit"),
    ("DSN", 100_000, 100_000 - HEADER_ROOM_OCTETS, "they do not say"),
    ("SIZE 8192", 100_000, 1, "no room is left; 0 would mean no limit"),
    ("SIZE 1", 100_000, 1, "less than no room"),
]


@pytest.mark.parametrize(("line", "ours", "offered", "comment"), LIMITS)
def test_size_offered_is_the_smaller_less_our_header_fields(
    line: str, ours: int, offered: int, comment: str
) -> None:
    lines = offers(line).offered(max_message_octets=ours, starttls=False)
    assert [line for line in lines if line.startswith(b"SIZE")] == [b"SIZE %d" % offered]


def test_never_what_speaks_of_another_session() -> None:
    """I12."""
    far = offers(
        "AUTH LOGIN", "AUTH=LOGIN", "XCLIENT NAME", "XFORWARD NAME", "X-EXPS NTLM", "X-ANONYMOUSTLS", "BURL",
        "ETRN", "XRDST", "VRFY", "HELP", "STARTTLS", "FUTURERELEASE 1 2", "DELIVERBY", "MT-PRIORITY", "DSN",
    )  # fmt: skip
    assert far.offered(max_message_octets=10_000, starttls=False) == (b"DSN", b"SIZE 1808")


def test_starttls_is_ours_alone() -> None:
    assert offers().offered(max_message_octets=8_193, starttls=True) == (b"SIZE 1", b"STARTTLS")


def test_binarymime_needs_chunking() -> None:
    lines = offers("BINARYMIME", "8BITMIME").offered(max_message_octets=10_000, starttls=False)
    assert lines == (b"8BITMIME", b"SIZE 1808")
