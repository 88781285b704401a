"""STARTTLS on both legs: nothing in clear behind it counts, what was said before is forgotten (I19, I20)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.dialog import play
from tests.support.legs import Pair, settings

OPENED = """
    <= 220 far.example
    => EHLO gw.example
    <= 250-far.example
    <= 250 PIPELINING
    << 220 gw.example ESMTP skygw
    >> EHLO sender.example
    << ...
"""

UNAVAILABLE = "421 4.4.1 The next hop is not available"


def serving(**wanted: Any) -> Pair:
    return Pair(settings(starttls=True, **wanted))


def to_far(tls: str) -> Pair:
    return Pair(tls=tls)


# -- the sender's side -----------------------------------------------------------------------------------


def test_the_sender_starts_tls() -> None:
    pair = play(
        f"""
        {OPENED}
        >> STARTTLS
        << 220 2.0.0 Ready to start TLS
        -- sender is under TLS
        >> MAIL FROM:<a@x>
        << 503 5.5.1 Bad sequence of commands
        >> EHLO sender.example
        << 250-gw.example
        << 250-PIPELINING
        << 250 SIZE 157278208          # STARTTLS is not offered again
        >> STARTTLS
        << 503 5.5.1 TLS is already active
        -- enveloped
        >> DATA
        << 354...
        >> .
        => DATA
        <= 354 go
        => .
        <= 250 ok
        << 250 ok
        """,
        serving(),
    )
    assert pair.onlooker.records[0].tls.startswith("TLSv1.3")


def test_tls_is_required() -> None:
    play(
        f"""
        {OPENED}
        >> MAIL FROM:<a@x>
        << 530 5.7.0 Must issue a STARTTLS command first
        >> NOOP
        << 250 2.0.0 OK
        >> BDAT 6 LAST
        >> QUIT
        << 530 5.7.0 Must issue a STARTTLS command first
        >> STARTTLS
        << 220 2.0.0 Ready to start TLS
        -- sender is under TLS
        >> EHLO sender.example
        << ...
        -- enveloped
        """,
        serving(require_tls=True),
    )


@pytest.mark.parametrize("clear", ["EHLO again.example", "\\x16\\x03\\x01\\c", "X\\c"])
def test_clear_text_behind_starttls(clear: str) -> None:
    play(
        f"""
        {OPENED}
        >> STARTTLS
        >> {clear}
        << 554 5.7.0 Nothing may follow STARTTLS in clear
        => QUIT
        <= 221 bye
        -- both are gone
        """,
        serving(),
    )


def test_clear_text_while_a_reply_is_awaited() -> None:
    """The 220 has to wait for the far side; what comes meanwhile came in clear."""
    play(
        f"""
        {OPENED}
        -- enveloped
        >> RSET
        >> STARTTLS
        => RSET
        >> EHLO injected.example
        -- sender is not read
        <= 250 reset
        << 250 reset
        << 220 2.0.0 Ready to start TLS
        => QUIT
        <= 221 bye
        -- both are gone
        """,
        serving(),
    )


def test_the_far_side_goes_before_the_220() -> None:
    play(
        f"""
        {OPENED}
        -- enveloped
        >> RSET
        >> STARTTLS
        => RSET
        -- far closes
        << 421 4.4.2 The next hop closed the connection; try again later
        -- both are gone
        """,
        serving(),
    )


def test_starttls_in_a_transaction() -> None:
    play(
        f"""
        {OPENED}
        -- enveloped
        >> STARTTLS
        << 503 5.5.1 Bad sequence of commands
        """,
        serving(),
    )


def test_the_handshake_fails() -> None:
    play(
        f"""
        {OPENED}
        >> STARTTLS
        << 220 2.0.0 Ready to start TLS
        -- handshake fails at the sender
        => QUIT
        <= 221 bye
        -- both are gone
        """,
        serving(),
    )


def test_the_handshake_takes_too_long() -> None:
    play(
        f"""
        {OPENED}
        >> STARTTLS
        << 220 2.0.0 Ready to start TLS
        -- after 300 s
        << 421 4.4.2 Nothing heard for too long
        => QUIT
        <= 221 bye
        -- both are gone
        """,
        serving(),
    )


# -- the far side ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("tls", ["required", "opportunistic"])
def test_the_far_leg_is_put_under_tls(tls: str) -> None:
    play(
        """
        <= 220 far.example
        => EHLO gw.example
        <= 250-far.example
        <= 250-CHUNKING                # a lie that was told in clear
        <= 250 STARTTLS
        => STARTTLS
        <= 220 2.0.0 go
        -- far is under TLS
        => EHLO gw.example
        <= 250-far.example
        <= 250 SIZE 20000
        << 220 gw.example ESMTP skygw
        >> EHLO sender.example
        << 250-gw.example
        << 250 SIZE 11808
        """,
        to_far(tls),
    )


def test_no_starttls_is_offered() -> None:
    play(
        f"""
        <= 220 far.example
        => EHLO gw.example
        <= 250-far.example
        <= 250 CHUNKING
        << {UNAVAILABLE}: the far server offers no STARTTLS, and TLS is required
        -- both are gone
        """,
        to_far("required"),
    )


def test_no_starttls_is_offered_and_none_is_required() -> None:
    play(
        """
        <= 220 far.example
        => EHLO gw.example
        <= 250 far.example
        << 220 gw.example ESMTP skygw
        """,
        to_far("opportunistic"),
    )


@pytest.mark.parametrize("reply", ["454 4.7.0 not now", "500 what?", "250 not 220", "421 bye"])
@pytest.mark.parametrize("tls", ["required", "opportunistic"])
def test_starttls_is_refused(tls: str, reply: str) -> None:
    play(
        f"""
        <= 220 far.example
        => EHLO gw.example
        <= 250-far.example
        <= 250 STARTTLS
        => STARTTLS
        <= {reply}
        << {UNAVAILABLE}: STARTTLS: {reply}
        -- both are gone
        """,
        to_far(tls),
    )


@pytest.mark.parametrize("injected", ["250 injected", "250-injected", "2\\c", "220 go\\c"])
def test_replies_injected_behind_the_220(injected: str) -> None:
    play(
        f"""
        <= 220 far.example
        => EHLO gw.example
        <= 250-far.example
        <= 250 STARTTLS
        => STARTTLS
        <= 220 2.0.0 go
        <= {injected}
        << {UNAVAILABLE}: clear text behind the reply to STARTTLS
        -- both are gone
        """,
        to_far("required"),
    )


@pytest.mark.parametrize("tls", ["required", "opportunistic"])
def test_the_far_certificate_is_wrong(tls: str) -> None:
    play(
        f"""
        <= 220 far.example
        => EHLO gw.example
        <= 250-far.example
        <= 250 STARTTLS
        => STARTTLS
        <= 220 2.0.0 go
        -- handshake fails at the far side
        << {UNAVAILABLE}: TLS: the certificate has expired
        -- both are gone
        """,
        to_far(tls),
    )


def test_the_far_side_goes_in_the_handshake() -> None:
    pair = play(
        f"""
        <= 220 far.example
        => EHLO gw.example
        <= 250-far.example
        <= 250 STARTTLS
        => STARTTLS
        <= 220 2.0.0 go
        -- handshake fails at the far side
        << {UNAVAILABLE}: ...
        -- both are gone
        """,
        to_far("required"),
    )
    pair.upstream.lost("gone as well")
    assert pair.sender.written == b""


def test_ehlo_under_tls_is_refused() -> None:
    play(
        f"""
        <= 220 far.example
        => EHLO gw.example
        <= 250-far.example
        <= 250 STARTTLS
        => STARTTLS
        <= 220 2.0.0 go
        -- far is under TLS
        => EHLO gw.example
        <= 550 5.7.506 bad name
        << {UNAVAILABLE}: EHLO: 550 5.7.506 bad name
        -- both are gone
        """,
        to_far("required"),
    )


def test_the_sender_goes_in_the_handshake() -> None:
    play(
        """
        <= 220 far.example
        => EHLO gw.example
        <= 250-far.example
        <= 250 STARTTLS
        => STARTTLS
        -- sender goes
        -- far is aborted
        """,
        to_far("required"),
    )
