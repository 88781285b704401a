"""The walk over the parts of a message (RFC 2046): iterative, by offsets, within budgets.

An entity is a region of the octets.  A multipart's delimiters are looked for in its region alone, and the
regions between them are walked in turn; so a delimiter of an outer multipart ends every inner one (RFC
2046, section 5.1.2), and each level of nesting costs one search over the octets, at most
:attr:`Limits.depth` in all.  Nothing is decoded or copied beside header fields.

The walk gives one reading of a message, the one that most readers share.  Where the structure is odd it
says so in :attr:`Message.defects`, a tuple of constant words.
"""

from __future__ import annotations

import re
from functools import cached_property

import attrs

from skygw.mail.headers import Field, HeaderSection, Octets, read_header
from skygw.mail.parameters import Structured, file_names, structured
from skygw.mail.transfer import IDENTITY, KNOWN


@attrs.frozen
class Limits:
    """Budgets of one walk.  What lies beyond is a leaf with ``limited``, never left out."""

    depth: int = 50
    parts: int = 10_000
    header_octets: int = 1 << 20
    false_delimiters: int = 100_000
    """Lines that begin like a delimiter and are none; they cost more than other lines."""


@attrs.frozen(slots=False)
class Part:
    """One part: a leaf, or a container (multipart, message/rfc822) whose parts follow it.

    Attributes:
        number: position in the walk, from 0, containers counted.
        parent: number of the container that it stands in; -1 for the message itself.
        depth: containers around it.
        kind: ``leaf``, ``container``, or, for octets that belong to no part but that some reader may show,
            ``preamble``, ``epilogue`` or ``junk`` (inside a header section).
        header: its header section; empty for preamble, epilogue and junk.
        start: first octet of the header section.
        body: first octet of the body.
        end: behind the last octet of the body; the line end before a delimiter belongs to the delimiter.
        media_type: ``type/subtype`` in lower case as declared, or the default of its container.
        content_type, disposition: the fields, read.
        encoding: transfer encoding in lower case, as declared; empty if none.
        names: every candidate for its file name.
        limited: a budget ended here: the octets are not looked into.
    """

    number: int
    parent: int
    depth: int
    kind: str
    header: HeaderSection = attrs.field(repr=False)
    start: int
    body: int
    end: int
    media_type: str = "text/plain"
    content_type: Structured = attrs.field(default=Structured(), repr=False)
    disposition: Structured = attrs.field(default=Structured(), repr=False)
    encoding: str = ""
    limited: bool = False

    @property
    def main_type(self) -> str:
        """The media type before the slash."""
        return self.media_type.partition("/")[0]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every candidate for the file name, those of Content-Disposition first."""
        return file_names(self.disposition, self.content_type)


@attrs.frozen
class Message:
    """The parts of a message in the order of their octets, each container before what it holds."""

    parts: tuple[Part, ...]
    size: int
    defects: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields of the message's own header section."""
        return self.parts[0].header.fields

    @property
    def leaves(self) -> tuple[Part, ...]:
        """Everything that is no container."""
        return tuple(part for part in self.parts if part.kind != "container")


def walk(octets: Octets, limits: Limits = Limits()) -> Message:
    """The parts of the message ``octets``.  Never raises on content; time is linear in the size."""
    walking = _Walk(octets, limits)
    walking.run()
    return Message(tuple(walking.parts), len(octets), tuple(walking.defects))


@attrs.frozen
class _Region:
    start: int
    end: int
    parent: int
    depth: int
    default_type: str = "text/plain"
    kind: str = "entity"


_UNSTRUCTURED = Structured()
_NO_HEADER = HeaderSection((), 0, 0)
_TYPE = re.compile(r"[!#$%&'*+\-.^_`{|}~0-9a-z]+/[!#$%&'*+\-.^_`{|}~0-9a-z]+")
# Behind "--boundary": "--" ends the multipart; blanks are padding of the transport (RFC 2046, 5.1.1).
_DELIMITER_END = re.compile(rb"(--)?[ \t]*(?:\r?\n|\r?\Z)")
MESSAGES = frozenset({"message/rfc822", "message/global", "message/news"})
"""Media types whose body is a message."""
_BLANKS = re.compile(rb"\s*+\Z")
_MAX_BOUNDARY = 1000
_INDENT = 200
"""Octets before a boundary that are looked at for the beginning of its line."""
_LF = 10
_CR = 13


