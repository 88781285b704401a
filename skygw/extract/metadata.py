"""Words beside the pixels of a picture and the sound of a recording: comments, Exif, XMP, IPTC, ID3.

The segments are walked, the data between them are not looked through: a large photograph costs no more than
a small one.  Sources: PNG 3rd edition 11.3.3, GIF89a 24, ITU T.81 annex B, Exif 2.32, ID3v2.4.0, RIFF.
What stands behind the end of the picture is no part of it, and is read by what it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from skygw.extract import exif, kind, signature, strings, xml
from skygw.extract.budget import Allowance
from skygw.extract.found import Found, Leaf
from skygw.extract.inflate import zlibbed

_PARTS = 2000
"""Chunks and segments that are looked at."""
_BLOCKS = 200_000
"""Blocks of a GIF file, of at most 255 octets each."""
_LONGEST = 65_536
_TAG = 1 << 20
_TAIL = 16 << 10
_XAP = b"http://ns.adobe.com/xap/1.0/\0"
_CAPTION = re.compile(rb"\x1c\x02[\x05-\xff]([\0-\x7f].)", re.DOTALL)
_WIDE = {0: "latin-1", 1: "utf-16", 2: "utf-16-be", 3: "utf-8"}


def read(leaf: Leaf, allowance: Allowance) -> Iterator[Found]:
    """The words, and what stands behind the picture."""
    octets = leaf.octets
    if octets.startswith(b"\x89PNG"):
        yield from _png(octets, allowance)
    elif octets.startswith(b"\xff\xd8"):
        yield from _jpeg(octets)
    elif octets.startswith(b"GIF8"):
        yield from _gif(octets)
    elif octets.startswith((b"II", b"MM")):
        yield from exif.words(octets)
    elif octets.startswith(b"RIFF"):
        yield from _riff(octets)
    elif octets.startswith(b"fLaC"):
        yield from _flac(octets)
    elif octets.startswith(b"ID3"):
        yield from _id3(octets)


def _png(octets: bytes, allowance: Allowance) -> Iterator[Found]:
    position = 8
    for _ in range(_PARTS):
        size = int.from_bytes(octets[position : position + 4], "big")
        name, start = octets[position + 4 : position + 8], position + 8
        position = start + size + 4
        if name in (b"tEXt", b"zTXt", b"iTXt"):
            yield from _png_text(name, octets[start : start + min(size, _LONGEST)], allowance)
        elif name == b"eXIf":
            yield from exif.words(octets[start : start + min(size, _TAG)])
        elif name == b"IEND":
            yield from _behind(octets, position)
            return
        elif position >= len(octets):
            return


def _png_text(name: bytes, data: bytes, allowance: Allowance) -> Iterator[str]:
    keyword, _, rest = data.partition(b"\0")
    packed = name == b"zTXt"
    if name == b"iTXt":
        packed, rest = rest[:1] == b"\x01", rest[2:]
        _language, _, rest = rest.partition(b"\0")
        title, _, rest = rest.partition(b"\0")
        yield title.decode("utf-8", "replace")
    elif packed:
        rest = rest[1:]
    if packed:
        rest = zlibbed(memoryview(rest), min(_LONGEST, allowance.octets)).octets
        allowance.expand(len(rest))
    if xml.looks_like_xml(rest):
        yield from xml.pieces_of(rest)
    elif keyword not in (b"Software", b"date:create", b"date:modify", b"date:timestamp"):
        yield _plain(rest)


def _jpeg(octets: bytes) -> Iterator[Found]:
    position = 2
    for _ in range(_PARTS):
        if octets[position : position + 1] != b"\xff":
            return
        mark = octets[position + 1] if position + 1 < len(octets) else 0xD9
        if mark == 0xFF:
            position += 1
        elif mark in (0xDA, 0xD9):
            yield from _behind_scan(octets, position)
            return
        elif mark == 0x01 or 0xD0 <= mark <= 0xD8:
            position += 2
        else:
            size = int.from_bytes(octets[position + 2 : position + 4], "big")
            yield from _segment(mark, octets[position + 4 : position + 2 + size])
            position += 2 + max(size, 2)


def _behind_scan(octets: bytes, position: int) -> Iterator[Found]:
    """What follows the end of a JPEG: within the scan FF is followed by 0 or by a mark of restart.

    Where the octets end as they should, only the last ones are searched for an earlier end: a search through
    all takes longer than all the rest, and words may as well be hidden in the scan itself.
    """
    if octets.endswith(b"\xff\xd9"):
        position = max(position, len(octets) - _TAIL)
    end = octets.find(b"\xff\xd9", position)
    if end >= 0:
        yield from _behind(octets, end + 2)


def _segment(mark: int, data: bytes) -> Iterator[str]:
    if mark == 0xFE:
        yield _plain(data)
    elif mark == 0xE1 and data.startswith(b"Exif\0"):
        yield from exif.words(data[6:])
    elif mark == 0xE1 and data.startswith(_XAP):
        yield from xml.pieces_of(data[len(_XAP) :])
    elif mark == 0xED:
        yield from _captions(data)


def _captions(data: bytes) -> Iterator[str]:
    """The data sets of IPTC-IIM (record 2) in Photoshop's block."""
    at = 0
    for _ in range(_PARTS):
        found = _CAPTION.search(data, at)
        if found is None:
            return
        at = found.end() + int.from_bytes(found[1], "big")
        yield _plain(data[found.end() : at])


