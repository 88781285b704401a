"""Certificates for tests: authorities, servers, clients, and all that can be wrong with them.

EC keys throughout, so that making one costs a fraction of a millisecond.  `authority` and `issued` are made
once per test session; whoever wants an odd certificate asks an `Authority` for it directly.
"""

from __future__ import annotations

import functools
import ipaddress
import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

SERVER = ExtendedKeyUsageOID.SERVER_AUTH
CLIENT = ExtendedKeyUsageOID.CLIENT_AUTH
BOTH = (SERVER, CLIENT)

NOW = datetime.now(UTC).replace(microsecond=0)
DAY = timedelta(days=1)


@attrs.frozen
class Files:
    """Where a certificate chain and its key lie, as settings name them."""

    certificate: str
    key: str


@attrs.frozen
class Issued:
    """A certificate, its key, and the chain up to but without the root (the certificate itself first)."""

    certificate: x509.Certificate
    key: Any = attrs.field(repr=False)
    chain: tuple[x509.Certificate, ...]

    def write(self, directory: Path, name: str = "skygw") -> Files:
        """Write ``NAME.pem`` (chain) and ``NAME.key`` (mode 0600)."""
        certificate = write_chain(directory / f"{name}.pem", *self.chain)
        return Files(certificate, write_key(directory / f"{name}.key", self.key))


@attrs.frozen
class Authority:
    """A certificate authority; the root is its own issuer."""

    certificate: x509.Certificate
    key: Any = attrs.field(repr=False)
    # What a certificate of this authority needs behind itself: nothing for a root.
    chain: tuple[x509.Certificate, ...] = ()

    def write(self, path: Path) -> str:
        """Write the certificate as a PEM file that can be trusted."""
        return write_chain(path, self.certificate)

    def intermediate(self, name: str, *, purposes: Sequence[x509.ObjectIdentifier] = ()) -> Authority:
        """An authority below this one; ``purposes`` restricts what it may issue for."""
        certificate, key = make(name, issuer=self, ca=True, purposes=purposes)
        return Authority(certificate, key, (certificate, *self.chain))

    def issue(self, *names: str, **wanted: Any) -> Issued:
        """A certificate for DNS names and addresses; see `make` for what else may be wanted."""
        certificate, key = make(names[0], *names, issuer=self, **wanted)
        return Issued(certificate, key, (certificate, *self.chain))

    def expired(self, *names: str) -> Issued:
        """One that ended to be valid yesterday."""
        return self.issue(*names, not_before=NOW - 30 * DAY, not_after=NOW - DAY)

    def future(self, *names: str) -> Issued:
        """One that will be valid tomorrow."""
        return self.issue(*names, not_before=NOW + DAY, not_after=NOW + 60 * DAY)


def root(name: str = "Test Root") -> Authority:
    """A fresh root."""
    certificate, key = make(name, ca=True)
    return Authority(certificate, key)


def self_signed(*names: str) -> Issued:
    """A certificate that nobody but itself vouches for."""
    certificate, key = make(names[0], *names)
    return Issued(certificate, key, (certificate,))


@functools.cache
def authority(name: str = "Test Root") -> Authority:
    """The root of that name, made once per test session."""
    return root(name)


@functools.cache
def issued(*names: str) -> Issued:
    """A certificate for these names from ``authority()``, made once per test session."""
    return authority().issue(*names)


def make(
    common_name: str,
    *names: str,
    issuer: Authority | None = None,
    ca: bool = False,
    purposes: Sequence[x509.ObjectIdentifier] = BOTH,
    not_before: datetime = NOW - DAY,
    not_after: datetime = NOW + 60 * DAY,
    key: Any = None,
    algorithm: Any = None,
    issuer_address: str = "",
) -> tuple[x509.Certificate, Any]:
    """A certificate and its key; without an ``issuer`` it signs itself.

    ``issuer_address`` is where the issuer's certificate can be fetched, as public authorities write it.
    """
    key = key or ec.generate_private_key(ec.SECP256R1())
    subject = _name(common_name)
    signer = issuer.key if issuer else key
    signer_subject = issuer.certificate.subject if issuer else subject
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(signer_subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(not_before)
        .not_valid_after(not_after)
        .add_extension(x509.BasicConstraints(ca, None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
    )
    if names:
        alternative = x509.SubjectAlternativeName([*map(_general_name, names)])
        builder = builder.add_extension(alternative, critical=False)
    if purposes and not (ca and purposes is BOTH):
        builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
    if issuer_address:
        location = x509.UniformResourceIdentifier(issuer_address)
        access = x509.AccessDescription(AuthorityInformationAccessOID.CA_ISSUERS, location)
        builder = builder.add_extension(x509.AuthorityInformationAccess([access]), critical=False)
    return builder.sign(signer, algorithm or hashes.SHA256()), key


def write_chain(path: Path, *certificates: x509.Certificate) -> str:
    """Write certificates one behind the other as PEM."""
    path.write_bytes(b"".join(certificate.public_bytes(Encoding.PEM) for certificate in certificates))
    return str(path)


def write_key(path: Path, key: Any, mode: int = 0o600) -> str:
    """Write a key as PKCS#8 PEM without a passphrase."""
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    os.chmod(path, mode)
    return str(path)


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
