"""Every reply in our own name is one well-formed reply, whatever it quotes (I10)."""

from __future__ import annotations

import pytest

from skygw.relay import refusals
from skygw.smtp import Reply, ReplyReader

OURS = {name: value for name, value in vars(refusals).items() if isinstance(value, Reply)}
HOSTILE = "a\r\n250 injected\r\n\0\x1b[31m\u202e" + "x" * 5000


@pytest.mark.parametrize("name", OURS)
def test_a_constant(name: str) -> None:
    reply = OURS[name]
    assert read(reply.raw) == reply
    if reply.enhanced:
        assert reply.enhanced[0] == str(reply.category)  # RFC 2034, section 4


@pytest.mark.parametrize(
    "reply",
    [
        refusals.not_established(HOSTILE),
        refusals.flawed(HOSTILE),
        refusals.taken("a1-1"),
        refusals.chunk_received(10),
    ],
)
def test_one_that_quotes(reply: Reply) -> None:
    assert read(reply.raw) == reply
    assert reply.raw.count(b"\r\n") == 1
    assert reply.raw.isascii()


def test_a_quotation_is_short() -> None:
    assert len(refusals.not_established("x" * 10_000).raw) < 512


def read(octets: bytes) -> Reply | None:
    reader = ReplyReader()
    reader.receive(octets)
    reply = reader.next_reply()
    assert not reader.pending
    return reply
