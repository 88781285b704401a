"""What an S/MIME leaf holds: a minimal walk over BER (X.690) down to the content (RFC 5652, RFC 8551).

Signed-only mail hides its text from every filter that does not unwrap it: ``application/pkcs7-mime;
smime-type=signed-data`` is a MIME entity inside an octet string.  Nothing is verified here, no certificate
is read, nothing is decrypted.  Iterative and bounded.
"""

from __future__ import annotations

import re
import zlib

import attrs

from skygw.mail import transfer

SIGNED = "signed"
ENCRYPTED = "encrypted"
COMPRESSED = "compressed"

MAX_CONTENT = 64 << 20
"""Octets to which compressed content (RFC 3274) may grow."""

_MAX_NESTING = 32
_MAX_PIECES = 1_000_000

_SEQUENCE, _SET, _OID, _INTEGER, _OCTETS, _EXPLICIT = 0x30, 0x31, 0x06, 0x02, 0x04, 0xA0
_CONSTRUCTED = 0x20

# ContentType ::= OBJECT IDENTIFIER                                      (RFC 5652, section 3)
_KINDS = {
    bytes.fromhex("2a864886f70d010702"): SIGNED,
    bytes.fromhex("2a864886f70d010703"): ENCRYPTED,  # EnvelopedData
    bytes.fromhex("2a864886f70d010704"): ENCRYPTED,  # SignedAndEnvelopedData (PKCS #7)
    bytes.fromhex("2a864886f70d010706"): ENCRYPTED,  # EncryptedData
    bytes.fromhex("2a864886f70d0109100117"): ENCRYPTED,  # AuthEnvelopedData (RFC 5083)
    bytes.fromhex("2a864886f70d0109100109"): COMPRESSED,  # RFC 3274
}
_ARMOUR = re.compile(rb"\s*-----BEGIN (?:PKCS ?#?7|CMS|SIGNED MESSAGE)-----\s([^-]*)")


@attrs.frozen
class SecuredContent:
    """``kind``: one of ``signed``, ``encrypted``, ``compressed``.

    ``octets``: the content, ``None`` where there is none in clear: encrypted, or a detached signature.
    ``complete``: whether its end was reached.
    """

    kind: str
    octets: bytes | None = attrs.field(default=None, repr=False)
    complete: bool = True


def secured(octets: bytes) -> SecuredContent | None:
    """What CMS, in BER or in PEM armour, holds; ``None`` if ``octets`` are no CMS.  Never raises."""
    armour = _ARMOUR.match(octets)
    if armour is not None:
        octets = transfer.concatenated(armour[1])
    if not octets.startswith(b"\x30"):
        return None
    try:
        return _content_info(octets)
    except (_BERError, IndexError):
        return None


class _BERError(ValueError):
    pass


@attrs.frozen
class _Element:
    """A BER element: its tag octet, where its content begins, and its end (-1: indefinite)."""

    tag: int
    start: int
    end: int


def _content_info(octets: bytes) -> SecuredContent | None:
    # ContentInfo ::= SEQUENCE { contentType OBJECT IDENTIFIER, content [0] EXPLICIT ANY }
    outer = _expect(octets, 0, _SEQUENCE)
    oid = _expect(octets, outer.start, _OID)
    kind = _KINDS.get(octets[oid.start : oid.end])
    if kind is None or kind == ENCRYPTED:
        return SecuredContent(kind) if kind else None
    try:
        explicit = _expect(octets, oid.end, _EXPLICIT)
        found = _encapsulated(octets, _expect(octets, explicit.start, _SEQUENCE).start)
    except (_BERError, IndexError):
        return SecuredContent(kind, None, complete=False)
    if found is None:
        return SecuredContent(kind)
    content, complete = found
    if kind == COMPRESSED:
        content, complete = _inflated(content, complete)
    return SecuredContent(kind, content, complete)


