"""What is built from the tree has everything in it, and twistd finds the plugin from a checkout."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import attrs
import pytest
import setuptools

ROOT = Path(__file__).resolve().parents[2]

#: What lies in a checkout and is no source; an old egg-info would put files of long ago into the sdist.
NOT_SOURCE = shutil.ignore_patterns(
    ".git", ".venv", ".*_cache", ".hypothesis", "__pycache__", "*.egg-info", "build", "dist", "dropin.cache"
)

#: setup.cfg names the licence by its SPDX expression.
needs_setuptools = pytest.mark.skipif(
    int(setuptools.__version__.partition(".")[0]) < 77, reason="building needs setuptools 77 or newer"
)


@attrs.frozen
class Built:
    """Names of the files in both archives, as they lie in the tree."""

    wheel: frozenset[str]
    sdist: frozenset[str]
    entry_points: str


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Wheel and sdist of a copy of the tree; nothing is fetched."""
    folder = tmp_path_factory.mktemp("packaging")
    shutil.copytree(ROOT, folder / "tree", ignore=NOT_SOURCE)
    command = [sys.executable, "-m", "build", "--no-isolation", "--sdist", "--wheel", "--outdir", str(folder)]
    done = subprocess.run(
        [*command, str(folder / "tree")], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,), (sdist,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    with zipfile.ZipFile(wheel) as archive:
        in_wheel = frozenset(archive.namelist())
        (name,) = (name for name in in_wheel if name.endswith("entry_points.txt"))
        entry_points = archive.read(name).decode()
    with tarfile.open(sdist) as tar:
        in_sdist = frozenset(member.name.partition("/")[2] for member in tar if member.isfile())
    return Built(in_wheel, in_sdist, entry_points)


def files(*folders: str) -> set[str]:
    """Source files below these folders of the checkout."""
    found = (path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file())
    names = {path.relative_to(ROOT).as_posix() for path in found if "__pycache__" not in path.parts}
    return {name for name in names if not name.endswith((".pyc", "dropin.cache"))}


@needs_setuptools
def test_the_wheel_has_all_of_the_package_and_the_plugin(built: Built) -> None:
    assert files("skygw") - built.wheel == set()
    assert {"skygw/py.typed", "twisted/plugins/skygw_plugin.py"} <= built.wheel
    assert any(name.endswith("/licenses/LICENSE") for name in built.wheel)


@needs_setuptools
def test_the_wheel_has_nothing_else(built: Built) -> None:
    """An ``__init__.py`` in ``twisted/`` would hide Twisted itself."""
    others = {name for name in built.wheel if not name.startswith("skygw/") and ".dist-info/" not in name}
    assert others == {"twisted/plugins/skygw_plugin.py"}


@needs_setuptools
def test_the_sdist_has_all_that_a_checkout_has(built: Built) -> None:
    folders = ("skygw", "twisted", "etc", "scripts", "docs", "tests")
    assert files(*folders) - built.sdist == set()
    top = {"LICENSE", "README.md", "CHANGELOG.md", "SECURITY.md", "setup.cfg", "pyproject.toml"}
    assert top <= built.sdist


@needs_setuptools
def test_the_command_is_installed(built: Built) -> None:
    assert "skygw = skygw.app.cli:main" in built.entry_points


def test_twistd_finds_the_plugin_from_a_checkout() -> None:
    """The command of the README: without PYTHONPATH, only installing in mode "compat" shows the plugin."""
    twistd = Path(sys.executable).parent / "twistd"
    done = subprocess.run(
        [str(twistd), "--help"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": "."},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert any(line.split()[:1] == ["skygw"] for line in done.stdout.splitlines()), done.stdout


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))], ids=lambda page: page.name
)
def test_links_in_the_documentation_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)", page.read_text("utf-8"))
    dead = [target for target in targets if "://" not in target and not (page.parent / target).exists()]
    assert dead == []
