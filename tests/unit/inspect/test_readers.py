"""A child's readers, with real processes that this one forks; through a pool: tests/wire."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from typing import Any

import pytest

from skygw.extract import Budget, Leaf, Outcome, extract
from skygw.extract.budget import Allowance
from skygw.extract.found import Found, Label, Unfit
from skygw.inspect import readers, supply
from skygw.inspect.limits import LEAF_OCTETS, LOSSES, NativeLimits
from skygw.inspect.readers import Readers
from skygw.inspect.supply import OwnSupply
from tests.support import parsers as testing
from tests.support.parsers import archive, pdf


class Stage:
    """Readers of our own supply, and what was read with them."""

    def __init__(self, **limits: Any) -> None:
        self.parsers = testing.parsers()
        self.limits = NativeLimits(**limits)
        self.supply = OwnSupply(self.parsers, self.limits)
        self.readers = Readers(self.parsers, self.limits)
        self.readers.connect(self.supply)

    def found(self, octets: bytes, budget: Budget | None = None) -> list[Found]:
        """What the reader of PDF finds."""
        allowance = Allowance(budget or Budget(cpu_seconds=1.0), len(octets))
        return list(self.readers.by_name["pdfium"](Leaf(octets), allowance))

    def pid(self) -> str:
        """The process that reads now."""
        return str(self.found(pdf("pid"))[0])


@pytest.fixture
def stage() -> Iterator[Stage]:
    stage = Stage(address_octets=256 << 20)
    yield stage
    stage.readers.finish()
    assert stage.supply._pids == {}


def test_things_come_in_order(stage: Stage) -> None:
    found = stage.found(pdf("say one", "label name", "hold 2", "outcome truncated", "say two"))
    leaf = Leaf(b"x ", "application/octet-stream", names=("held",), within="pdf")
    assert found == ["one", Label("name", "value"), leaf, Outcome.TRUNCATED, "two"]


def test_not_its_format(stage: Stage) -> None:
    with pytest.raises(Unfit):
        stage.found(pdf("unfit"))
    assert stage.found(pdf("say next")) == ["next"]


def test_one_reader_for_a_message(stage: Stage) -> None:
    first = stage.pid()
    assert stage.pid() == first
    stage.readers.finish()
    assert stage.pid() != first


def test_worn_out(stage: Stage) -> None:
    stage = Stage(parts=1)
    assert stage.pid() != stage.pid()
    assert stage.supply._pids == {}


@pytest.mark.parametrize(
    ("order", "outcome"),
    [
        ("abort", Outcome.FAILED),
        ("leave 0", Outcome.FAILED),
        ("leave 3", Outcome.FAILED),
        ("hog", Outcome.LIMIT),
        ("babble", Outcome.FAILED),
        ("lie", Outcome.FAILED),
        ("chatter", Outcome.FAILED),
        ("flood", Outcome.FAILED),
    ],
)
def test_lost(stage: Stage, order: str, outcome: Outcome) -> None:
    before = stage.pid()
    found = stage.found(pdf("say early", order))
    assert (found[0], found[-1]) == ("early", outcome)
    assert stage.pid() != before


def test_a_fault_of_a_parser_costs_no_reader(stage: Stage) -> None:
    before = stage.pid()
    assert stage.found(pdf("say early", "fail 4111")) == ["early", Outcome.FAILED]
    assert stage.pid() == before


def test_too_late(stage: Stage) -> None:
    for order in ("spin", "hang"):
        found = stage.found(pdf("say early", order), Budget(cpu_seconds=0.1))
        assert found == ["early", Outcome.TIMEOUT]


def test_a_reader_that_has_closed_its_socket_and_lives(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supply, "PATIENCE", 0.01)
    assert stage.found(pdf("linger"), Budget(cpu_seconds=5.0)) == [Outcome.FAILED]


def test_a_reader_that_does_not_take_a_leaf(stage: Stage) -> None:
    os.kill(int(stage.pid().split()[1]), signal.SIGSTOP)
    found = stage.found(pdf("say one") + bytes(8 << 20), Budget(cpu_seconds=0.1))
    assert found == [Outcome.TIMEOUT]
    assert stage.found(pdf("say one")) == ["one"]


def test_after_some_losses_no_more_is_tried(stage: Stage) -> None:
    for _ in range(LOSSES):
        assert stage.found(pdf("abort")) == [Outcome.FAILED]
    assert stage.found(pdf("say one")) == [Outcome.LIMIT]
    stage.readers.finish()
    assert stage.found(pdf("say one")) == ["one"]


def test_abandoned_in_the_middle(stage: Stage) -> None:
    """Whoever asks has enough: the answer that is under way must not become that for the next leaf."""
    before = stage.pid()
    generator = stage.readers.by_name["pdfium"](Leaf(pdf("say one", "say two")), Allowance(Budget(), 9))
    assert next(generator) == "one"
    generator.close()  # type: ignore[attr-defined]
    assert stage.found(pdf("say three")) == ["three"]
    assert stage.pid() != before


def test_bounds_of_what_grows(stage: Stage) -> None:
    budget = Budget(free_octets=1000, ratio=0)
    held = stage.found(pdf("hold 600", "hold 600", "say end"), budget)
    assert [len(found.octets) if isinstance(found, Leaf) else found for found in held] == [
        600,
        Outcome.LIMIT,
        0,
        "end",
    ]
    # So far beyond that no reader could have been asked for it.
    assert stage.found(pdf(f"hold {20 << 20}"), budget) == [Outcome.FAILED]


def test_too_large_a_leaf(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "LEAF_OCTETS", 1000)
    assert stage.found(pdf("say one") + bytes(1000)) == [Outcome.LIMIT]
    assert LEAF_OCTETS >= 150 << 20  # any attachment of any message


def test_levels(stage: Stage) -> None:
    octets = archive(pdf("pid"), archive(pdf("pid"), archive(pdf("pid"), pdf("abort")), pdf("pid")))
    budget = Budget(native=stage.readers.by_name, cpu_seconds=5.0)
    extraction = extract(Leaf(octets, "application/octet-stream"), budget)
    # What is in the third archive has no level left.
    pids = re.findall(r"pid (\d+) parent", extraction.texts[0])
    assert (extraction.outcome, len(pids)) == (Outcome.LIMIT, 3)


def test_without_a_supply() -> None:
    unconnected = Readers(testing.parsers(), NativeLimits())
    leaf = Leaf(pdf("say one"))
    assert list(unconnected.by_name["pdfium"](leaf, Allowance(Budget(), 9))) == [Outcome.FAILED]
    unconnected.finish()


def test_no_reader_to_be_had(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_number: int) -> None:
        raise supply.NoReader

    with monkeypatch.context() as patch:
        patch.setattr(stage.supply, "lend", refuse)
        assert stage.found(pdf("say one")) == [Outcome.FAILED]
    assert stage.found(pdf("say one")) == ["one"]


def test_in_an_extraction(stage: Stage) -> None:
    budget = Budget(native=stage.readers.by_name, cpu_seconds=5.0)
    extraction = extract(Leaf(pdf("say early", "abort"), "application/octet-stream"), budget)
    assert extraction.outcome is Outcome.FAILED
    assert extraction.texts[0] == "early"
    assert "floorMarker" in extraction.texts[1]
