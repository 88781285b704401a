"""Refusals of the far side stand in the sender's log word for word; what was put off comes through later."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import attrs
import pytest

from tests.support.farside import FarSide
from tests.support.gateway import TENANT_DOMAIN, Gateway
from tests.support.mailbag import Letter, compose, post
from tests.support.postfix import Postfix
from tests.support.waiting import wait_for

pytestmark = [pytest.mark.interop, pytest.mark.usefixtures("postfix_programs")]

#: Octets that a careless relay would change: two blanks, brackets, quotes, an unknown enhanced code.
ODD = "odd  text <x@y> \"q\" 'a' [b] {c} \\\\ ~#%&*;"


def letter(recipient: str, number: int = 1) -> Letter:
    """A small message; the null reverse-path keeps Postfix from sending bounces through the gateway."""
    return Letter(number, "", (recipient,), compose(number, b"\r\nhello\r\n", 0))


@attrs.frozen
class Line:
    """The three servers in a row."""

    far: FarSide
    gateway: Gateway
    sender: Postfix

    def post(self, recipient: str, number: int = 1) -> None:
        post(self.sender.port, [letter(recipient, number)])


@contextmanager
def line(folder: Path, stages: Mapping[str, Any]) -> Iterator[Line]:
    """A far side that does what ``stages`` say, the gateway before it, Postfix before that."""
    with (
        FarSide(folder / "far", stages) as far,
        Gateway(far.port) as gateway,
        Postfix.sender(gateway.port) as sender,
    ):
        yield Line(far, gateway, sender)


def said(text: str, command: str) -> str:
    """How Postfix logs a reply (it joins the lines of one)."""
    return f"said: {text} (in reply to {command})"


def test_of_a_recipient(tmp_path: Path) -> None:
    replies = {
        "gone@far.example": f"550 5.1.1 {ODD}",
        "many@far.example": "550-5.7.999 first  line\n550 5.7.999 second line",
        "bare@far.example": "554",
        "busy@far.example": f"451 4.7.500 Server busy. {ODD} (AS77713121)",
        "full@far.example": "452-4.2.2 full\n452-4.2.2\n452 4.2.2 really",
    }
    steps = [{"for": address, "reply": reply} for address, reply in replies.items()]
    with line(tmp_path, {"rcpt": steps}) as servers:
        for number, (address, reply) in enumerate(replies.items()):
            servers.post(address, number)
            logged = servers.sender.wait_for_log(f"to=<{address}>")
            wanted = reply.replace("\\\\", "\\").replace("\n", " ")
            assert said(wanted, "RCPT TO command") in logged
            assert ("status=bounced" if reply.startswith("5") else "status=deferred") in logged
        assert servers.far.messages() == []


def test_of_one_recipient_among_others(tmp_path: Path) -> None:
    stages = {"rcpt": [{"for": "gone@*", "reply": "550 5.1.1 who?"}]}
    with line(tmp_path, stages) as servers:
        both = attrs.evolve(letter("gone@far.example"), recipients=("gone@far.example", "here@far.example"))
        post(servers.sender.port, [both])
        logged = servers.sender.wait_for_log("to=<gone@far.example>")
        assert said("550 5.1.1 who?", "RCPT TO command") in logged
        assert "status=sent (250 " in servers.sender.wait_for_log("to=<here@far.example>")
        (kept,) = servers.far.wait_for_messages(1)
        assert [rcpt.partition(b" ORCPT=")[0] for rcpt in kept.rcpts] == [b"RCPT TO:<here@far.example>"]


def test_of_the_sender(tmp_path: Path) -> None:
    stages = {"mail": [f"550 5.7.1 {ODD}", "421 4.3.2 shutting  down", "250 2.1.0 fine now"]}
    with line(tmp_path, stages) as servers:
        servers.post("first@far.example", 1)
        logged = servers.sender.wait_for_log("to=<first@far.example>")
        assert said(f"550 5.7.1 {ODD}".replace("\\\\", "\\"), "MAIL FROM command") in logged
        servers.post("second@far.example", 2)
        logged = servers.sender.wait_for_log("to=<second@far.example>")
        assert said("421 4.3.2 shutting  down", "MAIL FROM command") in logged
        assert "status=deferred" in logged


def test_of_the_message(tmp_path: Path) -> None:
    """The last word is the far side's, whatever it says to the end of data."""
    replies = [
        f"550 5.6.0 {ODD}",
        "554-5.7.1 first  line\n554 5.7.1 second line",
        f"451 4.3.0 {ODD}",
        "250-2.6.0 <a@b> [InternalId=1]\n250 2.6.0 Queued  mail for delivery",
    ]
    # Postfix speaks DATA; onward the gateway speaks BDAT, whose last chunk has the end's reply.
    with line(tmp_path, {"end_of_data": replies}) as servers:
        for number, reply in enumerate(replies):
            servers.post(f"number-{number}@far.example", number)
            logged = servers.sender.wait_for_log(f"to=<number-{number}@far.example>")
            text = reply.replace("\\\\", "\\").replace("\n", " ")
            if reply.startswith("250"):
                assert f"status=sent ({text})" in logged
            else:
                assert said(text, "end of DATA command") in logged
        assert [kept.accepted for kept in servers.far.wait_for_messages(4)] == [False, False, False, True]
        codes = [event["upstream_code"] for event in servers.gateway.wait_for_event("message", 4)]
        assert codes == [550, 554, 451, 250]


