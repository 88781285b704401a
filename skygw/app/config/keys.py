"""What every key of ``skygw.toml`` says about itself, and the checks that its value must pass.

Each attribute of a section is declared with ``setting``: what it does, its unit, its default, an example and
its checks.  The tables in ``docs/configuration.md``, the JSON Schema and ``etc/skygw.toml`` come from
here, so they cannot differ from what the program accepts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import attrs

_METADATA = "skygw.key"


class Unsuitable(ValueError):  # noqa: N818 - it is about a value, not about the program
    """A value has the right type but cannot be used; ``remedy`` says what to write instead."""

    def __init__(self, reason: str, remedy: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.remedy = remedy


class Check(Protocol):
    """One rule about a value, usable by the loader and by the JSON Schema."""

    def __call__(self, value: Any) -> None:
        """Raise ``Unsuitable`` unless the value may be used."""

    def schema(self) -> dict[str, Any]:
        """The rule in JSON Schema, or an empty dict where that cannot express it."""


@attrs.frozen
class Between:
    """A number from ``low`` to ``high``, both included."""

    low: float
    high: float

    def __call__(self, value: Any) -> None:
        if not self.low <= value <= self.high:
            raise Unsuitable(
                f"{value} is out of range", f"write a number from {self.low:g} to {_plain(self.high)}"
            )

    def schema(self) -> dict[str, Any]:
        return {"minimum": self.low, "maximum": self.high}


@attrs.frozen
class ZeroOr:
    """0, which has a meaning of its own, or a number from ``low`` to ``high``."""

    low: int
    high: int

    def __call__(self, value: Any) -> None:
        if value != 0 and not self.low <= value <= self.high:
            raise Unsuitable(
                f"{value} is out of range", f"write 0 or a number from {self.low} to {_plain(self.high)}"
            )

    def schema(self) -> dict[str, Any]:
        return {"anyOf": [{"const": 0}, {"minimum": self.low, "maximum": self.high}]}


@attrs.frozen
class Only:
    """A key that exists for later versions and takes one value today."""

    value: object
    why: str

    def __call__(self, value: Any) -> None:
        if value != self.value:
            raise Unsuitable(f"not available yet: {self.why}", f"write {shown(self.value)} or leave it out")

    def schema(self) -> dict[str, Any]:
        return {"const": plain(self.value)}


@attrs.frozen
class NotYet:
    """Values that later versions will take, refused today with a sentence of their own."""

    values: Mapping[str, str]

    def __call__(self, value: Any) -> None:
        if isinstance(value, str) and value in self.values:
            raise Unsuitable(f"{shown(value)} is not available yet", self.values[value])

    def schema(self) -> dict[str, Any]:
        return {}


@attrs.frozen
class Text:
    """Printable ASCII text of bounded length that matches ``pattern`` as a whole."""

    pattern: str
    what: str
    empty: bool = False

    def __call__(self, value: Any) -> None:
        if value == "" and self.empty:
            return
        if not re.fullmatch(self.pattern, value, re.ASCII):
            raise Unsuitable(f"{shown(value)} is not {self.what}", f"write {self.what}")

    def schema(self) -> dict[str, Any]:
        return {"pattern": f"^(?:{self.pattern})?$" if self.empty else f"^(?:{self.pattern})$"}


@attrs.frozen
class Each:
    """Every element of a list passes ``check``."""

    check: Check

    def __call__(self, value: Any) -> None:
        for element in value:
            self.check(element)

    def schema(self) -> dict[str, Any]:
        return {"items": self.check.schema()}


@attrs.frozen
class NotEmpty:
    """A list with at least one element."""

    what: str

    def __call__(self, value: Any) -> None:
        if not value:
            raise Unsuitable("the list is empty", f"name at least one {self.what}")

    def schema(self) -> dict[str, Any]:
        return {"minItems": 1}


@attrs.frozen
class Key:
    """What a key says about itself, for people.

    ``default_text`` describes a default that is worked out at start (the host's name); ``example`` is a
    value, or ``None`` where the default is a good example.
    """

    doc: str
    unit: str = ""
    example: object = None
    default_text: str = ""
    checks: tuple[Check, ...] = ()


def setting(
    default: Any,
    *checks: Check,
    doc: str,
    unit: str = "",
    example: object = None,
    default_text: str = "",
) -> Any:
    """Declare one key of a section: its default, its checks and what it says about itself."""
    about = Key(doc, unit, example, default_text, checks)
    return attrs.field(default=default, metadata={_METADATA: about})


def section(cls: type[Any]) -> Any:
    """Declare a table inside a section; left out, it has the defaults of its class."""
    return attrs.field(factory=cls)


def about(attribute: attrs.Attribute[Any]) -> Key | None:
    """What the key says about itself; ``None`` for a table."""
    found: Key | None = attribute.metadata.get(_METADATA)
    return found


def plain(value: object) -> Any:
    """The value as JSON and TOML can write it."""
    if isinstance(value, (tuple, list)):
        return [plain(element) for element in value]
    if isinstance(value, Path):
        return str(value)
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return str(value)


def toml(value: object) -> str:
    """The value as one would write it in ``skygw.toml``."""
    shown = plain(value)
    if isinstance(shown, bool):
        return "true" if shown else "false"
    if isinstance(shown, list):
        return f"[{', '.join(map(toml, shown))}]"
    if isinstance(shown, str):
        return '"' + "".join(_ESCAPES.get(character) or _escape(character) for character in shown) + '"'
    if isinstance(shown, float) and shown.is_integer():
        return str(int(shown))
    return '""' if shown is None else str(shown)


def shown(value: object) -> str:
    """The value in a message: as in the file, on one line, and cut where it is long."""
    text = repr(value) if isinstance(value, float) else toml(value)
    return text if len(text) <= 80 else text[:76] + " ..."


def printable(text: str) -> str:
    """The text with an escape for everything that could move a terminal's cursor or hide text."""
    return text if text.isprintable() else "".join(map(_escape, text))


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _escape(character: str) -> str:
    if character.isprintable():
        return character
    number = ord(character)
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def _plain(number: float) -> str:
    return str(int(number)) if float(number).is_integer() else str(number)
