"""The canonical profile of one entity's header: what every mail program reads the same way.

:func:`structural` and :func:`local` name what lies outside of it (see :mod:`skygw.mail.reasons`).  They look
at the octets as they came, not at what a tolerant reader made of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from skygw.mail.headers import Field, HeaderSection, Octets
from skygw.mail.parts import MESSAGES, Part
from skygw.mail.transfer import IDENTITY, KNOWN

# token = 1*<any ASCII but SPACE, CTLs and tspecials>                    (RFC 2045, section 5.1)
_TOKEN = rb"[!#$%&'*+\-.^_`{|}~0-9A-Za-z]++"
_FWS = rb"(?:[ \t]|\r?\n[ \t])*+"

# fields = *(field-name ":" unstructured CRLF), then the blank line      (RFC 5322, sections 2.1, 2.2)
# The last line end is missing where it belongs to a delimiter.
_SECTION = re.compile(
    rb"(?:[!-9;-~]++:[^\r\n\0]*+(?:\r?\n|\Z)(?:[ \t]++[^ \t\r\n\0][^\r\n\0]*+(?:\r?\n|\Z))*+)*+(\r?\n)?+"
)

# DKIM and ARC fold lists of field names (h=...:content-type:...): only a type or encoding behind the colon
# tells a field.
_FOLDED_FIELD = re.compile(
    rb"\n[ \t]+content-(?:type[ \t]*:\s*[a-z0-9.+-]+/[a-z0-9]"
    rb"|transfer-encoding[ \t]*:\s*(?:base64|quoted-printable|[78]bit|binary|(?:x-)?uu|x-yenc))",
    re.IGNORECASE,
)

_MEDIA_TYPE = re.compile(_FWS + _TOKEN + rb"/" + _TOKEN + _FWS + rb"(?=;|\Z)")
_QUOTED = rb'"(?:[^"\\\r\n]|\\[^\r\n]|\r?\n(?=[ \t]))*+"'
_PARAMETER = re.compile(
    rb";" + _FWS + rb"(" + _TOKEN + rb")=(" + _TOKEN + rb"|" + _QUOTED + rb")" + _FWS
)  # fmt: skip
_LAST = re.compile(_FWS + rb";?" + _FWS + rb"\Z")
_BOUND = re.compile(rb"(?:[\s;]|\A)bound[a-z]*+(?:\*\d*)?\*?[ \t]*=", re.IGNORECASE)
_BOUNDARY = re.compile(rb"[!#-\[\]-~](?:[ !#-\[\]-~]*[!#-\[\]-~])?")

_TYPE = "content-type"
_ENCODING = "content-transfer-encoding"
_KNOWN_FIELDS = frozenset({_TYPE, _ENCODING, "content-translation-type"})  # the last: RFC 8255
_FRAGMENTS = frozenset({"message/partial", "message/external-body"})
_SQUEEZED = ("contenttype", "contenttransferencoding")
_MISSES = 2
"""Letters by which a name may differ and still be taken for the real one by a human or a lenient program."""


def structural(octets: Octets, part: Part) -> Iterator[str]:
    """The reasons for structural doubt in the header of ``part``, an entity; repeats are possible."""
    header = part.header
    yield from _section(octets, part)
    for field in header.fields:
        if is_near_miss(field.name):
            yield "name-near-miss"
    types = header.all(_TYPE)
    if any(field.raw.strip() != types[0].raw.strip() for field in types[1:]):
        yield "content-type-contradicts"
    for field in types[:10]:
        yield from _content_type(field, part.media_type)
    if part.media_type in _FRAGMENTS:
        yield "message-fragment"
    if _is_composite(part) and not all(_token(field) in IDENTITY for field in header.all(_ENCODING)):
        yield "encoding-of-container"


def local(header: HeaderSection) -> Iterator[str]:
    """The reasons for doubt in the encoding of a leaf that its header gives; repeats are possible."""
    tokens = set()
    for field in header.fields:
        if not field.name.startswith("content-t"):
            continue
        if field.name == _ENCODING:
            value = field.raw.strip(b" \t")
            if b"\n" in value or b"\r" in value or field.raw[-1:] in (b" ", b"\t"):
                yield "encoding-folded"
            tokens.add(_token(field))
        elif field.name not in _KNOWN_FIELDS:
            yield "content-t-unknown"
    if len(tokens) > 1:
        yield "encoding-contradicts"
    if not tokens <= KNOWN:
        yield "encoding-unknown"


def _section(octets: Octets, part: Part) -> Iterator[str]:
    header = part.header
    match = _SECTION.fullmatch(octets, header.start, header.body)
    if match is None:
        yield "header-off-grammar"
        return
    if _FOLDED_FIELD.search(octets, header.start, header.body):
        yield "fold-like-field"
    if match[1] is None and not _ends(octets, part) and (header.first(_ENCODING) or _is_composite(part)):
        yield "header-unended"


def _ends(octets: Octets, part: Part) -> bool:
    """Whether the line end of the delimiter behind a header section without a body is its blank line."""
    body = part.header.body
    if body != part.end or octets[max(0, body - 1) : body] != b"\n":
        return False
    return octets[body : body + 1] == b"\n" or octets[body : body + 2] == b"\r\n"


def _is_composite(part: Part) -> bool:
    return part.main_type == "multipart" or part.media_type in MESSAGES


def _token(field: Field) -> str:
    return field.raw.strip(b" \t\r\n").decode("latin-1").lower()


def _content_type(field: Field, media_type: str) -> Iterator[str]:
    raw = field.raw
    head = _MEDIA_TYPE.match(raw)
    if head is None:
        yield "content-type-malformed"
    main = raw.lstrip()[:10].lower()
    if main.startswith((b"multipart/", b"message/")) or media_type.startswith(("multipart/", "message/")):
        yield from _composite_type(raw, head.end() if head else 0, main.startswith(b"multipart/"))
    elif _BOUND.search(raw):
        yield "boundary-on-leaf"


def _composite_type(raw: bytes, position: int, multipart: bool) -> Iterator[str]:
    boundaries: list[tuple[bytes, bytes]] = []
    while (match := _PARAMETER.match(raw, position)) is not None:
        position = match.end()
        if match[1].lower().startswith(b"bound"):
            boundaries.append((match[1].lower(), match[2]))
    if _LAST.match(raw, position) is None:
        yield "parameters-malformed"
    if not multipart:
        if boundaries:
            yield "boundary-on-leaf"
        return
    if len(boundaries) > 1 or any(name != b"boundary" for name, _ in boundaries):
        yield "boundary-twice"
    if not any(name == b"boundary" for name, _ in boundaries):
        yield "boundary-missing"
    for _, value in boundaries[:10]:
        yield from _boundary(value)


def _boundary(value: bytes) -> Iterator[str]:
    written = value[1:-1] if value.startswith(b'"') else value
    if b"=?" in written:
        yield "boundary-encoded"
    if _BOUNDARY.fullmatch(written) is None:
        yield "boundary-odd"


@lru_cache(2048)
def is_near_miss(name: str) -> bool:
    """Whether a field called ``name`` (lower case) is Content-Type or -Transfer-Encoding but for a slip.

    >>> is_near_miss("content_type"), is_near_miss("content-type"), is_near_miss("content-id")
    (True, False, False)
    """
    if name in _KNOWN_FIELDS or name.startswith("x-") or not 9 <= len(name) <= 30:
        return False
    squeezed = "".join(filter(str.isalnum, name))
    return any(_distance_within(squeezed, known, _MISSES) for known in _SQUEEZED)


def _distance_within(one: str, other: str, most: int) -> bool:
    """Whether ``most`` insertions, deletions and replacements make one word of the other (Levenshtein)."""
    if abs(len(one) - len(other)) > most:
        return False
    before = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        now = [row]
        for column, wanted in enumerate(other, 1):
            now.append(min(before[column] + 1, now[-1] + 1, before[column - 1] + (letter != wanted)))
        before = now
    return before[-1] <= most
