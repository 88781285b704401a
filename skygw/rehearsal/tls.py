"""TLS of the far server: its certificate, and whether and how the client must show one."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import Any

import attrs
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from OpenSSL import SSL, crypto
from twisted.internet.interfaces import IOpenSSLContextFactory, ISSLTransport
from twisted.internet.ssl import CertificateOptions
from zope.interface import implementer

from skygw.errors import ConfigurationError, Problem

#: X509_V_ERR_INVALID_PURPOSE: public authorities have stopped issuing the purpose clientAuth, so the
#: certificate that Exchange would take is one for servers (facts: exchange-online, 5b).
_INVALID_PURPOSE = 26


class ClientCertificate(enum.Enum):
    """What the client is asked for."""

    NOT_ASKED = "not asked"
    OPTIONAL = "optional"
    REQUIRED = "required"


@implementer(IOpenSSLContextFactory)
@attrs.define
class FarTls:
    """Settings of the far server's TLS.  TLS 1.2 is the least.

    Without ``client_ca`` any certificate of a client is taken, self-signed ones too: what counts in a
    rehearsal is the name on it.
    """

    certificate: Path
    """PEM, the chain below it."""
    key: Path
    client: ClientCertificate = ClientCertificate.OPTIONAL
    client_ca: Path | None = None
    _context: SSL.Context | None = attrs.field(default=None, init=False)

    def getContext(self) -> SSL.Context:
        """The context, made once.

        Raises:
            ConfigurationError: the files cannot be read or do not belong together.
        """
        if self._context is None:
            self._context = self._made()
        return self._context

    def _made(self) -> SSL.Context:
        pem = _read(self.certificate)
        try:
            chain = [crypto.X509.from_cryptography(one) for one in x509.load_pem_x509_certificates(pem)]
            key = serialization.load_pem_private_key(_read(self.key), None)
            own = crypto.PKey.from_cryptography_key(key)  # type: ignore[arg-type]  # DH keys: not in practice
            context = CertificateOptions(own, chain[0], extraCertChain=chain[1:]).getContext()
            if self.client_ca is not None:
                context.load_verify_locations(str(self.client_ca))
        except (ValueError, TypeError, IndexError, SSL.Error, crypto.Error) as error:
            problem = Problem("tls", f"certificate or key is of no use: {error}", file=str(self.certificate))
            raise ConfigurationError([problem]) from error
        if self.client is not ClientCertificate.NOT_ASKED:
            required = SSL.VERIFY_FAIL_IF_NO_PEER_CERT if self.client is ClientCertificate.REQUIRED else 0
            context.set_verify(SSL.VERIFY_PEER | required, self._verify)
        # A resumed session shows no certificate: each session of a rehearsal has a full handshake.
        context.set_session_cache_mode(SSL.SESS_CACHE_OFF)
        context.set_session_id(b"rehearsal")
        return context

    def _verify(self, _conn: SSL.Connection, _cert: crypto.X509, error: int, depth: int, ok: int) -> bool:
        return bool(ok) or self.client_ca is None or (error == _INVALID_PURPOSE and depth == 0)


def describe(transport: Any) -> tuple[str, tuple[str, ...]]:
    """Version and cipher of the TLS session, and the names in the client's certificate."""
    if not ISSLTransport.providedBy(transport):
        return "", ()
    handle = getattr(transport, "getHandle", lambda: None)()
    version = "TLS"
    if handle is not None:
        version = f"{handle.get_protocol_version_name()} {handle.get_cipher_name()}"
    certificate: Any = transport.getPeerCertificate()
    return version, names_of(certificate.to_cryptography()) if certificate is not None else ()


def names_of(certificate: x509.Certificate) -> tuple[str, ...]:
    """DNS names in subjectAltName, or else common names; in lower case."""
    try:
        alternatives = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        names = alternatives.get_values_for_type(x509.DNSName)
    except (x509.ExtensionNotFound, ValueError):
        names = []
    if not names:
        common = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
        names = [str(one.value) for one in common]
    return tuple(name.lower() for name in names)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigurationError([Problem("tls", error.strerror or str(error), file=str(path))]) from error
