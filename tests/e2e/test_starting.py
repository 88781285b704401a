"""Starts that fail: one clear line, an exit code that a supervisor understands, and nothing left running."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.e2e import alive, descendants, install, policies
from tests.support.gateway import Gateway
from tests.support.waiting import free_port, listens, wait_for

pytestmark = pytest.mark.e2e

POLICIES = policies(
    """
- name: Words
  rules:
    - severity: info
      keyword: hello
  responses:
    info: {action: monitor}
"""
)


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody else listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def fails(gateway: Gateway) -> tuple[int, list[str]]:
    """Start it, and wait for it to end by itself; gives its code and what it said beside the log."""
    try:
        gateway.start(ready=False)
        children: set[int] = set()

        def ended() -> bool:
            children.update(descendants(gateway.pid))
            return gateway.ended

        wait_for(ended, "the gateway to end", evidence=gateway.output)
        assert not alive(children)
        said = [line for line in gateway.output().splitlines() if not line.startswith("{")]
        return gateway.wait(), said
    finally:
        gateway.kill()


@pytest.mark.parametrize("which", ["port", "metrics_port"])
def test_a_port_that_is_taken(taken: int, which: str) -> None:
    gateway = Gateway(free_port(), policies=POLICIES, **{which: taken})
    code, [line] = fails(gateway)
    assert code == 1
    said = f"Couldn't listen on 127.0.0.1:{taken}: [Errno 98] Address already in use."
    assert line == f"skygw: nothing was started: {said}"
    other = gateway.metrics_port if which == "port" else gateway.port
    assert not listens(other)


@pytest.mark.parametrize(
    ("inspector", "reason"),
    [
        ("words = Unprepared", "inspector words: FileNotFoundError: no such table: /var/lib/words"),
        ("words = Suicidal", "inspector words: killed by SIGABRT"),
        ("late = Late", "inspector late: ConnectionError: nobody there"),
    ],
    ids=["prepare fails", "prepare kills the fork server", "prepare of an asynchronous one fails"],
)
def test_children_that_cannot_start(tmp_path: Path, inspector: str, reason: str) -> None:
    name, _, kind = inspector.partition(" = ")
    module = "tests.support.inspectors" if name == "words" else "late_inspector"
    (tmp_path / "late_inspector.py").write_text(LATE)
    folder = install(tmp_path / "inspectors", **{name: f"{module}:{kind}"})
    settings = {"inspection": {"inspectors": [name]}}
    gateway = Gateway(free_port(), settings, POLICIES, path=[folder, tmp_path])
    code, [line] = fails(gateway)
    assert code == 1
    assert line == f"skygw: nothing was started: {reason}"


LATE = '''
class Late:
    name = "late"

    async def prepare(self):
        raise ConnectionError("nobody there")

    async def inspect(self, message):
        return []
'''


def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    """Policies, inspectors and the certificates of both legs."""
    key = tmp_path / "key.pem"
    key.touch(mode=0o600)
    pair = {"certificate": str(key), "key": str(key)}
    settings = {
        "inspection": {"inspectors": ["nobody"]},
        "inbound": pair,
        "upstream": {"tls": "required", "verify_name": "far.example", **pair},
    }
    bad = "version: 1\npolicies:\n  - nme: x\n"
    gateway = Gateway(free_port(), settings, {"a.yaml": bad, "b.yaml": bad})
    file = gateway.configuration
    code, lines = fails(gateway)
    assert code == 2
    text = "\n".join(lines)
    for place in ("a.yaml:3", "b.yaml:3"):
        assert place in text
    for place in ("inspection.inspectors[nobody]", "inbound.certificate", "upstream.certificate"):
        assert f"{file}: {place}" in text
    assert lines[-1] == f"skygw: nothing was started: {len(lines) - 1} problems in the configuration"
