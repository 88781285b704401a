"""The catalogue from its files: one TOML file per family.

A mistake in these files is a mistake of ours: :class:`CatalogueError` tells the first one.  Keys and values
are checked whenever the files are read, which takes about a tenth of a second, once per process and only
where somebody asks for a data identifier; what takes longer (:func:`check`) is left to a test.
"""

from __future__ import annotations

import functools
import importlib
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from importlib import resources
from typing import Any

import attrs

from skygw.detect.catalogue.types import CANONICAL, CATEGORIES, SHAPES, DataType, Pattern

Validator = Callable[[str], bool]

BUILT_IN = frozenset({"card", "email", "iban", "phone"})
"""Shapes whose values are found by code instead of a regular expression."""

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_VALIDATOR = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
_COUNTRY = re.compile(r"[A-Z]{2}")
_SLUG = re.compile(r"[a-z0-9]+(?:-[A-Za-z0-9]+)*")  # medicare-beneficiary-Identifier-card
_LISTS = ("countries", "examples", "decoys", "keywords", "exclude", "includes")
_TYPE_FIELDS = attrs.fields_dict(DataType)
_PATTERN_FIELDS = attrs.fields_dict(Pattern)


class CatalogueError(Exception):
    """A file of the catalogue is wrong: which type, and what to correct."""


@functools.cache
def catalogue() -> dict[str, DataType]:
    """Every type by its name, in the order of the names of the files and of the types in them.

    Raises:
        CatalogueError: the first mistake in the files.
    """
    files = resources.files(__package__).joinpath("data").iterdir()
    named = sorted((file.name, file) for file in files if file.name.endswith(".toml"))
    return read((name.removesuffix(".toml"), file.read_text("utf-8")) for name, file in named)


def read(families: Iterable[tuple[str, str]]) -> dict[str, DataType]:
    """The types of families, given as names and TOML texts.

    Raises:
        CatalogueError: see there.
    """
    types: dict[str, DataType] = {}
    for family, text in families:
        for type_ in _family(family, text):
            if type_.name in types:
                raise CatalogueError(f"{type_.name}: stands in {types[type_.name].family} and in {family}")
            types[type_.name] = type_
    for type_ in types.values():
        _check_includes(type_, types)
    return types


def check(types: Mapping[str, DataType]) -> None:
    """Check what :func:`read` does not: that expressions compile and that validators exist.

    Raises:
        CatalogueError: see there.
    """
    for type_ in types.values():
        for pattern in type_.patterns:
            for problem in (*_regex_problems(pattern.regex), *_validator_problems(pattern.validator)):
                raise CatalogueError(f"{type_.name}: {problem}")


def _family(family: str, text: str) -> Iterable[DataType]:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"{family}.toml: {error}") from None
    if document.keys() - {"title", "type"}:
        raise CatalogueError(f"{family}.toml: only a title and [[type]] tables are known")
    for table in document.get("type", ()):
        yield _type(family, table)


def _type(family: str, table: Mapping[str, Any]) -> DataType:
    name = table.get("name")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise CatalogueError(f"{family}.toml: the name {name!r} is not of lower-case letters, digits and _")
    fields = dict(table)
    rows = fields.pop("pattern", [])
    _check_kinds(name, fields, _TYPE_FIELDS, {"patterns", "family"})
    for key in _LISTS:
        fields[key] = tuple(fields.get(key, ()))
    fields = {"title": "", "category": "", **fields}
    type_ = DataType(**fields, family=family, patterns=tuple(_pattern(name, row) for row in rows))
    _check_type(type_)
    return type_


def _pattern(name: str, row: Mapping[str, Any]) -> Pattern:
    _check_kinds(f"{name}: pattern", row, _PATTERN_FIELDS, set())
    fields = dict(row)
    fields["anchors"] = tuple(fields.get("anchors", ()))
    pattern = Pattern(**fields)
    for problem in _pattern_problems(pattern):
        raise CatalogueError(f"{name}: {problem}")
    return pattern


