"""The union of views: everything that any program may show of a message whose structure is in doubt.

No attempt is made to guess which structure is meant.  The octets are read as they are, as quoted-printable
and as base64 in every dialect, from every place where a body could begin, and wherever base64 stands.  That
costs a multiple of the size, so it is paid from a budget in octets of work.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator

import attrs

from skygw.mail import dialects, encodedfile, transfer, words
from skygw.mail.work import WORD, Work

MAX_HEADER_ENDS = 4
"""Places in one candidate part where its body may begin, beside its own beginning."""

MAX_DEPTH = 2
"""Levels of containers that are encoded as a whole."""

# A delimiter in the eyes of somebody: at the beginning of any kind of line, perhaps behind blanks or >.
_DELIMITER = re.compile(rb"(?:\A|[\r\n\0])[ \t>]*+--[^\r\n]*+")
_BLANK_LINE = re.compile(rb"(?:\r\n|\n|\r)[ \t\0]*+(?:\r\n|\n|\r)")
_NO_FIELD = re.compile(rb"[\r\n]++(?![!-9;-~]++[ \t]*+:|[ \t\r\n])")
_SAYS_BASE64 = re.compile(rb"base\W{0,3}64", re.IGNORECASE)
_BLANKS = b" \t\r\n\0"
# Many lines of pure base64: as quoted-printable they read as they are.
_BLOCK = re.compile(rb"(?<=\n)(?:[A-Za-z0-9+/]{40,1000}+\r?\n){8,}+")
_MAX_DECLARED = 4
_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


_Readings = Iterable[tuple[str, bytes]]
_Plan = Iterator[tuple[str, int, _Readings]]


@attrs.frozen
class View:
    """``octets`` that somebody may be shown; ``kind`` tells how they were read, ``name`` of a file if any."""

    kind: str
    octets: bytes = attrs.field(repr=False)
    name: str = attrs.field(default="", repr=False)


def union(octets: bytes, work: Work) -> Iterator[View]:
    """The views of ``octets``, the likeliest first, until ``work`` is spent.  Never raises on content.

    No view comes twice.  Where ``work.exhausted`` is set at the end, not all were given: the outcome of the
    message is ``limit``.
    """
    seen: set[int] = set()
    pending = deque([(octets, 0)])
    while pending:
        whole, depth = pending.popleft()
        for view in _paid(_plan(whole), work):
            mark = hash(view.octets)
            if not view.octets or mark in seen:
                continue
            seen.add(mark)
            yield view
            if depth < MAX_DEPTH and view.kind.startswith("base64") and _is_mime(view.octets):
                # Whole containers in base64, which no standard allows and some programs open.
                pending.append((view.octets, depth + 1))


def _paid(plan: _Plan, work: Work) -> Iterator[View]:
    for kind, cost, readings in plan:
        if work.spent:
            work.exhausted = True
            return
        # The work is paid before it is done: a generator's first step is its dearest.  What cannot be paid
        # is left out; smaller pieces may still come.
        if not work.pay(cost):
            continue
        for name, reading in readings:
            if not work.pay(len(reading)):
                break
            yield View(kind, reading, name)


def _is_mime(octets: bytes) -> bool:
    return b"content-t" in octets.lower()


def _plan(octets: bytes) -> _Plan:
    """What is to be done in its order: kind, cost in octets, and the readings, not made yet."""
    size = len(octets)
    yield "raw", 0, [("", octets)]
    yield "joined", size // 8, _unnamed(_joined(octets))
    yield "words", WORD * octets.count(b"=?"), _unnamed(_words(octets))
    text = _BLOCK.sub(_border, octets)
    yield "quoted-printable", dialects.price(text), _unnamed(_quoted_printable(text))
    yield "base64-run", size // 8, _unnamed(dialects.runs(octets, (0,)))
    yield "encoded-file", size // 8, _files(octets)
    yield from _segments(octets)
    yield "base64-run", size // 4, _unnamed(dialects.runs(octets, (1, 2, 3)))
    yield from _declared(octets)


def _unnamed(readings: Iterable[bytes]) -> _Readings:
    return (("", reading) for reading in readings)


def _joined(octets: bytes) -> Iterator[bytes]:
    """Without the octets that some programs drop: controls, raw octets, bare line ends."""
    dropped = octets.translate(None, transfer.RAW_OCTETS)
    if len(dropped) < len(octets):
        yield dropped
    lone = _without_lone_line_ends(dropped)
    if len(lone) < len(dropped):
        yield lone


def _words(octets: bytes) -> Iterator[bytes]:
    """Encoded words decoded, and folds undone, wherever they stand."""
    if b"=?" in octets:
        text = words.unfolded(octets).decode("utf-8", "surrogateescape")
        yield words.decoded_words(text).encode("utf-8", "surrogateescape")


def _quoted_printable(text: bytes) -> Iterator[bytes]:
    yield from dialects.quoted_printable(text)
    joined = _without_lone_line_ends(text.replace(b"\0", b""))
    if len(joined) < len(text):
        yield from dialects.quoted_printable(joined)


def _without_lone_line_ends(octets: bytes) -> bytes:
    """``octets``, which have no NUL, without CR and LF that stand alone."""
    return octets.replace(b"\r\n", b"\0").translate(None, b"\r\n").replace(b"\0", b"\r\n")


def _border(block: re.Match[bytes]) -> bytes:
    """The first and the last line of a block: what stands before and behind may join up with them."""
    lines = block[0]
    return lines[: lines.index(b"\n") + 1] + lines[lines.rindex(b"\n", 0, -1) + 1 :]


def _files(octets: bytes) -> _Readings:
    return ((file.name, file.octets) for file in encodedfile.files(octets)[0])


def _segments(octets: bytes) -> _Plan:
    """Each stretch between lines that may delimit, as base64 from each place where its body may begin."""
    start = 0
    for delimiter in _DELIMITER.finditer(octets):
        yield from _segment(octets, start, delimiter.start())
        start = delimiter.end()
    yield from _segment(octets, start, len(octets))


def _segment(octets: bytes, start: int, end: int) -> _Plan:
    places = [start, *_header_ends(octets, start, end)]
    for number, place in enumerate(places):
        if any(_contains(octets[before:place]) for before in places[:number]):
            continue
        body = octets[place:end].strip(_BLANKS)
        readings = dialects.base64(body) if len(body) >= dialects.MIN_RUN else ()
        yield "base64", dialects.price(body), _unnamed(readings)


def _contains(between: bytes) -> bool:
    """Whether a reading that began before ``between`` goes on behind it as one that begins there does."""
    last = between.rpartition(b"=")[2]
    return _characters(last) % 4 == 0 == _characters(between) % 4


def _characters(octets: bytes) -> int:
    return len(octets) - len(octets.translate(None, _BASE64))


def _declared(octets: bytes) -> _Plan:
    """Base64 from where it is declared to the very end, whatever looks like a delimiter on the way."""
    for number, said in enumerate(_SAYS_BASE64.finditer(octets)):
        if number == _MAX_DECLARED:
            return
        for start in [*_header_ends(octets, said.end(), len(octets))][:1]:
            body = octets[start:]
            yield "base64", dialects.price(body), _unnamed(dialects.base64(body))


def _header_ends(octets: bytes, start: int, end: int) -> Iterator[int]:
    """Up to :data:`MAX_HEADER_ENDS` places from ``start`` on where a body may begin, each once.

    They are the first blank lines of whatever kind, and the first line that is no field.
    """
    found: dict[int, None] = {}
    position = start
    for _ in range(MAX_HEADER_ENDS - 1):
        blank = _BLANK_LINE.search(octets, position, end)
        if blank is None:
            break
        found[blank.end()] = None
        # The second line end may begin the next blank line.
        position = max(blank.end() - 1, position + 1)
    line = _NO_FIELD.search(octets, start, end)
    if line is not None:
        found[line.end()] = None
    yield from sorted(found)[:MAX_HEADER_ENDS]
