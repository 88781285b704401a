"""Words in the tags of TIFF and Exif (TIFF 6.0; Exif 2.32): descriptions, comments, names, XMP.

Only the first directory and the one of Exif: no word of the others is shown.  Numbers are passed over.
"""

from __future__ import annotations

from collections.abc import Iterator

from skygw.extract import xml

_ENTRIES = 500
_LONGEST = 65_536
_ASCII = 2
_EXIF, _XMP, _COMMENT = 0x8769, 0x2BC, 0x9286
_TITLES = range(0x9C9B, 0x9CA0)
"""Title, comment, author, keywords and subject as Windows writes them: UTF-16LE."""
_CODES = {b"ASCII\0\0\0": "latin-1", bytes(8): "utf-8"}


def words(octets: bytes) -> Iterator[str]:
    """The strings of a TIFF file, or of what follows ``Exif`` in other pictures; none if it is neither."""
    order: str = {b"II": "little", b"MM": "big"}.get(octets[:2], "")
    if not order:
        return
    places = [_number(octets, 4, 4, order)]
    for place in places:
        for entry in range(min(_number(octets, place, 2, order), _ENTRIES)):
            at = place + 2 + 12 * entry
            tag, kind = _number(octets, at, 2, order), _number(octets, at + 2, 2, order)
            if tag == _EXIF and len(places) == 1:
                places.append(_number(octets, at + 8, 4, order))
            elif kind == _ASCII or tag in (_XMP, _COMMENT) or tag in _TITLES:
                count = _number(octets, at + 4, 4, order)
                start = at + 8 if count <= 4 else _number(octets, at + 8, 4, order)
                yield from _decoded(tag, octets[start : start + min(count, _LONGEST)], order)


def _decoded(tag: int, raw: bytes, order: str) -> Iterator[str]:
    if tag == _XMP:
        yield from xml.pieces_of(raw)
    elif tag in _TITLES:
        yield raw.decode("utf-16-le", "replace").rstrip("\0")
    elif tag == _COMMENT:
        wide = "utf-16-le" if order == "little" else "utf-16-be"
        yield raw[8:].decode(_CODES.get(raw[:8], wide), "replace").rstrip("\0 ")
    else:
        yield raw.rstrip(b"\0").decode("utf-8", "replace").replace("\0", "\n")


def _number(octets: bytes, at: int, size: int, order: str) -> int:
    return int.from_bytes(octets[at : at + size], "big" if order == "big" else "little")
