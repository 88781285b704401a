"""``etc/systemd/skygw.service`` fits the program's own defaults."""

from __future__ import annotations

from pathlib import Path

import pytest

from skygw.app.config.gateway import Gateway
from skygw.app.tap import DEFAULT_FILE, WRONG_CONFIGURATION

UNIT = Path(__file__).resolve().parents[3] / "etc" / "systemd" / "skygw.service"


@pytest.fixture
def unit():
    rows = [row.partition("=") for row in UNIT.read_text().splitlines() if "=" in row and row[0] != "#"]
    return {name: value for name, _, value in rows}


def test_it_runs_and_reloads_the_gateway(unit):
    assert unit["ExecStart"].endswith(f"skygw run --config {DEFAULT_FILE}")
    assert unit["ExecReload"] == "/bin/kill -HUP $MAINPID"
    assert unit["RestartPreventExitStatus"] == str(WRONG_CONFIGURATION)


def test_draining_is_not_cut_short(unit):
    assert int(unit["TimeoutStopSec"]) > Gateway().timeouts.drain + 10
    assert unit["KillMode"] == "mixed"


def test_it_has_descriptors_for_all_sessions(unit):
    assert int(unit["LimitNOFILE"]) >= 2 * Gateway().max_sessions + 256


def test_it_runs_as_its_own_user_with_one_capability(unit):
    assert unit["User"] == unit["Group"] == "skygw"
    assert unit["AmbientCapabilities"] == unit["CapabilityBoundingSet"] == "CAP_NET_BIND_SERVICE"
    assert unit["NoNewPrivileges"] == "yes"
    assert unit["ProtectSystem"] == "strict"
    assert unit["LimitCORE"] == "0"
