"""TOML data -> ``Config``: cattrs builds the values, and every refusal becomes a ``Problem`` with its path.

What could not be used is taken out and the rest is built again with defaults in its place, so that the
checks over several keys can run too and an operator hears of everything at once.
"""

from __future__ import annotations

import difflib
import functools
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import attrs
import cattrs
from cattrs.errors import ClassValidationError, ForbiddenExtraKeysError
from cattrs.gen import make_dict_structure_fn, override

from skygw.app.config.keys import Each, NotYet, Unsuitable, about, shown
from skygw.app.config.model import Config
from skygw.app.config.values import HostPort, Network, parse_network
from skygw.errors import Problem

Place = tuple[str, ...]
Found = tuple[Place, Problem]

# TOML promises integers of 64 bits, but Python's parser takes any, and above some thousand digits Python
# refuses to turn one into text.
_INTEGER_BITS = 63


class _Refusals(ValueError):  # noqa: N818 - a bundle of refusals
    """What is wrong with one value: places below it (``[2]``) with their refusals."""

    def __init__(self, found: list[tuple[str, Unsuitable]]) -> None:
        super().__init__(found)
        self.found = found


def structure(data: Mapping[str, Any]) -> tuple[Config, list[Found]]:
    """The configuration, with defaults where something could not be used, and what that was."""
    found: list[Found] = []
    while True:
        try:
            return converter().structure(data, Config), found
        except ClassValidationError as error:
            new = list(_problems(error, (), Config))
        found += new
        for place, _ in new:
            data = _without(data, place)


def hidden(attribute: attrs.Attribute[Any]) -> bool:
    """Whether an attribute of ``Config`` is none of the file's business."""
    return "skygw.hidden" in attribute.metadata


@functools.cache
def converter() -> cattrs.Converter:
    """A strict converter: no text becomes a number, no number a switch, and every error is kept."""
    made = cattrs.Converter(detailed_validation=True, forbid_extra_keys=True)
    made.register_structure_hook(bool, _switch)
    made.register_structure_hook(int, _integer)
    made.register_structure_hook(float, _number)
    made.register_structure_hook(str, _text)
    made.register_structure_hook(Path, _path)
    made.register_structure_hook_func(lambda kind: kind == Path | None, _path_or_none)
    made.register_structure_hook_func(
        lambda kind: kind == Network, lambda value, _: parse_network(_text(value, str))
    )
    made.register_structure_hook_func(lambda kind: _origin(kind) is Literal, _choice)
    made.register_structure_hook_factory(lambda kind: _origin(kind) is tuple)(_list_hook)
    made.register_structure_hook_factory(attrs.has)(_section_hook)
    made.register_structure_hook(HostPort, lambda value, _: HostPort.parse(_text(value, str), 53))
    return made


def _section_hook(cls: type[Any], made: cattrs.Converter) -> Callable[[Any, Any], Any]:
    kinds = get_type_hints(cls)
    overrides: dict[str, Any] = {
        attribute.name: override(omit=True)
        if hidden(attribute)
        else override(struct_hook=_checked(attribute, made.get_structure_hook(kinds[attribute.name])))
        for attribute in attrs.fields(cls)
    }
    build = make_dict_structure_fn(cls, made, **overrides)

    def hook(value: Any, _: Any) -> Any:
        if not isinstance(value, Mapping):
            raise Unsuitable(f"{shown(value)} is not a table", "write it as a [section] with keys below it")
        return build(value, cls)

    return hook


