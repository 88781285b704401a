"""What a reader found, as frames; and how much of that the child that asked believes.

::

    text, again                     octets behind it: the text in UTF-8
    leaf     name, within           octets behind it: the file
    label    name, value
    defect   word
    outcome  outcome
    end      how: done, unfit, failed

A reader is the process that hostile octets are most likely to take over.  ``decode`` therefore takes nothing
that a parser could not have found: else ``FrameError``, and the reader is lost.
"""

from __future__ import annotations

import re
from typing import Any

import attrs

from skygw.extract.found import Again, Defect, Found, Label, Leaf
from skygw.extract.outcome import Outcome
from skygw.inspect.frames import Frame, FrameError, encode

#: Characters of one text, and the octets that they may take; a page of a document has a few thousand.
TEXT_CHARACTERS = 4 << 20
TEXT_OCTETS = 4 * TEXT_CHARACTERS
NAME_CHARACTERS = 4096
VALUE_CHARACTERS = 4096
HEADER_OCTETS = 64 * 1024

#: What readers call the containers that they look into; any other word would change how a leaf is read.
CONTAINERS = frozenset({"pdf", "archive"})

_WORD = re.compile(r"[a-z][a-z0-9-]{0,39}")
_ENDS = frozenset({"done", "unfit", "failed"})


@attrs.frozen
class End:
    """The reader has nothing more: ``done``, ``unfit`` (not its format) or ``failed``."""

    how: str


def encoded(found: Found | End) -> list[bytes]:
    """The frames for one thing, as the reader writes them; what is too long is cut, and that is told."""
    match found:
        case End(how):
            return [encode({"found": "end", "how": how})]
        case Outcome():  # before str, which it is too
            return [encode({"found": "outcome", "outcome": str(found)})]
        case str() | Again():
            again = isinstance(found, Again)
            return _text("again" if again else "text", found.text if isinstance(found, Again) else found)
        case Leaf():
            name = found.names[0][:NAME_CHARACTERS] if found.names else ""
            header = {"found": "leaf", "name": name, "within": found.within}
            return [encode(header, len(found.octets)), found.octets]
        case Label(name, value):
            label = {"name": name[:NAME_CHARACTERS], "value": value[:VALUE_CHARACTERS]}
            return [encode({"found": "label", **label})]
        case Defect(word):
            return [encode({"found": "defect", "word": word})]


def _text(kind: str, text: str) -> list[bytes]:
    octets = text[:TEXT_CHARACTERS].encode("utf-8", "replace")
    frames = [encode({"found": kind}, len(octets)), octets]
    return frames + encoded(Outcome.TRUNCATED) if len(text) > TEXT_CHARACTERS else frames


def decode(frame: Frame) -> Found | End:
    """What a frame says, checked; FrameError if no parser can have found that."""
    header, octets = frame.header, frame.octets
    kind = header.get("found")
    if octets and kind not in ("text", "again", "leaf"):
        raise FrameError("octets without a reason")
    match kind:
        case "text":
            return _read_text(octets)
        case "again":
            return Again(_read_text(octets))
        case "leaf":
            return _leaf(header, octets)
        case "label":
            return Label(_string(header, "name", NAME_CHARACTERS), _string(header, "value", VALUE_CHARACTERS))
        case "defect":
            word = _string(header, "word", NAME_CHARACTERS)
            if _WORD.fullmatch(word) is None:
                raise FrameError("no word for a defect")
            return Defect(word)
        case "outcome":
            return _outcome(_string(header, "outcome", NAME_CHARACTERS))
        case "end" if header.get("how") in _ENDS:
            return End(header["how"])
    raise FrameError("nothing that is found")


def _read_text(octets: bytes) -> str:
    if len(octets) > TEXT_OCTETS:
        raise FrameError("too long a text")
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        raise FrameError("no text") from None


def _leaf(header: dict[str, Any], octets: bytes) -> Leaf:
    within, name = header.get("within"), _string(header, "name", NAME_CHARACTERS)
    if not isinstance(within, str) or within not in CONTAINERS:
        raise FrameError("an unknown container")
    return Leaf(octets, "application/octet-stream", names=(name,) if name else (), within=within)


def _outcome(word: str) -> Outcome:
    try:
        return Outcome(word)
    except ValueError:
        raise FrameError("an unknown outcome") from None


def _string(header: dict[str, Any], key: str, limit: int) -> str:
    value = header.get(key)
    if not isinstance(value, str) or len(value) > limit:
        raise FrameError(f"{key}: text expected")
    # Halves of characters (JSON can tell them) would stop whoever encodes the text later.
    return value.encode("utf-8", "replace").decode("utf-8")
