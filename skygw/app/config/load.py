"""Read ``skygw.toml``: a ``Config``, or every problem at once."""

from __future__ import annotations

import re
import socket
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs

from skygw.app.config import checks, memory
from skygw.app.config.keys import printable
from skygw.app.config.lines import line_of
from skygw.app.config.model import Config
from skygw.app.config.structure import dotted, hidden, structure, walk
from skygw.errors import ConfigurationError, Problem


class UnusableConfigError(ConfigurationError):
    """Something is wrong with some keys; ``partial`` has their defaults, and all the others as they stand."""

    def __init__(self, problems: list[Problem], partial: Config) -> None:
        super().__init__(problems)
        self.partial = partial


def load(file: Path) -> Config:
    """The configuration in a file; raises ``ConfigurationError`` with every problem, its file and line."""
    file = file.absolute()
    text = _read(file)
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConfigurationError([_syntax(file, error)]) from error
    return from_data(data, file, text)


def from_data(data: Mapping[str, Any], file: Path, text: str = "") -> Config:
    """The configuration in data as ``tomllib`` gives them.

    ``file`` is where they came from: relative paths are taken from its folder.  ``text``, if given, is
    used to name the lines of problems.
    """
    config, found = structure(data)
    config = _complete(config, file)
    problems = [problem for _, problem in found]
    broken = {dotted(place) for place, _ in found}
    problems += [
        complaint.problem
        for complaint in checks.problems(config)
        if broken.isdisjoint((complaint.problem.path, *complaint.also))
    ]
    if problems:
        placed = [_placed(problem, file, text) for problem in problems]
        raise UnusableConfigError(sorted(placed, key=lambda problem: problem.line or 0), config)
    return attrs.evolve(
        config, warnings=tuple(_placed(problem, file, text) for problem in checks.warnings(config))
    )


def changed_keys(old: Config, new: Config) -> tuple[str, ...]:
    """The keys whose values differ, for a reload to say what it did not take."""
    return tuple(
        dotted(place) for place, _, _ in walk(Config) if value_at(old, place) != value_at(new, place)
    )


def value_at(config: Config, place: tuple[str, ...]) -> Any:
    """The value of a key."""
    value: Any = config
    for name in place:
        value = getattr(value, name)
    return value


def _read(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8")
    except OSError as error:
        reason = error.strerror or str(error)
        problem = Problem("(file)", f"cannot be read: {reason}", "name the file with --config", str(file))
    except UnicodeDecodeError as error:
        problem = Problem("(file)", f"is not UTF-8 at octet {error.start}", "save it as UTF-8", str(file))
    raise ConfigurationError([problem])


def _syntax(file: Path, error: Exception) -> Problem:
    message = "nested too deep" if isinstance(error, RecursionError) else str(error)
    place = re.search(r" \(at line ([0-9]+), column [0-9]+\)$", message)
    line = int(place[1]) if place else None
    return Problem("(syntax)", f"is not TOML: {printable(message)}", "see https://toml.io", str(file), line)


def _complete(config: Config, file: Path) -> Config:
    """Fill in what depends on where the file lies and on the machine that we run on."""
    gateway = config.gateway
    if not gateway.hostname:
        gateway = attrs.evolve(gateway, hostname=socket.getfqdn())
    anchored: Config = _anchored(attrs.evolve(config, gateway=gateway), file.parent)
    budget = memory.budget_octets(gateway.memory_budget_octets)
    return attrs.evolve(anchored, file=file, memory_budget_octets=budget)


def _anchored(value: Any, folder: Path) -> Any:
    """The section with every relative path taken from a folder."""
    changed: dict[str, Any] = {}
    for attribute in attrs.fields(type(value)):
        inner = getattr(value, attribute.name)
        if hidden(attribute):
            continue
        if isinstance(inner, Path):
            changed[attribute.name] = folder / inner
        elif attrs.has(type(inner)):
            changed[attribute.name] = _anchored(inner, folder)
    return attrs.evolve(value, **changed)


def _placed(problem: Problem, file: Path, text: str) -> Problem:
    return Problem(
        problem.path,
        printable(problem.reason),
        printable(problem.remedy),
        str(file),
        line_of(text, problem.path),
    )