def _check_kinds(name: str, table: Mapping[str, Any], known: Mapping[str, Any], without: set[str]) -> None:
    """Refuse keys that do not exist and values of other types than their default's."""
    for key, value in table.items():
        if key not in known or key in without:
            raise CatalogueError(f"{name}: unknown key {key!r}")
        default = known[key].default
        kind = str if default is attrs.NOTHING else type(default)
        if kind is tuple:
            right = isinstance(value, list) and all(isinstance(item, str) and item for item in value)
        else:
            right = type(value) is kind
        if not right:
            expected = "list of texts" if kind is tuple else kind.__name__
            raise CatalogueError(f"{name}: {key}: {expected} expected")


def _check_type(type_: DataType) -> None:
    for problem in _type_problems(type_):
        raise CatalogueError(f"{type_.name}: {problem}")


def _type_problems(type_: DataType) -> Iterable[str]:
    if not type_.title:
        yield "it has no title"
    if type_.category not in CATEGORIES:
        yield f"unknown category {type_.category!r}"
    if type_.purview and not _SLUG.fullmatch(type_.purview):
        yield f"{type_.purview!r} is no slug"
    if not all(map(_COUNTRY.fullmatch, type_.countries)):
        yield "countries are two capital letters each"
    if bool(type_.patterns) == bool(type_.includes):
        yield "it needs either patterns or includes"
    if type_.patterns and not type_.examples:
        yield "it has no example"
    if not 1 <= type_.context <= 1000:
        yield "context is not within 1 to 1000"
    weak = not all(pattern.alone for pattern in type_.patterns)
    if weak and not type_.keywords:
        yield "a pattern that never counts alone needs keywords"


def _pattern_problems(pattern: Pattern) -> Iterable[str]:
    if pattern.shape not in SHAPES:
        yield f"unknown shape {pattern.shape!r}"
    if pattern.canonical not in CANONICAL:
        yield f"unknown canonical form {pattern.canonical!r}"
    if pattern.alone not in (0, 65, 75, 85) or pattern.supported not in (65, 75, 85):
        yield "confidence is 65, 75 or 85 (alone also 0)"
    if pattern.alone > pattern.supported:
        yield "a keyword cannot lower the confidence"
    if pattern.alone and not pattern.shape:
        yield "alone needs a shape: without one only what stands near a keyword is looked at"
    if (pattern.shape in BUILT_IN) == bool(pattern.regex):
        yield f"shape {pattern.shape!r} " + ("finds values itself" if pattern.regex else "needs a regex")
    if bool(pattern.anchors) != (pattern.shape == "anchor"):
        yield "anchors and the shape anchor go together"
    if not 0 <= pattern.before <= 8192 or not 1 <= pattern.after <= 8192:
        yield "before is 0 to 8192, after 1 to 8192"


def _regex_problems(regex: str) -> Iterable[str]:
    if not regex:
        return
    try:
        compiled = re.compile(regex, re.ASCII)
    except re.error as error:
        yield f"{regex!r} is no regular expression: {error}"
    else:
        if compiled.match(""):
            yield f"{regex!r} matches the empty text"


def _validator_problems(name: str) -> Iterable[str]:
    try:
        if name:
            validator(name)
    except LookupError as error:
        yield str(error)


def _check_includes(type_: DataType, types: Mapping[str, DataType]) -> None:
    for name in type_.includes:
        if name not in types:
            raise CatalogueError(f"{type_.name}: includes {name!r}, which does not exist")
        if types[name].includes:
            raise CatalogueError(f"{type_.name}: includes {name!r}, which includes others itself")


@functools.cache
def validator(name: str) -> Validator:
    """The function ``module.function`` of ``skygw.detect.validators``.

    Raises:
        LookupError: there is none; the name comes from a policy, perhaps.
    """
    if _VALIDATOR.fullmatch(name):
        module_name, _, function_name = name.partition(".")
        try:
            module = importlib.import_module(f"skygw.detect.validators.{module_name}")
        except ModuleNotFoundError:
            pass
        else:
            function = getattr(module, function_name, None)
            if callable(function) and getattr(function, "__module__", "") == module.__name__:
                found: Validator = function
                return found
    raise LookupError(f"unknown validator {name!r}")
