"""BinHex 4.0 (RFC 1741, appendix A): a file of the old Macintosh in characters, with its two forks."""

from __future__ import annotations

import binascii
import itertools
import re
from collections.abc import Iterator

from skygw.extract import text
from skygw.extract.budget import Allowance
from skygw.extract.found import Found, Leaf, Unfit
from skygw.extract.outcome import Outcome

_FILES = 100
_BEGIN = re.compile(rb"\(This file must be converted with BinHex[^\r\n]{0,100}[\r\n>\s]*:")
_ALPHABET = b"!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr"
_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_BARE = re.compile(rb"\s*:(?=[" + re.escape(_ALPHABET) + rb"]{40})")
"""Some programs leave the line out."""
_TO_BASE64 = bytes.maketrans(_ALPHABET, _BASE64)
_NOT_CODED = bytes(octet for octet in range(256) if octet not in _ALPHABET)


def read(leaf: Leaf, allowance: Allowance) -> Iterator[Found]:
    """The files in turn; and the octets as the text that they are."""
    begins = list(itertools.islice(_BEGIN.finditer(leaf.octets), _FILES + 1))
    bare = _BARE.match(leaf.octets)
    if bare:
        begins.insert(0, bare)
    if not begins:
        raise Unfit
    for number, begin in enumerate(begins):
        if number == _FILES:
            yield Outcome.LIMIT
            break
        end = leaf.octets.find(b":", begin.end())
        coded = leaf.octets[begin.end() : end if end >= 0 else len(leaf.octets)]
        yield from _file(coded, allowance)
    yield from text.read(leaf, allowance)


def _file(coded: bytes, allowance: Allowance) -> Iterator[Found]:
    digits = coded.translate(_TO_BASE64, _NOT_CODED)
    digits = digits[: len(digits) - (len(digits) % 4 == 1)]
    packed = binascii.a2b_base64(digits + b"=" * (-len(digits) % 4))
    octets, whole = _repeated(packed, allowance.octets)
    allowance.expand(len(octets))
    if not whole:
        yield Outcome.LIMIT
    named = octets[0] if octets else 0
    head = octets[named + 12 : named + 20]
    if len(head) < 8:
        yield Outcome.FAILED
        return
    name = octets[1 : 1 + named].decode("mac-roman")
    start = named + 22
    sizes = int.from_bytes(head[:4], "big"), int.from_bytes(head[4:], "big")
    data = octets[start : start + sizes[0]]
    resource = octets[start + sizes[0] + 2 : start + sizes[0] + 2 + sizes[1]]
    if len(data) + len(resource) < sum(sizes):
        yield Outcome.FAILED
    yield Leaf(data, "application/octet-stream", names=(name,), within="binhex")
    if resource:
        yield Leaf(resource, "application/octet-stream", names=(f"{name}.rsrc",), within="binhex")


def _repeated(packed: bytes, limit: int) -> tuple[bytes, bool]:
    """Runs written out (90 and a count repeat the octet before, 90 and 0 is 90), and whether that is all."""
    first, *rest = packed.split(b"\x90")
    out = bytearray(first)
    for piece in rest:
        count = piece[0] if piece else 1
        out += b"\x90" if not count else out[-1:] * (count - 1)
        out += piece[1:]
        if len(out) > limit:
            return bytes(out[:limit]), False
    return bytes(out[:limit]), len(out) <= limit
