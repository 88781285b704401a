"""Loads OpenSSL in such a way that a server can really switch session tickets off.

Import this module before anything that imports ``cryptography`` or ``OpenSSL`` (a reactor does so too);
``skygw.net.tls`` does it first of all, and an entry point of ours should import that first of all.

Why: Microsoft's TLS 1.3 client breaks off handshakes over the tickets that a server sends behind its
Finished (golang/go#70232, albertito/chasquid#64, mjl-/mox#237).  ``OP_NO_TICKET`` does not help there:
up to 4.0 OpenSSL then sends two "stateful" tickets that nobody can use (openssl/openssl#8077), and
pyOpenSSL has no ``SSL_CTX_set_num_tickets``.  What remains is OpenSSL's own configuration, which it reads
once, when it is loaded, and whose ``system_default`` section holds for every context of the process.
It has no effect on clients.

To be removed once every OpenSSL that we run on sends none with ``OP_NO_TICKET`` and ``SESS_CACHE_OFF``
together (openssl/openssl#30639, merged in 2026).
"""

from __future__ import annotations

import importlib
import os
import sys

_CONFIGURATION = b"""\
openssl_conf = skygw
[skygw]
ssl_conf = skygw_ssl
[skygw_ssl]
system_default = skygw_contexts
[skygw_contexts]
NumTickets = 0
"""


def load() -> bool:
    """Load OpenSSL without session tickets; whether it was this call that loaded it.

    An administrator's own ``OPENSSL_CONF`` (FIPS, say) is left alone, as is an OpenSSL that somebody has
    loaded before us: `InboundTls` looks at what is really sent and does not rely on the answer given here.
    """
    if "OPENSSL_CONF" in os.environ or "cryptography.hazmat.bindings._rust" in sys.modules:
        return False
    # A sealed piece of memory rather than a file of the package: it works from a zip and a read-only disk.
    descriptor = os.memfd_create("skygw-openssl.cnf", os.MFD_CLOEXEC)
    try:
        os.write(descriptor, _CONFIGURATION)
        os.environ["OPENSSL_CONF"] = f"/proc/self/fd/{descriptor}"
        importlib.import_module("cryptography.hazmat.bindings._rust")
    finally:
        os.environ.pop("OPENSSL_CONF", None)  # our children are none of its business
        os.close(descriptor)
    return True


load()
