"""Transfer encodings undone (RFC 2045, section 6), by what a lenient reader would make of them.

Nothing here raises on content, and nothing is left out that a reader may show: junk between base64 characters
is passed over, base64 that goes on after its padding is read on, a broken escape stays as it is.  Where
readers make other things of it :attr:`Decoded.defects` says so; :mod:`skygw.mail.dialects` has the others.
"""

from __future__ import annotations

import binascii
import re

import attrs
import pybase64

IDENTITY = frozenset({"", "7bit", "8bit", "binary", "7-bit", "8-bit", "8bits", "7bits"})
"""Encodings that leave the octets alone, with the misspellings that real mail shows."""

KNOWN = IDENTITY | {"base64", "quoted-printable"}

MAX_PIECES = 100_000
"""Pieces of base64 with a padding each: a call for every three octets would take half a minute for 150 MB."""

_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_NOT_BASE64 = bytes(set(range(256)) - set(_BASE64) - set(b"="))
_PADDING = re.compile(rb"=+")
# At most one padding, and nothing but line ends behind it.
_END = re.compile(rb"=[\r\n]*+(=?)[\r\n]*+\Z")

RAW_OCTETS = bytes((*range(9), 11, 12, *range(14, 32), *range(127, 256)))
"""What does not stand in quoted-printable as it is (RFC 2045, section 6.7, rule 2)."""

_MIN_WIDTH, _MAX_WIDTH = 20, 1000

# RFC 2045, section 6.7 (3): blanks before the line end are padding of the transport, and may follow the "=".
# A bare CR behind "=" must be seen too: binascii drops all from there to the next LF.
_ODD_SOFT_BREAK = re.compile(rb"=(?:[ \t]+\r?\n|[ \t]*\r(?!\n))")
_SOFT_BREAK = re.compile(rb"=[ \t]*(?:\r?\n|\r)")
# The line end of the last soft break belongs to the delimiter.
_BAD_ESCAPE = re.compile(rb"=(?!(?:[0-9A-Fa-f]{2}|[ \t]*(?:\r?\n|\Z)))")


@attrs.frozen
class Decoded:
    """The octets of a leaf, and the reasons (constant words) for which its encoding is odd."""

    octets: bytes = attrs.field(repr=False)
    defects: tuple[str, ...] = ()


def decode(octets: bytes | memoryview, encoding: str) -> Decoded:
    """``octets`` without the transfer encoding ``encoding`` (in lower case).  Never raises on content.

    An unknown encoding counts as none, with the defect ``encoding-unknown``.
    """
    raw = bytes(octets)
    if encoding == "base64":
        return base64(raw)
    if encoding == "quoted-printable":
        regular = len(raw.translate(None, RAW_OCTETS)) == len(raw) and _BAD_ESCAPE.search(raw) is None
        return Decoded(quoted_printable(raw), () if regular else ("quoted-printable-irregular",))
    return Decoded(raw, () if encoding in IDENTITY else ("encoding-unknown",))


def base64(octets: bytes | memoryview) -> Decoded:
    """Base64 in one go for speed, or by its pieces between paddings if it is irregular."""
    raw = bytes(octets)
    padding = raw.find(b"=")
    end = _END.match(raw, padding) if padding >= 0 else None
    if padding < 0 or end is not None:
        decoded = _regular(raw, 1 + len(end[1]) if end else 0)
        if decoded is not None:
            return Decoded(decoded)
    limited = ("limit-pieces",) if raw.count(b"=") > MAX_PIECES else ()
    return Decoded(concatenated(raw), ("base64-irregular", *limited))


def _regular(raw: bytes, padding: int) -> bytes | None:
    """``raw`` decoded if nothing but characters of base64 and line ends is in it, told by its lengths.

    pybase64 passes over all other octets; then the result is shorter than the characters would give.
    """
    width, lines = even_lines(raw, 0, len(raw))
    rest = lines * (width + 2)
    characters = len(raw) - 2 * lines - raw.count(b"\n", rest) - raw.count(b"\r", rest) - padding
    if (characters + padding) % 4:
        return None
    try:
        decoded = pybase64.b64decode(raw)
    except (binascii.Error, ValueError):
        return None
    return decoded if len(decoded) == characters * 3 // 4 else None


def even_lines(octets: bytes | bytearray, start: int, end: int) -> tuple[int, int]:
    """Width and number of the lines from ``start`` on that are as wide as the first and end with CRLF.

    It looks where a line end must be and nowhere else: there may be more of them in between.  It costs a
    tenth of counting.
    """
    width = octets.find(b"\r\n", start, min(end, start + _MAX_WIDTH)) - start
    if width < _MIN_WIDTH:
        return 0, 0
    returns = octets[start + width : end - 1 : width + 2]
    lines = len(returns) - len(returns.lstrip(b"\r"))
    feeds = octets[start + width + 1 : start + lines * (width + 2) : width + 2]
    return width, len(feeds) - len(feeds.lstrip(b"\n"))


def concatenated(raw: bytes) -> bytes:
    """Base64 with junk passed over; each piece between paddings is base64 of its own.

    Behind :data:`MAX_PIECES` pieces all the rest is read as one.
    """
    clean = raw.translate(None, _NOT_BASE64)
    pieces = _PADDING.split(clean, MAX_PIECES)
    pieces[-1] = pieces[-1].replace(b"=", b"")
    return b"".join(map(piece, filter(None, pieces)))


def piece(characters: bytes) -> bytes:
    """The octets of ``characters``, all of the alphabet of base64 and without padding, of any number."""
    # One character too many holds six bits: no octet.
    usable = characters[: len(characters) - 1] if len(characters) % 4 == 1 else characters
    return pybase64.b64decode(usable + b"=" * (-len(usable) % 4))


def quoted_printable(octets: bytes) -> bytes:
    """Quoted-printable; escapes may be in lower case, what is no escape stays as it is."""
    if _ODD_SOFT_BREAK.search(octets):
        octets = _SOFT_BREAK.sub(b"", octets)
    return binascii.a2b_qp(octets)
