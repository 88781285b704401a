"""``module:name``: how classes and functions are named across processes."""

from __future__ import annotations

import functools
import importlib
from typing import Any


def load(reference: str) -> Any:
    """The object that the reference stands for; raises what importing raises, or AttributeError."""
    module, _, name = reference.partition(":")
    return functools.reduce(getattr, name.split("."), importlib.import_module(module))
