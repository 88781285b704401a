"""A YAML document as nodes that know their line.

Built from the parser's events and not by PyYAML's constructor, for three reasons: every node keeps its
line; ``off``, ``no`` and ``1_000`` stay the text that was written (YAML 1.1 makes values of them); and
nothing in the file can make it recurse, multiply or construct: aliases and tags are refused, depth and
number of nodes are bounded.
"""

from __future__ import annotations

from typing import Any

import attrs
import yaml

from skygw.errors import Problem

MAX_OCTETS = 1024 * 1024
# Nested conditions need four levels each; nobody reads a policy that is nested deeper.
MAX_DEPTH = 32
MAX_NODES = 200_000

# The parser in C where PyYAML has it: 20 times faster, same events.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@attrs.frozen
class Scalar:
    """One value as it was written; ``plain`` if it stood without quotes."""

    text: str
    plain: bool
    line: int

    @property
    def is_null(self) -> bool:
        """Whether nothing was written."""
        return self.plain and self.text in ("", "~", "null")


@attrs.define
class Sequence:
    """A list."""

    line: int
    items: list[Node] = attrs.field(factory=list)


@attrs.define
class Mapping:
    """Keys and values, in order; ``lines`` has the line of each key."""

    line: int
    entries: dict[str, Node] = attrs.field(factory=dict)
    lines: dict[str, int] = attrs.field(factory=dict)


Node = Scalar | Sequence | Mapping


class _RefusedError(Exception):
    """The document cannot be taken; becomes one :class:`Problem`."""

    def __init__(self, line: int | None, reason: str, remedy: str = "", path: str = "yaml") -> None:
        super().__init__(reason)
        self.line, self.reason, self.remedy, self.path = line, reason, remedy, path


def parse(octets: bytes, file: str) -> Node | Problem:
    """Parse one file; give the root node, or the first thing that makes it unreadable.

    ``file`` is the name for the problem.  Never raises, whatever the octets are.
    """
    try:
        if len(octets) > MAX_OCTETS:
            raise _RefusedError(None, f"the file is larger than {MAX_OCTETS // 1024} KiB", "split it")
        return _build(_decoded(octets))
    except _RefusedError as refused:
        return Problem(refused.path, refused.reason, refused.remedy, file, refused.line)
    except yaml.YAMLError as error:
        return Problem("yaml", f"not readable as YAML: {_reason(error)}", file=file, line=_line(error))
    except (ValueError, OverflowError, RecursionError) as error:
        # PyYAML lets some through, for example of an escape beyond the last Unicode character.
        return Problem("yaml", f"not readable as YAML: {error}", file=file)


def _decoded(octets: bytes) -> str:
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = octets.count(b"\n", 0, error.start) + 1
        raise _RefusedError(line, "not UTF-8", "save the file in UTF-8") from error


def _build(text: str) -> Node:
    builder = _Builder()
    for event in yaml.parse(text, Loader=_LOADER):
        builder.take(event)
    if builder.root is None:
        raise _RefusedError(1, "the file is empty", 'write "version: 1" and a list of policies')
    return builder.root


@attrs.define
class _Builder:
    """Nodes from events, on a stack of our own: no depth of nesting can exhaust Python's."""

    root: Node | None = None
    _open: list[Sequence | Mapping] = attrs.field(factory=list)
    _keys: list[tuple[str, int] | None] = attrs.field(factory=list)
    _count: int = 0

    def take(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise _RefusedError(line, "anchors (&) and aliases (*) are not taken", "quote the text")
        if isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            raise _RefusedError(line, "a second document begins here", "make it a file of its own")
        if getattr(event, "tag", None) not in (None, "!"):
            raise _RefusedError(line, "tags (!) are not taken", "leave it out, or quote the text")
        if isinstance(event, yaml.ScalarEvent):
            self._add_scalar(Scalar(event.value, event.implicit[0], line))
        elif isinstance(event, yaml.CollectionStartEvent):
            self._begin(Sequence(line) if isinstance(event, yaml.SequenceStartEvent) else Mapping(line))
        elif isinstance(event, yaml.CollectionEndEvent):
            self._open.pop()
            self._keys.pop()

    def _add_scalar(self, scalar: Scalar) -> None:
        if self._open and isinstance(self._open[-1], Mapping) and self._keys[-1] is None:
            mapping = self._open[-1]
            if scalar.text in mapping.entries:
                reason = f"{scalar.text[:60]!r} stands here twice, first in line {mapping.lines[scalar.text]}"
                raise _RefusedError(scalar.line, reason, "keep one of them")
            self._keys[-1] = (scalar.text, scalar.line)
        else:
            self._add(scalar)

    def _begin(self, collection: Sequence | Mapping) -> None:
        if self._open and isinstance(self._open[-1], Mapping) and self._keys[-1] is None:
            raise _RefusedError(collection.line, "a list or mapping stands where a key is expected")
        if len(self._open) >= MAX_DEPTH:
            raise _RefusedError(collection.line, f"nested deeper than {MAX_DEPTH} levels")
        self._add(collection)
        self._open.append(collection)
        self._keys.append(None)

    def _add(self, node: Node) -> None:
        self._count += 1
        if self._count > MAX_NODES:
            raise _RefusedError(node.line, f"more than {MAX_NODES} values", "split the file into several")
        parent = self._open[-1] if self._open else None
        if parent is None:
            self.root = node
        elif isinstance(parent, Sequence):
            parent.items.append(node)
        else:
            key = self._keys[-1]
            assert key is not None  # noqa: S101 - _add_scalar and _begin see to it
            parent.entries[key[0]] = node
            parent.lines[key[0]] = key[1]
            self._keys[-1] = None


def _reason(error: yaml.YAMLError) -> str:
    problem = getattr(error, "problem", None) or getattr(error, "reason", None)
    parts = [getattr(error, "context", None), problem]
    return ", ".join(str(part) for part in parts if part) or type(error).__name__


def _line(error: yaml.YAMLError) -> int | None:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    return None if mark is None else mark.line + 1
