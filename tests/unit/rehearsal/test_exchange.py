"""What Exchange refuses by itself."""

from __future__ import annotations

import pytest

from skygw.rehearsal.exchange import Exchange

NOTHING = Exchange(
    max_recipients_per_domain=0,
    max_messages_per_session=0,
    max_sessions_per_source=0,
    idle_timeout=0,
    session_timeout=0,
    max_received=0,
)


def _code(reply: bytes | None) -> bytes:
    return b" ".join(reply.split()[:2]) if reply is not None else b""


def test_limits_are_reached_and_not_passed() -> None:
    exchange = Exchange()
    assert exchange.refuse_connection(20) is None
    assert _code(exchange.refuse_connection(21)) == b"421 4.3.2"
    assert exchange.refuse_mail(messages=20, in_a_minute=999) is None
    assert _code(exchange.refuse_mail(messages=21, in_a_minute=1)) == b"421 4.4.2"
    assert exchange.refuse_rcpt(of_domain=200, names=()) is None
    assert _code(exchange.refuse_rcpt(of_domain=201, names=())) == b"452 4.5.3"


def test_throttling() -> None:
    exchange = Exchange(max_messages_per_minute=3)
    assert exchange.refuse_mail(messages=1, in_a_minute=3) is None
    assert _code(exchange.refuse_mail(messages=1, in_a_minute=4)) == b"451 4.7.500"


def test_0_switches_off() -> None:
    assert NOTHING.refuse_connection(10**6) is None
    assert NOTHING.refuse_mail(messages=10**6, in_a_minute=10**6) is None
    assert NOTHING.refuse_rcpt(of_domain=10**6, names=()) is None
    assert NOTHING.refuse_message(b"Received: x\r\n" * 1000) is None


@pytest.mark.parametrize(
    ("names", "accepted"),
    [
        ((), False),  # no certificate
        (("other.example",), False),
        (("other.example", "DLP.Contoso.example"), True),
        (("*.dlp.contoso.example",), True),
        (("x.dlp.contoso.example",), False),
    ],
)
def test_attribution_goes_by_the_certificates_name(names: tuple[str, ...], accepted: bool) -> None:
    exchange = Exchange(accepted_domains=("dlp.contoso.example",))
    reply = exchange.refuse_rcpt(of_domain=1, names=names)
    assert _code(reply) == (b"" if accepted else b"550 5.7.64")


def test_hops_are_counted_in_the_header_alone() -> None:
    exchange = Exchange(max_received=2)
    hop = b"Received: from a\r\n\tby b\r\n"
    assert exchange.refuse_message(hop * 2 + b"\r\n" + hop * 5) is None
    assert exchange.refuse_message(hop * 2 + b"X-Received: no\r\n\r\n") is None
    assert _code(exchange.refuse_message(b"received: x\r\n" + hop * 2 + b"\r\n")) == b"554 5.4.14"
    assert _code(exchange.refuse_message(hop * 3)) == b"554 5.4.14"  # no body at all
