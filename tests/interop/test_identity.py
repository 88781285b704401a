"""Two hundred messages through Postfix, the gateway and a far side: only declared fields are put before them.

What the gateway got is known exactly: in clear it was recorded on the way, under TLS it is what was posted
behind the one field that Postfix put before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.interop.conftest import GATEWAY_NAME, RECEIVER_NAME, Certificates
from tests.support.farside import FarSide, Kept
from tests.support.gateway import Gateway
from tests.support.identity import by_number, crlf, fields_before, number_of
from tests.support.mailbag import Letter, letters, post
from tests.support.postfix import Arrival, Postfix
from tests.support.tee import Tee, Transaction
from tests.support.waiting import wait_for

pytestmark = [pytest.mark.interop, pytest.mark.usefixtures("postfix_programs")]

COUNT = 200
DECLARED = ["Received", "X-Skygw-Scan"]
TIMEOUT = 240.0

#: Scope of everything: each message is inspected.  Monitor: nothing comes of it.
WATCHED = {
    "cards.yaml": """
version: 1
policies:
  - name: Payment cards
    mode: monitor
    rules:
      - severity: minor
        all:
          - data_identifier: {type: credit_card, min: 1}
    responses:
      minor: {action: block, text: "never said"}
"""
}

TLS_ONWARD = {"tls": "required", "verify_name": RECEIVER_NAME}


def onward_settings(certificates: Certificates | None) -> dict[str, dict[str, object]]:
    """STARTTLS on both legs, required, when there are certificates."""
    if certificates is None:
        return {}
    return {
        "inbound": {
            "require_tls": True,
            "certificate": str(certificates.gateway.certificate),
            "key": str(certificates.gateway.key),
        },
        "upstream": {**TLS_ONWARD, "ca": str(certificates.ca)},
    }


def sender_settings(certificates: Certificates | None) -> dict[str, str]:
    """A Postfix that goes on only with a gateway whose certificate carries the right name."""
    if certificates is None:
        return {}
    return {
        "smtp_tls_security_level": "secure",
        "smtp_tls_secure_cert_match": GATEWAY_NAME,
        "smtp_tls_CAfile": str(certificates.ca),
    }


def scanned(letter: Letter) -> str:
    """Where a policy looks for something, an attachment that cannot be read is a doubt, and marked as one."""
    return "completed" if letter.readable else "failed"


def skipped(_: Letter) -> str:
    """Where no policy looks for anything."""
    return "skipped"


Status = Callable[[Letter], str]


def check_octets(
    given: list[Letter], got: dict[int | None, bytes], gave: dict[int | None, bytes], status: Status
) -> None:
    """Each letter arrived, once, and differs from what the gateway got by the declared fields alone."""
    assert set(got) == set(gave) == {letter.number for letter in given}
    for letter in given:
        before = [name for name, _ in fields_before(got[letter.number], letter.octets)]
        assert before == ["Received"], "what Postfix put before it"
        ours = fields_before(gave[letter.number], got[letter.number])
        assert sorted(name for name, _ in ours) == DECLARED
        fields = dict(ours)
        assert fields["X-Skygw-Scan"] == f"X-Skygw-Scan: {status(letter)}\r\n".encode()
        assert f"by {GATEWAY_NAME} ".encode() in fields["Received"]
        assert b"far.example" not in fields["Received"], "a recipient shows in Received"


def check_log(gateway: Gateway, given: list[Letter], status: Status) -> None:
    """One line for each message, which says what both ends were told."""
    lines = gateway.wait_for_event("message", len(given))
    assert len(lines) == len(given)
    assert {(line["inbound_code"], line["upstream_code"]) for line in lines} == {(250, 250)}
    statuses = {line["message_id"]: line["scan_status"] for line in lines}
    assert statuses == {f"<letter-{letter.number:06d}@interop.example>": status(letter) for letter in given}


def behind_received(given: Iterable[Letter], gave: dict[int | None, bytes]) -> dict[int | None, bytes]:
    """What the gateway got, where TLS hides it: each letter with the last field before it, Postfix's own."""
    got: dict[int | None, bytes] = {}
    for letter in given:
        name, field = fields_before(gave[letter.number], letter.octets)[-1]
        assert name == "Received"
        assert b"\tby sender.interop.example (Postfix)" in field
        got[letter.number] = field + letter.octets
    return got


