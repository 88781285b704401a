"""Content under DATA: the end found, dots removed and added, by chunk and never by line.

RFC 5321 section 4.5.2 (transparency) and 4.1.1.4: content ends with CRLF.CRLF and with nothing else.  Each
method makes a fixed number of passes in C over a chunk, whatever stands in it: lines that hold only dots
cost no more than others.
"""

from __future__ import annotations

import re

END = b"\r\n.\r\n"

#: Everything but CR, LF and NUL: ``translate`` leaves these three at a third of a nanosecond an octet.
_OTHERS = bytes(octet for octet in range(256) if octet not in b"\r\n\0")

_FLAW = re.compile(rb"\0|\r(?!\n)|(?<!\r)\n")
_FLAWS = {b"\0": "NUL", b"\r": "bare CR", b"\n": "bare LF"}


def flaw_of(octets: bytes) -> str:
    """What first makes ``octets`` unfit for DATA, or an empty string.

    The octets must not be cut inside a CRLF.
    """
    if len(octets) <= 2 * _BLOCK_OCTETS:
        return "" if _is_clean(octets) else _first_flaw(octets)
    # The commonest chunk of all: perhaps a header, and then nothing but base64.
    head = octets.find(b"\n", _HEAD_OCTETS) + 1
    even = _crlf_at_even_distances(octets, head)
    if even and len(octets.translate(None, _OTHERS)) == 2 * (octets.count(b"\r\n", 0, head) + even):
        return ""
    start = 0
    while start < len(octets):
        stop = octets.find(b"\n", start + _BLOCK_OCTETS) + 1 or len(octets)
        block = octets[start:stop]
        if not _is_clean(block):
            return _first_flaw(octets)
        start = stop
    return ""


#: What precedes the base64 of an attachment: a header, a text of some lines.
_HEAD_OCTETS = 4096
#: Large enough that a block costs more than its handling, small enough that the irregular ones are few.
_BLOCK_OCTETS = 8192


def _is_clean(octets: bytes) -> bool:
    """Whether each CR and each LF has the other beside it, and there is no NUL.

    There are at least as many CR and as many LF as there are CRLF; if twice that number is all there is of
    the three, then each stands in a pair.  To count a pair that comes every 78 octets costs more than
    ``translate``; base64, which is most of what large messages consist of, has its line ends at even
    distances, and two slices show them all.  (A regular expression for the same costs twenty times as much.)
    """
    ends = len(octets.translate(None, _OTHERS))
    return ends == 2 * _crlf_at_even_distances(octets) or ends == 2 * octets.count(b"\r\n")


def _crlf_at_even_distances(octets: bytes, start: int = 0) -> int:
    """How many CRLF there are from ``start`` on, if they stand at even distances; 0 if some do not.

    Behind the last of these there may be others, as at the end of a part.
    """
    first = octets.find(b"\n", start)
    stride = octets.find(b"\n", first + 1) - first
    if first < 1 or stride < 2:
        return 0
    feeds, returns = octets[first::stride], octets[first - 1 :: stride]
    count = len(feeds)
    if feeds != b"\n" * count or returns[:count] != b"\r" * count:
        return 0
    return count + octets.count(b"\r\n", first + (count - 1) * stride + 1)


def _first_flaw(octets: bytes) -> str:
    found = _FLAW.search(octets)
    assert found is not None  # noqa: S101 - the counts say so
    return _FLAWS[found.group()]


