"""Libraries that need not be installed: without one, its format is ``unsupported``."""

from __future__ import annotations

import importlib
from typing import Any


def library(name: str) -> Any | None:
    """The module ``name`` (a constant of ours, never of a message), or ``None`` if it cannot be loaded.

    A library may itself lack a shared object of the system, which is an OSError or anything else.
    """
    try:
        return importlib.import_module(name)
    except Exception:
        return None
