"""Archives without compression: tar, cpio, ar.  Each is a row of headers with the files behind them."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from skygw.extract.budget import Allowance
from skygw.extract.found import Found, Leaf, Unfit
from skygw.extract.outcome import Outcome

_BLOCK = 512
_PAX = re.compile(r"^\d{1,9} (?!(?:[amc]time|size|[ug]id|path)=)(\S[^\n]*)", re.MULTILINE)


def tar(leaf: Leaf, allowance: Allowance) -> Iterator[Found]:
    """The files of a tar archive (ustar, pax, GNU, old), names and the values of pax headers as text."""
    octets = leaf.octets
    if not is_header(octets[:_BLOCK]):
        raise Unfit
    position, long_name, ended = 0, "", False
    told: set[str] = set()
    while position + _BLOCK <= len(octets):
        header = octets[position : position + _BLOCK]
        if not header.strip(b"\0"):
            ended = True
            position += _BLOCK  # two of these are the end; some writers go on behind it, some readers too
            if not octets[position : position + 2 * _BLOCK].strip(b"\0"):
                position = _skip_zeros(octets, position)
            continue
        if not is_header(header):
            yield Outcome.FAILED
            return
        size, start = _number(header[124:136]), position + _BLOCK
        kind = header[156:157]
        if kind in b"LKxg" and kind:
            data = octets[start : start + min(size, 65_536)]
            name = _pax_path(data) if kind in b"xg" else _text(data) if kind == b"L" else ""
            if kind == b"K":
                yield _text(data)
            long_name = name or long_name
            if kind in b"xg":
                yield "\n".join(_PAX.findall(data.decode("utf-8", "replace")))
        else:
            name, long_name = long_name or _tar_name(header), ""
            # Links and directories have no octets; where they say so, programs pass them over.
            yield from _file(name, octets[start : start + size], size, allowance, "tar")
            told |= (words := _other_words(header) - told)
            yield "\n".join(sorted(words))
        position = start + -(-size // _BLOCK) * _BLOCK
    if not ended:
        yield Outcome.FAILED  # cut


def is_header(header: bytes) -> bool:
    """Whether the checksum is right, by either of the two ways in use (signed and unsigned)."""
    if len(header) < _BLOCK:
        return False
    stated = _number(header[148:156])
    blank = header[:148] + b" " * 8 + header[156:]
    total = sum(blank)
    return stated in (total, total - 256 * sum(1 for octet in blank if octet > 127))


_USUAL = frozenset({"", "root", "wheel", "staff", "users", "nobody", "nogroup", "admin"})


def _other_words(header: bytes) -> set[str]:
    """Where a link leads to, and the names of owner and group, which anybody may choose."""
    words = {_text(header[157:257])}
    if header[257:262] == b"ustar":
        words |= {_text(header[265:297]), _text(header[297:329])}
    return words - _USUAL


def _number(field: bytes) -> int:
    if field[:1] in (b"\x80", b"\xff"):
        return int.from_bytes(field[1:], "big")
    digits = field.strip(b" \0").partition(b"\0")[0]
    try:
        return int(digits or b"0", 8)
    except ValueError:
        return 0


def _tar_name(header: bytes) -> str:
    name = _text(header[:100])
    prefix = _text(header[345:500]) if header[257:263] == b"ustar\0" else ""
    return f"{prefix}/{name}" if prefix else name


def _text(raw: bytes) -> str:
    return raw.partition(b"\0")[0].decode("utf-8", "replace")


def _pax_path(data: bytes) -> str:
    start = data.find(b" path=")
    return data[start + 6 :].partition(b"\n")[0].decode("utf-8", "replace") if start >= 0 else ""


def _skip_zeros(octets: bytes, position: int) -> int:
    """The first block from ``position`` on that is not empty."""
    rest = len(octets) - position
    for step in range(position, position + rest, 1 << 20):
        piece = octets[step : step + (1 << 20)]
        used = len(piece.lstrip(b"\0"))
        if used:
            at = step + len(piece) - used
            return at - (at - position) % _BLOCK
    return len(octets)


def cpio(leaf: Leaf, allowance: Allowance) -> Iterator[Found]:
    """The files of a cpio archive (newc, crc, odc, and the old binary one in either order of octets)."""
    octets, position = leaf.octets, 0
    if octets.startswith((b"\xc7\x71", b"\x71\xc7")):
        yield from _old_cpio(octets, allowance)
        return
    if not octets.startswith((b"070701", b"070702", b"070707")):
        raise Unfit
    while True:
        try:
            if octets.startswith((b"070701", b"070702"), position):
                fields = [int(octets[at : at + 8], 16) for at in range(position + 6, position + 110, 8)]
                size, length, step, head = fields[6], fields[11], 4, 110
            elif octets.startswith(b"070707", position):
                length = int(octets[position + 59 : position + 65], 8)
                size, step, head = int(octets[position + 65 : position + 76], 8), 1, 76
            else:
                break
        except ValueError:
            break
        name = _text(octets[position + head : position + head + length])
        if name == "TRAILER!!!":
            return
        start = position + head + length
        start += -start % step
        yield from _file(name, octets[start : start + size], size, allowance, "cpio")
        position = start + size
        position += -position % step
    yield Outcome.FAILED  # without its trailer it is cut


def _old_cpio(octets: bytes, allowance: Allowance) -> Iterator[Found]:
    """Thirteen numbers of two octets, of which times and sizes take two each, the higher half first."""
    form = "<13H" if octets.startswith(b"\xc7\x71") else ">13H"
    position = 0
    while position + 26 <= len(octets):
        numbers = struct.unpack_from(form, octets, position)
        length, size = numbers[10], numbers[11] << 16 | numbers[12]
        start = position + 26 + length + length % 2
        raw = octets[position + 26 : position + 26 + length]
        if numbers[0] != 0o070707 or not raw.endswith(b"\0"):
            if not position:
                raise Unfit  # two octets are a weak sign
            break
        if raw == b"TRAILER!!!\0":
            return
        yield from _file(_text(raw), octets[start : start + size], size, allowance, "cpio")
        position = start + size + size % 2
    yield Outcome.FAILED


def ar(leaf: Leaf, allowance: Allowance) -> Iterator[Found]:
    """The files of an ar archive (Debian packages, libraries)."""
    octets, position = leaf.octets, 8
    if not octets.startswith(b"!<arch>\n"):
        raise Unfit
    while position + 60 <= len(octets):
        header = octets[position : position + 60]
        try:
            size = int(header[48:58])
        except ValueError:
            size = -1
        if header[58:] != b"`\n" or size < 0:
            yield Outcome.FAILED
            return
        name = header[:16].decode("latin-1").rstrip(" /")
        start = position + 60
        yield from _file(name, octets[start : start + size], size, allowance, "ar")
        position = start + size + size % 2


def _file(name: str, data: bytes, size: int, allowance: Allowance, within: str) -> Iterator[Found]:
    """A file as a leaf, within the allowance; the name alone if it is empty."""
    if len(data) < size:
        yield Outcome.FAILED
    limit = allowance.octets
    if len(data) > limit:
        yield Outcome.LIMIT
        data = data[:limit]
    allowance.expand(len(data))
    yield Leaf(data, "application/octet-stream", names=(name,) if name else (), within=within)
