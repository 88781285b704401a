"""TLS on both legs: what we present, what we demand, what became of it.

`InboundTls` and `UpstreamTls` are built once from settings, check every file at once, and give what
``transport.startTLS`` wants.  Only the rest of ``net`` and ``app`` may import this package.
"""

# First of all: it decides how OpenSSL is loaded, which happens once in a process.
from skygw.net.tls import openssl  # isort: skip

from skygw.net.tls.certificates import expires
from skygw.net.tls.identity import PeerIdentity, session_text
from skygw.net.tls.inbound import InboundTls, InboundTlsSettings, peer_identity
from skygw.net.tls.reasons import handshake_failure
from skygw.net.tls.upstream import UpstreamOptions, UpstreamTls, UpstreamTlsSettings

__all__ = [
    "InboundTls",
    "InboundTlsSettings",
    "PeerIdentity",
    "UpstreamOptions",
    "UpstreamTls",
    "UpstreamTlsSettings",
    "expires",
    "handshake_failure",
    "openssl",
    "peer_identity",
    "session_text",
]
