"""TLS towards senders: what is offered, what is refused, what is found out about their certificates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from OpenSSL import SSL
from twisted.internet.interfaces import IOpenSSLServerConnectionCreator
from zope.interface import implementer

from skygw.errors import ConfigurationError
from skygw.net.tls import (
    InboundTls,
    InboundTlsSettings,
    PeerIdentity,
    handshake_failure,
    peer_identity,
    session_text,
    tickets,
)
from skygw.net.tls.inbound import InboundConnection
from tests.support import pki
from tests.support.tls import Plain, Session, context_of, shake

CLIENTS = pki.authority("Client Root")
EXCHANGE = "mail.protection.example"


def settings(tmp_path: Path, **wanted: Any) -> InboundTlsSettings:
    files = pki.issued("gw.example").write(tmp_path)
    return InboundTlsSettings(files.certificate, files.key, **wanted)


def asking(tmp_path: Path, *client_names: str) -> InboundTls:
    """One that asks for certificates of the client root."""
    ca = CLIENTS.write(tmp_path / "clients.pem")
    return InboundTls(settings(tmp_path, client_ca=ca, client_names=client_names), now=pki.NOW)


def identity_of(tls: InboundTls, issued: pki.Issued | None, *, chain: bool = True) -> PeerIdentity:
    session = shake(tls, Plain(context_of(issued, chain=chain)))
    assert session.completed
    assert session.server.identity is not None
    return session.server.identity


def test_nobody_is_asked_without_authorities(tmp_path: Path) -> None:
    identity = identity_of(InboundTls(settings(tmp_path)), CLIENTS.issue(EXCHANGE))
    assert identity == PeerIdentity(error="no certificate was presented")


def test_a_sender_without_a_certificate_is_let_in_and_known_for_it(tmp_path: Path) -> None:
    assert identity_of(asking(tmp_path), None) == PeerIdentity(error="no certificate was presented")


@pytest.mark.parametrize("client_names", [(), (EXCHANGE,), ("other.example", "*.protection.example")])
def test_a_good_certificate(tmp_path: Path, client_names: tuple[str, ...]) -> None:
    identity = identity_of(asking(tmp_path, *client_names), CLIENTS.issue(EXCHANGE))
    assert identity == PeerIdentity(True, True, (EXCHANGE,), matches=True)


@pytest.mark.parametrize("purposes", [[pki.SERVER], [pki.CLIENT], [pki.SERVER, pki.CLIENT], []])
def test_the_purpose_of_a_senders_own_certificate_does_not_matter(
    tmp_path: Path, purposes: list[Any]
) -> None:
    """Public authorities issue no certificates for clients any more: error 26 at depth 0."""
    identity = identity_of(asking(tmp_path, EXCHANGE), CLIENTS.issue(EXCHANGE, purposes=purposes))
    assert identity == PeerIdentity(True, True, (EXCHANGE,), matches=True)


def test_only_the_senders_own_certificate_is_excused(tmp_path: Path) -> None:
    """Exactly error 26 at exactly depth 0: an authority for servers alone is not one for clients."""
    between = CLIENTS.intermediate("Servers Only", purposes=[pki.SERVER])
    identity = identity_of(asking(tmp_path), between.issue(EXCHANGE, purposes=[pki.SERVER]))
    assert (identity.presented, identity.verified, identity.matches) == (True, False, False)
    assert identity.error == (
        "the authority certificate 'CN=Servers Only' cannot be verified: "
        "it is not allowed to be used for this (error 26 at depth 1)"
    )


def test_a_chain_with_an_intermediate(tmp_path: Path) -> None:
    identity = identity_of(asking(tmp_path), CLIENTS.intermediate("Between").issue(EXCHANGE))
    assert identity.matches


BAD = [
    (lambda: CLIENTS.expired(EXCHANGE), "the certificate expired on 20"),
    (lambda: CLIENTS.future(EXCHANGE), "the certificate is not valid before 20"),
    (lambda: pki.root("Foreign Root").issue(EXCHANGE), "its issuer is not among the trusted authorities"),
    (lambda: pki.root("Client Root").issue(EXCHANGE), "cannot be verified"),  # the name of ours, not its key
    (lambda: pki.self_signed(EXCHANGE), "it is self-signed and not known here (error 18 at depth 0)"),
]


@pytest.mark.parametrize(("make", "text"), BAD)
def test_a_bad_certificate_is_taken_down_not_thrown_out(tmp_path: Path, make: Any, text: str) -> None:
    identity = identity_of(asking(tmp_path, EXCHANGE), make())
    assert (identity.presented, identity.verified, identity.matches) == (True, False, False)
    assert identity.names == (EXCHANGE,)
    assert text in identity.error


def test_a_bad_serverauth_certificate_is_not_excused(tmp_path: Path) -> None:
    """Error 26 comes before the others and must not hide them."""
    issued = pki.root("Foreign Root").issue(EXCHANGE, purposes=[pki.SERVER])
    assert not identity_of(asking(tmp_path), issued).verified
    old = CLIENTS.issue(
        EXCHANGE, purposes=[pki.SERVER], not_before=pki.NOW - 9 * pki.DAY, not_after=pki.NOW - pki.DAY
    )
    assert "expired" in identity_of(asking(tmp_path), old).error


def test_an_intermediate_that_was_not_sent_is_missed(tmp_path: Path) -> None:
    issued = CLIENTS.intermediate("Between").issue(EXCHANGE)
    identity = identity_of(asking(tmp_path), issued, chain=False)
    assert not identity.verified
    assert "an intermediate certificate was not sent" in identity.error


def test_a_certificate_that_issues_certificates_without_being_allowed_to(tmp_path: Path) -> None:
    leaf = CLIENTS.issue("leaf.example")
    issued = pki.Authority(leaf.certificate, leaf.key, leaf.chain).issue(EXCHANGE)
    assert not identity_of(asking(tmp_path), issued).verified


def test_a_good_certificate_of_somebody_else(tmp_path: Path) -> None:
    identity = identity_of(asking(tmp_path, EXCHANGE, "*.more.example"), CLIENTS.issue("other.example"))
    text = f"the certificate is for other.example, not for {EXCHANGE} or *.more.example"
    assert identity == PeerIdentity(True, True, ("other.example",), text, matches=False)


def test_a_certificate_without_names_matches_no_pattern(tmp_path: Path) -> None:
    certificate, key = pki.make(EXCHANGE, issuer=CLIENTS)
    identity = identity_of(asking(tmp_path, EXCHANGE), pki.Issued(certificate, key, (certificate,)))
    assert identity.error == f"the certificate is for no name at all, not for {EXCHANGE}"


def test_a_certificate_that_is_trusted_itself(tmp_path: Path) -> None:
    """Pinning: what stands in the file is believed, whoever issued it."""
    pinned = pki.self_signed(EXCHANGE)
    ca = pki.write_chain(tmp_path / "pinned.pem", pinned.certificate)
    assert identity_of(InboundTls(settings(tmp_path, client_ca=ca)), pinned).matches


def test_an_intermediate_that_is_trusted_itself(tmp_path: Path) -> None:
    between = CLIENTS.intermediate("Between")
    tls = InboundTls(settings(tmp_path, client_ca=between.write(tmp_path / "between.pem")))
    assert identity_of(tls, between.issue(EXCHANGE)).matches
    assert not identity_of(tls, CLIENTS.issue(EXCHANGE)).verified


@implementer(IOpenSSLServerConnectionCreator)
class Unverifying:
    """A server whose OpenSSL never tells what it thinks of a certificate, as in a resumed session."""

    def serverConnectionForTLS(self, tlsProtocol: object) -> SSL.Connection:
        context = context_of(pki.issued("gw.example"))
        context.set_verify(SSL.VERIFY_PEER, lambda *args: True)
        return InboundConnection(context, ())


def test_a_certificate_that_was_not_verified_is_not_taken_for_good() -> None:
    session = shake(Unverifying(), Plain(context_of(CLIENTS.issue(EXCHANGE))))
    text = "the certificate was not verified"
    assert session.server.identity == PeerIdentity(True, False, (EXCHANGE,), text)


def test_no_list_of_authorities_is_sent(tmp_path: Path) -> None:
    session = shake(asking(tmp_path), Plain(context_of(CLIENTS.issue(EXCHANGE))))
    assert session.handle(session.client).get_client_ca_list() == []


def test_a_transport_in_clear_has_shown_nothing() -> None:
    assert peer_identity(object()) == PeerIdentity(error="no certificate was presented")
    assert session_text(object()) == ""


def test_a_session_of_another_server_has_shown_nothing(tmp_path: Path) -> None:
    session = shake(Plain(context_of(pki.issued("gw.example"))), Plain())
    assert session.server.identity == PeerIdentity(error="no certificate was presented")


def test_the_whole_chain_is_presented(tmp_path: Path) -> None:
    issued = pki.authority().intermediate("B").intermediate("A").issue("gw.example")
    files = issued.write(tmp_path)
    session = shake(InboundTls(InboundTlsSettings(files.certificate, files.key)), Plain())
    chain = session.handle(session.client).get_peer_cert_chain(as_cryptography=True)
    assert chain is not None
    assert tuple(chain) == issued.chain


# -- versions, suites, groups


def limited(*, highest: int | None = None, lowest: int | None = None, ciphers: bytes = b"") -> Plain:
    context = SSL.Context(SSL.TLS_METHOD)
    if lowest is not None:
        context.set_min_proto_version(lowest)
    if highest is not None:
        context.set_max_proto_version(highest)
    if ciphers:
        context.set_cipher_list(ciphers)
    return Plain(context)


def test_tls_1_3_is_spoken(tmp_path: Path) -> None:
    session = shake(InboundTls(settings(tmp_path)), Plain())
    assert session.server.session.startswith("TLSv1.3 TLS_")


def test_tls_1_2_is_spoken_with_an_authenticated_suite(tmp_path: Path) -> None:
    session = shake(InboundTls(settings(tmp_path)), limited(highest=SSL.TLS1_2_VERSION))
    assert session.server.session == "TLSv1.2 ECDHE-ECDSA-AES128-GCM-SHA256"


def test_our_order_of_suites_counts(tmp_path: Path) -> None:
    theirs = b"ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES256-GCM-SHA384"
    session = shake(InboundTls(settings(tmp_path)), limited(highest=SSL.TLS1_2_VERSION, ciphers=theirs))
    assert session.server.session == "TLSv1.2 ECDHE-ECDSA-AES256-GCM-SHA384"


REFUSED = [
    limited(lowest=SSL.TLS1_1_VERSION, highest=SSL.TLS1_1_VERSION, ciphers=b"ALL:@SECLEVEL=0"),
    limited(highest=SSL.TLS1_2_VERSION, ciphers=b"ECDHE-ECDSA-AES128-SHA256"),  # CBC
]


@pytest.mark.parametrize("client", REFUSED)
def test_old_versions_and_suites_are_refused(tmp_path: Path, client: Plain) -> None:
    session = shake(InboundTls(settings(tmp_path)), client)
    assert not session.server.completed
    assert isinstance(session.server.lost, SSL.Error)


def test_tls_1_3_alone(tmp_path: Path) -> None:
    tls = InboundTls(settings(tmp_path, tls_min="1.3"))
    assert shake(tls, Plain()).completed
    assert not shake(tls, limited(highest=SSL.TLS1_2_VERSION)).server.completed


def test_suites_of_the_administrators(tmp_path: Path) -> None:
    wanted = "ECDHE-ECDSA-AES256-GCM-SHA384:TLS_CHACHA20_POLY1305_SHA256"
    tls = InboundTls(settings(tmp_path, tls_ciphers=wanted))
    assert shake(tls, Plain()).server.session == "TLSv1.3 TLS_CHACHA20_POLY1305_SHA256"
    old = shake(tls, limited(highest=SSL.TLS1_2_VERSION))
    assert old.server.session == "TLSv1.2 ECDHE-ECDSA-AES256-GCM-SHA384"


def test_suites_without_a_certificate_are_never_to_be_had(tmp_path: Path) -> None:
    tls = InboundTls(settings(tmp_path, tls_ciphers="ALL:aNULL:eNULL:@SECLEVEL=0"))
    client = limited(highest=SSL.TLS1_2_VERSION, ciphers=b"aNULL:@SECLEVEL=0")
    assert not shake(tls, client).server.completed


def test_groups_of_the_administrators(tmp_path: Path) -> None:
    session = shake(InboundTls(settings(tmp_path, tls_groups="P-384")), Plain())
    assert session.completed
    assert session.handle(session.server).get_group_name() == "secp384r1"


def test_renegotiation_is_refused(tmp_path: Path) -> None:
    session = shake(InboundTls(settings(tmp_path)), limited(highest=SSL.TLS1_2_VERSION))
    client = session.handle(session.client)
    assert client.renegotiate()
    with pytest.raises(SSL.WantReadError):
        client.do_handshake()  # puts a ClientHello into the session
    session.client.transport.transport.write(client.bio_read(65536))  # type: ignore[union-attr]
    session.pump.flush()
    assert session.client.lost is not None
    assert "no renegotiation" in handshake_failure(session.client.lost)


def about_tickets(tls: InboundTls) -> list[str]:
    return [str(warning) for warning in tls.warnings if warning.path == "inbound.session_tickets"]


# -- session tickets


def test_no_tickets_are_sent(tmp_path: Path) -> None:
    tls = InboundTls(settings(tmp_path))
    assert about_tickets(tls) == []
    assert not tickets.sent_by(tls._context)


def test_an_openssl_that_insists_on_tickets_gets_tls_1_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tickets, "sent_by", lambda context: True)
    tls = InboundTls(settings(tmp_path))
    (warning,) = about_tickets(tls)
    assert warning == (
        "inbound.session_tickets: this process's OpenSSL sends session tickets over TLS 1.3 although they are"
        " off; senders are therefore offered TLS 1.2 alone (unset OPENSSL_CONF, or add `NumTickets = 0` to"
        " the system_default section of the file it names)"
    )
    session = shake(tls, Plain())
    assert session.server.session.startswith("TLSv1.2")


def test_tls_1_3_alone_wins_over_tickets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tickets, "sent_by", lambda context: True)
    tls = InboundTls(settings(tmp_path, tls_min="1.3"))
    (warning,) = about_tickets(tls)
    assert "Exchange Online may break off" in warning
    assert shake(tls, Plain()).server.session.startswith("TLSv1.3")


def test_tickets_that_are_wanted_but_cannot_be_had_over_tls_1_3(tmp_path: Path) -> None:
    (warning,) = about_tickets(InboundTls(settings(tmp_path, session_tickets=True)))
    assert "over TLS 1.3 this process's OpenSSL sends none" in warning


def test_tickets_cannot_be_had_together_with_client_certificates(tmp_path: Path) -> None:
    ca = CLIENTS.write(tmp_path / "clients.pem")
    with pytest.raises(ConfigurationError) as caught:
        InboundTls(settings(tmp_path, client_ca=ca, session_tickets=True))
    (problem,) = caught.value.problems
    assert problem.path == "inbound.session_tickets"


# -- configuration


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    wrong = InboundTlsSettings(
        certificate=str(tmp_path / "absent.pem"),
        key=str(tmp_path / "absent.key"),
        client_ca=str(tmp_path / "absent-ca.pem"),
        client_names=("good.example", "*"),
        tls_min="1.1",
        tls_ciphers="NONSENSE",
        tls_groups="NONSENSE",
    )
    with pytest.raises(ConfigurationError) as caught:
        InboundTls(wrong)
    assert [problem.path for problem in caught.value.problems] == [
        "inbound.certificate",
        "inbound.key",
        "inbound.client_names[1]",
        "inbound.tls_min",
        "inbound.tls_ciphers",
        "inbound.tls_groups",
        "inbound.client_ca",
    ]
    assert all(problem.reason for problem in caught.value.problems)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", "holds no certificate in PEM form"),
        (b"-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n", "that OpenSSL cannot read"),
    ],
)
def test_authorities_that_are_none(tmp_path: Path, content: bytes, text: str) -> None:
    ca = tmp_path / "ca.pem"
    ca.write_bytes(content)
    with pytest.raises(ConfigurationError, match=text):
        InboundTls(settings(tmp_path, client_ca=str(ca)))


def test_a_bad_setting_leaves_nothing_behind_for_the_next_handshake(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError):
        InboundTls(settings(tmp_path, tls_groups="NONSENSE"))
    assert shake(InboundTls(settings(tmp_path)), Plain()).completed


def test_a_renewed_certificate_is_taken_by_building_anew(tmp_path: Path) -> None:
    made = settings(tmp_path)
    old = InboundTls(made)
    pki.authority().issue("gw.example", not_after=pki.NOW + 90 * pki.DAY).write(tmp_path)
    new = InboundTls(made)
    assert (old.expires, new.expires) == (pki.NOW + 60 * pki.DAY, pki.NOW + 90 * pki.DAY)
    assert ends(shake(old, Plain())) == old.expires
    assert ends(shake(new, Plain())) == new.expires


def ends(session: Session) -> object:
    certificate = session.handle(session.client).get_peer_certificate(as_cryptography=True)
    assert certificate is not None
    return certificate.not_valid_after_utc
