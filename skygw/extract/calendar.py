"""Calendars and address cards (RFC 5545, RFC 6350): lines unfolded, values unescaped, attachments in turn."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skygw.extract.budget import Allowance
from skygw.extract.found import Again, Found, Leaf, Unfit
from skygw.extract.outcome import Outcome
from skygw.mail import charset, transfer

_BEGIN = re.compile(rb"\s*BEGIN:V(?:CALENDAR|CARD)", re.IGNORECASE)
_FOLD = re.compile(rb"\r?\n[ \t]")
_ESCAPE = re.compile(r"\\([nN\\,;:])")
_BASE64 = re.compile(rb"^[^:\r\n]{0,400}?;(?:ENCODING=)?B(?:ASE64)?[;:]", re.IGNORECASE)
_DATA_URL = re.compile(rb"data:([\w.+/\-]{0,100})(?:;[^,;\r\n]{0,100})?;base64,", re.IGNORECASE)
_FILE_NAME = re.compile(rb"(?:X-FILENAME|FILENAME|X-LABEL)=\"?([^\";:\r\n]{1,200})", re.IGNORECASE)
_SOFT = re.compile(rb"=\r?\n")
_LARGEST = 16 << 20
# Shorter lines hold no attachment.
_LONG_LINE = re.compile(rb"[^\r\n]{256,}+")


def read(leaf: Leaf, allowance: Allowance) -> Iterator[Found]:
    """The text in the form that a reader shows, then as it stands."""
    octets = leaf.octets.removeprefix(b"\xef\xbb\xbf")
    if not _BEGIN.match(octets):
        raise Unfit
    if allowance.text <= 0:
        yield Outcome.LIMIT
        return
    room = min(allowance.text, _LARGEST)
    if len(octets) > room:
        yield Outcome.TRUNCATED
        octets = octets[:room]
    attachments: list[Leaf] = []
    shown = _LONG_LINE.sub(lambda line: _shown(line, attachments), _FOLD.sub(b"", octets))
    yield from attachments
    text = _ESCAPE.sub(_unescaped, charset.decode(shown, leaf.charset))
    yield text
    if b"QUOTED-PRINTABLE" in shown.upper():
        soft = _SOFT.sub(b"", octets)
        yield Again(charset.decode(transfer.quoted_printable(soft), leaf.charset))
    yield Again(charset.decode(octets, leaf.charset))


def _shown(line: re.Match[bytes], attachments: list[Leaf]) -> bytes:
    attachment = _attachment(line[0])
    if attachment is None:
        return line[0]
    attachments.append(attachment)
    return b""


def _attachment(line: bytes) -> Leaf | None:
    marked = _BASE64.match(line)
    if marked is not None:
        coded, kind = line[line.find(b":", marked.end() - 1) + 1 :], ""
    else:
        url = _DATA_URL.search(line, 0, 1024)
        if url is None:
            return None
        coded, kind = line[url.end() :], url[1].decode("ascii").lower()
    name = _FILE_NAME.search(line, 0, 1024)
    names = (name[1].decode("utf-8", "replace"),) if name else ()
    octets = transfer.base64(coded).octets
    return Leaf(octets, kind or "application/octet-stream", names=names, within="calendar")


def _unescaped(found: re.Match[str]) -> str:
    return "\n" if found[1] in "nN" else found[1]
