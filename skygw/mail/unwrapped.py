"""The second view of a text: values that somebody has broken up, put together again.

Mail programs wrap lines in the middle of a number, quote them with ``>``, forward messages as their source
with soft line breaks, and show entities as they are.  Only the places where that may have happened are given,
with what stands around them, so that a value there is found with its evidence; the rest of the text is in the
first view.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from heapq import merge
from operator import attrgetter

import attrs

from skygw.mail.comparable import comparable
from skygw.mail.origin import Origin, PiecewiseOrigin, Span

AROUND = 330
"""Characters on either side of a repaired place: evidence counts within 300, and a value has some length."""

WRAPPED = 40
"""A line that a program has wrapped is at least so long; lists of short lines are nobody's wrapping."""

MAX_REPAIRS = 100_000
MAX_LOOKS = 300_000
"""Places that are repaired in one text, and that are looked at for one kind of repair: counted work, so that
the view of a hostile text is bounded.  In texts of a few megabytes that people write there are far fewer."""

# Expressions begin with a character, which is looked for in C; what stands before it is looked at afterwards.
# "=" at the line's end is a soft break of quoted-printable (RFC 2045, 6.7, rule 5).
_SOFT = re.compile(r"=[ \t]{0,8}\r?\n")
_ENCODED = re.compile(r"=[0-9A-F]{2}(?:=[0-9A-F]{2}){0,63}")
# What a line begins with, and a token of a number or a code that it may go on with.
_PREFIX = re.compile(r"\n(?:[ \t]{0,8}>){0,12}[ \t]{0,40}")
_GOES_ON = r"(?=[0-9A-Z./+-]{1,40}(?:[.,;:)]?(?:\s|\Z)|<))"
# A line that is long enough to have been wrapped, before such a token; or a quoted line that begins with one.
_LONG_LINE = re.compile(
    rf"^[^\n]{{{WRAPPED},}}+(?=\n(?:[ \t]{{0,8}}>){{0,12}}[ \t]{{0,40}}{_GOES_ON})", re.MULTILINE
)
_QUOTED_LINE = re.compile(rf"\n(?=(?:[ \t]{{0,8}}>){{1,12}}[ \t]{{0,40}}{_GOES_ON})")
# An address whose domain is cut: behind a dot or hyphen, or before the first dot.
_ADDRESS_GOES_ON = re.compile(
    r"@[0-9A-Za-z-]{0,63}(?:\.?|(?:\.[0-9A-Za-z-]{1,63}){1,8}[.-])"
    r"(?P<end>[ \t]{0,8}\r?\n(?:[ \t]{0,8}>){0,12}[ \t]{0,40})(?=[0-9A-Za-z.-])"
)
_ENTITY = re.compile(
    r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|nbsp|shy|zwj|zwnj|ZeroWidthSpace|hyphen|dash|minus);?"
)
_TAG = re.compile(
    r"<(?:/?[A-Za-z][A-Za-z0-9:]{0,15}(?:[ \t][^<>]{0,200})?/?><){0,7}"
    r"/?[A-Za-z][A-Za-z0-9:]{0,15}(?:[ \t][^<>]{0,200})?/?>(?=[0-9A-Za-z. /-])"
)

_DIGIT = re.compile("[0-9]")
_VALUE_CHARACTER = re.compile("[0-9A-Za-z. /-]")
_NEAR = 40
"""A value has a digit within so many characters of the place where it was broken."""
_LAST = re.compile(r"(?<![^\s>])[0-9A-Z./+-]{1,40}$")
_GROUPS_BEFORE = re.compile(r"[0-9A-Z] [0-9A-Z]{1,6}$")
_GROUPS_BEHIND = re.compile(r"[0-9A-Z]{1,6} [0-9A-Z]")


@attrs.frozen
class Repair:
    """``start`` to ``end`` (exclusive) of the text is to read ``text``."""

    start: int
    end: int
    text: str = attrs.field(repr=False)


@attrs.frozen
class View:
    """A text that was put together, and where it came from.

    ``cut``: there was more to put together than is done in one text.
    """

    text: str = attrs.field(repr=False)
    origin: Origin = attrs.field(repr=False)
    cut: bool = False


def unwrapped(text: str, around: Origin | None = None) -> View | None:
    """The second view of ``text``, which is in comparable form; None if nothing is broken up in it.

    ``around`` says where ``text`` came from.  Time is linear; the view is at most as long as the text.
    """
    search = _Search(text)
    repairs = list(search.repairs())
    if not repairs:
        return View("", PiecewiseOrigin([0], [0], around), cut=True) if search.cut else None
    pieces: list[str] = []
    made: list[int] = []
    given: list[int] = []
    length = 0
    for stretch, within in _stretches(repairs, len(text)):
        position = stretch[0]
        for repair in (*within, Repair(stretch[1], stretch[1], "\n")):
            for at, piece in ((position, text[position : repair.start]), (repair.start, repair.text)):
                if piece:
                    made.append(length)
                    given.append(at)
                    pieces.append(piece)
                    length += len(piece)
            position = repair.end
    return View("".join(pieces), PiecewiseOrigin(made, given, around), search.cut)


