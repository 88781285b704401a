"""What stays the same about a message over Exchange's retries: its delivery key (PRODUCT, section 7)."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

from skygw.mail.envelope import Envelope
from skygw.relay.body import Body
from skygw.relay.trace import Header

KEY_OCTETS = 16


def delivery_key(tenant: str, header: Header, envelope: Envelope, body: Body) -> str:
    """32 hexadecimal digits, the same for every attempt to deliver this message to these recipients.

    HMAC-SHA-256 under the tenant's id over Exchange's network message id, which its bifurcated copies share,
    or else Message-ID and reverse-path; the recipients, in any order; and a digest of what stands behind the
    header, for the header grows by trace fields with every attempt.
    """
    digest = hashlib.sha256()
    left = header.octets
    for piece in body.pieces():
        digest.update(piece[left:] if left else piece)
        left = max(0, left - len(piece))
    own: tuple[str, ...] = ("message", header.message_id, envelope.sender)
    if header.network_message_id:
        own = ("network", header.network_message_id)
    parts = (*own, *sorted(set(envelope.to)))
    key = hmac.new(tenant.encode("utf-8", "surrogateescape"), digestmod=hashlib.sha256)
    for part in _framed(parts):
        key.update(part)
    key.update(digest.digest())
    return key.digest()[:KEY_OCTETS].hex()


def _framed(parts: Iterable[str]) -> Iterable[bytes]:
    """Each with its length before it, so that no two lists read the same."""
    for part in parts:
        octets = part.encode("utf-8", "surrogatepass")
        yield len(octets).to_bytes(8, "big") + octets
