"""How an event becomes one line: JSON or text, with the text of strangers made harmless.

Addresses, subjects, file names and the far server's replies are written by people who may want to forge
log lines or to drive the terminal of whoever reads them.  Everything that is not printable (C0, C1, bidi
controls, line separators, lone surrogates) is therefore written as a visible escape *in the value*, so
that it stays harmless after a JSON reader has decoded it, and every text is cut to a length.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

Format = Callable[[float, str, str, Mapping[str, Any]], bytes]

# Longer than any useful reply or name; a line of a log collector is often cut at 8 or 16 KiB.
MAX_TEXT = 1000
MAX_LIST = 100
# A traceback of some thirty frames.
MAX_TRACEBACK = 8000

_encode = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"), default=str).encode

# A local part has 64 octets (RFC 5321, 4.5.3.1.1); servers that take more exist.  Bounded, so that text
# without an at sign behind it costs no more than its length times the bound.
_ADDRESS = re.compile(r"<?(?:\"[^\"]{1,256}\"|[^\s<>\"(),;:@\[\]]{1,256})@[^\s<>\"(),;]{1,256}>?")


def json_line(time: float, level: str, event: str, fields: Mapping[str, Any]) -> bytes:
    """The event as one line of JSON in ASCII, with its line end; values must have been through ``clean``."""
    line = _encode({"time": timestamp(time), "level": level, "event": event, **fields})
    return line.encode("ascii") + b"\n"


#: A text as JSON, in C.
quoted: Callable[[str], str] = json.encoder.encode_basestring_ascii


def assembled(time: float, level: str, event: str, members: str) -> bytes:
    """As ``json_line``, of members that are JSON already: for the event that comes with each message."""
    return f'{{"time":"{timestamp(time)}","level":"{level}","event":"{event}",{members}}}\n'.encode("ascii")


def number(value: float | None) -> str:
    """A number, or what is not known, as JSON; seconds to the microsecond."""
    return "null" if value is None else str(round(value, 6))


def text_line(time: float, level: str, event: str, fields: Mapping[str, Any]) -> bytes:
    """The event as one line for people: ``time level event name=value ...``; a traceback follows indented."""
    parts = [f"{timestamp(time)} {level:5} {event}"]
    for name, value in fields.items():
        if name != "traceback":
            parts.append(f"{name}={_word(value)}")
    line = " ".join(parts) + "\n"
    if traceback := fields.get("traceback"):
        line += "".join(f"    {row}\n" for row in str(traceback).splitlines())
    return line.encode("utf-8", "backslashreplace")


FORMATS: dict[str, Format] = {"json": json_line, "text": text_line}


def timestamp(time: float) -> str:
    """Seconds since the epoch as ``2026-11-24T15:47:00.123Z``."""
    second = int(time)
    return f"{_second(second)}.{int((time - second) * 1000):03d}Z"


@functools.lru_cache(maxsize=4)
def _second(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def clean(text: str | bytes, limit: int = MAX_TEXT) -> str:
    """The text, harmless and of bounded length (in characters, before escapes)."""
    if isinstance(text, bytes):
        text = text[: limit + 1].decode("utf-8", "backslashreplace")
    if text.isprintable() and len(text) <= limit:
        return text
    cut = text[:limit]
    escaped = "".join(character if character.isprintable() else _escape(character) for character in cut)
    return escaped if len(text) <= limit else escaped + "..."


def clean_list(texts: tuple[str | bytes, ...] | list[str | bytes]) -> list[str]:
    """Every text cleaned; what is beyond the first hundred is only counted, in a last element."""
    cleaned = [clean(text) for text in texts[:MAX_LIST]]
    if len(texts) > MAX_LIST:
        cleaned.append(f"(and {len(texts) - MAX_LIST} more)")
    return cleaned


def clean_lines(text: str, limit: int = MAX_TRACEBACK) -> str:
    """A text of several lines, such as a traceback: line feeds stay, and a long one loses its start."""
    if len(text) > limit:
        text = "...\n" + text[-limit:]
    return "\n".join(clean(row) for row in text.split("\n"))


def without_addresses(text: str) -> str:
    """The text with every mail address replaced by ``<address>``."""
    if "@" not in text:
        return text
    if '"@' in text:  # a quoted local part may hold blanks
        return _ADDRESS.sub("<address>", text)
    return " ".join([_ADDRESS.sub("<address>", word) if "@" in word else word for word in text.split(" ")])


def _escape(character: str) -> str:
    number = ord(character)
    if number < 0x100:
        return _SHORT.get(character) or f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


_SHORT = {"\r": "\\r", "\n": "\\n", "\t": "\\t"}


def _word(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ",".join(map(_word, value)) + "]"
    text = value if isinstance(value, str) else _encode(value)
    bare = bool(text) and not any(mark in text for mark in ' "=[],')
    return text if bare or not isinstance(value, str) else json.dumps(text, ensure_ascii=False)