class _Search:
    """The places of one text that are to be repaired.

    Attributes:
        cut: whether a bound ended the search.
    """

    def __init__(self, text: str) -> None:
        self.cut = False
        self._text = text

    def repairs(self) -> Iterator[Repair]:
        """What is to be changed, in order and without overlaps."""
        kinds = (
            self._soft_breaks(), self._codes(), self._quoted_codes(), self._addresses(),
            self._octets(), self._entities(), self._tags(),
        )  # fmt: skip
        end = 0
        # One by one: there may be as many as characters.
        for count, repair in enumerate(merge(*kinds, key=attrgetter("start"))):
            if count >= MAX_REPAIRS:
                self.cut = True
                return
            if repair.start >= end:
                yield repair
                end = repair.end

    def _looks(self, pattern: re.Pattern[str], start: int = 0) -> Iterator[re.Match[str]]:
        for count, found in enumerate(pattern.finditer(self._text, start)):
            if count >= MAX_LOOKS:
                self.cut = True
                return
            yield found

    def _soft_breaks(self) -> Iterator[Repair]:
        """Soft line breaks of quoted-printable."""
        for soft in self._looks(_SOFT):
            yield Repair(*soft.span(), "")

    def _codes(self) -> Iterator[Repair]:
        """Line ends within what may be one number or code, behind a long line."""
        for line in self._looks(_LONG_LINE):
            yield from self._code(line.end())

    def _quoted_codes(self) -> Iterator[Repair]:
        """The same before a quoted line, however short the one before."""
        for line in self._looks(_QUOTED_LINE):
            yield from self._code(line.start())

    def _code(self, line_end: int) -> Iterator[Repair]:
        text, start = self._text, line_end
        prefix = _PREFIX.match(text, line_end)
        while start and text[start - 1] in "\r \t":
            start -= 1
        if prefix is not None and _is_one_code(text, start, prefix.end()):
            yield Repair(start, prefix.end(), _between(text, start, prefix.end()))

    def _addresses(self) -> Iterator[Repair]:
        """Line ends within the domain of an address."""
        for found in self._looks(_ADDRESS_GOES_ON):
            if _is_wrapped(self._text, found.start("end"), found["end"]):
                yield Repair(*found.span("end"), "")

    def _octets(self) -> Iterator[Repair]:
        """What quoted-printable made of characters that are not ASCII, in a text with its soft breaks.

        Keywords are written so as well: "num=C3=A9ro".
        """
        if "=" not in self._text or not _SOFT.search(self._text):
            return
        for found in self._looks(_ENCODED):
            octets = bytes.fromhex(found[0].replace("=", ""))
            try:
                decoded = octets.decode()
            except UnicodeDecodeError:
                decoded = octets.decode("cp1252", "replace")
            yield Repair(*found.span(), comparable(decoded))

    def _entities(self) -> Iterator[Repair]:
        """Characters written as HTML entities in a text that is not HTML."""
        for found in self._looks(_ENTITY):
            if _DIGIT.search(self._text, max(0, found.start() - _NEAR), found.end() + _NEAR):
                yield Repair(*found.span(), comparable(html.unescape(found[0].rstrip(";") + ";")))

    def _tags(self) -> Iterator[Repair]:
        """Tags in the middle of what may be one value, in a text that is not HTML."""
        text = self._text
        for found in self._looks(_TAG, 1):
            if _VALUE_CHARACTER.match(text, found.start() - 1) and _has_digit(text, *found.span()):
                yield Repair(*found.span(), "")


def _is_wrapped(text: str, start: int, found: str) -> bool:
    line = text.rfind("\n", max(0, start - 1000), start) + 1
    return start - line >= WRAPPED or ">" in found


def _is_one_code(text: str, start: int, end: int) -> bool:
    """Whether the tokens on either side look like halves of a number or a code."""
    last = _LAST.search(text[max(0, start - _NEAR) : start])
    if last is None:
        return False
    return _DIGIT.search(last[0]) is not None or _DIGIT.search(text, end, end + _NEAR) is not None


def _has_digit(text: str, start: int, end: int) -> bool:
    before, behind = text[max(0, start - _NEAR) : start], text[end : end + _NEAR]
    return _DIGIT.search(before) is not None and _DIGIT.search(behind) is not None


def _between(text: str, start: int, end: int) -> str:
    """A blank where the value has blanks between its groups on either side; else nothing."""
    grouped = _GROUPS_BEFORE.search(text[max(0, start - 12) : start]) or _GROUPS_BEHIND.match(text, end)
    return " " if grouped else ""


def _stretches(repairs: list[Repair], length: int) -> Iterator[tuple[Span, list[Repair]]]:
    """Parts of the text with what is repaired in them; those that touch are one."""
    start, end = 0, -1
    within: list[Repair] = []
    for repair in repairs:
        if repair.start - AROUND > end:
            if within:
                yield (start, end), within
            start, within = max(0, repair.start - AROUND), []
        within.append(repair)
        end = min(length, repair.end + AROUND)
    yield (start, end), within