def _gif(octets: bytes) -> Iterator[Found]:
    position = 13 + _colours(octets, 10)
    blocks = 0
    while position < len(octets) and blocks < _BLOCKS:
        mark, label = octets[position], octets[position + 1 : position + 2]
        if mark == 0x3B:
            yield from _behind(octets, position + 1)
            return
        if mark == 0x2C:
            position += 11 + _colours(octets, position + 9)
        elif mark == 0x21:
            position += 2
        else:
            return
        words: list[bytes] = []
        while position < len(octets) and octets[position] and blocks < _BLOCKS:
            if mark == 0x21 and label in (b"\xfe", b"\x01") and len(words) < _PARTS:
                words.append(octets[position + 1 : position + 1 + octets[position]])
            position += 1 + octets[position]
            blocks += 1
        blocks += 1
        position += 1
        yield _plain(b"".join(words))


def _colours(octets: bytes, at: int) -> int:
    """Octets of the table of colours that the flags at ``at`` tell of."""
    flags = octets[at] if at < len(octets) else 0
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _riff(octets: bytes) -> Iterator[str]:
    position = 12
    for _ in range(_PARTS):
        name = octets[position : position + 4]
        size, start = int.from_bytes(octets[position + 4 : position + 8], "little"), position + 8
        data = octets[start : start + min(size, _LONGEST)]
        if name == b"XMP ":
            yield from xml.pieces_of(data)
        elif name == b"EXIF":
            yield from exif.words(data.removeprefix(b"Exif\0\0"))
        elif name == b"LIST" and data.startswith(b"INFO"):
            yield from strings.runs(data[4:])
        position = start + size + size % 2
        if position >= len(octets):
            return


def _flac(octets: bytes) -> Iterator[str]:
    position = 4
    for _ in range(_PARTS):
        head = octets[position : position + 4]
        size = int.from_bytes(head[1:], "big")
        if head[:1] in (b"\x04", b"\x84"):
            yield from strings.runs(octets[position + 4 : position + 4 + min(size, _LONGEST)])
        position += 4 + size
        if not head or head[0] & 0x80 or position >= len(octets):
            return


def _id3(octets: bytes) -> Iterator[str]:
    """Frames that are text, comments, lyrics or addresses; of a damaged tag what reads as characters."""
    version = octets[3] if len(octets) > 3 else 0
    end = min(10 + _synchronised(octets[6:10]), len(octets), _TAG)
    wide = 3 if version == 2 else 4
    position = 10
    while position + 10 <= end and octets[position]:
        name = octets[position : position + wide]
        raw = octets[position + wide : position + 2 * wide]
        size = _synchronised(raw) if version == 4 else int.from_bytes(raw, "big")
        start = position + (6 if wide == 3 else 10)
        if not name.isalnum() or start + size > end:
            yield from strings.runs(octets[position + wide : min(end, position + _LONGEST)])
            break
        if name[:1] in b"TW" or name in (b"COMM", b"COM", b"USLT", b"ULT"):
            yield _frame(octets[start : start + min(size, _LONGEST)], name)
        position = start + size
    if octets[-128:].startswith(b"TAG"):
        yield _plain(octets[-125:])


def _synchronised(raw: bytes) -> int:
    number = 0
    for octet in raw:
        number = number << 7 | octet & 0x7F
    return number


def _frame(data: bytes, name: bytes) -> str:
    if name.startswith(b"W") and name not in (b"WXXX", b"WXX"):
        return _plain(data)
    start = 4 if name[:1] in b"CU" else 1
    text = data[start:].decode(_WIDE.get(data[0] if data else 0, "latin-1"), "replace")
    return text.replace("\0", "\n").strip("\n\ufeff")


def _plain(data: bytes) -> str:
    """Text in UTF-8, or else in Latin-1; nothing if it is neither."""
    data = data[:_LONGEST].strip(b"\0")
    if b"\0" in data[:64] and not kind.looks_like_text(data):
        return ""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1").replace("\0", "\n")


def _behind(octets: bytes, position: int) -> Iterator[Found]:
    """What follows the end of a picture: a file of a known type, or the words in it."""
    if position >= len(octets):
        return
    rest = octets[position:].lstrip(b"\0\r\n ")
    if signature.ZIPS.intersection(signature.true_types(octets)):
        return  # an archive that ends where it should is found from its end
    known = signature.true_type(rest) if rest else ""
    archive = 0 if known else rest.find(b"PK\x03\x04")
    if not known:
        yield from strings.runs(rest[: _LONGEST if archive < 0 else archive])
    if archive >= 0:
        yield Leaf(rest[archive:], "application/octet-stream", within="picture")
