"""What the configuration says about itself: JSON Schema, the tables of the manual, a complete commented
``skygw.toml``, and the values in force.

All of it is made from the attributes of the sections, so none of it can differ from what is accepted.
"""

from __future__ import annotations

import inspect
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import attrs

from skygw.app.config.keys import Key, about, plain, toml
from skygw.app.config.load import value_at
from skygw.app.config.model import Config
from skygw.app.config.structure import Place, hidden, walk
from skygw.app.config.values import HostPort, Network

_WIDTH = 106


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of ``skygw.toml``, for editors."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "skygw.toml",
        **_section_schema(Config),
        "required": ["upstream"],
    }


def as_data(config: Config) -> dict[str, Any]:
    """The values in force, as nested plain data without anything secret (keys are names of files)."""
    data: dict[str, Any] = {}
    for place, _, _ in walk(Config):
        table = data
        for name in place[:-1]:
            table = table.setdefault(name, {})
        table[place[-1]] = plain(value_at(config, place))
    return data


def as_toml(config: Config) -> str:
    """The values in force, as TOML; what is unset is left out."""
    lines: list[str] = []
    for place, cls in sections():
        lines += ["", f"[{'.'.join(place)}]"]
        for name in _names(cls):
            value = value_at(config, (*place, name))
            if value is not None:
                lines.append(f"{name} = {toml(value)}")
    return "\n".join(lines[1:]) + "\n"


def example_file() -> str:
    """A complete ``skygw.toml``: every key with what it does; defaults commented out, the rest to be set."""
    lines = [
        "# The configuration of skygw, with every key. A line `#key = value` is the default, which holds",
        "# without being written, unless its comment ends in `Example:`. Set at least upstream.host,",
        "# inbound.allowed_networks and tenant.domains. `skygw config check` says everything that is wrong,",
        "# `skygw config show` what is in force. Relative paths are taken from the folder of this file.",
        "# SIGHUP reads everything again, policies and certificates included.",
        "# Made by scripts/make_config_docs.py from the program itself.",
    ]
    for place, cls in sections():
        lines += ["", "", f"# {cls.TITLE}", f"[{'.'.join(place)}]"]
        for attribute, key, _ in _keys(cls):
            lines += ["", *_comment(_doc(key) + _hint(attribute)), _example_line(place, attribute, key)]
    return "\n".join(lines) + "\n"


def tables() -> str:
    """The tables of the manual, in Markdown: one for each section."""
    lines: list[str] = []
    for place, cls in sections():
        lines += [f"## `[{'.'.join(place)}]`", "", cls.TITLE, ""]
        lines += ["| key | what it does | type, unit | default | example |", "|---|---|---|---|---|"]
        for attribute, key, kind in _keys(cls):
            cells = [
                f"`{attribute.name}`",
                key.doc,
                ", ".join(filter(None, (_kind_text(kind), key.unit))),
                key.default_text or f"`{toml(attribute.default)}`",
                f"`{attribute.name} = {toml(_example(attribute, key))}`",
            ]
            lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
        later = getattr(cls, "UNAVAILABLE", {})
        if later:
            named = ", ".join(f"`{name}`" for name in later)
            lines += ["", f"Known and not available yet: {named}."]
        lines.append("")
    named = ", ".join(f"`[{name}]`" for name in Config.UNAVAILABLE)
    lines += ["## Sections of later versions", "", f"Known and not available yet: {named}.", ""]
    return "\n".join(lines)


def sections() -> Iterator[tuple[Place, Any]]:
    """Every section with its place, in the order of the file."""
    yield from _sections_below(Config, ())


def _sections_below(cls: type[Any], place: Place) -> Iterator[tuple[Place, Any]]:
    kinds = get_type_hints(cls)
    for attribute in attrs.fields(cls):
        if not hidden(attribute) and attrs.has(kinds[attribute.name]):
            inner = (*place, attribute.name)
            yield inner, kinds[attribute.name]
            yield from _sections_below(kinds[attribute.name], inner)