def _checked(attribute: attrs.Attribute[Any], build: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """Build the value, then run all checks of its key over it."""
    says = about(attribute)
    if says is None:
        return build

    def hook(value: Any, kind: Any) -> Any:
        for check in says.checks:
            if isinstance(check, NotYet):
                check(value)  # a better answer than that the value is none of the possible ones
        built = build(value, kind)
        found: list[tuple[str, Unsuitable]] = []
        for check in says.checks:
            if isinstance(check, Each):
                found += _refusals(check.check, built)
            else:
                found += [("", refusal) for _, refusal in _refusals(check, (built,))]
        if found:
            raise _Refusals(found)
        return built

    return hook


def _refusals(check: Callable[[Any], Any], values: Any) -> list[tuple[str, Unsuitable]]:
    found: list[tuple[str, Unsuitable]] = []
    for index, value in enumerate(values):
        try:
            check(value)
        except Unsuitable as refusal:
            found.append((f"[{index}]", refusal))
    return found


def _list_hook(kind: Any, made: cattrs.Converter) -> Callable[[Any, Any], Any]:
    element = get_args(kind)[0]
    build = made.get_structure_hook(element)

    def hook(value: Any, _: Any) -> tuple[Any, ...]:
        if not isinstance(value, (list, tuple)):
            raise Unsuitable(
                f"{shown(value)} is not a list",
                f"write [{shown(value)}]" if _is_plain(value) else "write [...]",
            )
        built: list[Any] = []
        found = _refusals(lambda one: built.append(build(one, element)), value)
        if found:
            raise _Refusals(found)
        return tuple(built)

    return hook


def _switch(value: Any, _: Any) -> bool:
    if not isinstance(value, bool):
        raise Unsuitable(f"{shown(value)} is not a switch", "write true or false, without quotes")
    return value


def _integer(value: Any, _: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise Unsuitable(
            f"{shown(value)} is not a whole number", "write digits, without quotes and without a unit"
        )
    if value.bit_length() > _INTEGER_BITS:
        raise Unsuitable("the number is too large")
    return value


def _number(value: Any, _: Any) -> float:
    if isinstance(value, float):
        return value
    try:
        return float(_integer(value, int))
    except Unsuitable as refusal:
        raise Unsuitable(refusal.reason.replace("whole number", "number"), refusal.remedy) from None


def _text(value: Any, _: Any) -> str:
    if not isinstance(value, str):
        raise Unsuitable(f"{shown(value)} is not text", 'write it in quotes: "..."')
    return value


def _path(value: Any, _: Any) -> Path:
    text = _text(value, str)
    if not text or "\0" in text:
        raise Unsuitable(f"{shown(value)} is not the name of a file or folder")
    return Path(text)


def _path_or_none(value: Any, _: Any) -> Path | None:
    # Unset is what None, the default, and "" mean; TOML has no null.
    return None if value is None or value == "" else _path(value, Path)


def _choice(value: Any, kind: Any) -> Any:
    choices = get_args(kind)
    if value not in choices:
        listed = ", ".join(map(shown, choices))
        near = difflib.get_close_matches(str(value)[:100], choices, 1) if isinstance(value, str) else []
        remedy = f"did you mean {shown(near[0])}? Possible: {listed}" if near else f"write one of {listed}"
        raise Unsuitable(f"{shown(value)} is not possible", remedy)
    return value


def _origin(kind: Any) -> Any:
    return get_origin(kind)


def _is_plain(value: Any) -> bool:
    return isinstance(value, (str, int, float))


def _problems(error: BaseException, place: Place, cls: Any) -> Iterator[Found]:
    """The problems in an error of cattrs, with the place that each stands at."""
    if isinstance(error, ClassValidationError):
        keyed, others = error.group_exceptions()
        for inner, note in keyed:
            yield from _problems(inner, (*place, note.name), note.type)
        for inner in others:
            yield from _problems(inner, place, cls)
    elif isinstance(error, ForbiddenExtraKeysError):
        for name in sorted(error.extra_fields):
            yield (*place, name), _unknown((*place, name), error.cl)
    elif isinstance(error, _Refusals):
        for below, refusal in error.found:
            yield place, Problem(dotted(place) + below, refusal.reason, refusal.remedy)
    elif isinstance(error, Unsuitable):
        yield place, Problem(dotted(place), error.reason, error.remedy)
    else:
        raise error


def dotted(place: Place) -> str:
    """``upstream.port``; names that are not plain are quoted as in TOML."""
    return ".".join(
        name if name.isascii() and name.replace("-", "_").isidentifier() else shown(name) for name in place
    )


def _unknown(place: Place, cls: type[Any]) -> Problem:
    name = place[-1]
    unavailable: Mapping[str, str] = getattr(cls, "UNAVAILABLE", {})
    if name in unavailable:
        return Problem(dotted(place), "not available yet", unavailable[name])
    kind = "section" if cls is Config else "key"
    known = [attribute.name for attribute in attrs.fields(cls) if not hidden(attribute)]
    near = difflib.get_close_matches(name[:100], known, 1)
    if near:
        return Problem(dotted(place), f"unknown {kind}", f"did you mean {dotted((*place[:-1], near[0]))}?")
    homes = [home for home in _homes(name) if home != dotted(place)]
    if homes:
        return Problem(dotted(place), f"unknown {kind}", f"did you mean {' or '.join(homes)}?")
    return Problem(dotted(place), f"unknown {kind}", f"possible: {', '.join(known)}")


def _homes(name: str) -> list[str]:
    """The places at which a key of this name exists."""
    return [dotted(place) for place, _, _ in walk(Config) if place[-1] == name]


def walk(cls: type[Any], place: Place = ()) -> Iterator[tuple[Place, attrs.Attribute[Any], Any]]:
    """Every key below a section, in order: its place, its attribute and the type of its value."""
    kinds = get_type_hints(cls)
    for attribute in attrs.fields(cls):
        kind = kinds[attribute.name]
        if hidden(attribute):
            continue
        if attrs.has(kind):
            yield from walk(kind, (*place, attribute.name))
        else:
            yield (*place, attribute.name), attribute, kind


def _without(data: Mapping[str, Any], place: Place) -> dict[str, Any]:
    """The data without what stands at a place."""
    copy = dict(data)
    if len(place) == 1:
        copy.pop(place[0], None)
    elif isinstance(copy.get(place[0]), Mapping):
        copy[place[0]] = _without(copy[place[0]], place[1:])
    return copy
