"""TLS towards those who hand us mail: our certificate, and what theirs is worth.

A sender's certificate is asked for, never demanded, and a bad one does not break the handshake: whoever
offered it would see nothing but a lost connection.  What was found out is kept with the connection, and
the SMTP server above answers with it (4yz, in words).
"""

from __future__ import annotations

from datetime import UTC, datetime

import attrs
from OpenSSL import SSL
from OpenSSL.crypto import X509
from twisted.internet.interfaces import IOpenSSLServerConnectionCreator
from twisted.protocols.tls import TLSMemoryBIOProtocol
from zope.interface import implementer

from skygw.errors import Problem
from skygw.net.tls import certificates, names, reasons, tickets
from skygw.net.tls.context import new_context
from skygw.net.tls.findings import Findings
from skygw.net.tls.identity import PeerIdentity, handle_of
from skygw.net.tls.trust import roots, system_bundle, trust

# Public authorities have ceased to issue certificates for clients (extendedKeyUsage clientAuth), Exchange
# Online's among them, and OpenSSL refuses such a certificate of a client by itself.  Exactly this, of
# exactly the peer's own certificate, is let pass; chain, validity and name are checked as ever.
_TOLERATED = (reasons.INVALID_PURPOSE, 0)

_NO_CERTIFICATE = "no certificate was presented"


@attrs.frozen
class InboundTlsSettings:
    """`[inbound]`, as far as TLS is concerned.  Files are paths; a relative one is the caller's matter.

    certificate: PEM, our certificate first, then the chain without its root.  key: PEM, no passphrase.
    client_ca: PEM file of the authorities that senders' certificates may come from; empty: none is asked
    for.  client_names: host names, or ``*.domain``; empty: any.  tls_min: "1.2" or "1.3".
    """

    certificate: str
    key: str
    client_ca: str = ""
    client_names: tuple[str, ...] = ()
    session_tickets: bool = False
    tls_min: str = "1.2"
    tls_ciphers: str = ""
    tls_groups: str = ""


class InboundConnection(SSL.Connection):
    """A connection that remembers what OpenSSL found out about the peer's certificate."""

    def __init__(self, context: SSL.Context, client_names: tuple[str, ...]) -> None:
        super().__init__(context, None)
        self._client_names = client_names
        self._error = ""
        self._chain_verified = False
        self._identity: PeerIdentity | None = None

    def note(self, certificate: X509, error: int, depth: int) -> None:
        """Take down one step of OpenSSL's verification; it must not raise, or Twisted drops the session."""
        if error == 0:
            # OpenSSL comes down the chain to the peer's certificate last, and comes at all only if it did
            # not give up before.
            self._chain_verified = self._chain_verified or depth == 0
        elif (error, depth) != _TOLERATED and not self._error:
            self._error = reasons.refusal(reasons.parsed(certificate), error, depth)

    def identity(self) -> PeerIdentity:
        """Who the peer has shown to be, once the handshake is over."""
        if self._identity is None:
            self._identity = self._identify()
        return self._identity

    def _identify(self) -> PeerIdentity:
        presented = self.get_peer_certificate()
        if presented is None:
            return PeerIdentity(error=_NO_CERTIFICATE)
        certificate = reasons.parsed(presented)
        if certificate is None:
            return PeerIdentity(presented=True, error="the certificate is malformed")
        found = names.names_in(certificate)
        if self._error or not self._chain_verified:
            return PeerIdentity(True, False, found, self._error or "the certificate was not verified")
        wanted = self._client_names
        if not wanted or any(names.matches(pattern, name) for pattern in wanted for name in found):
            return PeerIdentity(True, True, found, matches=True)
        text = f"the certificate is for {names.shown(found)}, not for {' or '.join(wanted)}"
        return PeerIdentity(True, True, found, text)


