"""What other mail programs make of octets in base64 or quoted-printable that are not regular.

A leaf that is in doubt is read in all of these, beside the reading of :mod:`skygw.mail.transfer`.  The
dialects are those that the parsers of "Inbox Invasion" (CCS 2024) and the standard libraries of Python, Go,
Java, Perl and Node show; none costs more than a few passes over the octets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from skygw.mail import transfer
from skygw.mail.work import ESCAPE, LINE

_ALPHABET = rb"A-Za-z0-9+/"
_CHARACTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_JUNK = bytes(set(range(256)) - set(_CHARACTERS))
_FILLED = bytes(octet if octet in _CHARACTERS else ord("A") for octet in range(256))
_URLSAFE = bytes.maketrans(b"-_", b"+/")
_LINE_END = re.compile(rb"[\r\n]++")
_PURE_LINE = re.compile(rb"[ \t>]*([" + _ALPHABET + rb"]+={0,2})[ \t]*")

# Lines of base64 with nothing between them but line ends, blanks and marks of quoting.
_RUN = re.compile(rb"[" + _ALPHABET + rb"]{4,}+(?:=*+[ \t\r\n\0>]++[" + _ALPHABET + rb"]++)*+")
_BLANKS = b"= \t\r\n\0>"
MIN_RUN = 8
"""Characters of a run that is looked at: six octets."""
_LONG_RUN = 400
"""Characters from which a run is a piece of its own: it may be a file."""

_WINDOW = 1 << 18

_BROKEN = (
    re.compile(rb"=(?![0-9A-Fa-f]{2})"),
    re.compile(rb"=(?![0-9A-Fa-f]{2})[^\r\n]?"),
    re.compile(rb"=(?![0-9A-Fa-f]{2})[^\r\n]{0,2}"),
)
_SOFT_BREAK = re.compile(rb"=[ \t]*[\r\n]++")
_PLACE = re.compile(rb"[^= \t\r\n]{3}")
_PADDED_LINE = re.compile(rb"(?<![ \t])[ \t]++(?=\r?\n|\r|\Z)")


def price(raw: bytes) -> int:
    """What all dialects of ``raw`` cost beside the readings that they give, in octets of work."""
    return len(raw) // 2 + ESCAPE * raw.count(b"=") + LINE * raw.count(b"\n")


def every(raw: bytes) -> Iterator[bytes]:
    """All readings of ``raw``, the octets as they are first; each one once.

    They are made one at a time: all of them together are many times as large as ``raw``.
    """
    seen: set[int] = set()
    for group in ((raw,), quoted_printable(raw), base64(raw), runs(raw, (0, 1, 2, 3))):
        for reading in group:
            mark = hash(reading)
            if reading and mark not in seen:
                seen.add(mark)
                yield reading


def quoted_printable(raw: bytes) -> Iterator[bytes]:
    """Readings of ``raw`` as quoted-printable, where it has anything of it or raw octets.

    Some programs drop raw octets (``4111<FF>1111`` joins up), a bad ``=`` alone, or what follows it too.
    """
    dropped = raw.translate(None, transfer.RAW_OCTETS)
    if b"=" not in raw:
        if len(dropped) < len(raw):
            yield dropped
        return
    yield transfer.quoted_printable(raw)
    if len(dropped) < len(raw):
        yield transfer.quoted_printable(dropped)
    joined = _without(_SOFT_BREAK, dropped)
    yield transfer.quoted_printable(joined)
    if _BROKEN[0].search(joined):
        for broken in _BROKEN:
            yield transfer.quoted_printable(_without(broken, joined))
    if _PADDED_LINE.search(dropped):
        # Blanks before a line end go first, then what they hid: "=20 =" and the like.
        yield transfer.quoted_printable(_without(_PADDED_LINE, dropped))


def _without(pattern: re.Pattern[bytes], octets: bytes) -> bytes:
    """``octets`` without the matches of ``pattern``, in windows: re.sub makes a list of all the pieces."""
    kept = bytearray()
    position = 0
    while position < len(octets):
        end = position + _WINDOW
        # A match must not be cut: go on to a place where none can be under way.
        place = _PLACE.search(octets, end, end + _WINDOW)
        end = place.end() if place else end + _WINDOW
        kept += pattern.sub(b"", octets[position:end])
        position = end
    return bytes(kept)


def base64(raw: bytes) -> Iterator[bytes]:
    """Readings of ``raw`` as base64 from its beginning; the last ones only where they differ.

    Some programs take what follows the padding for another piece (others stop there: a part of this
    reading), or padding for junk; read the alphabet for URLs; begin anew with each line; pass over every
    line that is not all base64; or count each octet of junk as a character.
    """
    yield transfer.concatenated(raw)
    characters = raw.translate(None, _JUNK)
    if b"=" in raw.rstrip(b"=\r\n \t"):
        yield transfer.piece(characters)
    if b"-" in raw or b"_" in raw:
        yield transfer.piece(raw.translate(_URLSAFE).translate(None, _JUNK))
    pure, parted = _by_lines(raw)
    if len(pure) < len(characters):
        yield transfer.piece(pure)
    if parted is not None:
        yield parted
    filled = raw.rstrip(b"= \t\r\n").translate(_FILLED, b"\r\n")
    if len(filled) != len(characters):
        yield transfer.piece(filled)


def _by_lines(raw: bytes) -> tuple[bytes, bytes | None]:
    """The characters of the lines that are all base64, and these lines decoded one by one.

    The latter is ``None`` where it makes no difference.  Lines are taken in windows: a list of all of them
    would be many times as large as ``raw``.
    """
    pure, parted = bytearray(), bytearray()
    differs = False
    position = 0
    while position < len(raw):
        end = raw.find(b"\n", position + _WINDOW) + 1 or len(raw)
        for match in map(_PURE_LINE.fullmatch, _LINE_END.split(raw[position:end])):
            if match:
                line = match[1].rstrip(b"=")
                differs = differs or len(pure) % 4 != 0
                pure += line
                parted += transfer.piece(line)
        position = end
    return bytes(pure), bytes(parted) if differs else None


def runs(raw: bytes, phases: Iterable[int]) -> Iterator[bytes]:
    """Stretches of base64 anywhere in ``raw``, each read from its first, second ... character on.

    Short runs come together in few readings for each phase, parted by line feeds.
    """
    for phase in phases:
        short: list[bytes] = []
        octets = 0
        for match in _RUN.finditer(raw):
            run = match[0].translate(None, _BLANKS)
            if len(run) >= _LONG_RUN:
                yield transfer.piece(run[phase:])
            elif len(run) >= MIN_RUN:
                short.append(transfer.piece(run[phase:]))
                octets += len(run)
            if octets > _WINDOW:
                yield b"\n".join(short)
                short, octets = [], 0
        if short:
            yield b"\n".join(short)
