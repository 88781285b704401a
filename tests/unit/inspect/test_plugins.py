from __future__ import annotations

import sys
import types
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from typing import Any

import pytest

from skygw.errors import ConfigurationError, Problem
from skygw.inspect.message import Message
from skygw.inspect.plugins import GROUP, InspectorSpec, discover, is_asynchronous
from tests.support.inspectors import Asking, Promising, Words

MODULE = "skygw_test_plugins"


class Async:
    name = "async"

    async def inspect(self, message: Message) -> list[object]:
        return []


class DeclaredSynchronous(Async):
    asynchronous = False


class Streaming:
    name = "streaming"

    async def inspect(self, message: Message) -> Any:
        yield None


class Silent:
    name = "silent"


class Odd:
    name = "odd"
    prepare = 1

    def inspect(self, message: Message) -> list[object]:
        return []


class Named:
    name = "a b"

    def inspect(self, message: Message) -> list[object]:
        return []


@pytest.fixture(autouse=True)
def _module() -> Iterator[None]:
    module: Any = types.ModuleType(MODULE)
    for cls in (Words, Asking, Promising, Async, Streaming, Silent, Odd, Named):
        setattr(module, cls.__name__, cls)
    module.instance = Words()
    sys.modules[MODULE] = module
    yield
    del sys.modules[MODULE]


def point(name: str, value: str) -> EntryPoint:
    return EntryPoint(name, value if ":" in value else f"{MODULE}:{value}", GROUP)


INSTALLED = [point("words", "Words"), point("asking", "Asking"), point("promising", "Promising")]


def problems(names: list[str] | None, *points: EntryPoint) -> list[Problem]:
    with pytest.raises(ConfigurationError) as caught:
        discover(names, points)
    return caught.value.problems


def test_by_name_in_the_order_of_the_configuration() -> None:
    assert discover(["promising", "words", "words"], INSTALLED) == (
        InspectorSpec("promising", f"{MODULE}:Promising", True),
        InspectorSpec("words", f"{MODULE}:Words", False),
    )


def test_none_are_wanted() -> None:
    assert discover([], INSTALLED) == ()


@pytest.mark.parametrize("names", [None, ["*"]])
def test_all(names: list[str] | None) -> None:
    assert [spec.name for spec in discover(names, INSTALLED)] == ["asking", "promising", "words"]


def test_some_first_and_then_all() -> None:
    assert [spec.name for spec in discover(["words", "*"], INSTALLED)] == ["words", "asking", "promising"]


def test_those_that_are_installed_here() -> None:
    assert isinstance(discover(), tuple)


@pytest.mark.parametrize(
    ("inspector", "asynchronous"),
    [(Words, False), (Async, True), (Promising, True), (DeclaredSynchronous, False)],
)
def test_where_it_runs(inspector: type, asynchronous: bool) -> None:
    assert is_asynchronous(inspector) is asynchronous


@pytest.mark.parametrize(
    ("points", "name", "reason", "remedy"),
    [
        ([], "words", "no such inspector", "install a package that publishes it"),
        (INSTALLED, "wrods", "no such inspector", "did you mean 'words'?"),
        (INSTALLED, "xyzzy", "no such inspector", "installed are: asking, promising, words"),
        ([point("x", "no_such_module:X")], "x", "no_such_module:X cannot be loaded: Module", "repair"),
        ([point("x", "Missing")], "x", "cannot be loaded: AttributeError", "leave the inspector out"),
        ([point("words", "instance")], "words", "instance is no class", "name the inspector's class"),
        ([point("other", "Words")], "other", "has the name 'words'", 'name = "other"'),
        ([point("silent", "Silent")], "silent", "has no method inspect(message)", "docs/inspectors.md"),
        ([point("streaming", "Streaming")], "streaming", "an asynchronous generator", "return a list"),
        ([point("odd", "Odd")], "odd", "prepare is no method", "docs/inspectors.md"),
        ([point("a b", "Named")], "a b", "'a b' is no name", "use letters"),
        (
            [point("words", "Words"), point("words", "Asking")],
            "words",
            f"published more than once: {MODULE}:Asking, {MODULE}:Words",
            "uninstall all but one",
        ),
    ],
)
def test_what_the_administrator_reads(points: list[EntryPoint], name: str, reason: str, remedy: str) -> None:
    [problem] = problems([name], *points)
    assert problem.path == f"inspection.inspectors[{name}]"
    assert reason in problem.reason
    assert remedy in problem.remedy


def test_the_same_published_twice_is_no_problem() -> None:
    """An editable install beside a build leaves two copies of the same metadata."""
    assert len(discover(["words"], [point("words", "Words"), point("words", "Words")])) == 1


def test_everything_at_once() -> None:
    assert len(problems(None, point("silent", "Silent"), point("odd", "Odd"), INSTALLED[0])) == 2
