"""Transfer encodings undone (RFC 2045, section 6), by what a lenient reader would make of them.

Nothing here raises on content, and nothing is left out that a reader may show: junk between base64 characters
is passed over, base64 that goes on after its padding is read on, a broken escape stays as it is.
"""

from __future__ import annotations

import binascii
import re

import attrs
import pybase64

IDENTITY = frozenset({"", "7bit", "8bit", "binary", "7-bit", "8-bit", "8bits", "7bits"})
"""Encodings that leave the octets alone, with the misspellings that real mail shows."""

KNOWN = IDENTITY | {"base64", "quoted-printable"}

_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_NOT_BASE64 = bytes(set(range(256)) - set(_BASE64) - set(b"="))
_PADDING = re.compile(rb"=+")
_CHARACTER = re.compile(rb"[A-Za-z0-9+/]")

# RFC 2045, section 6.7 (3): blanks before the line end are padding of the transport, and may follow the "=".
# A bare CR behind "=" must be seen too: binascii drops all from there to the next LF.
_ODD_SOFT_BREAK = re.compile(rb"=(?:[ \t]+\r?\n|[ \t]*\r(?!\n))")
_SOFT_BREAK = re.compile(rb"=[ \t]*(?:\r?\n|\r)")


@attrs.frozen
class Decoded:
    """The octets of a leaf, and the reasons (constant words) for which its encoding is odd."""

    octets: bytes = attrs.field(repr=False)
    defects: tuple[str, ...] = ()


def decode(octets: bytes | memoryview, encoding: str) -> Decoded:
    """``octets`` without the transfer encoding ``encoding`` (in lower case).  Never raises on content.

    An unknown encoding counts as none, with the defect ``encoding-unknown``.
    """
    if encoding == "base64":
        return base64(octets)
    if encoding == "quoted-printable":
        return Decoded(quoted_printable(bytes(octets)))
    return Decoded(bytes(octets), () if encoding in IDENTITY else ("encoding-unknown",))


def base64(octets: bytes | memoryview) -> Decoded:
    """Base64 in one go for speed, or by its pieces between paddings if it is irregular."""
    if not _goes_on(octets):
        try:
            return Decoded(pybase64.b64decode(octets))
        except (binascii.Error, ValueError):
            pass
    return Decoded(_lenient_base64(bytes(octets)), ("base64-irregular",))


def _goes_on(octets: bytes | memoryview) -> bool:
    """Whether characters follow the first padding: pybase64 takes it for junk and shifts the bits behind."""
    padding = _PADDING.search(octets)
    return padding is not None and _CHARACTER.search(octets, padding.end()) is not None


def _lenient_base64(octets: bytes) -> bytes:
    clean = octets.translate(None, _NOT_BASE64)
    return b"".join(map(_piece, filter(None, _PADDING.split(clean))))


def _piece(characters: bytes) -> bytes:
    # One character too many holds six bits: no octet.
    usable = characters[: len(characters) - 1] if len(characters) % 4 == 1 else characters
    return pybase64.b64decode(usable + b"=" * (-len(usable) % 4))


def quoted_printable(octets: bytes) -> bytes:
    """Quoted-printable; escapes may be in lower case, what is no escape stays as it is."""
    if _ODD_SOFT_BREAK.search(octets):
        octets = _SOFT_BREAK.sub(b"", octets)
    return binascii.a2b_qp(octets)
