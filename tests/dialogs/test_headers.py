"""The fields that we put before a message, each once and nothing else changed (I13)."""

from __future__ import annotations

from skygw.relay.settings import Settings
from tests.support.dialog import play
from tests.support.legs import Pair, ScriptedInspection, headed, settings


def test_all_of_them() -> None:
    pair = Pair(Settings(hostname="gw.example"), ScriptedInspection(asked=True))
    pair.inspection.verdict = headed(("X-DLP", "encrypt"), ("X-Second", "b"))
    play(
        """
        -- greeted
        -- enveloped
        -- content under way
        >> .
        -- report
        => BDAT ... LAST
        => Received: from sender.example ([192.0.2.9])
        => \\x09by gw.example with ESMTP id ...;
        => \\x09Mon, 24 Nov 2025 16:00:00 -0000
        => X-Skygw-Scan: completed
        => X-DLP: encrypt
        => X-Second: b
        => Subject: hello
        =>
        <= 250 queued
        << 250 queued
        """,
        pair,
    )


def test_under_tls_and_with_international_addresses() -> None:
    pair = Pair(Settings(hostname="gw.example"))
    pair.sender.tls = "TLSv1.3"
    play(
        """
        -- greeted
        >> MAIL FROM:<\\xc3\\xa9@x> SMTPUTF8
        => MAIL FROM:<\\xc3\\xa9@x> SMTPUTF8
        <= 250 ok
        << 250 ok
        >> RCPT TO:<b@y>
        => RCPT TO:<b@y>
        <= 250 ok
        << 250 ok
        -- content under way
        >> .
        => BDAT ... LAST
        => Received: from sender.example ([192.0.2.9])
        => \\x09by gw.example with UTF8SMTPS id ...;
        => ...
        <= 250 queued
        << 250 queued
        """,
        pair,
    )


def test_helo_and_a_name_that_is_none() -> None:
    play(
        """
        -- greeted
        >> HELO \\xff<script>(x)
        << 250 gw.example
        -- enveloped
        -- content under way
        >> .
        => BDAT ... LAST
        => Received: from ??script??x? ([192.0.2.9])
        => \\x09by gw.example with SMTP id ...;
        => ...
        <= 250 queued
        << 250 queued
        """,
        Pair(Settings(hostname="gw.example")),
    )


def test_the_name_dies_with_starttls() -> None:
    play(
        """
        -- greeted
        >> STARTTLS
        << 220...
        -- sender is under TLS
        >> HELO other.example
        << 250 gw.example
        -- enveloped
        -- content under way
        >> .
        => BDAT ... LAST
        => Received: from other.example ([192.0.2.9])
        => \\x09by gw.example with SMTP id ...;
        => ...
        <= 250 queued
        << 250 queued
        """,
        Pair(Settings(hostname="gw.example", starttls=True)),
    )


def test_none_of_them() -> None:
    play("-- greeted\n-- enveloped\n-- content under way\n-- passed on")


def test_the_scan_header_has_the_name_that_was_chosen() -> None:
    play(
        """
        -- greeted
        -- enveloped
        -- content under way
        >> .
        => BDAT 36 LAST
        => X-Other: skipped
        => Subject: hello
        =>
        <= 250 ok
        << 250 ok
        """,
        Pair(settings(scan_header="X-Other")),
    )
