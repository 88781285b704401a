"""Tricks that hide a value from programs and not from people, through whole messages."""

from __future__ import annotations

from collections import Counter

import pytest

from skygw.detect import DATA_IDENTIFIERS
from tests.support.detection import evasions


def test_the_grid_is_whole() -> None:
    counted = Counter((case.trick, case.type) for case in evasions.grid())
    assert len(evasions.TRICKS) >= 10
    assert len(evasions.TYPES) >= 10
    assert len(counted) == len(evasions.TRICKS) * len(evasions.TYPES)
    assert min(counted.values()) >= 10
    assert all(name in DATA_IDENTIFIERS for name in evasions.TYPES)


def test_recall(hidden: dict[evasions.Case, bool]) -> None:
    print("\n" + evasions.table(hidden))
    assert sum(hidden.values()) / len(hidden) >= 0.95


@pytest.mark.parametrize("trick", evasions.TRICKS)
def test_no_trick_works(hidden: dict[evasions.Case, bool], trick: str) -> None:
    """No row of the grid is carried by the others."""
    of = [is_found for case, is_found in hidden.items() if case.trick == trick]
    assert sum(of) / len(of) >= 0.9
