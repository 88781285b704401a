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
# What marks a value in base64; the name and parameters stand before it, "B" is of RFC 2425.
_CODED = re.compile(rb";(?:ENCODING=)?\"?B(?:ASE64)?\"?[;:]|;base64,", re.IGNORECASE)
_DIGITS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\r\n\t"
_VALUE = re.compile(rb"(?:[^\":\r\n]|\"[^\"\r\n]*+\")*+:")
_CONTINUED = re.compile(rb"(?:\r?\n[A-Za-z0-9+/]{1,998}={0,2}[ \t]*+(?=\r?\n|\Z))*+")
"""vCard 2.1 (2.1.5) puts the value on lines of its own."""
_HEAD = 2048
_DATA_URL = re.compile(rb"data:([\w.+/\-]{0,100})(?:;[^,;\r\n]{0,100})?;base64,", re.IGNORECASE)
_FILE_NAME = re.compile(rb"(?:X-FILENAME|FILENAME|X-LABEL)=\"?([^\";:\r\n]{1,200})", re.IGNORECASE)
_SOFT = re.compile(rb"=\r?\n")
_LARGEST = 16 << 20


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
    shown, attachments = _parted(_FOLD.sub(b"", octets))
    yield from attachments
    text = _ESCAPE.sub(_unescaped, charset.decode(shown, leaf.charset))
    yield text
    if b"QUOTED-PRINTABLE" in shown.upper():
        soft = _SOFT.sub(b"", octets)
        yield Again(charset.decode(transfer.quoted_printable(soft), leaf.charset))
    yield Again(charset.decode(octets, leaf.charset))


def _parted(octets: bytes) -> tuple[bytes, list[Leaf]]:
    """The lines without those that hold a file in base64, and the files."""
    pieces: list[bytes] = []
    attachments: list[Leaf] = []
    position = 0
    for mark in _CODED.finditer(octets):
        start = max(octets.rfind(b"\n", max(0, mark.start() - _HEAD), mark.start()) + 1, position)
        if mark.start() < position:
            continue
        end = octets.find(b"\n", mark.end())
        end = len(octets) if end < 0 else end - (octets[end - 1 : end] == b"\r")
        end = _CONTINUED.match(octets, end).end()  # type: ignore[union-attr]
        attachment = _attachment(octets[start:end], mark[0][-1:] == b",")
        if attachment is not None:
            attachments.append(attachment)
            pieces.append(octets[position:start])
            position = end
    return b"".join((*pieces, octets[position:])), attachments


def _attachment(line: bytes, by_address: bool) -> Leaf | None:
    kind = ""
    if by_address:
        url = _DATA_URL.search(line, 0, _HEAD)
        if url is None:
            return None
        coded, kind = line[url.end() :], url[1].decode("ascii").lower()
    else:
        value = _VALUE.match(line, 0, _HEAD)
        if value is None or not _CODED.search(line, 0, value.end()):
            return None
        coded = line[value.end() :]
    if len(coded.strip().translate(None, _DIGITS)) * 8 > len(coded):
        return None  # words
    name = _FILE_NAME.search(line, 0, 1024)
    names = (name[1].decode("utf-8", "replace"),) if name else ()
    octets = transfer.base64(coded).octets
    return Leaf(octets, kind or "application/octet-stream", names=names, within="calendar")


def _unescaped(found: re.Match[str]) -> str:
    return "\n" if found[1] in "nN" else found[1]