@implementer(IOpenSSLServerConnectionCreator)
class InboundTls:
    """The options for ``transport.startTLS(...)`` of every inbound session, built once.

    A renewed certificate is taken by building a new one from the same settings; sessions under way keep
    the old one.

    Raises:
        ConfigurationError: Whatever is wrong, all at once; each path begins with ``where``.
    """

    def __init__(
        self, settings: InboundTlsSettings, *, where: str = "inbound", now: datetime | None = None
    ) -> None:
        findings = Findings(where)
        credentials = certificates.read(
            settings.certificate,
            settings.key,
            findings,
            server=True,
            roots=roots(system_bundle(), settings.client_ca),
            now=now or datetime.now(UTC),
        )
        self._client_names = _patterns(settings.client_names, findings)
        if settings.session_tickets and settings.client_ca:
            # A resumed session carries the peer's certificate but not our verdict on it.
            reason = "a certificate of a sender is verified in a whole handshake only, not in a resumed one"
            findings.error("session_tickets", reason, "switch session_tickets off, or leave client_ca empty")
        context = _context(settings, credentials, findings)
        findings.stop_on_errors()
        assert credentials is not None  # noqa: S101  # else there were errors
        self.expires = credentials.expires
        sends_tickets = tickets.sent_by(context)
        if sends_tickets and not settings.session_tickets:
            context = _without_tickets(settings, credentials, findings)
        elif settings.session_tickets and not sends_tickets:
            remedy = "leave session_tickets off, or name a file of your own in OPENSSL_CONF"
            findings.warning("session_tickets", "over TLS 1.3 this process's OpenSSL sends none", remedy)
        self._context = context
        self.warnings: tuple[Problem, ...] = tuple(findings.warnings)

    def serverConnectionForTLS(self, tlsProtocol: TLSMemoryBIOProtocol) -> SSL.Connection:
        """One connection's state, for Twisted."""
        return InboundConnection(self._context, self._client_names)


def peer_identity(transport: object) -> PeerIdentity:
    """Who the sender at the other end of a transport has shown to be; ask after ``handshakeCompleted``.

    A session in clear, or one that was not begun with `InboundTls`, has shown nothing.
    """
    handle = handle_of(transport)
    if isinstance(handle, InboundConnection):
        return handle.identity()
    return PeerIdentity(error=_NO_CERTIFICATE)


def _context(
    settings: InboundTlsSettings, credentials: certificates.Credentials | None, findings: Findings
) -> SSL.Context:
    context = new_context(settings.tls_min, settings.tls_ciphers, settings.tls_groups, findings)
    if not settings.session_tickets:
        # golang/go#70232: Microsoft's TLS 1.3 client breaks off handshakes over session tickets; chasquid
        # and mox switch them off as well.  To be removed when Exchange Online is known to be cured.
        # For TLS 1.3 this option alone is not enough: see skygw/net/tls/openssl.py.
        context.set_options(SSL.OP_NO_TICKET)
    context.set_session_id(b"skygw")
    if credentials is not None:
        credentials.use_in(context)
    if settings.client_ca:
        trust(context, settings.client_ca, "client_ca", findings)
        # No list of acceptable authorities is sent (`load_client_ca` is not called): the sender has one
        # certificate for this and might hold it back if it did not find its issuer named.
        context.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_CLIENT_ONCE, _note)
    return context


def _note(connection: SSL.Connection, certificate: X509, error: int, depth: int, ok: int) -> bool:
    """OpenSSL's verification callback: everything is let pass and taken down."""
    if isinstance(connection, InboundConnection):
        connection.note(certificate, error, depth)
    return True


def _patterns(client_names: tuple[str, ...], findings: Findings) -> tuple[str, ...]:
    patterns = []
    for position, text in enumerate(client_names):
        try:
            patterns.append(names.pattern(text))
        except ValueError as error:
            remedy = "write a host name or *.domain; leave client_names empty for any name"
            reason = f"{text!r} is not a pattern for a name: {error}"
            findings.error(f"client_names[{position}]", reason, remedy)
    return tuple(patterns)


def _without_tickets(
    settings: InboundTlsSettings, credentials: certificates.Credentials, findings: Findings
) -> SSL.Context:
    """A context for an OpenSSL that insists on tickets over TLS 1.3: mail that comes beats the version."""
    context = _context(settings, credentials, Findings(findings.where))
    reason = "this process's OpenSSL sends session tickets over TLS 1.3 although they are off"
    remedy = "unset OPENSSL_CONF, or add `NumTickets = 0` to the system_default section of the file it names"
    if settings.tls_min == "1.3":
        findings.warning("session_tickets", f"{reason}; Exchange Online may break off", remedy)
    else:
        findings.warning("session_tickets", f"{reason}; senders are therefore offered TLS 1.2 alone", remedy)
        context.set_max_proto_version(SSL.TLS1_2_VERSION)
    return context

