"""One OpenSSL context, hardened the same way for both legs.

TLS 1.2 and up (RFC 8996), forward secret suites with authenticated encryption only, no compression, no
renegotiation, no sessions kept.  A context is built once and shared: 5.5 ms against 0.03 ms a connection.
"""

from __future__ import annotations

from OpenSSL import SSL, _util

from skygw.net.tls.findings import Findings

# RFC 9325, section 4.2, plus the ChaCha20 suites of RFC 7905; Exchange Online takes the AES ones.
DEFAULT_CIPHERS = (
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
    "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305"
)
# Suites without a certificate are never wanted, whatever else `tls_ciphers` asks for: without one there
# is nothing to verify, and OpenSSL would not even call our verification.
_NEVER = ":!aNULL:!eNULL:!PSK:!SRP"

_VERSIONS = {"1.2": SSL.TLS1_2_VERSION, "1.3": SSL.TLS1_3_VERSION}

# Public chains have three or four certificates.
_MAX_CHAIN = 10


def new_context(tls_min: str, tls_ciphers: str, tls_groups: str, findings: Findings) -> SSL.Context:
    """A context with neither certificate nor trust yet; what cannot be had is in ``findings``.

    ``tls_ciphers`` is a list with colons, as openssl-ciphers(1) has it; names that begin with ``TLS_`` are
    those of TLS 1.3.  ``tls_groups`` likewise: ``X25519:P-256``.  Empty means our own choice of suites, and
    OpenSSL's of groups.
    """
    context = SSL.Context(SSL.TLS_METHOD)
    minimum = _VERSIONS.get(tls_min)
    if minimum is None:
        findings.error("tls_min", f"there is no TLS version {tls_min!r} here", 'write "1.2" or "1.3"')
    context.set_min_proto_version(minimum or SSL.TLS1_2_VERSION)
    context.set_options(
        SSL.OP_NO_COMPRESSION  # CRIME
        | SSL.OP_NO_RENEGOTIATION  # TLS 1.2 and its peers' CPU
        | SSL.OP_CIPHER_SERVER_PREFERENCE
    )
    # An end without close_notify stays an error (OP_IGNORE_UNEXPECTED_EOF is not set): inside a message it
    # would let an attacker cut the body.  RELEASE_BUFFERS frees 34 KiB for each idle connection.
    context.set_mode(SSL.MODE_RELEASE_BUFFERS)
    context.set_session_cache_mode(SSL.SESS_CACHE_OFF)
    context.set_verify_depth(_MAX_CHAIN)
    _set_ciphers(context, tls_ciphers, findings)
    _set_groups(context, tls_groups, findings)
    return context


def _set_ciphers(context: SSL.Context, tls_ciphers: str, findings: Findings) -> None:
    wanted = [name for name in tls_ciphers.replace(",", ":").replace(" ", ":").split(":") if name]
    modern = ":".join(name for name in wanted if name.startswith("TLS_"))
    classic = ":".join(name for name in wanted if not name.startswith("TLS_")) or DEFAULT_CIPHERS
    try:
        context.set_cipher_list((classic + _NEVER).encode("utf-8"))
        if modern:
            context.set_tls13_ciphersuites(modern.encode("utf-8"))
    except SSL.Error:
        remedy = "see `openssl ciphers -v`; leave it empty for the default"
        findings.error("tls_ciphers", f"OpenSSL knows no such suites: {tls_ciphers!r}", remedy)


def _set_groups(context: SSL.Context, tls_groups: str, findings: Findings) -> None:
    """pyOpenSSL has `set_tmp_ecdh` in public, for one curve alone; its binding knows the whole list."""
    if not tls_groups:
        return
    groups = tls_groups.replace(",", ":").replace(" ", ":").encode("utf-8")
    if _util.lib.SSL_CTX_set1_curves_list(context._context, groups) != 1:
        _util.lib.ERR_clear_error()  # else the next handshake would find it in the queue
        remedy = 'for instance "X25519:P-256"; leave it empty for the default'
        findings.error("tls_groups", f"OpenSSL knows no such groups: {tls_groups!r}", remedy)
