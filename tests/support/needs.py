"""What a test cannot do without: skipped where it is missing, failed where everything must run."""

from __future__ import annotations

import importlib
import os
import shutil
from typing import Any

import pytest


def require(reason: str) -> None:
    """Skip for ``reason``, if there is one; where everything must run (``CI`` is set), fail."""
    if not reason:
        return
    if os.environ.get("CI"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def library(name: str) -> Any:
    """The module ``name``, of the extra ``test`` or ``native``."""
    try:
        return importlib.import_module(name)
    except ImportError:
        require(f"{name} is not installed (pip install skygw[test])")


def program(name: str, package: str = "") -> str:
    """The path of a program; ``package`` is Debian's, if it has another name."""
    found = shutil.which(name)
    if found is None:
        require(f"{name} is not installed (Debian: apt-get install {package or name})")
    return found or ""
