from __future__ import annotations

import os.path

import pytest

from skygw.inspect.reference import load


def test_load() -> None:
    assert load("os.path:join") is os.path.join
    assert load("skygw.inspect.message:Message.size").fget is not None


def test_what_is_not_there() -> None:
    with pytest.raises(ModuleNotFoundError):
        load("no_such_module:name")
    with pytest.raises(AttributeError):
        load("os.path:no_such_name")
