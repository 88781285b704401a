"""CMS (S/MIME) in a file: what is signed or compressed is read in turn, what is encrypted is said so.

A part of the message itself that is declared so is unwrapped by whoever walks the message.
"""

from __future__ import annotations

from collections.abc import Iterator

from skygw.extract.budget import Allowance
from skygw.extract.found import Found, Leaf, Unfit
from skygw.extract.outcome import Outcome
from skygw.mail import cms, gate


def read(leaf: Leaf, allowance: Allowance) -> Iterator[Found]:
    """The message or the file inside; nothing in a detached signature."""
    secured = cms.secured(leaf.octets)
    if secured is None:
        raise Unfit
    if secured.kind == cms.ENCRYPTED:
        yield Outcome.ENCRYPTED
    if secured.octets is None:
        if secured.kind != cms.ENCRYPTED and not _is_whole(leaf.octets):
            yield Outcome.FAILED
        return
    if not secured.complete:
        yield Outcome.TRUNCATED
    octets = secured.octets[: allowance.octets]
    allowance.expand(len(octets))
    if len(octets) < len(secured.octets):
        yield Outcome.LIMIT
    if gate.begins_with_mime(octets):
        yield Leaf(octets, "message/rfc822", names=leaf.names, within="cms")
    else:
        names = tuple(name.removesuffix(".p7m") for name in leaf.names)
        yield Leaf(octets, "application/octet-stream", names=names, within="cms")


def _is_whole(octets: bytes) -> bool:
    """Whether a BER element ends where its length says (X.690, 8.1.3); PEM is taken as whole."""
    if not octets.startswith(b"\x30"):
        return True
    first = octets[1] if len(octets) > 1 else 0xFF
    if first == 0x80:
        return octets.rstrip(b"\r\n").endswith(b"\0\0")
    if first < 0x80:
        return 2 + first <= len(octets)
    width = first & 0x7F
    return 2 + width + int.from_bytes(octets[2 : 2 + width], "big") <= len(octets)