def test_what_was_put_off_comes_through_at_the_next_try(tmp_path: Path) -> None:
    with line(tmp_path, {"end_of_data": ["451 4.3.0 not now", "250 2.6.0 now"]}) as servers:
        servers.post("later@far.example")
        servers.sender.wait_for_log("status=deferred")
        servers.sender.flush()
        assert "status=sent (250 2.6.0 now)" in servers.sender.wait_for_log("status=sent")
        wait_for(servers.sender.queue_is_empty, "the queue to be empty", evidence=servers.sender.log)
        first, second = servers.far.wait_for_messages(2)
        assert (first.accepted, second.accepted) == (False, True)


def test_nobody_at_the_far_side_is_a_reason_to_wait(tmp_path: Path) -> None:
    with FarSide(tmp_path / "far") as far:
        port = far.port
    with Gateway(port) as gateway, Postfix.sender(gateway.port) as sender:
        post(sender.port, [letter("later@far.example")])
        logged = sender.wait_for_log("to=<later@far.example>")
        assert "status=deferred" in logged
        assert "refused to talk to me: 421 4." in logged


def test_what_postfix_refuses(tmp_path: Path) -> None:
    refused = {"gone@far.example": "550 5.1.1 moved  away", "busy@far.example": "450 4.2.1 mailbox busy"}
    with (
        Postfix.receiver(refused=refused) as receiver,
        Gateway(receiver.port) as gateway,
        Postfix.sender(gateway.port) as sender,
    ):
        for number, (address, reply) in enumerate(refused.items()):
            post(sender.port, [letter(address, number)])
            logged = sender.wait_for_log(f"to=<{address}>")
            code, text = reply[:9], reply[10:]
            wanted = f"{code} <{address}>: Recipient address rejected: {text}"
            assert said(wanted, "RCPT TO command") in logged


def test_a_policy_refuses(tmp_path: Path) -> None:
    """Block: the far side never sees the message, and the author is told why by their own server."""
    policy = """
version: 1
policies:
  - name: Secrets
    mode: enforce
    scope: {recipients: external}
    rules:
      - severity: critical
        any:
          - keyword: {words: [hello], min: 1}
    responses:
      critical: {action: block, text: "Not by mail. Help: https://dlp.interop.example"}
"""
    with (
        FarSide(tmp_path / "far") as far,
        Gateway(far.port, policies={"secrets.yaml": policy}) as gateway,
        Postfix.sender(gateway.port) as sender,
    ):
        given = attrs.evolve(letter("x@far.example"), sender=f"a@{TENANT_DOMAIN}")
        post(sender.port, [given])
        logged = sender.wait_for_log("to=<x@far.example>")
        wanted = "550 5.7.1 Not by mail. Help: https://dlp.interop.example"
        assert said(wanted, "end of DATA command") in logged
        (event,) = [one for one in gateway.wait_for_event("message") if one["inbound_code"] == 550]
        assert event["policies"] == ["Secrets"]
        assert not any(kept.accepted and b"X-Letter:" in kept.octets[:4096] for kept in without_bounces(far))


def without_bounces(far: FarSide) -> list[Any]:
    """What is not Postfix's own report, which goes by the same way."""
    return [kept for kept in far.messages() if not kept.mail.upper().startswith(b"MAIL FROM:<>")]
