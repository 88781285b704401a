"""What a reader does wrong costs its leaf, and what was found before stays."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest

from skygw.extract import Budget, Extraction, Leaf, Outcome, extract, formats
from skygw.extract.budget import Allowance, Overtime
from skygw.extract.found import Again, Found, Reader
from skygw.extract.reading import Reading


def read(
    monkeypatch: pytest.MonkeyPatch, *readers: Reader, budget: Budget | None = None
) -> Extraction:
    plan = formats.Plan("tested", readers)
    monkeypatch.setattr(formats, "plan", lambda _leaf, _allowance: plan)
    return extract(Leaf(b"x"), budget or Budget())


def raises(error: BaseException) -> Reader:
    def reader(_leaf: Leaf, _allowance: Allowance) -> Iterator[Found]:
        yield "before"
        raise error

    return reader


def fine(_leaf: Leaf, _allowance: Allowance) -> Iterator[Found]:
    yield "after"


@pytest.mark.parametrize(
    ("error", "outcome", "text"),
    [
        (ValueError("4111"), Outcome.FAILED, "before\nafter"),
        (RecursionError(), Outcome.FAILED, "before\nafter"),
        (MemoryError(), Outcome.LIMIT, "before\nafter"),
        (Overtime(), Outcome.TIMEOUT, "before"),
    ],
)
def test_faults_of_readers(
    monkeypatch: pytest.MonkeyPatch, error: BaseException, outcome: Outcome, text: str
) -> None:
    extraction = read(monkeypatch, raises(error), fine)
    assert (extraction.outcome, extraction.texts) == (outcome, (text,))


@pytest.mark.parametrize(
    ("error", "outcome"), [(ValueError(), Outcome.FAILED), (MemoryError(), Outcome.LIMIT)]
)
def test_faults_between_readers(
    monkeypatch: pytest.MonkeyPatch, error: Exception, outcome: Outcome
) -> None:
    def broken(*_arguments: object) -> None:
        raise error

    def inner(_leaf: Leaf, _allowance: Allowance) -> Iterator[Found]:
        yield "text"
        monkeypatch.setattr(Reading, "_take", broken)
        yield "more"

    extraction = read(monkeypatch, inner)
    assert (extraction.outcome, extraction.texts) == (outcome, ("text",))


def long_winded(_leaf: Leaf, _allowance: Allowance) -> Iterator[Found]:
    yield "abc"
    yield "defghijkl"
    yield "lost"


def again(_leaf: Leaf, _allowance: Allowance) -> Iterator[Found]:
    yield "abc"
    yield Again("d" * 18)
    yield Again("e" * 18)


@pytest.mark.parametrize(
    ("reader", "octets", "texts"),
    [
        (long_winded, 10, ("abc\ndefghij",)),
        (long_winded, 3, ("abc",)),
        (again, 10, ("abc", "d" * 18)),
    ],
    ids=["in a text", "between two texts", "in what repeats"],
)
def test_text_beyond_the_budget_of_the_leaf_is_cut_and_told(
    monkeypatch: pytest.MonkeyPatch, reader: Reader, octets: int, texts: tuple[str, ...]
) -> None:
    extraction = read(monkeypatch, reader, budget=Budget(leaf_octets=octets))
    assert (extraction.outcome, extraction.texts) == (Outcome.TRUNCATED, texts)


def test_a_last_text_that_is_cut_is_told_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def one(_leaf: Leaf, _allowance: Allowance) -> Iterator[Found]:
        yield "abcdefghijkl"

    for budget in (Budget(leaf_octets=10), Budget(message_octets=10)):
        extraction = read(monkeypatch, one, budget=budget)
        assert (extraction.outcome, extraction.texts) == (Outcome.TRUNCATED, ("abcdefghij",))
    extraction = read(monkeypatch, one, budget=Budget(leaf_octets=12))
    assert (extraction.outcome, extraction.texts) == (Outcome.TEXT, ("abcdefghijkl",))


def test_overtime_at_the_very_end_is_told() -> None:
    @contextlib.contextmanager
    def late(_seconds: float) -> Iterator[None]:
        yield
        raise Overtime

    extraction = extract(Leaf(b"hello"), Budget(guard=late))
    assert (extraction.outcome, extraction.texts) == (Outcome.TIMEOUT, ("hello",))
