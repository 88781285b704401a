"""``skygw demo``: right gateways pass, wrong ones do not, and nothing is left behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.e2e

TIMEOUT = 180
RUN = "import skygw.app.cli.demo as d; {}; d.demo()"


def _demo(folder: Path, change: str = "pass", *arguments: str) -> subprocess.CompletedProcess[str]:
    """The demo in a process of its own, with temporary files in ``folder``."""
    return subprocess.run(
        [sys.executable, "-c", RUN.format(change), *arguments],
        env={**os.environ, "TMPDIR": str(folder)},
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _pid(output: str) -> int:
    [line] = [line for line in output.splitlines() if line.startswith("gateway is up")]
    return int(line.rsplit(" ", 1)[1])


def test_everything_is_as_expected(tmp_path: Path) -> None:
    done = _demo(tmp_path, "pass", "--json")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["problems"] for row in rows if not row["as_expected"]] == []
    assert len(rows) >= 13
    assert done.returncode == 0
    assert {"allow", "block", "add_header", "monitor", "refused"} == {row["verdict"] for row in rows}
    assert list(tmp_path.iterdir()) == []
    assert not _is_running(_pid(done.stderr))


def test_a_gateway_that_blocks_nothing_is_found_out(tmp_path: Path) -> None:
    done = _demo(tmp_path, "d.POLICIES = d.POLICIES.replace('mode: enforce', 'mode: monitor')")
    assert done.returncode == 1
    assert "WRONG  card in HTML" in done.stdout
    assert "ok     clean text" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_gateway_that_does_not_start_says_why(tmp_path: Path) -> None:
    done = _demo(tmp_path, "d.CONFIGURATION += 'nonsense = 1\\n'")
    assert done.returncode == 1
    assert "nonsense" in done.stdout
    assert "the gateway ended" in done.stdout
    assert list(tmp_path.iterdir()) == []
