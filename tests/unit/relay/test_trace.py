"""Our Received field, and what is read from a header."""

from __future__ import annotations

import pytest

from skygw.relay import trace
from skygw.relay.body import Body


def received(**wanted: object) -> bytes:
    arguments = {
        "helo": b"mail.example",
        "peer": "192.0.2.1",
        "hostname": "gw.example",
        "protocol": "ESMTPS",
        "transaction": "ab-1",
        "now": 1764000000.9,
    }
    return trace.received(**{**arguments, **wanted})  # type: ignore[arg-type]


def test_received() -> None:
    assert received() == (
        b"Received: from mail.example ([192.0.2.1])\r\n"
        b"\tby gw.example with ESMTPS id ab-1;\r\n"
        b"\tMon, 24 Nov 2025 16:00:00 -0000\r\n"
    )


def test_an_ipv6_literal() -> None:
    assert b"([IPv6:2001:db8::1])" in received(peer="2001:db8::1")


@pytest.mark.parametrize(
    ("helo", "shown"),
    [
        (b"[192.0.2.1]", b"[192.0.2.1]"),
        (b"[IPv6:2001:db8::1]", b"[IPv6:2001:db8::1]"),
        (b"a_b", b"a_b"),
        (b"a b (c) <d> ;\x00\r\n\xff", b"a?b??c???d???????"),
        (b"", b"?"),
        (b"x" * 1000, b"x" * 255),
    ],
)
def test_the_name_that_the_sender_gave(helo: bytes, shown: bytes) -> None:
    field = received(helo=helo)
    assert field.startswith(b"Received: from " + shown + b" (")
    assert max(map(len, field.split(b"\r\n"))) < 998


@pytest.mark.parametrize(
    ("extended", "tls", "utf8", "name"),
    [
        (False, False, False, "SMTP"),
        (False, True, False, "SMTP"),
        (True, False, False, "ESMTP"),
        (True, True, False, "ESMTPS"),
        (True, False, True, "UTF8SMTP"),
        (True, True, True, "UTF8SMTPS"),
    ],
)
def test_protocol_name(extended: bool, tls: bool, utf8: bool, name: str) -> None:
    assert trace.protocol_name(extended=extended, tls=tls, utf8=utf8) == name


def read(octets: bytes, limit: int = 1_000_000) -> trace.Header:
    body = Body()
    body.append(octets)
    return trace.read(body, limit)


def test_a_header() -> None:
    header = read(
        b"Received: one\r\n\tReceived: not a field\r\nRECEIVED : not one either\r\nreceived:two\r\n"
        b"Message-Id:  <a@b>\r\n"
        b"X-MS-Exchange-Organization-Network-Message-Id: organisation\r\n"
        b"x-ms-exchange-crosstenant-network-message-id:\r\n  cross\r\n  tenant\r\n"
        b"\r\nReceived: three\r\nMessage-ID: <c@d>\r\n"
    )
    assert header.complete
    assert header.received == 2
    assert header.message_id == "<a@b>"
    assert header.network_message_id == "cross tenant"


def test_the_organisations_id_where_there_is_no_other() -> None:
    assert read(b"X-MS-Exchange-Organization-Network-Message-Id: o\r\n\r\n").network_message_id == "o"


@pytest.mark.parametrize(
    ("octets", "size", "complete"),
    [
        (b"", 0, True),
        (b"\r\nbody", 0, True),
        (b"\nbody", 0, True),
        (b"A: b\r\n\r\nbody", 6, True),
        (b"A: b\n\nbody\r\n\r\n", 5, True),
        (b"A: b\r\n\nbody\n", 6, True),
        (b"A: b\n\r\nbody\n\n", 5, True),
        (b"A: b\r\n", 6, True),  # all of it is header
        (b"A: b", 4, True),
    ],
)
def test_where_it_ends(octets: bytes, size: int, complete: bool) -> None:
    header = read(octets)
    assert (header.octets, header.complete) == (size, complete)


def test_a_header_beyond_the_first_look() -> None:
    octets = b"A: " + b"x" * 100_000 + b"\r\nMessage-ID: <a@b>\r\n\r\nbody"
    header = read(octets)
    assert (header.octets, header.complete, header.message_id) == (len(octets) - 6, True, "<a@b>")


@pytest.mark.parametrize("octets", [b"A: " + b"x" * 1000, b"A: " + b"x" * 1000 + b"\r\n\r\n"])
def test_a_header_beyond_the_limit(octets: bytes) -> None:
    header = read(octets, limit=500)
    assert (header.octets, header.complete) == (500, False)


def test_fields_at_the_very_beginning_and_end() -> None:
    assert read(b"Message-ID: <a@b>").message_id == "<a@b>"
    assert read(b"Message-ID:").message_id == ""
    assert read(b"X-Message-ID: <a@b>\r\n").message_id == ""


def test_an_identifier_that_is_none() -> None:
    header = read(b"Message-ID: \xff\x1b[31m" + b"x" * 5000 + b"\r\n\r\n")
    assert header.message_id.startswith("\\xff\x1b[31m")
    assert len(header.message_id) < 1002


def test_of_two_the_first_counts() -> None:
    assert read(b"Message-ID: 1\r\nMessage-ID: 2\r\n\r\n").message_id == "1"


@pytest.mark.parametrize(
    ("field", "subject"),
    [
        (b"Subject: hello\r\n", "hello"),
        (b"SUBJECT:  hello\r\n\tworld \r\n", "hello\tworld"),
        (b"Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n", "Grüße"),
        (b"Subject: Gr\xfc\xdfe\r\n", "Grüße"),
        (b"X-Subject: hello\r\n", ""),
        (b"", ""),
    ],
)
def test_a_subject_is_read_where_it_is_asked_for(field: bytes, subject: str) -> None:
    body = Body()
    body.append(field + b"To: b\r\n\r\nSubject: not this\r\n")
    assert trace.read(body, 1_000_000, subject=True).subject == subject
    assert trace.read(body, 1_000_000).subject == ""