class DataReader:
    """The receiver's side: wire form in, content out.

    What could be the beginning of CRLF.CRLF at the end of a chunk (at most four octets) is kept back and
    put before the next chunk, so that every CRLF, every dot at the beginning of a line and every end of
    data is seen whole.  The stream begins as if a CRLF had gone before: a dot in the first line counts.
    """

    __slots__ = ("_begun", "_kept", "_virtual", "ended", "flaw", "rest")

    def __init__(self) -> None:
        self._begun = False
        self._kept = b""
        self._virtual = 0  # octets of _kept that are not content
        self.ended = False
        self.flaw = ""
        self.rest = b""
        """What came behind the end of data: the next commands."""

    def receive(self, chunk: bytes) -> bytes:
        """Content of this chunk; empty once a flaw was found.  Look at ``ended`` after each call."""
        if not self._begun and chunk:
            self._begun = True
            if chunk[:1] == b".":  # only then is the CRLF missed, and a copy of the chunk worth its while
                self._kept, self._virtual = b"\r\n", 2
        octets = self._kept + chunk if self._kept else chunk
        found = _look_at_dots(octets)
        dots, end = found or ([], octets.find(END))
        if end >= 0:
            self.ended = True
            self.rest = octets[end + 5 :]
            octets = octets[: end + 2]
            self._kept = b""
        else:
            keep = _tail(octets)
            self._kept = octets[len(octets) - keep :] if keep else b""
            octets = octets[: len(octets) - keep] if keep else octets
        if not octets:
            return b""
        if not self.flaw:
            self.flaw = flaw_of(octets)
        if self.flaw:
            return b""
        if found is None:
            # In wire form before the end "\r\n." cannot overlap itself, so one pass removes each dot once.
            octets = octets.replace(b"\r\n.", b"\r\n")
        elif dots:
            octets = _without(octets, dots)
        if self._virtual:
            octets = octets[self._virtual :]
            self._virtual = 0
        return octets


#: A pass for three or five octets costs what 40 single dots cost; base64 has none, prose one in a line.
_FEW_DOTS = 32


def _look_at_dots(octets: bytes) -> tuple[list[int], int] | None:
    """Where dots begin a line, up to where the end of data begins, and that (-1: it is not here).

    None if there are too many dots to look at each.
    """
    lines: list[int] = []
    at = -1
    for _ in range(_FEW_DOTS):
        at = octets.find(b".", at + 1)
        if at < 0:
            return lines, -1
        if octets[at - 2 : at] == b"\r\n" and at >= 2:
            if octets[at + 1 : at + 3] == b"\r\n":
                return lines, at - 2
            lines.append(at)
    return None


def _without(octets: bytes, positions: list[int]) -> bytes:
    """``octets`` less those at ``positions`` (in order); a position behind the end does not count."""
    pieces, start = [], 0
    for position in positions:
        pieces.append(octets[start:position])
        start = position + 1
    pieces.append(octets[start:])
    return b"".join(pieces)


def _tail(octets: bytes) -> int:
    """How many octets at the end are a proper beginning of CRLF.CRLF."""
    last = octets[-1:]
    if last == b"\r":
        return 4 if octets.endswith(b"\r\n.\r") else 1
    if last == b"\n":
        return 2 if octets.endswith(b"\r\n") else 0
    if last == b".":
        return 3 if octets.endswith(b"\r\n.") else 0
    return 0


class DataWriter:
    """The sender's side: content in, wire form out.

    Content must have passed ``flaw_of``; it may be cut anywhere.  A dot is added before each dot at the
    beginning of a line, also where the line break lies across two chunks.
    """

    __slots__ = ("_tail",)

    def __init__(self) -> None:
        self._tail = b"\r\n"

    def send(self, chunk: bytes) -> bytes:
        """The chunk in wire form."""
        if not chunk:
            return b""
        wire = chunk.replace(b"\r\n.", b"\r\n..") if b"." in chunk else chunk
        if chunk[:1] == b"." and self._tail == b"\r\n":
            wire = b"." + wire
        elif chunk[:2] == b"\n." and self._tail[-1:] == b"\r":
            wire = b"\n." + wire[1:]
        self._tail = (self._tail + chunk[-2:])[-2:]
        return wire

    def end(self) -> bytes:
        """What ends the content: its own last CRLF counts (RFC 5321 section 4.1.1.4)."""
        return b".\r\n" if self._tail == b"\r\n" else b"\r\n.\r\n"
