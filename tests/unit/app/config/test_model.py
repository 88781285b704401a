from __future__ import annotations

from pathlib import Path

import attrs

from skygw.app.config.model import Config


def test_the_folder_is_that_of_the_file():
    assert Config(file=Path("/etc/skygw/skygw.toml")).folder == Path("/etc/skygw")


def test_where_it_was_read_is_no_difference():
    assert attrs.evolve(Config(), file=Path("/a/b")) == Config()


def test_sections_are_those_of_the_contract():
    names = [attribute.name for attribute in attrs.fields(Config) if "skygw.hidden" not in attribute.metadata]
    assert names == [
        "gateway",
        "inbound",
        "upstream",
        "tenant",
        "dns",
        "inspection",
        "policy",
        "headers",
        "metrics",
        "log",
        "reactor",
    ]
    assert not set(names) & set(Config.UNAVAILABLE)
