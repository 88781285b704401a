"""Certificate and key files: read once, checked once, everything wrong with them told at once."""

from __future__ import annotations

import os
import stat
from datetime import datetime
from pathlib import Path

import attrs
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from OpenSSL import SSL

from skygw.errors import ConfigurationError, Problem
from skygw.net.tls.chain import check_chain
from skygw.net.tls.findings import Findings

PrivateKey = (
    rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey
)


@attrs.frozen
class Credentials:
    """A key and the chain that belongs to it, our own certificate first; at least one certificate."""

    chain: tuple[x509.Certificate, ...]
    key: PrivateKey = attrs.field(repr=False)

    @property
    def expires(self) -> datetime:
        """When the first certificate of the chain ends to be valid (aware, UTC)."""
        return min(certificate.not_valid_after_utc for certificate in self.chain)

    def use_in(self, context: SSL.Context) -> None:
        """Present the whole chain.  It comes from what was checked, not from files that may have changed."""
        context.use_certificate(self.chain[0])
        for certificate in self.chain[1:]:
            context.add_extra_chain_cert(certificate)
        context.use_privatekey(self.key)
        context.check_privatekey()


def expires(path: Path | str) -> datetime:
    """When the first certificate of a PEM chain file ends to be valid (aware, UTC).

    Raises:
        ConfigurationError: The file cannot be read or holds no certificate.
    """
    try:
        chain = x509.load_pem_x509_certificates(Path(path).read_bytes())
    except (OSError, ValueError) as error:
        problem = Problem(str(path), f"no certificate can be read from it: {error}")
        raise ConfigurationError([problem]) from error
    return min(certificate.not_valid_after_utc for certificate in chain)


def read(
    certificate: str,
    key: str,
    findings: Findings,
    *,
    server: bool,
    roots: frozenset[x509.Name],
    now: datetime,
) -> Credentials | None:
    """Read and check a chain file and its key file; None if they cannot be used, and ``findings`` tells why.

    ``server`` says which role the certificate has: a server's must be allowed to be one, while a client's
    need not, because public authorities have ceased to issue certificates for clients.  ``roots`` are the
    authorities at which a chain may end.
    """
    before = len(findings.errors)
    chain = _read_chain(certificate, findings)
    private = _read_key(key, findings)
    if chain:
        check_chain(chain, certificate, findings, server=server, roots=roots, now=now)
    if chain and private is not None:
        _check_pair(chain, private, certificate, key, findings)
    if private is None or not chain or len(findings.errors) > before:
        return None
    return Credentials(chain, private)


def _read_chain(path: str, findings: Findings) -> tuple[x509.Certificate, ...]:
    if not path:
        findings.error("certificate", "no certificate is named", "name a PEM file with the whole chain")
        return ()
    try:
        octets = Path(path).read_bytes()
    except OSError as error:
        findings.error("certificate", f"{path} cannot be read: {error.strerror}")
        return ()
    if b"-----BEGIN CERTIFICATE-----" not in octets:
        remedy = "convert it: openssl x509 -inform der -in FILE, or openssl pkcs12 -in FILE -nokeys"
        findings.error("certificate", f"{path} holds no certificate in PEM form", remedy)
        return ()
    try:
        return tuple(x509.load_pem_x509_certificates(octets))
    except ValueError as error:
        findings.error("certificate", f"{path} holds a damaged certificate: {error}")
        return ()


def _read_key(path: str, findings: Findings) -> PrivateKey | None:
    if not path:
        findings.error("key", "no private key is named", "name a PEM file")
        return None
    try:
        with open(path, "rb") as file:
            _check_mode(os.fstat(file.fileno()), path, findings)
            octets = file.read()
    except OSError as error:
        findings.error("key", f"{path} cannot be read: {error.strerror}")
        return None
    try:
        key = load_pem_private_key(octets, password=None)
    except TypeError:
        remedy = "decrypt it: openssl pkey -in FILE -out FILE"
        findings.error("key", f"{path} is encrypted with a passphrase", remedy)
        return None
    except (ValueError, UnsupportedAlgorithm):
        remedy = "it must be a PKCS#8 or traditional key that begins with -----BEGIN"
        findings.error("key", f"{path} holds no private key in PEM form", remedy)
        return None
    if not isinstance(key, PrivateKey):
        findings.error("key", f"{path} is of a kind that TLS does not use", "make an EC (P-256) or RSA key")
        return None
    return key


def _check_mode(status: os.stat_result, path: str, findings: Findings) -> None:
    """A key that others can read is not a secret; a group may, if it is one of ours (certificate renewal)."""
    if status.st_mode & stat.S_IROTH:
        findings.error("key", f"{path} can be read by everybody", f"chmod o-r {path}")
    elif status.st_mode & stat.S_IRGRP and status.st_gid not in {os.getegid(), *os.getgroups()}:
        findings.error("key", f"{path} can be read by a group that skygw is not in", f"chmod g-r {path}")


def _check_pair(
    chain: tuple[x509.Certificate, ...], key: PrivateKey, certificate: str, key_path: str, findings: Findings
) -> None:
    ours = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    for position, candidate in enumerate(chain, 1):
        try:
            theirs = candidate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        except (ValueError, UnsupportedAlgorithm):
            continue
        if ours == theirs:
            if position > 1:
                reason = f"{key_path} belongs to certificate {position} of {certificate}, not to the first"
                findings.error("key", reason, "our own certificate comes first")
            return
    reason = f"{key_path} does not belong to the certificate in {certificate}"
    findings.error("key", reason, "renew both together")
