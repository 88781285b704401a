"""What a reader does wrong costs its leaf, and what was found before stays."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest

from skygw.extract import Budget, Extraction, Leaf, Outcome, extract, formats
from skygw.extract.budget import Allowance, Overtime
from skygw.extract.found import Found, Reader
from skygw.extract.reading import Reading


def read(monkeypatch: pytest.MonkeyPatch, *readers: Reader) -> Extraction:
    plan = formats.Plan("tested", readers)
    monkeypatch.setattr(formats, "plan", lambda _leaf, _allowance: plan)
    return extract(Leaf(b"x"), Budget())


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


def test_overtime_at_the_very_end_is_told() -> None:
    @contextlib.contextmanager
    def late(_seconds: float) -> Iterator[None]:
        yield
        raise Overtime

    extraction = extract(Leaf(b"hello"), Budget(guard=late))
    assert (extraction.outcome, extraction.texts) == (Outcome.TIMEOUT, ("hello",))
