"""OpenSSL's verdicts in words that an administrator can act on."""

from __future__ import annotations

from cryptography import x509
from OpenSSL import SSL
from OpenSSL.crypto import X509

# X509_V_ERR_* of openssl/x509_vfy.h, which is stable; pyOpenSSL has no public names for them.
CERT_NOT_YET_VALID = 9
CERT_HAS_EXPIRED = 10
INVALID_PURPOSE = 26

_TEXTS = {
    2: "its issuer is not among the certificates sent, nor known here",
    7: "its signature is wrong",
    18: "it is self-signed and not known here",
    19: "its root is not among the trusted authorities",
    20: "its issuer is not among the trusted authorities, or an intermediate certificate was not sent",
    21: "its issuer is not among the trusted authorities, or an intermediate certificate was not sent",
    22: "its chain is too long",
    23: "it has been revoked",
    24: "it is not allowed to issue certificates",
    25: "its chain is longer than an authority in it allows",
    INVALID_PURPOSE: "it is not allowed to be used for this",
    28: "it is rejected",
    47: "an authority in its chain may not issue for this name",
    66: "its key is too weak",
    67: "its key is too weak",
    68: "its signature algorithm is too weak",
}


def parsed(certificate: X509) -> x509.Certificate | None:
    """A peer's certificate in the form that can be read; None if it is too malformed for that.

    Never raises: it is called from OpenSSL's callbacks, whose exceptions Twisted takes for bugs.
    """
    try:
        return certificate.to_cryptography()
    except Exception:  # whatever a parser says to octets from the network, the answer is the same
        return None


def refusal(certificate: x509.Certificate | None, error: int, depth: int) -> str:
    """Why a certificate was refused; ``depth`` 0 is the peer's own, 1 its issuer, and so on."""
    what = "the certificate" if depth == 0 else f"the authority certificate {_subject(certificate)}"
    if error == CERT_HAS_EXPIRED and certificate is not None:
        return f"{what} expired on {certificate.not_valid_after_utc:%Y-%m-%d %H:%M} UTC"
    if error == CERT_NOT_YET_VALID and certificate is not None:
        return f"{what} is not valid before {certificate.not_valid_before_utc:%Y-%m-%d %H:%M} UTC"
    text = _TEXTS.get(error, "OpenSSL refuses it")
    return f"{what} cannot be verified: {text} (error {error} at depth {depth})"


def _subject(certificate: x509.Certificate | None) -> str:
    """The subject as RFC 4514 writes it, cut: it comes from the network."""
    if certificate is None:
        return "(unreadable)"
    try:
        return repr(certificate.subject.rfc4514_string()[:120])
    except ValueError:
        return "(unreadable)"


def handshake_failure(reason: BaseException) -> str:
    """Why a TLS handshake came to nothing, from what ``connectionLost`` was given."""
    if isinstance(reason, SSL.Error) and reason.args and isinstance(reason.args[0], list):
        texts = [str(entry[-1]) for entry in reason.args[0] if entry]
        if texts:
            return "the TLS handshake failed: " + "; ".join(texts)
    text = str(reason).strip().rstrip(".")
    return f"the connection was lost during the TLS handshake{f': {text}' if text else ''}"
