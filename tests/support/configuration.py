"""Configurations for tests: a folder in which the defaults are good, and what is wrong with data."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from skygw.app.config import Config, from_data
from skygw.errors import ConfigurationError

# Small enough for any machine that runs tests.
SMALL: dict[str, Any] = {"max_message_octets": 1_000_000, "hostname": "gw.example"}


def merged(data: Mapping[str, Any]) -> dict[str, Any]:
    """The data, with what every configuration needs where they do not say it themselves."""
    base: dict[str, Any] = {
        "gateway": {**SMALL},
        "upstream": {"host": "far.example"},
        "policy": {"directory": "."},
    }
    for name, table in data.items():
        both = isinstance(table, Mapping) and isinstance(base.get(name), dict)
        base[name] = {**base[name], **table} if both else table
    return base


def loaded(folder: Path, **sections: Any) -> Config:
    """The configuration of these sections, as if its file lay in the folder."""
    return from_data(merged(sections), folder / "skygw.toml")


def problems(folder: Path, **sections: Any) -> dict[str, str]:
    """What is wrong with these sections: path -> reason and remedy; empty if nothing is."""
    try:
        loaded(folder, **sections)
    except ConfigurationError as error:
        return {problem.path: f"{problem.reason} ({problem.remedy})" for problem in error.problems}
    return {}
