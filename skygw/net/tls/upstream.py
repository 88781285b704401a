"""TLS towards the far server: its certificate is verified by chain and by name, ours is presented whole."""

from __future__ import annotations

from datetime import UTC, datetime

import attrs
import service_identity
from cryptography import x509
from OpenSSL import SSL
from OpenSSL.crypto import X509
from service_identity.cryptography import verify_certificate_hostname, verify_certificate_ip_address
from twisted.internet.interfaces import IOpenSSLClientConnectionCreator
from twisted.protocols.tls import TLSMemoryBIOProtocol
from zope.interface import implementer

from skygw.errors import Problem
from skygw.net.tls import certificates, names, reasons
from skygw.net.tls.context import new_context
from skygw.net.tls.findings import Findings
from skygw.net.tls.trust import roots, system_bundle, trust


@attrs.frozen
class UpstreamTlsSettings:
    """`[upstream]`, as far as TLS is concerned.  Files are paths; a relative one is the caller's matter.

    verify_name: the name that the far certificate must have, and that is asked for by SNI; empty: the
    configured host (never a name that came out of an MX record, which anybody might have forged).
    ca: PEM file of trusted certificates; empty: the system's.  certificate, key: what we present, the
    whole chain, both or neither.  required: False is ``tls = "opportunistic"``: a certificate that cannot
    be verified is noted and believed, so that this protects from listeners alone, not from impostors.
    """

    verify_name: str = ""
    ca: str = ""
    certificate: str = ""
    key: str = ""
    tls_min: str = "1.2"
    tls_ciphers: str = ""
    tls_groups: str = ""
    required: bool = True


class UpstreamConnection(SSL.Connection):
    """A connection that knows the options it was made with, for OpenSSL's verification callback."""

    def __init__(self, context: SSL.Context, options: UpstreamOptions) -> None:
        super().__init__(context, None)
        self.options = options


@implementer(IOpenSSLClientConnectionCreator)
class UpstreamOptions:
    """What ``transport.startTLS(...)`` wants for one session; cheap, one for each.

    After the handshake ``verified`` says whether chain and name were right.  ``failure`` says in words why
    not; where TLS is required such a handshake fails, with the proper alert to the far side and before our
    own certificate is sent, and ``connectionLost`` follows without ``handshakeCompleted``.
    """

    def __init__(self, context: SSL.Context, name: str, required: bool) -> None:
        self.name = name
        self.required = required
        self.verified = False
        self.failure = ""
        self._context = context

    def clientConnectionForTLS(self, tlsProtocol: TLSMemoryBIOProtocol) -> SSL.Connection:
        """One connection's state, for Twisted."""
        connection = UpstreamConnection(self._context, self)
        if not names.is_address(self.name):
            # RFC 6066, section 3: SNI carries a name, never an address.
            connection.set_tlsext_host_name(self.name.encode("ascii"))
        return connection

    def explain(self, reason: BaseException) -> str:
        """Why the handshake came to nothing, for the log; ``reason`` is what ``connectionLost`` got."""
        return self.failure or reasons.handshake_failure(reason)

    def judge(self, certificate: X509, error: int, depth: int) -> bool:
        """One step of OpenSSL's verification; whether to go on.  It must not raise."""
        failure = self._failure(certificate, error, depth)
        if failure and not self.failure:
            self.failure = failure
        if error == 0 and depth == 0:  # the last step: the chain is through
            self.verified = not self.failure
        return not failure or not self.required

    def _failure(self, certificate: X509, error: int, depth: int) -> str:
        parsed = reasons.parsed(certificate)
        if error:
            return reasons.refusal(parsed, error, depth)
        if parsed is None:
            return "the certificate is malformed"
        return "" if depth else _name_failure(parsed, self.name)


class UpstreamTls:
    """TLS to one far side, built once; `client_options` gives what one session needs.

    A renewed certificate is taken by building a new one from the same settings.

    Raises:
        ConfigurationError: Whatever is wrong, all at once; each path begins with ``where``.
    """

    def __init__(
        self, settings: UpstreamTlsSettings, *, where: str = "upstream", now: datetime | None = None
    ) -> None:
        findings = Findings(where)
        context = new_context(settings.tls_min, settings.tls_ciphers, settings.tls_groups, findings)
        credentials = _credentials(settings, findings, now or datetime.now(UTC))
        if credentials is not None:
            credentials.use_in(context)
        trust(context, settings.ca, "ca", findings)
        context.set_verify(SSL.VERIFY_PEER, _judge)
        self._verify_name = _checked_name(settings.verify_name, findings)
        findings.stop_on_errors()
        self._context = context
        self._required = settings.required
        self.expires = credentials.expires if credentials is not None else None
        self.warnings: tuple[Problem, ...] = tuple(findings.warnings)

    def client_options(self, host: str) -> UpstreamOptions:
        """The options for one session with ``host``, the name as it is configured, or an address.

        Raises:
            ValueError: ``host`` is neither a host name nor an address, and no ``verify_name`` is set.
        """
        return UpstreamOptions(self._context, self._verify_name or names.host_name(host), self._required)


def _credentials(
    settings: UpstreamTlsSettings, findings: Findings, now: datetime
) -> certificates.Credentials | None:
    if not settings.certificate and not settings.key:
        return None
    known = roots(system_bundle(), settings.ca)
    return certificates.read(
        settings.certificate, settings.key, findings, server=False, roots=known, now=now
    )


def _checked_name(verify_name: str, findings: Findings) -> str:
    if not verify_name:
        return ""
    try:
        return names.host_name(verify_name)
    except ValueError as error:
        remedy = "write one name that the far certificate has, without a star"
        findings.error("verify_name", f"{verify_name!r} is no name to verify: {error}", remedy)
        return ""


def _judge(connection: SSL.Connection, certificate: X509, error: int, depth: int, ok: int) -> bool:
    """OpenSSL's verification callback."""
    return isinstance(connection, UpstreamConnection) and connection.options.judge(certificate, error, depth)


def _name_failure(certificate: x509.Certificate, name: str) -> str:
    """Why a certificate is not for this name; empty if it is.

    It is asked within the handshake, when the chain has been verified, rather than after it as Twisted's
    own options do: so nothing of ours goes to a server that is not the one we mean.
    """
    try:
        if names.is_address(name):
            verify_certificate_ip_address(certificate, name)
        else:
            verify_certificate_hostname(certificate, name)
    except service_identity.VerificationError:
        return f"the certificate is for {names.shown(names.names_in(certificate))}, not for {name}"
    except Exception as error:  # CertificateError, and whatever a parser says to octets from the network
        return f"the certificate's names cannot be used: {error}"
    return ""
