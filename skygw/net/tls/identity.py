"""What a TLS session tells about itself and about the peer, as values for SMTP and for the log."""

from __future__ import annotations

from typing import Any

import attrs
from OpenSSL import SSL


@attrs.frozen
class PeerIdentity:
    """Who a sender has shown to be.

    presented: a certificate came, and with it the proof of its key.  verified: its chain leads to one of
    the trusted authorities and everything in it is valid now.  names: what its subjectAltName says, lower
    case.  matches: verified, and one of the names is among `client_names` (or any name is welcome): the
    one to ask.  error: why not, in words for the log; empty if ``matches``.
    """

    presented: bool = False
    verified: bool = False
    names: tuple[str, ...] = ()
    error: str = ""
    matches: bool = False


def handle_of(transport: object) -> SSL.Connection | None:
    """The OpenSSL connection beneath a Twisted transport; None for one in clear, or lost."""
    get_handle: Any = getattr(transport, "getHandle", None)
    handle = get_handle() if get_handle is not None else None
    return handle if isinstance(handle, SSL.Connection) else None


def session_text(transport: object) -> str:
    """Version and suite of a session after its handshake, ``TLSv1.3 TLS_AES_256_GCM_SHA384``; "" in clear."""
    handle = handle_of(transport)
    cipher = handle.get_cipher_name() if handle is not None else None
    if handle is None or cipher is None:
        return ""
    return f"{handle.get_protocol_version_name()} {cipher}"
