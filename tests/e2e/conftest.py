"""What the modules share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.e2e import install
from tests.support.inspectors import make_fifos


@pytest.fixture(scope="session")
def puppet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a distribution with the inspector ``puppet``, which does what a message orders.

    A ``Hold`` there stops it.
    """
    folder = tmp_path_factory.mktemp("inspectors")
    make_fifos(folder)
    return install(folder, puppet="tests.support.inspectors:Puppet")
