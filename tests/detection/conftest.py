from __future__ import annotations

from pathlib import Path

import pytest

from skygw.detect import Scanner
from tests.support.detection import evasions, harness


@pytest.fixture(scope="session")
def compiled(request: pytest.FixtureRequest) -> Path:
    """A directory for compiled databases that the next run finds again."""
    pytest.importorskip("hyperscan", reason="without it everything here would take minutes")
    folder: Path = request.config.cache.mkdir("detectors")
    folder.chmod(0o700)
    return folder


@pytest.fixture(scope="session")
def everything(compiled: Path) -> Scanner:
    """The scanner for all data identifiers."""
    return harness.scanner(cache=compiled, finder="hyperscan")


@pytest.fixture(scope="session")
def rows() -> list[harness.Row]:
    return list(harness.corpus())


@pytest.fixture(scope="session")
def judged(everything: Scanner, rows: list[harness.Row]) -> list[harness.Judged]:
    """The whole corpus, scanned row by row."""
    return [harness.judge(row, harness.scan(everything, row.text)) for row in rows]


@pytest.fixture(scope="session")
def hidden(compiled: Path) -> dict[evasions.Case, bool]:
    """The grid of evasions, and what of it is found."""
    return evasions.found(harness.scanner(evasions.TYPES, compiled, "hyperscan"))
