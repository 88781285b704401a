"""Files inside of text: uuencode (POSIX ``uuencode``), its base64 kind, and yEnc (yEnc 1.3).

Mail programs show them as attachments, whatever the MIME structure says.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator

import attrs

from skygw.mail import transfer

MAX_FILES = 500
"""Files of one leaf."""

MAX_TRIES = 100_000
"""Lines of one leaf that begin like a file, whether they are one or not."""

MAX_ESCAPES = 500_000
"""Escapes of one yEnc file.  Real ones have one in sixty octets; each costs a call."""


@attrs.frozen
class EncodedFile:
    """A file found in text: its name as written, its octets, and where its text begins and ends.

    ``complete`` is false where a cap ended the decoding.
    """

    kind: str
    name: str = attrs.field(repr=False)
    octets: bytes = attrs.field(repr=False)
    start: int
    end: int
    complete: bool = True


# Some programs take the mode for what may be left out; the lines behind show whether it is a file.
_BEGIN = re.compile(
    rb"(?:begin(-base64)?(?:[ \t]+[0-7]{1,6})?[ \t]+([^\r\n]{1,1000})|=ybegin[ \t]([^\r\n]{0,2000}))\r?\n"
)
_LF = 10
_QUOTE = 40
"""Characters that quote a line at most."""
_MINUS_106 = bytes((octet - 106) % 256 for octet in range(256))
_BASE64_LINE = re.compile(rb"[A-Za-z0-9+/]{4,}={0,2}|[A-Za-z0-9+/]{2,3}={1,2}")
_WINDOW = 1 << 18
_YEND = re.compile(rb"^=yend\b[^\n]*", re.MULTILINE)
_YPART = re.compile(rb"=ypart\b[^\n]*\n")
_YNAME = re.compile(rb"\bname=(.*)", re.DOTALL)
_MINUS_42 = bytes((octet - 42) % 256 for octet in range(256))
_BASE64_LF = 10
_LINE = re.compile(rb"[A-Za-z0-9+/]{4,}={0,2}|[A-Za-z0-9+/]{2,3}={1,2}")


def files(octets: bytes) -> tuple[tuple[EncodedFile, ...], bool]:
    """The files in ``octets`` that have at least one plausible data line, and whether these are all."""
    found: list[EncodedFile] = []
    position = tries = 0
    while (at := octets.find(b"begin", position)) >= 0:
        if len(found) == MAX_FILES or tries == MAX_TRIES:
            return tuple(found), False
        position = at + 5
        line = at - 2 if octets[max(0, at - 2) : at] == b"=y" else at
        quote = _quote(octets, line)
        if quote is None:
            continue
        tries += 1
        begin = _BEGIN.match(octets, line)
        file = _file(octets, begin, quote) if begin else None
        if file is not None:
            position = file.end
            found.append(file)
    return tuple(found), all(file.complete for file in found)


def _quote(octets: bytes, position: int) -> bytes | None:
    """What quotes a line up to ``position`` ("> "), mostly nothing; ``None`` if it is anything else."""
    if not position or octets[position - 1] == _LF:
        return b""
    before = octets[max(0, position - _QUOTE) : position]
    quote = before[before.rfind(b"\n") + 1 :]
    whole = len(quote) < len(before) or position == len(before)
    return quote if whole and not quote.strip(b"> \t") and b">" in quote else None


def _file(octets: bytes, begin: re.Match[bytes], quote: bytes = b"") -> EncodedFile | None:
    start = begin.start()
    if begin[3] is not None:
        name = _YNAME.search(begin[3])
        return _yenc(octets, start, begin.end(), name[1] if name else b"")
    content, end = (_base64_lines if begin[1] else _uu_lines)(octets, begin.end(), quote)
    if not content:
        return None
    return EncodedFile("uuencode", begin[2].decode("utf-8", "replace").strip(), content, start, end)


def _uu_lines(octets: bytes, position: int, quote: bytes = b"") -> tuple[bytes, int]:
    """The octets of the data lines from ``position`` on, and where they end."""
    content = bytearray()
    for raw, end in _lines(octets, position):
        line = _unquoted(raw, quote)
        if line.strip() == b"end":
            return bytes(content), end
        decoded = uu_line(line)
        if decoded is None:
            break
        content += decoded
        position = end
    return bytes(content), position


def _lines(octets: bytes, position: int) -> Iterator[tuple[bytes, int]]:
    """Each line from ``position`` on without its line end, and where the next one begins."""
    while position < len(octets):
        end = octets.find(b"\n", position) + 1 or len(octets)
        yield octets[position:end].rstrip(b"\r\n"), end
        position = end


def _unquoted(line: bytes, quote: bytes) -> bytes:
    """Without the quotation, of which blanks at the end may have been lost."""
    if not quote or line.startswith(quote):
        return line[len(quote) :]
    return line.removeprefix(quote.rstrip())


def uu_line(line: bytes) -> bytes | None:
    """The octets of one data line, or ``None`` if it cannot be one.

    The first character tells the number of octets; blanks at the end may have been lost on the way, and a
    checksum of one or two characters may follow.
    """
    if not line.strip():
        return b""
    if not 32 <= line[0] <= 96:
        return None
    wanted = ((line[0] - 32 & 63) + 2) // 3 * 4
    characters = line[1:].ljust(wanted)
    if len(characters) > wanted + 2 or not _plausible(line, wanted):
        return None
    try:
        return binascii.a2b_uu(line[:1] + characters[:wanted])
    except (binascii.Error, ValueError):
        return None


def _plausible(line: bytes, wanted: int) -> bool:
    """Whether ``line`` is about as long as its first character says: a sentence hardly ever is."""
    return len(line) - 1 >= wanted or len(line.rstrip(b" ")) - 1 >= wanted - 3


def _base64_lines(octets: bytes, position: int, quote: bytes = b"") -> tuple[bytes, int]:
    start = position
    lines: list[bytes] = []
    for raw, end in _lines(octets, position):
        line = _unquoted(raw, quote).strip()
        if line and _BASE64_LINE.fullmatch(line) is None:
            break
        position = end
        if quote:
            lines.append(line)
    return transfer.concatenated(b"\n".join(lines) if quote else octets[start:position]), position


def _yenc(octets: bytes, start: int, position: int, name: bytes) -> EncodedFile | None:
    part = _YPART.match(octets, position)
    position = part.end() if part else position
    last = _YEND.search(octets, position)
    data = octets[position : last.start() if last else len(octets)]
    content, complete = yenc(data)
    if not content:
        return None
    end = last.end() if last else len(octets)
    return EncodedFile("yenc", name.decode("utf-8", "replace").strip(), content, start, end, complete)


def yenc(data: bytes) -> tuple[bytes, bool]:
    """The octets of yEnc data lines, and whether these are all.

    Each is 42 less than what is written, and 64 less again behind ``=``; line ends are none.
    """
    content = bytearray()
    position = escapes = 0
    while position < len(data):
        if escapes > MAX_ESCAPES:
            return bytes(content), False
        end = position + _WINDOW
        if data[end - 1 : end] == b"=":
            end += 1  # an escape is not cut in two
        first, *rest = data[position:end].translate(None, b"\r\n").split(b"=")
        content += first.translate(_MINUS_42)
        for escaped in rest:
            content += escaped[:1].translate(_MINUS_106) + escaped[1:].translate(_MINUS_42)
        escapes += len(rest)
        position = end
    return bytes(content), True
