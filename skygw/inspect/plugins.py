"""Which inspectors there are: found by entry point, looked at, sorted into the two kinds.

An inspector is a class with a ``name``, a method ``inspect(message)`` and, if it needs one, ``prepare()``.
It is published under the entry-point group ``skygw.inspectors``, under the same name.  If ``inspect`` is a
coroutine function, or the class says ``asynchronous = True`` (for one that returns a Deferred), it runs in
the gateway process (``gateway``), else in the children.

See docs/inspectors.md.
"""

from __future__ import annotations

import difflib
import inspect
import re
from collections.abc import Iterable, Sequence
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import attrs

from skygw.errors import ConfigurationError, Problem
from skygw.inspect.reference import load

GROUP = "skygw.inspectors"

#: Names stand in policies, logs and metrics.
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")


@attrs.frozen
class InspectorSpec:
    """One inspector that is to run: its name, ``module:class``, where it runs, and what installed it."""

    name: str
    reference: str
    asynchronous: bool = False
    distribution: str = ""


def discover(
    names: Sequence[str] | None = None,
    available: Iterable[EntryPoint] | None = None,
    path: str = "inspection.inspectors",
) -> tuple[InspectorSpec, ...]:
    """The inspectors with these names, in this order.

    Args:
        names: from the configuration; ``"*"`` among them, or None, is all that are installed.
        available: entry points to choose from; None = those of the installed distributions.
        path: of ``names`` in the configuration, for the problems.

    Raises ``ConfigurationError`` with a problem for every inspector that cannot be used.  The classes are
    loaded here to be looked at; they are made and prepared where they run.
    """
    found = list(entry_points(group=GROUP) if available is None else available)
    problems: list[Problem] = []
    specs: list[InspectorSpec] = []
    for name in _wanted(names, found):
        points = {point.value: point for point in found if point.name == name}
        if len(points) == 1:
            (point,) = points.values()
            specs += _examine(point, path, problems)
        elif points:
            problems.append(_ambiguous(name, points.values(), path))
        else:
            problems.append(_unknown(name, found, path))
    if problems:
        raise ConfigurationError(problems)
    return tuple(specs)


def _wanted(names: Sequence[str] | None, found: Iterable[EntryPoint]) -> Iterable[str]:
    """Each name once; where all are wanted, the named ones come first."""
    named = [name for name in names or () if name != "*"]
    if names is None or "*" in names:
        named += sorted(point.name for point in found)
    return dict.fromkeys(named)


def is_asynchronous(inspector: Any) -> bool:
    """Whether ``inspect`` of this class gives its findings later."""
    declared = getattr(inspector, "asynchronous", None)
    if declared is not None:
        return bool(declared)
    return inspect.iscoroutinefunction(inspector.inspect)


def _examine(point: EntryPoint, path: str, problems: list[Problem]) -> list[InspectorSpec]:
    distribution = f"{point.dist.name} {point.dist.version}" if point.dist is not None else ""
    where = f"{path}[{point.name}]"
    try:
        inspector = load(point.value)
    except Exception as error:
        problems.append(
            Problem(
                where,
                f"{point.value} cannot be loaded: {type(error).__name__}: {error}",
                f"repair or uninstall {distribution or 'the package'}, or leave the inspector out",
            )
        )
        return []
    wrong = list(_wrong(inspector, point))
    problems += [Problem(where, reason, remedy) for reason, remedy in wrong]
    if wrong:
        return []
    return [InspectorSpec(point.name, point.value, is_asynchronous(inspector), distribution)]


def _wrong(inspector: Any, point: EntryPoint) -> Iterable[tuple[str, str]]:
    if not isinstance(inspector, type):
        yield f"{point.value} is no class", "let the entry point name the inspector's class"
        return
    if NAME.fullmatch(point.name) is None:
        yield f"{point.name!r} is no name", "use letters, digits, '.', '_' and '-', at most 64"
    if getattr(inspector, "name", None) != point.name:
        yield (
            f"{point.value} has the name {getattr(inspector, 'name', None)!r}",
            f'write name = "{point.name}" in the class, or publish it under its own name',
        )
    if not callable(getattr(inspector, "inspect", None)):
        yield f"{point.value} has no method inspect(message)", "see docs/inspectors.md"
    elif inspect.isasyncgenfunction(getattr(inspector, "inspect")):  # noqa: B009
        yield "inspect() is an asynchronous generator", "return a list of findings instead of yielding them"
    if not callable(getattr(inspector, "prepare", lambda: None)):
        yield "prepare is no method", "see docs/inspectors.md"


def _ambiguous(name: str, points: Iterable[EntryPoint], path: str) -> Problem:
    values = ", ".join(sorted(point.value for point in points))
    return Problem(f"{path}[{name}]", f"published more than once: {values}", "uninstall all but one")


def _unknown(name: str, found: Iterable[EntryPoint], path: str) -> Problem:
    known = sorted({point.name for point in found})
    close = difflib.get_close_matches(name, known, n=1)
    if close:
        remedy = f"did you mean {close[0]!r}?"
    elif known:
        remedy = f"installed are: {', '.join(known)}"
    else:
        remedy = f"install a package that publishes it under the entry-point group {GROUP}"
    return Problem(f"{path}[{name}]", "no such inspector is installed", remedy)
