"""The defaults are those that the RFC and the sender's own patience allow."""

from __future__ import annotations

from skygw.relay.settings import Settings, Timeouts


def test_the_sender_is_given_the_time_that_the_rfc_asks() -> None:
    """RFC 5321, section 4.5.3.2.7 (five minutes for a command) and 4.5.3.2.5 (three for a block of data)."""
    assert Timeouts().command >= 300
    assert Timeouts().data_block >= 180


def test_the_final_reply_comes_before_exchange_gives_up() -> None:
    timeouts = Timeouts()
    assert timeouts.inspection + timeouts.upstream_end_of_data < timeouts.final_reply < 600
    assert timeouts.session < 600


def test_sessions_share_no_state() -> None:
    assert Settings() == Settings()
    assert Settings().scan_header == "X-Skygw-Scan"
