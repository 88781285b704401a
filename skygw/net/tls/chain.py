"""Is a certificate chain sound?  Dates, strength, order, completeness, permitted use.

What passes here is what Exchange Online accepts: it never fetches an intermediate certificate, in either
direction, so the whole chain (without the root) has to stand in the file.
"""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID

from skygw.net.tls.findings import Findings
from skygw.net.tls.names import names_in

# Below these OpenSSL's own security level (112 bits) refuses the key, and so does Exchange Online.
MIN_RSA_BITS = 2048
MIN_EC_BITS = 224

# Public certificates live 47 to 90 days and are renewed with a third of that left; whoever is later than
# this has a renewal that does not work.
EXPIRES_SOON = timedelta(days=14)

_SERVER_USES = {ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE}

Chain = tuple[x509.Certificate, ...]


def check_chain(
    chain: Chain, path: str, findings: Findings, *, server: bool, roots: frozenset[x509.Name], now: datetime
) -> None:
    """Put everything that is wrong with the chain in the file ``path`` into ``findings``.

    Our own certificate comes first in ``chain``; ``server`` tells its role, ``roots`` where it may end.
    """
    for position, certificate in enumerate(chain, 1):
        what = f"{path}: certificate {position} ({_common_name(certificate.subject)})"
        _check_dates(certificate, what, findings, now)
        weakness = _weakness(certificate)
        if weakness:
            remedy = "make a new one with an EC (P-256) or RSA (2048 bits) key"
            findings.error("certificate", f"{what} {weakness}", remedy)
    if _check_order(chain, path, findings):
        _check_end(chain, path, findings, roots)
    _check_use(chain[0], path, findings, server)


def _check_dates(certificate: x509.Certificate, what: str, findings: Findings, now: datetime) -> None:
    first, last = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if last <= now:
        findings.error("certificate", f"{what} expired on {_day(last)}", "renew it")
    elif first > now:
        # Others cannot verify it now, but it mends itself: a start must not fail over a clock's minute.
        findings.warning("certificate", f"{what} is not valid before {_day(first)}", "look at the clock")
    elif last - now < EXPIRES_SOON:
        findings.warning("certificate", f"{what} expires on {_day(last)}", "renew it")


def _weakness(certificate: x509.Certificate) -> str:
    """What OpenSSL and Exchange would refuse about a key or signature; empty if it is strong enough."""
    try:
        key = certificate.public_key()
        algorithm = certificate.signature_hash_algorithm
    except (ValueError, UnsupportedAlgorithm):
        return "has a key or a signature of a kind that TLS does not use"
    if isinstance(key, rsa.RSAPublicKey):
        if key.key_size < MIN_RSA_BITS:
            return f"has a weak key: RSA, {key.key_size} bits"
    elif isinstance(key, ec.EllipticCurvePublicKey):
        if key.key_size < MIN_EC_BITS:
            return f"has a weak key: {key.curve.name}, {key.key_size} bits"
    elif not isinstance(key, ed25519.Ed25519PublicKey | ed448.Ed448PublicKey):
        return "has a key of a kind that TLS does not use"
    if isinstance(algorithm, hashes.MD5 | hashes.SHA1) and certificate.subject != certificate.issuer:
        return f"is signed with {algorithm.name.upper()}"
    return ""


def _check_order(chain: Chain, path: str, findings: Findings) -> bool:
    """Each certificate must be signed by the next; whether it is so."""
    for position, (certificate, issuer) in enumerate(itertools.pairwise(chain), 1):
        if not _issued(certificate, issuer):
            name = _common_name(issuer.subject)
            reason = f"{path}: certificate {position + 1} ({name}) did not issue certificate {position}"
            remedy = "our own certificate comes first, then its issuer, then that one's issuer, nothing else"
            findings.error("certificate", reason, remedy)
            return False
    return True


def _issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _check_end(chain: Chain, path: str, findings: Findings, roots: frozenset[x509.Name]) -> None:
    """The last certificate must be a root's, or issued by a root that is known here."""
    last = chain[-1]
    if last.subject == last.issuer:
        if len(chain) == 1:
            remedy = "Exchange Online refuses such a certificate"
            findings.warning("certificate", f"{path} is self-signed", remedy)
    elif last.issuer not in roots:
        missing = _common_name(last.issuer)
        reason = f"{path} ends before a root that is known here: {missing} is missing"
        remedy = "use the file with the whole chain (fullchain.pem); add the root if it is one of your own"
        # An authority that publishes where its certificate can be fetched is nearly always an intermediate:
        # the usual mistake, and Exchange's answer to it is 450 4.4.317, for every message.
        complain = findings.error if _has_issuer_address(last) else findings.warning
        complain("certificate", reason, remedy)


def _has_issuer_address(certificate: x509.Certificate) -> bool:
    try:
        access = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    except (ValueError, x509.ExtensionNotFound, x509.DuplicateExtension):
        return False
    return any(entry.access_method == AuthorityInformationAccessOID.CA_ISSUERS for entry in access)


def _check_use(certificate: x509.Certificate, path: str, findings: Findings, server: bool) -> None:
    if not names_in(certificate):
        findings.warning("certificate", f"{path} has no subjectAltName: nobody can verify it by name")
    try:
        usages = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except (ValueError, x509.ExtensionNotFound, x509.DuplicateExtension):
        return
    if server and not _SERVER_USES & {*usages}:
        reason = f"{path} is not allowed to be a server's (extendedKeyUsage lacks serverAuth)"
        findings.error("certificate", reason, "ask the authority for a server certificate")


def _common_name(name: x509.Name) -> str:
    """The common name, which is what people call a certificate, else the whole name."""
    common = name.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(common[0].value) if common else name.rfc4514_string()


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d}"
