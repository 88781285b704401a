"""The promises hold for the seeds, and for every input that once broke one."""

from __future__ import annotations

import pytest

from tests.fuzz.targets import TARGETS


@pytest.mark.parametrize("name", TARGETS)
def test_seeds(name: str) -> None:
    seeds = list(TARGETS[name].seeds())
    assert seeds
    for octets in seeds:
        TARGETS[name].run(octets)


@pytest.mark.parametrize("name", TARGETS)
def test_inputs_that_once_broke_a_promise(name: str) -> None:
    for path in TARGETS[name].crashes(name):
        TARGETS[name].run(path.read_bytes())
