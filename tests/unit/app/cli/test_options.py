from __future__ import annotations

from pathlib import Path

import click
from click.testing import CliRunner

from skygw.app.cli.options import as_json, config_file


@click.command()
@config_file
@as_json
def tell(file: Path, as_json: bool) -> None:
    click.echo(f"{file} {as_json}")


def test_the_defaults_are_those_of_an_installation():
    assert CliRunner().invoke(tell).output == "/etc/skygw/skygw.toml False\n"


def test_options_are_taken():
    assert CliRunner().invoke(tell, ["-c", "a.toml", "--json"]).output == "a.toml True\n"
