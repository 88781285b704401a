"""The header section of a message or part: its fields, by offsets, however odd (RFC 5322, section 2.2)."""

from __future__ import annotations

import mmap
import re
from functools import cached_property

import attrs

from skygw.mail import words

Octets = bytes | bytearray | mmap.mmap
"""What a message may be held in: indexed and sliced octets with ``find``."""

MAX_FIELDS = 10_000
"""Fields of one section that become values; the octets of those beyond are still passed over."""

# field-name = 1*ftext ; ftext = %d33-57 / %d59-126                     (RFC 5322, section 3.6.8)
# Deviation: blanks before the colon, as in section 4.5.8 (obsolete syntax, still seen).
_NAME = re.compile(rb"([!-9;-~]+)[ \t]*:")
_LF = 10
_CR = 13


@attrs.frozen(slots=False)
class Field:
    """A header field: ``name`` in lower case, ``raw`` value with its folds, offsets in the message.

    ``start`` is the first octet of the name, ``end`` is behind the last octet of the value, before its
    line end.
    """

    name: str
    raw: bytes = attrs.field(repr=False)
    start: int
    end: int

    @cached_property
    def text(self) -> str:
        """The value unfolded and decoded, encoded words too."""
        return words.text(self.raw)


@attrs.frozen
class HeaderSection:
    """The fields of one entity.

    Attributes:
        fields: in their order.
        start: first octet.
        body: first octet of what follows: behind the blank line, or the first line that cannot be header
            if there is no blank line, or the end.
        junk: (start, end) of lines inside the section that are no fields, in one stretch from the first to
            the end of the section; ``None`` if there are none.  Readers disagree on such lines: some show
            what follows as text.
        defects: constant words, sorted by first sight.
        truncated: the budget ended before the section did.
    """

    fields: tuple[Field, ...]
    start: int
    body: int
    junk: tuple[int, int] | None = None
    defects: tuple[str, ...] = ()
    truncated: bool = False

    def all(self, name: str) -> tuple[Field, ...]:
        """The fields called ``name`` (lower case)."""
        return tuple(field for field in self.fields if field.name == name)

    def first(self, name: str) -> Field | None:
        """The first field called ``name`` (lower case), or ``None``."""
        return next((field for field in self.fields if field.name == name), None)


@attrs.define
class _Reading:
    """What is known while the lines go by; ``mark`` is the start of the field under way, -1 if none."""

    fields: list[Field] = attrs.field(factory=list)
    defects: dict[str, None] = attrs.field(factory=dict)
    junk: int = -1
    name: str = ""
    start: int = -1
    value: int = 0


def read_header(octets: Octets, start: int, end: int, budget: int) -> HeaderSection:
    """The header section that begins at ``start`` and ends at a blank line, or at ``end``.

    Lines end with LF, with or without CR before it.  At most ``budget`` octets are read: then the section is
    ``truncated`` and its body begins where reading stopped.  Never raises.
    """
    limit = min(end, start + max(0, budget))
    reading = _Reading()
    position = start
    while position < limit:
        line_feed = octets.find(b"\n", position, limit)
        after = limit if line_feed < 0 else line_feed + 1
        first = octets[position]
        if first == _LF or (first == _CR and position + 1 < limit and octets[position + 1] == _LF):
            _finish(octets, reading, position)
            return _section(reading, start, after, (reading.junk, position))
        _line(octets, reading, position, after, limit)
        position = after
    _finish(octets, reading, limit)
    if limit < end:
        reading.defects["header-too-long"] = None
        return _section(reading, start, limit, (reading.junk, limit), truncated=True)
    if reading.junk >= 0:
        # No blank line: then the first line that is no field begins the body.
        fields = [field for field in reading.fields if field.start < reading.junk]
        reading.defects["blank-line-missing"] = None
        return HeaderSection(tuple(fields), start, reading.junk, None, tuple(reading.defects))
    return _section(reading, start, limit, (-1, limit))


def _section(
    reading: _Reading, start: int, body: int, junk: tuple[int, int], *, truncated: bool = False
) -> HeaderSection:
    return HeaderSection(
        tuple(reading.fields), start, body, junk if junk[0] >= 0 else None, tuple(reading.defects), truncated
    )


def _line(octets: Octets, reading: _Reading, position: int, after: int, limit: int) -> None:
    if octets[position] in b" \t":
        if reading.start < 0 and reading.junk < 0:
            _junk(reading, position)
        elif not bytes(octets[position:after]).strip():
            reading.defects["fold-blank"] = None
        return
    _finish(octets, reading, position)
    match = _NAME.match(octets, position, after)
    if match is None:
        if not (position == 0 and octets[:5] == b"From "):  # the envelope line of an mbox file
            _junk(reading, position)
        return
    reading.name = match[1].decode("ascii").lower()
    reading.start, reading.value = position, match.end()


def _junk(reading: _Reading, position: int) -> None:
    reading.defects["header-garbage"] = None
    if reading.junk < 0:
        reading.junk = position


def _finish(octets: Octets, reading: _Reading, position: int) -> None:
    """End the field under way before ``position``, which begins a line."""
    if reading.start < 0:
        return
    if len(reading.fields) < MAX_FIELDS:
        end = position
        if end > reading.value and octets[end - 1] == _LF:
            end -= 1
            if end > reading.value and octets[end - 1] == _CR:
                end -= 1
        reading.fields.append(Field(reading.name, bytes(octets[reading.value : end]), reading.start, end))
    else:
        reading.defects["fields-too-many"] = None
    reading.start = -1