def _keys(cls: type[Any]) -> Iterator[tuple[attrs.Attribute[Any], Key, Any]]:
    kinds = get_type_hints(cls)
    for attribute in attrs.fields(cls):
        key = about(attribute)
        if key is not None:
            yield attribute, key, kinds[attribute.name]


def _names(cls: type[Any]) -> list[str]:
    return [attribute.name for attribute, _, _ in _keys(cls)]


def _doc(key: Key) -> str:
    unit = f" In {'seconds' if key.unit == 's' else key.unit}." if key.unit else ""
    default = f" Default: {key.default_text}." if key.default_text else ""
    return (key.doc + unit + default).replace("**", "")


def _comment(text: str) -> list[str]:
    lines, line = [], "#"
    for word in text.split():
        if len(line) + len(word) + 1 > _WIDTH:
            lines.append(line)
            line = "#"
        line += f" {word}"
    return [*lines, line]


def _example_line(place: Place, attribute: attrs.Attribute[Any], key: Key) -> str:
    """The key with its default, commented out; where the default is nothing, with its example."""
    if (*place, attribute.name) == ("upstream", "host"):
        return f"{attribute.name} = {toml(key.example)}"
    shown = _example(attribute, key) if _is_unset(attribute) else attribute.default
    return f"#{attribute.name} = {toml(shown)}"


def _hint(attribute: attrs.Attribute[Any]) -> str:
    return " Example:" if _is_unset(attribute) else ""


def _is_unset(attribute: attrs.Attribute[Any]) -> bool:
    return attribute.default is None or (attribute.default in ("", ()) and attribute.name != "proof")


def _example(attribute: attrs.Attribute[Any], key: Key) -> Any:
    return attribute.default if key.example is None else key.example


def _kind_text(kind: Any) -> str:
    """The type of a key, for people."""
    if get_origin(kind) is tuple:
        return f"list of {_PLURAL.get(get_args(kind)[0], 'texts')}"
    if get_origin(kind) is Literal:
        return "text"
    return _SINGULAR.get(kind, "file")


_SINGULAR: dict[Any, str] = {bool: "switch", int: "number", float: "number", str: "text", Path: "folder"}
_PLURAL: dict[Any, str] = {Network: "networks", HostPort: "addresses"}


def _section_schema(cls: type[Any]) -> dict[str, Any]:
    kinds = get_type_hints(cls)
    properties: dict[str, Any] = {}
    for attribute in attrs.fields(cls):
        kind = kinds[attribute.name]
        if hidden(attribute):
            continue
        key = about(attribute)
        properties[attribute.name] = (
            _section_schema(kind) if key is None else _key_schema(attribute, key, kind)
        )
    schema: dict[str, Any] = {"type": "object", "additionalProperties": False, "properties": properties}
    title = getattr(cls, "TITLE", "")
    if title:
        schema["description"] = title
    if "host" in properties and "port" in properties:
        schema["required"] = ["host"]
    return schema


def _key_schema(attribute: attrs.Attribute[Any], key: Key, kind: Any) -> dict[str, Any]:
    schema = _kind_schema(kind)
    for check in key.checks:
        for name, rule in check.schema().items():
            # ``items`` of a list has its type already; the rule of its elements joins it.
            schema[name] = {**schema[name], **rule} if name in schema and isinstance(rule, dict) else rule
    schema["description"] = _doc(key)
    if attribute.default is not None and not key.default_text:
        schema["default"] = plain(attribute.default)
    if key.example is not None:
        schema["examples"] = [plain(key.example)]
    return schema


def _kind_schema(kind: Any) -> dict[str, Any]:
    if get_origin(kind) is Literal:
        return {"enum": list(get_args(kind))}
    if get_origin(kind) is tuple:
        return {"type": "array", "items": _kind_schema(get_args(kind)[0])}
    if kind == Network or (inspect.isclass(kind) and issubclass(kind, (str, Path, HostPort))):
        return {"type": "string"}
    if get_origin(kind) is types.UnionType:
        return {"type": "string"}
    return {"type": {bool: "boolean", int: "integer", float: "number"}[kind]}
