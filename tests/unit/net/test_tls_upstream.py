"""TLS towards the far server: it is verified by chain and name, and sees our whole chain."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from OpenSSL import SSL
from twisted.internet.error import ConnectionDone, ConnectionLost

from skygw.errors import ConfigurationError
from skygw.net.tls import UpstreamTls, UpstreamTlsSettings, handshake_failure
from tests.support import pki
from tests.support.tls import Plain, Session, context_of, shake

MX = "mx.contoso.example"
ROOT = pki.authority()


def upstream(tmp_path: Path, **wanted: Any) -> UpstreamTls:
    return UpstreamTls(UpstreamTlsSettings(ca=ROOT.write(tmp_path / "ca.pem"), **wanted), now=pki.NOW)


def attempt(tls: UpstreamTls, server: Any, host: str = MX) -> tuple[Session, Any]:
    options = tls.client_options(host)
    return shake(server if isinstance(server, Plain) else Plain(context_of(server)), options), options


def test_a_good_server(tmp_path: Path) -> None:
    session, options = attempt(upstream(tmp_path), pki.issued(MX))
    assert session.completed
    assert (options.verified, options.failure) == (True, "")
    assert session.client.session.startswith("TLSv1.3 ")


@pytest.mark.parametrize(
    ("names", "host"),
    [
        (("*.contoso.example",), MX),
        (("other.example", MX), MX),
        ((MX,), "MX.Contoso.Example."),
        (("xn--mnchen-3ya.example",), "münchen.example"),
        (("192.0.2.1",), "192.0.2.1"),
        (("2001:db8::1",), "2001:db8:0::1"),
    ],
)
def test_names_that_are_right(tmp_path: Path, names: tuple[str, ...], host: str) -> None:
    session, options = attempt(upstream(tmp_path), pki.issued(*names), host)
    assert session.completed
    assert options.verified


BAD = [
    (lambda: pki.issued("mx.other.example"), f"the certificate is for mx.other.example, not for {MX}"),
    (lambda: pki.issued("*.other.example"), f"the certificate is for *.other.example, not for {MX}"),
    (lambda: pki.issued("*.example"), "the certificate's names cannot be used"),  # a whole top level
    (lambda: pki.issued("192.0.2.1"), f"the certificate is for 192.0.2.1, not for {MX}"),
    (lambda: ROOT.expired(MX), "the certificate expired on 20"),
    (lambda: ROOT.future(MX), "the certificate is not valid before 20"),
    (lambda: pki.root("Foreign").issue(MX), "its issuer is not among the trusted authorities"),
    (lambda: pki.self_signed(MX), "it is self-signed and not known here"),
    (lambda: ROOT.issue(MX, purposes=[pki.CLIENT]), "it is not allowed to be used for this (error 26"),
    (lambda: nameless(), "the certificate's names cannot be used"),
]


def nameless() -> pki.Issued:
    certificate, key = pki.make(MX, issuer=ROOT)
    return pki.Issued(certificate, key, (certificate,))


@pytest.mark.parametrize(("make", "text"), BAD)
def test_a_bad_server_is_refused_in_words(tmp_path: Path, make: Any, text: str) -> None:
    session, options = attempt(upstream(tmp_path), make())
    assert not session.client.completed
    assert not options.verified
    assert text in options.failure
    assert isinstance(session.client.lost, SSL.Error)
    assert options.explain(session.client.lost) == options.failure


@pytest.mark.parametrize(("make", "text"), BAD)
def test_an_opportunistic_leg_goes_on_and_says_why(tmp_path: Path, make: Any, text: str) -> None:
    session, options = attempt(upstream(tmp_path, required=False), make())
    assert session.completed
    assert not options.verified
    assert text in options.failure


def test_the_far_side_is_told_why(tmp_path: Path) -> None:
    """An alert rather than a lost connection, for the administrator over there."""
    session, _ = attempt(upstream(tmp_path), pki.root("Foreign").issue(MX))
    assert session.server.lost is not None
    assert "alert unknown ca" in handshake_failure(session.server.lost)


def test_a_wrong_server_does_not_see_our_certificate(tmp_path: Path) -> None:
    ours = pki.authority("Client Root").issue("gw.example").write(tmp_path)
    seen: list[object] = []
    context = context_of(pki.issued("mx.other.example"))
    context.set_verify(SSL.VERIFY_PEER, lambda *args: bool(seen.append(args)) or True)
    session, _ = attempt(upstream(tmp_path, certificate=ours.certificate, key=ours.key), Plain(context))
    assert not session.server.completed
    assert seen == []


def test_a_failure_does_not_stick_to_the_next_session(tmp_path: Path) -> None:
    tls = upstream(tmp_path)
    assert not attempt(tls, pki.issued("mx.other.example"))[0].completed
    assert attempt(tls, pki.issued(MX))[0].completed


def test_verify_name_stands_in_for_the_host(tmp_path: Path) -> None:
    tls = upstream(tmp_path, verify_name="MX.Contoso.Example")
    session, options = attempt(tls, pki.issued(MX), "192.0.2.1")
    assert session.completed
    assert options.name == MX
    assert session.handle(session.server).get_servername() == MX.encode()
    session, options = attempt(tls, pki.issued("far.example"), "far.example")
    assert options.failure == f"the certificate is for far.example, not for {MX}"


def test_sni_carries_names_and_no_addresses(tmp_path: Path) -> None:
    session, _ = attempt(upstream(tmp_path), pki.issued(MX))
    assert session.handle(session.server).get_servername() == MX.encode()
    session, _ = attempt(upstream(tmp_path), pki.issued("192.0.2.1"), "192.0.2.1")
    assert session.completed
    assert session.handle(session.server).get_servername() is None


def test_our_whole_chain_is_presented(tmp_path: Path) -> None:
    issued = pki.authority("Client Root").intermediate("B").intermediate("A").issue("t.gw.example")
    files = issued.write(tmp_path)
    context = context_of(pki.issued(MX))
    context.set_verify(SSL.VERIFY_PEER, lambda *args: True)
    session, _ = attempt(upstream(tmp_path, certificate=files.certificate, key=files.key), Plain(context))
    assert session.completed
    chain = session.handle(session.server).get_peer_cert_chain(as_cryptography=True)
    assert chain is not None
    # A server gets to see the peer's own certificate apart from those behind it.
    assert session.handle(session.server).get_peer_certificate(as_cryptography=True) == issued.certificate
    assert tuple(chain) == issued.chain[1:]


def test_a_pinned_certificate_is_believed_whoever_issued_it(tmp_path: Path) -> None:
    pinned = pki.self_signed(MX)
    ca = pki.write_chain(tmp_path / "pinned.pem", pinned.certificate)
    session, _ = attempt(UpstreamTls(UpstreamTlsSettings(ca=ca)), pinned)
    assert session.completed


def test_a_pinned_intermediate_is_believed(tmp_path: Path) -> None:
    between = ROOT.intermediate("Between")
    tls = UpstreamTls(UpstreamTlsSettings(ca=between.write(tmp_path / "between.pem")))
    assert attempt(tls, between.issue(MX))[0].completed
    assert not attempt(tls, pki.issued(MX))[0].client.completed


def test_the_systems_authorities_do_not_know_ours(tmp_path: Path) -> None:
    session, options = attempt(UpstreamTls(UpstreamTlsSettings()), pki.issued(MX))
    assert not session.completed
    assert "not among the trusted authorities" in options.failure


def test_the_systems_authorities_can_be_named_by_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", ROOT.write(tmp_path / "system.pem"))
    assert attempt(UpstreamTls(UpstreamTlsSettings()), pki.issued(MX))[0].completed


def test_authorities_of_the_administrators_replace_those_of_the_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", ROOT.write(tmp_path / "system.pem"))
    ca = pki.root("Another").write(tmp_path / "ca.pem")
    assert not attempt(UpstreamTls(UpstreamTlsSettings(ca=ca)), pki.issued(MX))[0].completed


def test_a_system_without_authorities_is_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("skygw.net.tls.trust.system_bundle", lambda: None)
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)
    (warning,) = UpstreamTls(UpstreamTlsSettings()).warnings
    assert "install the system's ca-certificates package" in warning.remedy


def test_a_broken_system_is_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "broken.pem"
    broken.write_bytes(b"-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n")
    monkeypatch.setattr("skygw.net.tls.trust.system_bundle", lambda: broken)
    (warning,) = UpstreamTls(UpstreamTlsSettings()).warnings
    assert "cannot be read" in warning.reason


def test_an_old_server_is_refused(tmp_path: Path) -> None:
    context = context_of(pki.issued(MX))
    context.set_min_proto_version(SSL.TLS1_1_VERSION)
    context.set_max_proto_version(SSL.TLS1_1_VERSION)
    context.set_cipher_list(b"ALL:@SECLEVEL=0")
    session, options = attempt(upstream(tmp_path), Plain(context))
    assert not session.client.completed
    assert options.failure == ""
    assert session.client.lost is not None
    assert options.explain(session.client.lost).startswith("the TLS handshake failed: ")


def test_tls_1_3_may_be_demanded(tmp_path: Path) -> None:
    context = context_of(pki.issued(MX))
    context.set_max_proto_version(SSL.TLS1_2_VERSION)
    assert attempt(upstream(tmp_path), Plain(context))[0].completed
    assert not attempt(upstream(tmp_path, tls_min="1.3"), Plain(context))[0].client.completed


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    wrong = UpstreamTlsSettings(
        verify_name="*.contoso.example",
        ca=str(tmp_path / "absent.pem"),
        certificate=str(tmp_path / "absent.pem"),
        tls_min="3",
        tls_ciphers="NONSENSE",
    )
    with pytest.raises(ConfigurationError) as caught:
        UpstreamTls(wrong, where="upstream.route[0]")
    assert [problem.path for problem in caught.value.problems] == [
        "upstream.route[0].tls_min",
        "upstream.route[0].tls_ciphers",
        "upstream.route[0].certificate",
        "upstream.route[0].key",
        "upstream.route[0].ca",
        "upstream.route[0].verify_name",
    ]


def test_the_end_of_our_certificate_is_known(tmp_path: Path) -> None:
    files = pki.issued("gw.example").write(tmp_path)
    assert upstream(tmp_path).expires is None
    assert upstream(tmp_path, certificate=files.certificate, key=files.key).expires == pki.NOW + 60 * pki.DAY


def test_a_host_that_is_none_is_an_error_of_the_caller(tmp_path: Path) -> None:
    with pytest.raises(ValueError):
        upstream(tmp_path).client_options("not a host")


def test_reasons_in_words() -> None:
    error = SSL.Error([("SSL routines", "", "tlsv1 alert internal error")])
    assert handshake_failure(error) == "the TLS handshake failed: tlsv1 alert internal error"
    lost = "the connection was lost during the TLS handshake"
    assert handshake_failure(SSL.Error([])).startswith(lost)
    assert handshake_failure(ConnectionLost()).startswith(f"{lost}: Connection to the other side was lost")
    assert handshake_failure(ConnectionDone()).startswith(f"{lost}: Connection was closed cleanly")
