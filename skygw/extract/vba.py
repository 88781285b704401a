"""The source of macros in a module stream (MS-OVBA 2.4.1)."""

from __future__ import annotations

from collections.abc import Iterator

_FIRST_LINE = b"\0Attribut"
"""Every module begins with "Attribute VB_Name", of which the first token sequence holds these octets."""
_LIMIT = 4 << 20


def source(octets: bytes) -> Iterator[str]:
    """The source text, if there is some."""
    at = octets.find(_FIRST_LINE)
    if at >= 3 and octets[at - 3] == 1:
        yield decompressed(octets[at - 3 :]).decode("cp1252", "replace")


def decompressed(octets: bytes) -> bytes:
    """A compressed container: chunks of 4,096 octets with copies from within the chunk."""
    out = bytearray()
    position = 1
    while position + 2 <= len(octets) and len(out) < _LIMIT:
        header = int.from_bytes(octets[position : position + 2], "little")
        end = min(len(octets), position + (header & 0x0FFF) + 3)
        position += 2
        if not header & 0x8000:
            out += octets[position : position + 4096]
            position += 4096
            continue
        _chunk(octets[position:end], out)
        position = end
    return bytes(out)


def _chunk(octets: bytes, out: bytearray) -> None:
    start, position = len(out), 0
    while position < len(octets):
        flags = octets[position]
        position += 1
        for bit in range(8):
            if position >= len(octets):
                return
            if not flags >> bit & 1:
                out.append(octets[position])
                position += 1
                continue
            token = int.from_bytes(octets[position : position + 2], "little")
            position += 2
            done = len(out) - start
            bits = max(4, (done - 1).bit_length())
            offset = (token >> (16 - bits)) + 1
            if offset > done:
                return
            for _ in range((token & (0xFFFF >> bits)) + 3):
                out.append(out[-offset])
