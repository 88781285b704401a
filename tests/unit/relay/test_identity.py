from __future__ import annotations

import pytest

from skygw.mail.envelope import Envelope
from skygw.relay import trace
from skygw.relay.body import Body
from skygw.relay.identity import delivery_key

HEADER = b"Received: by a\r\nMessage-ID: <1@contoso.com>\r\n"
NETWORK = b"X-MS-Exchange-CrossTenant-Network-Message-Id: 11111111-2222\r\n"


def key(
    content: bytes,
    sender: bytes = b"a@x",
    to: tuple[bytes, ...] = (b"b@y", b"c@z"),
    tenant: str = "contoso",
    size: int = 1000,
) -> str:
    body = Body()
    for start in range(0, len(content), size):
        body.append(content[start : start + size])
    return delivery_key(tenant, trace.read(body, 1 << 20), Envelope(sender, to), body)


ONE = HEADER + b"\r\nHello\r\n"
EXCHANGE = NETWORK + ONE


@pytest.mark.parametrize(
    "again",
    [
        key(b"Received: by b\r\n" + ONE),  # the next attempt has one more trace field
        key(ONE, to=(b"c@z", b"b@y")),
        key(ONE, to=(b"C@Z", b"b@y", b"b@y")),
        key(ONE, sender=b"A@X"),
        key(ONE, size=1),
    ],
)
def test_every_attempt_has_the_same_key(again: str) -> None:
    assert again == key(ONE)


@pytest.mark.parametrize(
    "other",
    [
        key(ONE, tenant="fabrikam"),
        key(ONE, sender=b"b@x"),
        key(ONE, to=(b"b@y",)),
        key(HEADER.replace(b"1@", b"2@") + b"\r\nHello\r\n"),
        key(HEADER + b"\r\nHullo\r\n"),
        key(EXCHANGE),
    ],
)
def test_another_message_has_another_one(other: str) -> None:
    assert other != key(ONE)


def test_exchange_s_own_id_goes_before_what_a_sender_can_write() -> None:
    assert key(EXCHANGE, sender=b"other@x") == key(EXCHANGE)
    assert key(EXCHANGE.replace(b"<1@", b"<2@")) == key(EXCHANGE)


def test_no_two_lists_read_the_same() -> None:
    assert key(ONE, to=(b"ab@y",)) != key(ONE, to=(b"a@y", b"b@y"))


def test_a_message_that_is_all_header() -> None:
    assert key(b"Subject: x") == key(b"Subject: y", size=1)
    assert len(key(b"")) == 32