class _Walk:
    def __init__(self, octets: Octets, limits: Limits) -> None:
        self.octets = octets
        self.limits = limits
        self.parts: list[Part] = []
        self.defects: dict[str, None] = {}
        self.budget = limits.header_octets
        self.false_delimiters = limits.false_delimiters
        self.todo: list[_Region] = []

    def run(self) -> None:
        self.todo.append(_Region(0, len(self.octets), -1, 0))
        while self.todo:
            region = self.todo.pop()
            if region.kind == "limited":
                self._add(region, "leaf", _NO_HEADER, region.start, limited=True)
            elif region.kind != "entity":
                self._add(region, region.kind, _NO_HEADER, region.start)
            elif len(self.parts) >= self.limits.parts or self.budget <= 0:
                self.defects["limit-parts" if self.budget > 0 else "limit-header"] = None
                self._add(region, "leaf", _NO_HEADER, region.start, limited=True)
                self._give_up(region)
            else:
                self._entity(region)

    def _give_up(self, region: _Region) -> None:
        """Make one leaf of everything that is still to do: it lies behind ``region``."""
        if self.todo:
            end = max(waiting.end for waiting in self.todo)
            self.todo.clear()
            if end > region.end:
                rest = _Region(region.end, end, region.parent, region.depth)
                self._add(rest, "leaf", _NO_HEADER, rest.start, limited=True)

    def _add(
        self,
        region: _Region,
        kind: str,
        header: HeaderSection,
        body: int,
        *,
        content_type: Structured = _UNSTRUCTURED,
        media_type: str = "text/plain",
        limited: bool = False,
    ) -> Part:
        disposition = header.first("content-disposition")
        part = Part(
            number=len(self.parts),
            parent=region.parent,
            depth=region.depth,
            kind=kind,
            header=header,
            start=region.start,
            body=body,
            end=max(body, region.end),
            media_type=media_type,
            content_type=content_type,
            disposition=structured(disposition.raw) if disposition else Structured(),
            encoding=self._encoding(header),
            limited=limited,
        )
        self.parts.append(part)
        return part

    def _entity(self, region: _Region) -> None:
        header = read_header(self.octets, region.start, region.end, self.budget)
        self.budget -= header.body - header.start
        self.defects.update(dict.fromkeys(header.defects))
        content_type = self._content_type(header)
        media_type = self._media_type(content_type, region)
        delimiters: list[_Delimiter] = []
        limited = header.truncated
        if limited:
            self.defects["limit-header"] = None
        elif region.depth >= self.limits.depth:
            if media_type.startswith("multipart/") or media_type in MESSAGES:
                self.defects["limit-depth"] = None
                limited = True
        elif media_type.startswith("multipart/"):
            delimiters, limited = self._delimiters(content_type, header.body, region.end)
        encoding = self._encoding(header)
        nested = media_type in MESSAGES and encoding in IDENTITY and not limited
        kind = "container" if delimiters or nested else "leaf"
        part = self._add(
            region, kind, header, header.body, content_type=content_type, media_type=media_type,
            limited=limited and not delimiters,
        )  # fmt: skip
        if kind == "container" and encoding not in IDENTITY:
            self.defects["encoding-of-container"] = None
        children = self._children(part, delimiters, limited) if delimiters else []
        if nested:
            children = [_Region(part.body, part.end, part.number, part.depth + 1)]
        if header.junk is not None:
            children.insert(0, _Region(*header.junk, part.number, part.depth, kind="junk"))
        self.todo.extend(reversed(children))

    def _content_type(self, header: HeaderSection) -> Structured:
        fields = header.all("content-type")
        if not fields:
            return Structured()
        read = [structured(field.raw) for field in fields[:10]]
        if len(fields) > 1 and any(other != read[0] for other in read[1:]):
            self.defects["content-type-contradicts"] = None
        return read[0]

    def _media_type(self, content_type: Structured, region: _Region) -> str:
        if not content_type.token:
            return region.default_type
        if _TYPE.fullmatch(content_type.token) is None:
            self.defects["content-type-malformed"] = None
            # "text" alone is seen in real mail (RFC 1049); RFC 2045, 5.2 makes anything else plain text.
            return "text/plain"
        return content_type.token

    def _encoding(self, header: HeaderSection) -> str:
        fields = header.all("content-transfer-encoding")
        if not fields:
            return ""
        tokens = [structured(field.raw).token for field in fields[:10]]
        if len(set(tokens)) > 1:
            self.defects["encoding-contradicts"] = None
        if tokens[0] not in KNOWN:
            self.defects["encoding-unknown"] = None
        return tokens[0]

    def _delimiters(self, content_type: Structured, body: int, end: int) -> tuple[list[_Delimiter], bool]:
        """The delimiters of a multipart, and whether a budget ended before all were found."""
        boundary = content_type.get("boundary").rstrip(" \t").encode("latin-1")
        if not boundary or len(boundary) > _MAX_BOUNDARY:
            self.defects["boundary-missing"] = None
            return [], False
        found: list[_Delimiter] = []
        room = self.limits.parts - len(self.parts)
        needle = b"--" + boundary
        position = body
        while (at := self.octets.find(needle, position, end)) >= 0:
            position = at + 1
            rest = self._delimiter_end(at, at + len(needle), body, end)
            if rest is None:
                self.false_delimiters -= 1
                if self.false_delimiters < 0:
                    self.defects["limit-delimiters"] = None
                    return found, True
                continue
            before = at - 2 if at > body + 1 and self.octets[at - 2] == _CR else at - 1
            found.append(_Delimiter(max(before, body), rest.end(), rest[1] is not None))
            if rest[1] is not None:
                return found, False
            if len(found) > room:
                self.defects["limit-parts"] = None
                return found, True
            position = rest.end()
        if found:
            self.defects["multipart-unclosed"] = None
        elif not _BLANKS.match(self.octets, body, end):
            self.defects["delimiter-missing"] = None
        return found, False

    def _delimiter_end(self, at: int, behind: int, body: int, end: int) -> re.Match[bytes] | None:
        """What follows the boundary that ends at ``behind``, if a delimiter line begins at ``at``."""
        if at > body and self.octets[at - 1] != _LF:
            line = self.octets.rfind(b"\n", max(body, at - _INDENT), at) + 1 or max(body, at - _INDENT)
            if not self.octets[line:at].strip(b" \t>"):
                self.defects["delimiter-indented"] = None
            return None
        rest = _DELIMITER_END.match(self.octets, behind, end)
        if rest is None:
            self.defects["delimiter-with-text"] = None
        return rest

    def _children(self, part: Part, delimiters: list[_Delimiter], limited: bool) -> list[_Region]:
        default = "message/rfc822" if part.media_type == "multipart/digest" else "text/plain"
        inside = (part.number, part.depth + 1)
        children = self._text_around(part.body, delimiters[0].start, inside, "preamble")
        for opened, closed in zip(delimiters, [*delimiters[1:], None], strict=True):
            if opened.closes:
                children += self._text_around(opened.end, part.end, inside, "epilogue")
            else:
                end = part.end if closed is None else closed.start
                # Where a budget ended the search, what lies behind the last delimiter is not known.
                kind = "limited" if limited and closed is None else "entity"
                children.append(_Region(opened.end, max(opened.end, end), *inside, default, kind))
        return children

    def _text_around(self, start: int, end: int, inside: tuple[int, int], kind: str) -> list[_Region]:
        if start >= end or _BLANKS.match(self.octets, start, end):
            return []
        return [_Region(start, end, *inside, kind=kind)]


@attrs.frozen
class _Delimiter:
    """``start``: where the part before it ends; ``end``: where the part behind it begins."""

    start: int
    end: int
    closes: bool
