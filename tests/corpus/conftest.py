"""The files of the corpus, made once in a session; what cannot be made is said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from skygw.extract import native
from tests.support.corpus.catalogue import GROUPS, Corpus
from tests.support.corpus.made import Made
from tests.support.needs import require


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    """All groups that can be made on this machine."""
    made = Corpus(tmp_path_factory.mktemp("corpus"))
    yield made
    made.close()


@pytest.fixture(params=GROUPS)
def group(request: pytest.FixtureRequest, corpus: Corpus) -> list[Made]:
    """The files that one program or library makes."""
    require(corpus.reasons[request.param])
    return corpus.group(request.param)


@pytest.fixture(scope="session")
def parsers() -> dict[str, Any]:
    """The native parsers, both of them, asked in this process."""
    found = native.parsers()
    require("" if len(found) == 2 else f"pypdfium2 or libarchive-c is missing: there is {', '.join(found)}")
    return found