def _encapsulated(octets: bytes, position: int) -> tuple[bytes, bool] | None:
    # SignedData ::= SEQUENCE { version INTEGER, digestAlgorithms SET, encapContentInfo SEQUENCE { ... } ...
    # CompressedData ::= SEQUENCE { version INTEGER, compressionAlgorithm SEQUENCE, encapContentInfo ...
    # EncapsulatedContentInfo ::= SEQUENCE { eContentType OID, eContent [0] EXPLICIT OCTET STRING OPTIONAL }
    version = _expect(octets, position, _INTEGER)
    algorithms = _element(octets, version.end)
    if algorithms.tag not in (_SET, _SEQUENCE):
        raise _BERError
    info = _expect(octets, _behind(octets, algorithms), _SEQUENCE)
    oid = _expect(octets, info.start, _OID)
    if oid.end >= len(octets) or (info.end >= 0 and oid.end >= info.end) or octets[oid.end] != _EXPLICIT:
        return None  # detached
    explicit = _element(octets, oid.end)
    return _octet_string(octets, explicit.start)


def _element(octets: bytes, position: int) -> _Element:
    """The element at ``position``.

    Raises:
        _BERError: its tag or length is of a kind that CMS does not use, or lies beyond the octets.
        IndexError: it is cut off.
    """
    tag, length = octets[position], octets[position + 1]
    start = position + 2
    if tag & 0x1F == 0x1F:
        raise _BERError
    if length < 0x80:
        return _Element(tag, start, start + length)
    count = length & 0x7F
    if count == 0:
        if not tag & _CONSTRUCTED:
            raise _BERError
        return _Element(tag, start, -1)
    if count > 8 or start + count > len(octets):
        raise _BERError
    return _Element(tag, start + count, start + count + int.from_bytes(octets[start : start + count], "big"))


def _expect(octets: bytes, position: int, tag: int) -> _Element:
    element = _element(octets, position)
    if element.tag != tag:
        raise _BERError
    return element


def _behind(octets: bytes, element: _Element) -> int:
    """Where the element after ``element`` begins; an indefinite one is passed by counting its ends."""
    if element.end >= 0:
        return element.end
    position, nesting = element.start, 1
    for _ in range(_MAX_PIECES):
        if octets[position] == 0 and octets[position + 1] == 0:
            nesting -= 1
            position += 2
            if not nesting:
                return position
            continue
        inner = _element(octets, position)
        if inner.end >= 0:
            position = inner.end
        else:
            nesting += 1
            position = inner.start
            if nesting > _MAX_NESTING:
                break
    raise _BERError


def _octet_string(octets: bytes, position: int) -> tuple[bytes, bool]:
    """The octets of a string, primitive or in pieces of pieces, and whether its end was there."""
    pieces: list[bytes] = []
    ends: list[int] = []  # of the constructed elements that stand open; -1 for an indefinite one
    for _ in range(_MAX_PIECES):
        while ends and 0 <= ends[-1] <= position:
            ends.pop()
        if pieces and not ends:
            return b"".join(pieces), position <= len(octets)
        if position + 1 >= len(octets):
            return b"".join(pieces), False
        if ends and ends[-1] < 0 and octets[position] == 0 and octets[position + 1] == 0:
            ends.pop()
            position += 2
            if not ends:
                return b"".join(pieces), True
            continue
        try:
            element = _element(octets, position)
        except (_BERError, IndexError):
            return b"".join(pieces), False
        if element.tag == _OCTETS:
            pieces.append(octets[element.start : element.end])
            position = element.end
        elif element.tag == _OCTETS | _CONSTRUCTED and len(ends) < _MAX_NESTING:
            ends.append(element.end)
            position = element.start
        elif not ends and not pieces and element.tag in (_SEQUENCE, _SET):
            # PKCS #7 1.5 wraps content of any type here, not only an octet string.
            end = element.end if element.end >= 0 else len(octets)
            return octets[position:end], end <= len(octets)
        else:
            return b"".join(pieces), False
    return b"".join(pieces), False


def _inflated(content: bytes, complete: bool) -> tuple[bytes, bool]:
    inflater = zlib.decompressobj()
    try:
        inflated = inflater.decompress(content, MAX_CONTENT)
    except zlib.error:
        return b"", False
    return inflated, complete and inflater.eof
