"""Which authorities are believed: a file that the administrator names, or those of the system."""

from __future__ import annotations

import contextlib
import os
import re
import ssl
import warnings
from pathlib import Path

from cryptography import x509
from cryptography.utils import CryptographyDeprecationWarning
from OpenSSL import SSL
from OpenSSL.crypto import X509StoreFlags

from skygw.net.tls.findings import Findings

_SYSTEM_BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Alpine
    "/etc/pki/tls/certs/ca-bundle.crt",  # Red Hat
    "/etc/ssl/ca-bundle.pem",  # SUSE
    "/etc/ssl/cert.pem",
)

_PEM = re.compile(rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)


def system_bundle() -> Path | None:
    """The system's file of trusted authorities, SSL_CERT_FILE before all; None if there is none."""
    standard = ssl.get_default_verify_paths()
    for name in (os.environ.get("SSL_CERT_FILE"), *_SYSTEM_BUNDLES, standard.cafile):
        if name and os.path.isfile(name):
            return Path(name)
    return None


def roots(*files: Path | str | None) -> frozenset[x509.Name]:
    """The subjects of the certificates in some files; what cannot be read adds nothing.

    It serves to tell whether a chain is complete.  Certificates are read one by one, because some roots that
    systems trust are not well-formed in cryptography's eyes, and one of them must not hide the others.
    """
    subjects: set[x509.Name] = set()
    for file in files:
        try:
            octets = Path(file).read_bytes() if file else b""
        except OSError:
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", CryptographyDeprecationWarning)
            for block in _PEM.findall(octets):
                with contextlib.suppress(ValueError, x509.InvalidVersion):
                    subjects.add(x509.load_pem_x509_certificate(block).subject)
    return frozenset(subjects)


def trust(context: SSL.Context, ca: str, key: str, findings: Findings) -> None:
    """Make a context believe the authorities in the PEM file ``ca``, or the system's for an empty one.

    What stands in a file of the administrator's is believed as it is, be it a root, an intermediate or the
    peer's own certificate (X509_V_FLAG_PARTIAL_CHAIN, as Python's own default is since 3.13): pinning.
    ``key`` names the setting for the findings.
    """
    if not ca:
        _trust_system(context, key, findings)
        return
    try:
        octets = Path(ca).read_bytes()
    except OSError as error:
        remedy = "name a PEM file of trusted certificates"
        findings.error(key, f"{ca} cannot be read: {error.strerror}", remedy)
        return
    if b"-----BEGIN CERTIFICATE-----" not in octets:
        findings.error(key, f"{ca} holds no certificate in PEM form", "it must have BEGIN CERTIFICATE lines")
        return
    try:
        context.load_verify_locations(ca)
    except SSL.Error:
        findings.error(key, f"{ca} holds a certificate that OpenSSL cannot read", "look for damaged lines")
        return
    store = context.get_cert_store()
    if store is not None:
        store.set_flags(X509StoreFlags.PARTIAL_CHAIN)


def _trust_system(context: SSL.Context, key: str, findings: Findings) -> None:
    """Load the system's authorities now: a directory of hashes would be read within handshakes."""
    bundle = system_bundle()
    remedy = "install the system's ca-certificates package, or name a PEM file"
    context.set_default_verify_paths()
    if bundle is None:
        if "SSL_CERT_DIR" not in os.environ:
            reason = "this system has no file of trusted authorities, so that no certificate can be verified"
            findings.warning(key, reason, remedy)
        return
    try:
        context.load_verify_locations(str(bundle))
    except SSL.Error:
        findings.warning(key, f"{bundle}, the system's trusted authorities, cannot be read", remedy)
