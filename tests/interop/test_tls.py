"""A Postfix that insists on TLS as the far side: its name is checked before anything is said about mail."""

from __future__ import annotations

import pytest

from tests.interop.conftest import RECEIVER_NAME, Certificates
from tests.support.gateway import Gateway
from tests.support.mailbag import letters, post
from tests.support.postfix import Postfix

pytestmark = [pytest.mark.interop, pytest.mark.usefixtures("postfix_programs")]


def far_side(certificates: Certificates) -> Postfix:
    """Postfix with a certificate for RECEIVER_NAME, which takes no mail in clear."""
    identity = certificates.receiver
    return Postfix.receiver(certificate=identity.certificate, key=identity.key)


def upstream(certificates: Certificates, **changed: object) -> dict[str, dict[str, object]]:
    return {
        "upstream": {"tls": "required", "verify_name": RECEIVER_NAME, "ca": str(certificates.ca), **changed}
    }


def test_the_right_name_is_taken(certificates: Certificates) -> None:
    with (
        far_side(certificates) as receiver,
        Gateway(receiver.port, upstream(certificates)) as gateway,
        Postfix.sender(gateway.port) as sender,
    ):
        post(sender.port, letters(3, seed=21))
        assert len(receiver.wait_for_arrivals(3)) == 3
        assert "TLS connection established from" in receiver.log()


@pytest.mark.parametrize("name", ["other.interop.example", "interop.example"])
def test_another_name_is_a_reason_to_wait(certificates: Certificates, name: str) -> None:
    with (
        far_side(certificates) as receiver,
        Gateway(receiver.port, upstream(certificates, verify_name=name)) as gateway,
        Postfix.sender(gateway.port) as sender,
    ):
        post(sender.port, letters(1, seed=22))
        logged = sender.wait_for_log("status=deferred")
        assert "refused to talk to me: 421 4." in logged
        assert receiver.arrivals() == []
        assert " mail=" not in receiver.log(), "MAIL was said to a server of the wrong name"


def test_an_authority_that_is_not_ours_is_a_reason_to_wait(certificates: Certificates) -> None:
    settings = upstream(certificates)
    del settings["upstream"]["ca"]  # the system's
    with (
        far_side(certificates) as receiver,
        Gateway(receiver.port, settings) as gateway,
        Postfix.sender(gateway.port) as sender,
    ):
        post(sender.port, letters(1, seed=23))
        assert "refused to talk to me: 421 4." in sender.wait_for_log("status=deferred")
        assert receiver.arrivals() == []


def test_a_far_side_without_starttls_is_a_reason_to_wait(certificates: Certificates) -> None:
    with (
        Postfix.receiver() as receiver,
        Gateway(receiver.port, upstream(certificates)) as gateway,
        Postfix.sender(gateway.port) as sender,
    ):
        post(sender.port, letters(1, seed=24))
        assert "refused to talk to me: 421 4." in sender.wait_for_log("status=deferred")
        assert " mail=" not in receiver.log(), "MAIL was said in clear"


def test_a_gateway_that_insists_on_tls_refuses_mail_in_clear(certificates: Certificates) -> None:
    inbound = {
        "inbound": {
            "require_tls": True,
            "certificate": str(certificates.gateway.certificate),
            "key": str(certificates.gateway.key),
        }
    }
    with (
        Postfix.receiver() as receiver,
        Gateway(receiver.port, inbound) as gateway,
        Postfix.sender(gateway.port) as sender,
    ):
        letter = next(letters(1, seed=25))
        post(sender.port, [letter])
        assert "530 5.7.0" in sender.wait_for_log(f"to=<{letter.recipients[0]}>")
        assert receiver.arrivals() == []
