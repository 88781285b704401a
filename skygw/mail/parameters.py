"""Structured MIME values: ``token; name=value`` with all of RFC 2231, within caps.

Values are text of which each character is one octet (latin-1), until a name is decoded: a boundary is
compared as octets.
"""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

import attrs

from skygw.mail import charset as charsets
from skygw.mail.words import text, unfolded

MAX_PARAMETERS = 1000
"""Parameters of one field that are looked at.  Real mail has a handful; 10,000 continuations kept the
standard library busy for 15 seconds."""

MAX_NAMES = 20
"""Candidates for a file name."""

MAX_NAME = 1000
"""Characters of a file name that are kept."""

# parameter = attribute "=" value                                        (RFC 2045, section 5.1)
# Deviations: blanks around "=", values with any character but ";" unquoted, a quoted string that never ends,
# comments before the attribute.  The quantifiers are possessive: time stays linear.
_PARAMETER = re.compile(
    r'(?:[\s;=]|\([^()]*+\))*+([^=;\s]++)\s*+(?:=\s*+("(?:[^"\\]|\\.)*+"?|[^;]*+))?[^;]*+', re.DOTALL
)
_VALUE = re.compile(r"[^;]*")
_QUOTED_PAIR = re.compile(r"\\(.)", re.DOTALL)
_SECTION = re.compile(r"([^*]+)(?:\*([0-9]{1,4}))?(\*)?")
_COMMENT = re.compile(r"\([^()]*\)")
_TOKEN_END = re.compile(r"[\s(]")

Parameter = tuple[str, str, bool]


@attrs.frozen
class Structured:
    """A value such as ``text/plain; charset=utf-8``.

    ``token`` is what stands before the first ``;`` in lower case.  ``parameters`` are (name in lower case,
    value, quoted) in their order, continuations and percent encodings still as written.
    """

    token: str = ""
    parameters: tuple[Parameter, ...] = ()

    def get(self, name: str) -> str:
        """The first value of the parameter ``name``, continuations joined; empty if there is none.

        For parameters whose values are tokens (charset, boundary): unquoted ones end at a blank or comment.
        """
        for written, value, quoted in self.parameters:
            if written == name:
                return value if quoted else _TOKEN_END.split(value, maxsplit=1)[0]
        values = _assembled(self.parameters, name)
        return values[0].decode("latin-1") if values else ""

    def decoded(self, name: str) -> tuple[str, ...]:
        """Every reading of the parameter ``name`` as text: plain, encoded words, RFC 2231; no repeats."""
        readings = [text(value) for value in _assembled(self.parameters, name)]
        readings += [text(value) for value in _extended(self.parameters, name)]
        return tuple(dict.fromkeys(filter(None, readings)))


def structured(raw: bytes) -> Structured:
    """Read a structured value.  Never raises; what cannot be read is passed over."""
    value = unfolded(raw).decode("latin-1")
    head = _VALUE.match(value)
    end = head.end() if head else 0
    token = "".join(_without_comments(value[:end]).split()).lower()
    return Structured(token, _parameters(value, end) if end < len(value) else ())


def _parameters(value: str, position: int) -> tuple[Parameter, ...]:
    found: list[Parameter] = []
    while len(found) < MAX_PARAMETERS:
        match = _PARAMETER.match(value, position)
        if match is None:
            break
        position = match.end()
        if match[2] is not None:
            found.append((match[1].lower(), _unquoted(match[2]), match[2].startswith('"')))
    return tuple(found)


def _unquoted(value: str) -> str:
    if value.startswith('"'):
        ended = len(value) > 1 and value.endswith('"')
        return _QUOTED_PAIR.sub(r"\1", value[1 : -1 if ended else None])
    return value.strip()


def _without_comments(value: str) -> str:
    return _COMMENT.sub("", value) if "(" in value else value


def _sections(parameters: tuple[Parameter, ...], name: str) -> list[tuple[int | None, bool, str]]:
    """The pieces of ``name``: section number (``None`` for a plain one), percent-encoded, value."""
    pieces = []
    for written, value, _ in parameters:
        if not written.startswith(name):
            continue
        match = _SECTION.fullmatch(written)
        if match is not None and match[1] == name:
            pieces.append((None if match[2] is None else int(match[2]), match[3] is not None, value))
    return pieces


def _assembled(parameters: tuple[Parameter, ...], name: str) -> list[bytes]:
    """Plain values of ``name``, then its continuations joined where none is percent-encoded."""
    pieces = _sections(parameters, name)
    values = [value.encode("latin-1") for number, encoded, value in pieces if number is None and not encoded]
    numbered = sorted((piece for piece in pieces if piece[0] is not None), key=lambda piece: piece[0] or 0)
    if numbered and not any(encoded for _, encoded, _ in numbered):
        values.append("".join(value for _, _, value in numbered).encode("latin-1"))
    return values


def _extended(parameters: tuple[Parameter, ...], name: str) -> list[bytes]:
    """RFC 2231 values (``charset'language'percent-encoded``) of ``name``, decoded and again as UTF-8."""
    pieces = _sections(parameters, name)
    values = [_percent(value) for number, encoded, value in pieces if number is None and encoded]
    numbered = sorted((piece for piece in pieces if piece[0] is not None), key=lambda piece: piece[0] or 0)
    if any(encoded for _, encoded, _ in numbered):
        charset, first = _charset(numbered[0][2])
        rest = [(encoded, value) for _, encoded, value in numbered[1:]]
        octets = b"".join(
            unquote_to_bytes(value.encode("latin-1")) if encoded else value.encode("latin-1")
            for encoded, value in [(True, first), *rest]
        )
        values.append(charsets.decode(octets, charset).encode("utf-8", "replace"))
    return values


def _percent(value: str) -> bytes:
    charset, content = _charset(value)
    return charsets.decode(unquote_to_bytes(content.encode("latin-1")), charset).encode("utf-8", "replace")


def _charset(value: str) -> tuple[str, str]:
    pieces = value.split("'", 2)
    return (pieces[0], pieces[2]) if len(pieces) == 3 else ("", value)


def file_names(disposition: Structured, content_type: Structured) -> tuple[str, ...]:
    """Every candidate for the file name of a part, those of Content-Disposition first.

    Readers differ in which one they show (RFC 2183 ``filename``, the older ``name`` of Content-Type, with
    RFC 2231 or encoded words): none is dropped.
    """
    names = (*disposition.decoded("filename"), *content_type.decoded("name"), *disposition.decoded("name"))
    clean = (" ".join(name[:MAX_NAME].split()) for name in names)
    return tuple(dict.fromkeys(filter(None, clean)))[:MAX_NAMES]
