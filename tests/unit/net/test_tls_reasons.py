"""OpenSSL's verdicts in words."""

from __future__ import annotations

from typing import Any

import pytest
from OpenSSL import SSL

from skygw.net.tls.reasons import handshake_failure, parsed, refusal
from tests.support import pki

LEAF = pki.authority().issue("gw.example", not_after=pki.NOW + pki.DAY).certificate
ENDS = f"{LEAF.not_valid_after_utc:%Y-%m-%d %H:%M} UTC"
BEGINS = f"{LEAF.not_valid_before_utc:%Y-%m-%d %H:%M} UTC"

UNREADABLE = "the authority certificate (unreadable) cannot be verified: it is rejected (error 28 at depth 1)"

REFUSALS = [
    (LEAF, 10, 0, f"the certificate expired on {ENDS}"),
    (LEAF, 9, 0, f"the certificate is not valid before {BEGINS}"),
    (LEAF, 10, 1, f"the authority certificate 'CN=gw.example' expired on {ENDS}"),
    (LEAF, 22, 0, "the certificate cannot be verified: its chain is too long (error 22 at depth 0)"),
    (LEAF, 99, 0, "the certificate cannot be verified: OpenSSL refuses it (error 99 at depth 0)"),
    (None, 10, 0, "the certificate cannot be verified: OpenSSL refuses it (error 10 at depth 0)"),
    (None, 28, 1, UNREADABLE),
]


@pytest.mark.parametrize(("certificate", "error", "depth", "text"), REFUSALS)
def test_a_refusal_in_words(certificate: Any, error: int, depth: int, text: str) -> None:
    assert refusal(certificate, error, depth) == text


def test_a_long_subject_is_cut_and_escaped() -> None:
    """It comes from the network and goes to the log."""
    certificate, _ = pki.make("x" * 50 + "\r\n" + "y" * 12)
    text = refusal(certificate, 19, 1)
    assert "\n" not in text
    assert len(text) < 300


class Malformed:
    """A certificate that OpenSSL could read and cryptography cannot."""

    def to_cryptography(self) -> None:
        raise RuntimeError("no such thing")


def test_a_malformed_certificate_is_none() -> None:
    malformed: Any = Malformed()
    assert parsed(malformed) is None


def test_a_failed_handshake_in_words() -> None:
    both = SSL.Error([("SSL routines", "", "one"), ("SSL routines", "", "two")])
    assert handshake_failure(both) == "the TLS handshake failed: one; two"
    assert handshake_failure(ConnectionError()) == "the connection was lost during the TLS handshake"
