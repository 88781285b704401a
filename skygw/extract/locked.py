"""Files that are encrypted as a whole, told by how they begin; and signatures of OpenPGP that stand alone.

OpenPGP has no magic number: packets are followed by their headers (RFC 9580, 4.2) until one tells.
"""

from __future__ import annotations

ENCRYPTED, SIGNATURE = "encrypted", "signature"

_BEGINNINGS = (
    b"Salted__",  # openssl enc
    b"age-encryption.org/v1",
    b"-----BEGIN AGE ENCRYPTED FILE-----",
    b".pfile",  # Rights Management, any file
    b"\x76\xe8\x04\x60\xc4\x11\xe3\x86",  # MS-OXORMMS 2.2.1: message.rpmsg
    b"LUKS\xba\xbe",
    b"AES\x02",  # AES Crypt
    b"\xc0\xb9\x07\x2e\x4f\x93\xf1\x46\xa0\x15\x79\x2c\xa1\xd9\xe8\x21",  # AxCrypt
)
_SESSION_KEYS = {1: (3, 6), 3: (4, 5, 6)}
"""Versions of the packets that precede encrypted data: for a public key, for a password."""
_DATA = (9, 18, 20)
_SIGNATURE = 2
_PACKETS = 100


def kind(octets: bytes) -> str:
    """``encrypted``, ``signature`` (nothing else in it), or the empty string."""
    if octets.startswith(_BEGINNINGS):
        return ENCRYPTED
    if octets[:1] < b"\x80":
        return ""
    position, keys = 0, 0
    for count in range(_PACKETS):
        tag, start, end = _packet(octets, position)
        version = octets[start] if start < len(octets) else 0
        if tag in _SESSION_KEYS and version in _SESSION_KEYS[tag]:
            keys += 1
        elif tag in _DATA:
            return ENCRYPTED if keys else ""
        elif tag != _SIGNATURE or version not in (3, 4, 5, 6) or keys:
            return ""
        position = end
        if position >= len(octets):
            return SIGNATURE if tag == _SIGNATURE and position == len(octets) and count < _PACKETS else ""
    return ""


def _packet(octets: bytes, position: int) -> tuple[int, int, int]:
    """Tag, and where the body begins and ends; tag 0 if there is no packet."""
    head = octets[position : position + 6].ljust(6, b"\0")
    if not head[0] & 0x80:
        return 0, position, position
    if head[0] & 0x40:
        tag, first = head[0] & 0x3F, head[1]
        if first < 192:
            return tag, position + 2, position + 2 + first
        if first < 224:
            return tag, position + 3, position + 3 + ((first - 192) << 8) + head[2] + 192
        size = int.from_bytes(head[2:6], "big") if first == 255 else 1 << (first & 31)
        start = position + (6 if first == 255 else 2)
        return tag, start, start + size
    tag, width = head[0] >> 2 & 15, (1, 2, 4, 0)[head[0] & 3]
    start = position + 1 + width
    size = int.from_bytes(head[1 : 1 + width], "big") if width else len(octets)
    return tag, start, start + size
