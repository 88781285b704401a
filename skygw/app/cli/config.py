"""``skygw config check | show | schema``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import attrs
import click

from skygw.app.cli import WRONG_USE
from skygw.app.cli.options import as_json, config_file
from skygw.app.config import Config, describe, load
from skygw.errors import ConfigurationError, Problem


@click.group()
def config() -> None:
    """Check and show the configuration."""


@config.command()
@config_file
@as_json
def check(file: Path, as_json: bool) -> None:
    """Say everything that is wrong with the configuration; exit code 2 if anything is.

    Policies, inspectors and certificates are read as well, as a start or a reload would.
    """
    # Here: it loads OpenSSL and Twisted, without which the other commands are quicker.
    from skygw.app.reading import load_files

    try:
        problems: Iterable[Problem] = ()
        files = load_files(file)
        warnings: Iterable[Problem] = (*files.config.warnings, *files.warnings)
    except ConfigurationError as error:
        problems, warnings = error.problems, ()
    if as_json:
        click.echo(
            _json(
                {"problems": list(map(attrs.asdict, problems)), "warnings": list(map(attrs.asdict, warnings))}
            )
        )
    else:
        for problem in problems:
            click.echo(problem, err=True)
        for warning in warnings:
            click.echo(f"warning: {warning}", err=True)
        if not problems:
            click.echo(f"{file}: good")
    if problems:
        sys.exit(WRONG_USE)


@config.command()
@config_file
@as_json
def show(file: Path, as_json: bool) -> None:
    """Print the values in force, defaults included.  Secrets are in files of their own and not shown."""
    configuration = _loaded(file)
    click.echo(
        _json(describe.as_data(configuration)) if as_json else describe.as_toml(configuration), nl=as_json
    )


@config.command()
def schema() -> None:
    """Print the JSON Schema of skygw.toml, for editors."""
    click.echo(_json(describe.json_schema()))


def _loaded(file: Path) -> Config:
    try:
        return load(file)
    except ConfigurationError as error:
        for problem in error.problems:
            click.echo(problem, err=True)
        sys.exit(WRONG_USE)


def _json(value: Any) -> str:
    return json.dumps(value, indent=2)
