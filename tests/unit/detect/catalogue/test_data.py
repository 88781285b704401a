"""Everything in the catalogue is as the catalogue says: examples are found, decoys are not."""

from __future__ import annotations

import functools

import pytest

from skygw.detect.catalogue import DATA_IDENTIFIERS
from skygw.detect.catalogue.load import check
from skygw.detect.catalogue.types import DataType
from skygw.detect.engine import Engine, make_engine
from skygw.detect.matching import View

FINDERS = ("hyperscan", "plain")
NAMES = list(DATA_IDENTIFIERS)


@functools.cache
def engine(finder: str) -> Engine:
    """The engine for everything; its slots are the places in NAMES."""
    return make_engine({name: slot for slot, name in enumerate(NAMES)}, finder=finder)


def found(text: str, finder: str) -> dict[str, int]:
    """Confidence by type."""
    matches = engine(finder).decide(View(text)).matches
    return {NAMES[slot]: confidence for slot, _, _, _, confidence in matches}


def beside_keyword(type_: DataType, value: str) -> str:
    return f"{type_.keywords[0] if type_.keywords else 'x'}: {value} ."


def test_check() -> None:
    check(DATA_IDENTIFIERS)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("finder", FINDERS)
def test_examples_and_decoys(name: str, finder: str) -> None:
    type_ = DATA_IDENTIFIERS[name]
    for example in type_.examples:
        assert name in found(beside_keyword(type_, example), finder), example
    for decoy in type_.decoys:
        assert name not in found(beside_keyword(type_, decoy), finder), decoy


@pytest.mark.parametrize("name", [name for name in NAMES if DATA_IDENTIFIERS[name].includes])
def test_what_includes_others_finds_what_they_find(name: str) -> None:
    for member in DATA_IDENTIFIERS[name].includes:
        type_ = DATA_IDENTIFIERS[member]
        for example in type_.examples:
            confidences = found(beside_keyword(type_, example), FINDERS[0])
            assert confidences[name] >= confidences[member], (member, example)


WEAK = [
    name for name in NAMES
    if (patterns := DATA_IDENTIFIERS[name].patterns) and not any(pattern.alone for pattern in patterns)
]  # fmt: skip


@pytest.mark.parametrize("name", WEAK)
def test_weak_types_need_a_keyword(name: str) -> None:
    type_ = DATA_IDENTIFIERS[name]
    words = {word.casefold() for word in type_.keywords}
    for example in type_.examples:
        if not any(word in example.casefold() for word in words):
            assert name not in found(f"qqq {example} .", FINDERS[0])


def test_both_finders_find_the_same_in_all_examples_at_once() -> None:
    text = "\n".join(
        beside_keyword(type_, value)
        for type_ in DATA_IDENTIFIERS.values()
        for value in (*type_.examples, *type_.decoys)
    )
    one, other = (engine(finder).decide(View(text)) for finder in FINDERS)
    assert one == other
    assert not one.limited
    assert len({slot for slot, *_ in one.matches}) > len(NAMES) * 0.9
