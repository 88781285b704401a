"""Options that several commands have."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from skygw.app.tap import DEFAULT_FILE

config_file: Callable[[Any], Any] = click.option(
    "--config",
    "-c",
    "file",
    type=click.Path(path_type=Path),
    default=Path(DEFAULT_FILE),
    show_default=True,
    help="The configuration.",
)
as_json: Callable[[Any], Any] = click.option("--json", "as_json", is_flag=True, help="Write JSON.")
