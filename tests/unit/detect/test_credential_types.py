"""The families of credentials, on texts that were made from the services' own descriptions."""

from __future__ import annotations

import functools
import random
import unicodedata
from importlib import resources

import pytest

from skygw.detect.catalogue.load import read
from skygw.detect.catalogue.types import DataType
from skygw.detect.engine.decide import Engine
from skygw.detect.engine.finder_plain import PlainFinder
from skygw.detect.engine.plan import plan
from skygw.detect.matching import View
from tests.support.detection.credentials import DECOYS, KINDS, VALUES

SAMPLES = 8


@functools.cache
def types() -> dict[str, DataType]:
    data = resources.files("skygw.detect.catalogue").joinpath("data")
    files = sorted(file.name for file in data.iterdir() if file.name.startswith("credentials_"))
    return read((name.removesuffix(".toml"), data.joinpath(name).read_text("utf-8")) for name in files)


@functools.cache
def names() -> list[str]:
    return [name for name, type_ in types().items() if not type_.includes]


@functools.cache
def engine() -> Engine:
    planned = plan({name: slot for slot, name in enumerate(names())}, types())
    return Engine(planned, PlainFinder(planned))


def found(text: str) -> set[str]:
    matches = engine().decide(View(unicodedata.normalize("NFKC", text))).matches
    return {names()[match[0]] for match in matches}


def test_everything_has_material() -> None:
    assert set(VALUES) == set(names())
    assert set(KINDS.values()) <= set(names())
    assert len(KINDS) == 222


@pytest.mark.parametrize("name", names())
def test_examples_are_found_and_decoys_are_not(name: str) -> None:
    for example in types()[name].examples:
        assert name in found(f"x {example} y"), example
    for decoy in types()[name].decoys:
        assert not found(f"x {decoy} y"), decoy


def test_recall() -> None:
    """Macro recall over all kinds, and none of them lost."""
    recalls = {}
    for name, made in VALUES.items():
        rng = random.Random(f"recall {name}")
        recalls[name] = sum(name in found(made(rng)) for _ in range(SAMPLES)) / SAMPLES
    assert sum(recalls.values()) / len(recalls) >= 0.98, sorted(recalls.items(), key=lambda row: row[1])[:10]
    assert min(recalls.values()) >= 0.5, sorted(recalls.items(), key=lambda row: row[1])[:10]


def test_decoys() -> None:
    fired = {}
    for number, decoy in enumerate(DECOYS):
        rng = random.Random(f"decoy {number}")
        texts = [decoy(rng) for _ in range(SAMPLES)]
        fired[number] = sum(bool(found(text)) for text in texts)
    assert len(DECOYS) >= 30
    assert sum(fired.values()) <= 0.02 * SAMPLES * len(DECOYS), {
        n: count for n, count in fired.items() if count
    }


def test_roll_up() -> None:
    assert set(types()["all_credentials"].includes) == set(names())


def test_anchors_are_long_enough() -> None:
    for type_ in types().values():
        for pattern in type_.patterns:
            assert pattern.shape == "anchor"
            assert min(map(len, pattern.anchors)) >= 3, type_.name
