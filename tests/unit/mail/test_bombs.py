"""Messages made to cost much: the steps are counted, and must not grow out of proportion with the size."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from skygw.mail.gate import read_leaf, structural_doubts
from skygw.mail.parts import Message, walk
from skygw.mail.views import union
from skygw.mail.work import PRICE, Work
from tests.support.steps import steps


def nested(count: int) -> bytes:
    return b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d-"\r\n\r\n--b%d-\r\n' % (level, level)
        for level in range(count)
    )


def continuations(count: int) -> bytes:
    """A file name in sections, and the boundary too (RFC 2231, section 3)."""
    name = b"".join(b"; name*%d*=%%41" % number for number in range(count))
    return b"Content-Type: multipart/mixed" + name + name.replace(b"name", b"boundary") + b"\r\n\r\nx\r\n"


def fields(count: int) -> bytes:
    return b"Subject: x\r\n" * count + b"\r\n"


def folds(count: int) -> bytes:
    return b"Content-Type: text/plain;\r\n" + b" a=b;\r\n" * count + b"\r\n"


def one_line(count: int) -> bytes:
    return b"Content-Type: text/plain; " + b"a" * 10 * count + b"\r\n\r\n"


def same_boundary(count: int) -> bytes:
    return b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" * count


def parts(count: int) -> bytes:
    return b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * count


def false_delimiters(count: int) -> bytes:
    return b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"x--b --b\r\n" * count


def messages(count: int) -> bytes:
    return b"Content-Type: message/rfc822\r\n\r\n" * count


def comments(count: int) -> bytes:
    return b"Content-Type: " + b"(" * count + b")" * count + b"text/plain\r\n\r\n"


def encoded_words(count: int) -> bytes:
    return b"Subject: " + b"=?utf-8?q?=41?= " * count + b"\r\n\r\n"


BOMBS = [
    nested, continuations, fields, folds, one_line, same_boundary, parts, false_delimiters, messages,
    comments, encoded_words,
]  # fmt: skip


def gated(octets: bytes) -> tuple[Message, tuple[str, ...]]:
    message = walk(octets)
    doubts = structural_doubts(octets, message)
    for part in message.leaves:
        read_leaf(octets, part)
    return message, doubts


@pytest.mark.parametrize("bomb", BOMBS)
def test_four_times_the_size_is_not_more_than_six_times_the_steps(bomb: Callable[[int], bytes]) -> None:
    """Quadratic work would be sixteen times as much."""
    small, large = bomb(1000), bomb(4000)
    gated(small)  # what is done once only is done
    assert steps(lambda: gated(large)) <= 6 * steps(lambda: gated(small)) + 1000


def test_5000_multiparts_inside_each_other() -> None:
    octets = nested(5000)
    message, doubts = gated(octets)
    assert max(part.depth for part in message.parts) == 50
    assert "limit-depth" in doubts
    assert message.parts[-1].limited
    assert steps(lambda: gated(octets)) < 50_000


def test_10000_sections_of_a_parameter() -> None:
    octets = continuations(10_000)
    assert "boundary-twice" in gated(octets)[1]
    assert steps(lambda: [part.names for part in gated(octets)[0].parts]) < 150_000


def test_huge_headers() -> None:
    octets = fields(500_000)
    message, doubts = gated(octets)
    assert message.parts[0].limited
    assert message.parts[0].header.body <= 1 << 20
    assert {"limit-header", "fields-too-many"} <= set(doubts)
    assert steps(lambda: gated(octets)) < 2_000_000


@pytest.mark.parametrize("bomb", BOMBS)
def test_the_union_ends_with_its_budget(bomb: Callable[[int], bytes]) -> None:
    octets = bomb(20_000)
    work = Work(1 << 20)
    given = []
    count = steps(lambda: given.extend(union(octets, work)))
    assert sum(len(view.octets) for view in given) <= 1 << 20
    assert len(given) <= (1 << 20) // PRICE
    # The budget pays for octets and calls alike: 64 octets for a call, 16 times the budget at the most.
    assert count < (1 << 20)
