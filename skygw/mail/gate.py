"""The canonical-profile gate: is there one way to read this message, or are there several?

:func:`structural_doubts` looks at a message that was walked: with an answer, programs may differ in what its
parts are, and :func:`skygw.mail.views.union` is to be read too.  :func:`read_leaf` decodes one leaf and says
whether it has one reading; if not it gives the others.  The reasons stand in :mod:`skygw.mail.reasons`,
with what they cost in honest mail in ``docs/mime.md``.

One pass over the octets in C for each check, no regular expression over whole bodies: with the decoding the
gate runs at the speed of the decoding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import attrs

from skygw.mail import dialects, encodedfile, profile, reasons, transfer
from skygw.mail.encodedfile import EncodedFile
from skygw.mail.headers import Octets
from skygw.mail.parts import Message, Part
from skygw.mail.work import Work

_CHUNK = 1 << 20
_LONG = 1 << 16

# In preamble or epilogue: a line that may delimit (a rule of dashes cannot), or a MIME field.
_MIME_LINE = re.compile(rb"\n[ \t>]*+(?:--[^\s]*[^\s-]|content-[a-z-]{1,40}[ \t]*:)", re.IGNORECASE)
_FIELD = re.compile(rb"[!-9;-~]+[ \t]*:")
_TYPE_FIELD = re.compile(rb"(?:\A|\n)[ \t>]*+content-t(?:ype|ransfer-encoding)[ \t]*:", re.IGNORECASE)
_TYPE_NAMES = (b"content-type", b"content-transfer-encoding")

HEAD = 400
"""Octets of a body in which a MIME field is taken for one that some program may obey."""
_BLOCK = 8192
"""Octets of a body that are looked at for a block of fields at its beginning."""


def structural_doubts(octets: Octets, message: Message, *, unix: bool = False) -> tuple[str, ...]:
    """The reasons for which programs may differ in what the parts of ``message`` are; empty: one structure.

    ``message`` is the walk of ``octets``.  With ``unix`` (an attached file, never a message on the wire)
    lines that all end with LF alone are no reason.  Never raises.
    """
    found = dict.fromkeys(reasons.structural(message.defects))
    found.update(dict.fromkeys(_line_ends(octets, message, unix)))
    boundaries: dict[int, str] = {}
    for part in message.parts:
        if part.kind in ("preamble", "epilogue"):
            # They begin behind a line end, which the expression wants to see.
            if _MIME_LINE.search(octets, max(0, part.start - 1), part.end):
                found["mime-outside-parts"] = None
        elif part.kind != "junk":
            found.update(dict.fromkeys(profile.structural(octets, part)))
            if part.main_type == "multipart":
                boundaries[part.number] = part.content_type.get("boundary")
                found.update(dict.fromkeys(_prefix(part, message, boundaries)))
            if part.kind == "leaf" and not _holds_headers(part) and _begins_with_fields(octets, part):
                found["header-in-body"] = None
    return tuple(found)


def _line_ends(octets: Octets, message: Message, unix: bool) -> Iterator[str]:
    """CR and LF each alone, and NUL, told by counting."""
    if isinstance(octets, bytes | bytearray):
        carriage, feeds, pairs = octets.count(b"\r"), octets.count(b"\n"), _pairs(octets, message)
        if not carriage == feeds == pairs:
            pairs = octets.count(b"\r\n")
    else:
        carriage, feeds, pairs = _counts(octets)
    if carriage != pairs:
        yield "bare-cr"
    if feeds != pairs and not (unix and not carriage):
        yield "bare-lf"
    if octets.find(b"\0") >= 0:
        yield "nul"


def _pairs(octets: bytes | bytearray, message: Message) -> int:
    """How often CRLF is in ``octets`` at least: long leaves of even lines (base64) are not searched."""
    pairs = position = 0
    for part in message.leaves:
        if part.end - part.body >= _LONG and part.body >= position and part.encoding == "base64":
            width, lines = transfer.even_lines(octets, part.body, part.end)
            pairs += octets.count(b"\r\n", position, part.body) + lines
            position = part.body + lines * (width + 2)
    return pairs + octets.count(b"\r\n", position)


def _counts(octets: Octets) -> tuple[int, int, int]:
    carriage = feeds = pairs = 0
    last = 0
    for start in range(0, len(octets), _CHUNK):
        chunk = octets[start : start + _CHUNK]
        carriage += chunk.count(b"\r")
        feeds += chunk.count(b"\n")
        pairs += chunk.count(b"\r\n") + (last == 13 and chunk[0] == 10)
        last = chunk[-1]
    return carriage, feeds, pairs


def _prefix(part: Part, message: Message, boundaries: dict[int, str]) -> Iterator[str]:
    own = boundaries[part.number]
    parent = part.parent
    while own and parent >= 0:
        outer = boundaries.get(parent, "")
        if outer.startswith(own):
            yield "boundary-prefix"
        parent = message.parts[parent].parent


def _holds_headers(part: Part) -> bool:
    return part.main_type in ("message", "multipart") or part.media_type == "text/rfc822-headers"


def _begins_with_fields(octets: Octets, part: Part) -> bool:
    return begins_with_mime(octets[part.body : min(part.end, part.body + _BLOCK)])


def begins_with_mime(octets: bytes | bytearray) -> bool:
    """Whether ``octets`` begin with lines that are fields and folds, one of them a MIME field."""
    head = octets[:_BLOCK].lstrip()
    if _FIELD.match(head) is None or b"content-t" not in head.lower():
        return False
    for line in head.lower().splitlines():
        if line.startswith(_TYPE_NAMES) and _TYPE_FIELD.match(line):
            return True
        if not line[:1].isspace() and _FIELD.match(line) is None:
            return False
    return False


@attrs.frozen
class LeafReading:
    """One leaf without its transfer encoding.

    Attributes:
        octets: the reading that most programs share.
        doubts: reasons for which programs may differ; empty if there is one reading.
        raw: the octets as they came, if there is a doubt.
        files: the files in uuencode or yEnc that stand in the text.
    """

    octets: bytes = attrs.field(repr=False)
    doubts: tuple[str, ...]
    raw: bytes = attrs.field(repr=False)
    files: tuple[EncodedFile, ...] = ()

    def others(self, work: Work) -> Iterator[bytes]:
        """The other readings if there is a doubt: the leaf in every dialect, each once, made one by one.

        They end early where ``work`` is spent; then it is ``exhausted``.
        """
        if not self.doubts:
            return
        if not work.pay(dialects.price(self.raw)):
            return
        for reading in dialects.every(self.raw):
            if reading != self.octets:
                if not work.pay(len(reading)):
                    return
                yield reading

    @property
    def limited(self) -> bool:
        """Whether a cap ended the reading or the search for files."""
        return not {"limit-pieces", "limit-files"}.isdisjoint(self.doubts)


def read_leaf(octets: Octets, part: Part) -> LeafReading:
    """The reading of ``part``, a leaf of a message in ``octets``.  Never raises on content."""
    raw = bytes(octets[part.body : part.end])
    decoded = transfer.decode(raw, part.encoding)
    doubts = dict.fromkeys(profile.local(part.header))
    doubts.update(dict.fromkeys(decoded.defects))
    if not _holds_headers(part) and _TYPE_FIELD.search(raw, 0, HEAD):
        doubts["field-in-body"] = None
    del raw  # as large as the message, and hardly ever looked at again
    files, complete = encodedfile.files(decoded.octets)
    if files:
        doubts["encoded-file"] = None
    if not complete:
        doubts["limit-files"] = None
    raw = bytes(octets[part.body : part.end]) if doubts else b""
    return LeafReading(decoded.octets, tuple(doubts), raw, files)