class TestToTheRehearsalServer:
    """The far side keeps exactly the octets that came, and the commands of the envelope."""

    def test_in_clear(self, tmp_path: Path) -> None:
        given = list(letters(COUNT, seed=11))
        with ExitStack() as stack:
            far = stack.enter_context(FarSide(tmp_path / "far"))
            gateway = stack.enter_context(Gateway(far.port, policies=WATCHED))
            tee = stack.enter_context(Tee(gateway.port, tmp_path / "tee"))
            sender = stack.enter_context(Postfix.sender(tee.port))
            post(sender.port, given)
            kept = far.wait_for_messages(COUNT, TIMEOUT)
            wait_for(sender.queue_is_empty, "the sender's queue to be empty", evidence=sender.log)
            check_log(gateway, given, scanned)
            seen = tee.transactions()
        got, gave = (by_number(one.octets for one in ones) for ones in (seen, kept))
        check_octets(given, got, gave, scanned)
        self.check_envelopes(seen, kept)
        assert {one.tls for one in kept} == {""}
        assert {one.by for one in kept} == {"BDAT"}

    def test_with_starttls_on_both_legs(self, tmp_path: Path, certificates: Certificates) -> None:
        given = list(letters(COUNT, seed=12))
        receiver = certificates.receiver
        with ExitStack() as stack:
            far = stack.enter_context(
                FarSide(tmp_path / "far", certificate=receiver.certificate, key=receiver.key)
            )
            gateway = stack.enter_context(Gateway(far.port, onward_settings(certificates), WATCHED))
            sender = stack.enter_context(
                Postfix.sender(gateway.port, settings=sender_settings(certificates))
            )
            post(sender.port, given)
            kept = far.wait_for_messages(COUNT, TIMEOUT)
            wait_for(sender.queue_is_empty, "the sender's queue to be empty", evidence=sender.log)
            check_log(gateway, given, scanned)
            assert "Verified TLS connection established to" in sender.log()
        gave = by_number(one.octets for one in kept)
        check_octets(given, behind_received(given, gave), gave, scanned)
        assert all(one.tls.startswith("TLSv1.") for one in kept)

    def test_by_data_onward(self, tmp_path: Path) -> None:
        given = list(letters(40, seed=13))
        with ExitStack() as stack:
            far = stack.enter_context(FarSide(tmp_path / "far"))
            gateway = stack.enter_context(Gateway(far.port, {"upstream": {"prefer_bdat": False}}, WATCHED))
            tee = stack.enter_context(Tee(gateway.port, tmp_path / "tee"))
            sender = stack.enter_context(Postfix.sender(tee.port))
            post(sender.port, given)
            kept = far.wait_for_messages(len(given), TIMEOUT)
            wait_for(sender.queue_is_empty, "the sender's queue to be empty", evidence=sender.log)
            seen = tee.transactions()
        got, gave = (by_number(one.octets for one in ones) for ones in (seen, kept))
        check_octets(given, got, gave, scanned)
        self.check_envelopes(seen, kept)
        assert {one.by for one in kept} == {"DATA"}

    @staticmethod
    def check_envelopes(seen: list[Transaction], kept: list[Kept]) -> None:
        """Addresses and parameters (SIZE, BODY, SMTPUTF8, ORCPT) go onward octet for octet, in order."""
        came = {number_of(one.octets): (one.mail, one.recipients) for one in seen}
        went = {number_of(one.octets): (one.mail, one.rcpts) for one in kept}
        assert went == came


class TestToPostfix:
    """The far side is a mail server that everybody knows."""

    def test_in_clear(self, tmp_path: Path) -> None:
        given = list(letters(COUNT, seed=14))
        with ExitStack() as stack:
            receiver = stack.enter_context(Postfix.receiver())
            gateway = stack.enter_context(Gateway(receiver.port))
            tee = stack.enter_context(Tee(gateway.port, tmp_path / "tee"))
            sender = stack.enter_context(Postfix.sender(tee.port))
            post(sender.port, given)
            arrived = receiver.wait_for_arrivals(COUNT, TIMEOUT)
            wait_for(sender.queue_is_empty, "the sender's queue to be empty", evidence=sender.log)
            check_log(gateway, given, skipped)
            seen = tee.transactions()
        check_octets(given, by_number(one.octets for one in seen), self.taken(arrived), skipped)
        self.check_envelopes(given, arrived)

    def test_with_starttls_on_both_legs(self, certificates: Certificates) -> None:
        given = list(letters(COUNT, seed=15))
        identity = certificates.receiver
        with ExitStack() as stack:
            receiver = stack.enter_context(
                Postfix.receiver(certificate=identity.certificate, key=identity.key)
            )
            gateway = stack.enter_context(Gateway(receiver.port, onward_settings(certificates)))
            sender = stack.enter_context(
                Postfix.sender(gateway.port, settings=sender_settings(certificates))
            )
            post(sender.port, given)
            arrived = receiver.wait_for_arrivals(COUNT, TIMEOUT)
            wait_for(sender.queue_is_empty, "the sender's queue to be empty", evidence=sender.log)
            check_log(gateway, given, skipped)
            assert "Verified TLS connection established to" in sender.log()
            assert "TLS connection established from" in receiver.log()
        gave = self.taken(arrived)
        check_octets(given, behind_received(given, gave), gave, skipped)
        self.check_envelopes(given, arrived)

    @staticmethod
    def taken(arrived: list[Arrival]) -> dict[int | None, bytes]:
        """What the receiver took, less the one field that it put before it."""
        taken: dict[int | None, bytes] = {}
        for number, octets in by_number(crlf(one.octets) for one in arrived).items():
            first, rest = split_first_field(octets)
            assert first.startswith(b"Received: from gateway.interop.example")
            taken[number] = rest
        return taken

    @staticmethod
    def check_envelopes(given: list[Letter], arrived: list[Arrival]) -> None:
        """Every recipient, once."""
        came = {number_of(one.octets): (one.sender, sorted(one.recipients)) for one in arrived}
        assert came == {letter.number: (letter.sender, sorted(letter.recipients)) for letter in given}


def split_first_field(octets: bytes) -> tuple[bytes, bytes]:
    """A message as its first header field and the rest."""
    end = octets.index(b"\r\n") + 2
    while octets[end : end + 1] in (b" ", b"\t"):
        end = octets.index(b"\r\n", end) + 2
    return octets[:end], octets[end:]
