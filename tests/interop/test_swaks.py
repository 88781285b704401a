"""swaks, the tool that administrators try a mail server with, as the client of the gateway."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.interop.conftest import GATEWAY_NAME, Certificates
from tests.support.farside import FarSide
from tests.support.gateway import TENANT_DOMAIN, Gateway

pytestmark = pytest.mark.interop

BODY = "From: a@interop.example\nSubject: by swaks\n\n.\n..\n.dot\nlast line"
ON_THE_WIRE = b"From: a@interop.example\r\nSubject: by swaks\r\n\r\n.\r\n..\r\n.dot\r\nlast line\r\n"


def run(swaks: Path, port: int, *options: str) -> subprocess.CompletedProcess[str]:
    """One message with swaks; the transcript is in ``stdout``."""
    command = [
        str(swaks), "--server", "127.0.0.1", "--port", str(port), "--helo", "client.interop.example",
        "--from", f"a@{TENANT_DOMAIN}", "--timeout", "30s", "--data", "-", *options,
    ]  # fmt: skip
    return subprocess.run(command, input=BODY, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("options", [(), ("--pipeline",)], ids=["lock-step", "--pipeline"])
def test_in_clear(swaks: Path, tmp_path: Path, options: tuple[str, ...]) -> None:
    stages = {"end_of_data": "250-2.6.0 first  line\n250 2.6.0 taken"}
    with FarSide(tmp_path / "far", stages) as far, Gateway(far.port) as gateway:
        done = run(swaks, gateway.port, "--to", "x@far.example,y@far.example", *options)
        assert done.returncode == 0, done.stdout + done.stderr
        (kept,) = far.wait_for_messages(1)
    assert f"<-  220 {GATEWAY_NAME} " in done.stdout
    assert "<-  250-2.6.0 first  line\n<-  250 2.6.0 taken\n" in done.stdout
    assert kept.rcpts == (b"RCPT TO:<x@far.example>", b"RCPT TO:<y@far.example>")
    assert kept.octets.endswith(ON_THE_WIRE)
    assert kept.octets.count(b"X-Skygw-Scan: ") == 1
    assert b"from client.interop.example ([127.0.0.1])" in kept.octets


def test_with_starttls(swaks: Path, tmp_path: Path, certificates: Certificates) -> None:
    inbound = {
        "require_tls": True,
        "certificate": str(certificates.gateway.certificate),
        "key": str(certificates.gateway.key),
    }
    with FarSide(tmp_path / "far") as far, Gateway(far.port, {"inbound": inbound}) as gateway:
        in_clear = run(swaks, gateway.port, "--to", "x@far.example")
        assert "<** 530 5.7.0 " in in_clear.stdout
        verify = ("--tls-verify", "--tls-ca-path", str(certificates.ca))
        for how in (("--tls",), ("--tls", "--pipeline"), ("--tls", *verify)):
            done = run(swaks, gateway.port, "--to", "x@far.example", *how)
            assert done.returncode == 0, done.stdout + done.stderr
            assert "=== TLS started with cipher TLSv1." in done.stdout
        kept = far.wait_for_messages(3)
    assert all(one.octets.endswith(ON_THE_WIRE) for one in kept)
    assert all(b" with ESMTPS " in one.octets for one in kept)


def test_refusals_are_shown_as_the_far_side_said_them(swaks: Path, tmp_path: Path) -> None:
    stages = {
        "rcpt": [{"for": "gone@*", "reply": "550-5.1.1 no  such user\n550 5.1.1 at all"}],
        "end_of_data": "451 4.3.0 try  later",
    }
    with FarSide(tmp_path / "far", stages) as far, Gateway(far.port) as gateway:
        for options in ((), ("--pipeline",)):
            done = run(swaks, gateway.port, "--to", "gone@far.example", *options)
            assert done.returncode != 0
            assert "<** 550-5.1.1 no  such user\n<** 550 5.1.1 at all\n" in done.stdout
            done = run(swaks, gateway.port, "--to", "x@far.example", *options)
            assert done.returncode != 0
            assert "<** 451 4.3.0 try  later\n" in done.stdout


def test_a_message_with_an_attachment(swaks: Path, tmp_path: Path) -> None:
    """As the quick start does it."""
    attached = tmp_path / "cards.txt"
    attached.write_text("4111 1111 1111 1111\n" * 12)
    policy = """
version: 1
policies:
  - name: Payment cards
    mode: enforce
    scope: {recipients: external}
    rules:
      - severity: major
        all:
          - data_identifier: {type: credit_card, min: 1}
    responses:
      major: {action: block, text: "Card numbers must not leave by mail."}
"""
    with FarSide(tmp_path / "far") as far, Gateway(far.port, policies={"cards.yaml": policy}) as gateway:
        command = [
            str(swaks), "--server", f"127.0.0.1:{gateway.port}", "--from", f"a@{TENANT_DOMAIN}",
            "--to", "x@far.example", "--attach", f"@{attached}",
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert "<** 550 5.7.1 Card numbers must not leave by mail." in done.stdout
        assert not any(kept.accepted for kept in far.messages())
