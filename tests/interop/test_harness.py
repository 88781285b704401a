"""The harness without a gateway: what two Postfixes do by themselves, so that it is not blamed on us."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest

from tests.support.identity import by_number, crlf, fields_before, number_of
from tests.support.mailbag import letters, post
from tests.support.postfix import Postfix
from tests.support.tee import Tee, transactions
from tests.support.waiting import wait_for

pytestmark = pytest.mark.interop
needs_postfix = pytest.mark.usefixtures("postfix_programs")


@needs_postfix
def test_postfix_to_postfix_adds_one_received_each_and_nothing_else(tmp_path: Path) -> None:
    given = list(letters(40, seed=3))
    with (
        Postfix.receiver() as receiver,
        Tee(receiver.port, tmp_path / "tee") as tee,
        Postfix.sender(tee.port) as sender,
    ):
        post(sender.port, given)
        arrived = receiver.wait_for_arrivals(len(given))
        wait_for(sender.queue_is_empty, "the sender's queue to be empty", evidence=sender.log)
        seen = by_number(transaction.octets for transaction in tee.transactions())
    came = by_number(crlf(arrival.octets) for arrival in arrived)
    assert set(came) == set(seen) == {letter.number for letter in given}
    for letter in given:
        between = fields_before(seen[letter.number], letter.octets)
        assert [name for name, _ in between] == ["Received"]
        after = fields_before(came[letter.number], letter.octets)
        assert [name for name, _ in after] == ["Received", "Received"]
    envelopes = {number_of(arrival.octets): (arrival.sender, set(arrival.recipients)) for arrival in arrived}
    assert envelopes == {letter.number: (letter.sender, set(letter.recipients)) for letter in given}


@needs_postfix
def test_a_refusal_of_the_receiver_is_in_the_senders_log() -> None:
    refused = {"gone@far.example": "550 5.1.1 moved away, ask (0x2a)"}
    with Postfix.receiver(refused=refused) as receiver, Postfix.sender(receiver.port) as sender:
        letter = next(letters(1, seed=3))
        post(sender.port, [attrs.evolve(letter, recipients=("gone@far.example",))])
        line = sender.wait_for_log("status=bounced")
    assert "550 5.1.1 <gone@far.example>: Recipient address rejected: moved away, ask (0x2a)" in line


@pytest.mark.parametrize(
    ("content", "octets"),
    [
        (b"a: b\r\n\r\n..\r\n.\r\n", b"a: b\r\n\r\n.\r\n"),
        (b".\r\n", b""),  # nothing at all
        (b"...\r\n\r\n.\r\n", b"..\r\n\r\n"),  # a dot in the first octet
    ],
)
def test_the_tee_reads_a_session(content: bytes, octets: bytes) -> None:
    envelope = b"MAIL FROM:<a@b> SIZE=3\r\nRCPT TO:<c@d>\r\nRCPT TO:<e@f>\r\n"
    (transaction,) = transactions(b"EHLO x\r\n" + envelope + b"DATA\r\n" + content + b"QUIT\r\n")
    assert transaction.mail == b"MAIL FROM:<a@b> SIZE=3"
    assert transaction.recipients == (b"RCPT TO:<c@d>", b"RCPT TO:<e@f>")
    assert transaction.octets == octets


CAME = b"Received: from x\r\n\tby y\r\nSubject: z\r\n\r\n.\r\nbody\r\n"


def test_fields_that_were_put_before_a_message() -> None:
    onward = b"Received: a\r\n b\r\nX-Skygw-Scan: completed\r\n" + CAME
    assert [name for name, _ in fields_before(onward, CAME)] == ["Received", "X-Skygw-Scan"]
    assert fields_before(CAME, CAME) == []


@pytest.mark.parametrize(
    "onward",
    [
        b"X: y\r\n" + CAME.replace(b"\n.\r", b"\n..\r"),  # a dot too many
        b"X: y\r\n" + CAME[:-2],  # the last line end is gone
        b"X: y\r\n" + CAME.replace(b"z", b"Z"),
        b"X: y\r\n\r\n" + CAME,  # the header ends before the message begins
        b"X: y\n" + CAME,
        b"",
    ],
)
def test_a_message_that_was_changed_is_seen(onward: bytes) -> None:
    with pytest.raises(AssertionError, match=r"octets got|not header fields"):
        fields_before(onward, CAME)
