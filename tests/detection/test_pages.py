"""The pages of the documentation say what the program does."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from skygw.detect import DATA_IDENTIFIERS
from tests.support.detection.evasions import Case
from tests.support.detection.harness import Judged

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "make_identifier_docs", ROOT / "scripts/make_identifier_docs.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_data_identifiers(script: ModuleType) -> None:
    assert script.PAGE.read_text("utf-8") == script.page(), "run scripts/make_identifier_docs.py"


def test_every_type_has_its_entry(script: ModuleType) -> None:
    entries = re.findall(r"^### `(\w+)`$", script.page(), re.MULTILINE)
    assert sorted(entries) == sorted(DATA_IDENTIFIERS)


def test_no_whole_secret_is_shown(script: ModuleType) -> None:
    page = script.page()
    for type_ in DATA_IDENTIFIERS.values():
        if type_.category == "credential":
            assert [example for example in type_.examples if f"`{example}`" in page] == [], type_.name


def test_accuracy(script: ModuleType, judged: list[Judged], hidden: dict[Case, bool]) -> None:
    shipped = script.ACCURACY.read_text("utf-8")
    if f"Made with {script.versions()}." not in shipped:
        pytest.skip("other versions of the libraries draw other values")
    assert shipped == script.accuracy(judged, hidden), "run scripts/make_identifier_docs.py --accuracy"
