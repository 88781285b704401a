"""Bombs cost work that is bounded, and have an outcome that says so.  Work is counted, time is not."""

from __future__ import annotations

import gzip
import itertools
from collections.abc import Iterator

import pytest

from skygw.extract import Budget, Leaf, Outcome, extract, formats
from skygw.extract.budget import Allowance
from skygw.extract.found import Found
from tests.support import bombs
from tests.support import formats as made

MIB = 1 << 20
TEXT = 8 * MIB

EXPECTED = {
    "flat_zip": {Outcome.LIMIT, Outcome.TRUNCATED},
    "wide_zip": {Outcome.LIMIT, Outcome.TRUNCATED},
    "nested_zip": {Outcome.LIMIT},
    "nested_gzip": {Outcome.LIMIT},
    "growing_zip": {Outcome.LIMIT},
    "overlapping_zip": {Outcome.LIMIT},
    "crowded_zip": {Outcome.LIMIT},
    "sparse_xlsx": {Outcome.TEXT},
    "dense_xlsx": {Outcome.LIMIT, Outcome.TRUNCATED},
    "laughs": {Outcome.TEXT},
    "nested_elements": {Outcome.TEXT},
    "many_attributes": {Outcome.TEXT},
    "different_tags": {Outcome.TEXT},
    "quotes": {Outcome.TEXT},
    "big_gzip": {Outcome.LIMIT},
    "big_bzip2": {Outcome.LIMIT},
    "big_xz": {Outcome.LIMIT},
    "flate_pdf": {Outcome.LIMIT},
    "crowded_pdf": {Outcome.LIMIT},
    "looping_compound": {Outcome.TEXT, Outcome.FAILED},
    "deep_rtf": {Outcome.TEXT},
    "wordy_rtf": {Outcome.TEXT},
    "long_tar": {Outcome.LIMIT},
    "endless_rar_like": {Outcome.UNSUPPORTED},
    "huge_gzip": {Outcome.LIMIT},
    "quine_gzip": {Outcome.LIMIT},
}


@pytest.mark.parametrize("name", bombs.BOMBS)
def test_bounded(name: str) -> None:
    octets = bombs.BOMBS[name]()
    budget = Budget(leaf_octets=TEXT)
    before = budget.expanded_octets
    extraction = extract(Leaf(octets, "application/octet-stream"), budget)
    assert extraction.outcome in EXPECTED[name]
    assert before - budget.expanded_octets <= max(budget.free_octets, budget.ratio * len(octets))
    assert sum(map(len, extraction.texts[:1])) <= TEXT + len(extraction.members)  # and line ends between
    assert sum(map(len, extraction.texts[1:])) <= 2 * TEXT
    assert budget.entries >= -1
    assert len(extraction.members) <= 10_000


def test_every_bomb_is_expected() -> None:
    assert EXPECTED.keys() == bombs.BOMBS.keys()


def test_the_quine_is_one() -> None:
    octets = bombs.quine_gzip()
    assert gzip.decompress(octets) == octets


def test_a_file_that_holds_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a quine does to a reader: it finds the same again, for ever."""

    def again(leaf: Leaf, allowance: Allowance) -> Iterator[Found]:
        yield "seen"
        yield leaf

    monkeypatch.setattr(formats, "plan", lambda leaf, allowance: formats.Plan("quine", (again,)))
    extraction = extract(Leaf(b"x"), Budget())
    assert (extraction.outcome, extraction.texts[0].split()) == (Outcome.LIMIT, ["seen"] * 17)


def test_a_reader_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """CPU is looked at between two findings; the clock here counts the looks."""

    def endless(leaf: Leaf, allowance: Allowance) -> Iterator[Found]:
        while True:
            yield ""

    monkeypatch.setattr(formats, "plan", lambda leaf, allowance: formats.Plan("endless", (endless,)))
    looks = itertools.count()
    extraction = extract(Leaf(b"x"), Budget(clock=lambda: float(next(looks)), cpu_seconds=100))
    assert extraction.outcome is Outcome.TIMEOUT
    assert next(looks) == 102


def test_budgets_are_of_the_message() -> None:
    """Leaf after leaf the same budget: entries and expanded octets run out."""
    budget = Budget(entries=5)
    leaf = Leaf(made.zipped({"a.txt": b"a", "b.txt": b"b"}))
    outcomes = [extract(leaf, budget).outcome for _ in range(4)]
    assert outcomes == [Outcome.TEXT, Outcome.TEXT, Outcome.LIMIT, Outcome.LIMIT]


def test_what_was_read_before_the_limit_is_given() -> None:
    octets = made.zipped({"a.txt": b"seen", "b.txt": bytes(60 * MIB)})
    extraction = extract(Leaf(octets), Budget())
    assert extraction.outcome is Outcome.LIMIT
    assert "seen" in extraction.texts[0]


def test_a_fault_of_a_reader_costs_its_file_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(leaf: Leaf, allowance: Allowance) -> Iterator[Found]:
        yield "before"
        raise RecursionError("secret")

    row = formats._BY_TYPE["rtf"][0]
    monkeypatch.setitem(formats._BY_TYPE, "rtf", (formats.attrs.evolve(row, reader=broken),))
    extraction = extract(Leaf(made.zipped({"a": b"{\\rtf1 x}", "b.txt": b"after"})), Budget())
    assert extraction.outcome is Outcome.FAILED
    assert extraction.texts[0].split() == ["a", "before", "b.txt", "after"]
