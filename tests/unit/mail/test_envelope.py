from __future__ import annotations

from skygw.mail.envelope import Envelope


def test_addresses_are_normalised_in_order_and_the_octets_stay() -> None:
    envelope = Envelope(
        b"Alice@CONTOSO.com", (b'"Bob"@Example.org.', b"@r.example:carol@x.example"), b"h", "p"
    )
    assert envelope.sender == "alice@contoso.com"
    assert envelope.to == ("bob@example.org", "carol@x.example")
    assert envelope.recipients == (b'"Bob"@Example.org.', b"@r.example:carol@x.example")
    assert (envelope.helo, envelope.peer) == (b"h", "p")


def test_the_null_path_is_the_empty_sender() -> None:
    assert Envelope(b"", (b"a@b.example",)).sender == ""


def test_repeated_recipients_stay_repeated() -> None:
    assert Envelope(b"", (b"a@b.example", b"A@b.example")).to == ("a@b.example", "a@b.example")
