"""When the far side refuses everything because of who we are, new sessions are sent away (decision 3)."""

from __future__ import annotations

from skygw.relay.gateway import Gateway
from tests.support.dialog import go_on, play
from tests.support.legs import Pair, settings

REFUSED_AT_RCPT = """
    -- greeted
    >> MAIL FROM:<a@x>
    => MAIL FROM:<a@x>
    <= 250 ok
    << 250 ok
    >> RCPT TO:<b@y>
    => RCPT TO:<b@y>
    <= 550 5.7.64 TenantAttribution; Relay Access Denied
    << 550 5.7.64 TenantAttribution; Relay Access Denied
    >> RSET
    => RSET
    <= 250 ok
    << 250 ok
"""

SENT_AWAY = "<< 421 4.4.1 The next hop is not available: it refuses us\n-- sender is closed"


class Row:
    """One pair after the other, at one gateway."""

    def __init__(self, threshold: int) -> None:
        self.first = Pair()
        one = self.first
        self.gateway = Gateway(
            clock=one.clock,
            dialer=one,
            budget=one.gateway.budget,
            inspection=one.inspection,
            observer=one.onlooker,
            settings=settings(),
            breaker_threshold=threshold,
        )

    def play(self, transcript: str) -> Pair:
        pair = Pair(gateway=self.gateway)
        self.gateway.dialer = pair
        return play(transcript, pair)

    @property
    def changes(self) -> list[bool]:
        return [event[1] for event in self.first.onlooker.events if event[0] == "breaker"]


def test_refusals_about_the_route_open_it() -> None:
    row = Row(2)
    row.play(REFUSED_AT_RCPT)
    row.play(REFUSED_AT_RCPT)
    assert row.changes == [True]
    pair = row.play(SENT_AWAY)
    assert pair.dialing is None
    assert [event[1] for event in row.first.onlooker.events if event[0] == "refused"] == ["breaker"]


def test_one_session_a_minute_looks_whether_it_is_over() -> None:
    row = Row(1)
    row.play(REFUSED_AT_RCPT)
    row.first.clock.advance(59)
    row.play(SENT_AWAY)
    row.first.clock.advance(1)
    row.play(REFUSED_AT_RCPT)
    row.play(SENT_AWAY)
    row.first.clock.advance(60)
    row.play("-- greeted\n-- enveloped\n-- content under way\n-- passed on")
    assert row.changes == [True, False]
    row.play("-- greeted")


def test_an_acceptance_in_between_ends_the_row() -> None:
    row = Row(2)
    row.play(REFUSED_AT_RCPT)
    row.play("-- greeted\n-- enveloped\n-- content under way\n-- passed on")
    row.play(REFUSED_AT_RCPT)
    assert row.changes == []


def test_refusals_about_a_message_do_not_count() -> None:
    row = Row(1)
    row.play(REFUSED_AT_RCPT.replace("5.7.64", "5.7.1"))
    row.play(REFUSED_AT_RCPT.replace("550 5.7.64", "450 4.7.64"))
    assert row.changes == []


def test_a_refusal_at_mail_counts() -> None:
    row = Row(1)
    pair = row.play("""
        -- greeted
        >> MAIL FROM:<a@x>
        => MAIL FROM:<a@x>
        <= 530 5.7.57 Client not authenticated to send mail
        << 530 5.7.57 Client not authenticated to send mail
    """)
    assert row.changes == [True]
    go_on(">> NOOP\n<< 250 2.0.0 OK", pair)  # whoever is inside stays


def test_a_refusal_at_the_end_counts() -> None:
    row = Row(1)
    row.play("""
        -- greeted
        -- enveloped
        -- content under way
        >> .
        => BDAT 18 LAST
        => Subject: hello
        =>
        <= 550 5.7.750 Service unavailable. Client blocked
        << 550 5.7.750 Service unavailable. Client blocked
    """)
    assert row.changes == [True]


def test_a_message_that_passed_for_somebody_does_not_count() -> None:
    row = Row(1)
    row.play("""
        -- greeted
        -- enveloped
        >> RCPT TO:<c@y>
        => RCPT TO:<c@y>
        <= 550 5.7.68 direct send
        << 550 5.7.68 direct send
        -- content under way
        -- passed on
    """)
    assert row.changes == []
