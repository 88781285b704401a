"""The fork server: what it prepares, and real ones that fork, kill and reap."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from skygw.detect import DataIdentifierSpec
from skygw.inspect.channel import pair
from skygw.inspect.child import Work
from skygw.inspect.endpoint import Endpoint
from skygw.inspect.forkserver import PIPELINE, Preparation, PreparationError
from skygw.inspect.frames import FrameReader, encode
from skygw.inspect.limits import ChildLimits
from skygw.inspect.nursery import COMMAND, clean_environment
from tests.support.inspectors import Words

MODULE = "tests.support.inspectors"


def configuration(*inspectors: str, **changed: Any) -> dict[str, Any]:
    return {
        "specs": [DataIdentifierSpec("credit_card").to_json()],
        "inspectors": [{"name": name.lower(), "reference": f"{MODULE}:{name}"} for name in inspectors],
        "settings": {},
        "cache": "",
        "pipeline": PIPELINE,
    } | changed


def prepare(configured: dict[str, Any]) -> tuple[Work | PreparationError, list[str]]:
    """What comes of a configuration, and the steps that were announced."""
    gateway, control = pair()
    endpoint = Endpoint(control, 1000)
    result: Work | PreparationError
    try:
        result = Preparation(endpoint, configured).work()
    except PreparationError as error:
        result = error
    endpoint.close()
    steps = [frame.header["preparing"] for frame in FrameReader(1000).feed(gateway.recv(100_000))]
    gateway.close()
    return result, steps


def test_work() -> None:
    work, steps = prepare(configuration("Words", "Puppet"))
    assert isinstance(work, Work)
    assert steps[:2] == ["the sandbox", "the libraries"]
    assert steps[-3:] == ["the built-in pipeline", "inspector words", "inspector puppet"]
    assert [name for name, _inspector in work.inspectors] == ["words", "puppet"]
    report = work.inspect(b"\r\nsecret 4111 1111 1111 1111\r\n")
    assert [finding.type for finding in report.findings] == ["credit_card", "word"]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("configured", "what", "detail"),
    [
        (configuration(pipeline="no.such:thing"), "the built-in pipeline", "ModuleNotFoundError"),
        (configuration(specs=[{"kind": "crystal ball"}]), "the built-in pipeline", "ValueError: kind"),
        (configuration(settings={"patrs": 1}), "the built-in pipeline", "TypeError"),
        (configuration("Words", "Missing"), "inspector missing", "AttributeError"),
        (configuration("Unprepared"), "inspector unprepared", "FileNotFoundError: no such table"),
    ],
)
def test_what_cannot_be_prepared(configured: dict[str, Any], what: str, detail: str) -> None:
    error, steps = prepare(configured)
    assert isinstance(error, PreparationError)
    assert error.what == what == steps[-1]
    assert error.detail.startswith(detail)


def test_a_thread_would_not_live_in_the_children(monkeypatch: pytest.MonkeyPatch) -> None:
    def prepares(self: Words) -> None:
        monkeypatch.setattr("threading.active_count", lambda: before + 1)

    before = threading.active_count()
    monkeypatch.setattr(Words, "prepare", prepares)
    error, _steps = prepare(configuration("Words"))
    assert isinstance(error, PreparationError)
    assert str(error) == "inspector words: a thread was started, and threads do not survive a fork"


def test_prepare_is_called_once_here_and_not_in_each_child() -> None:
    calls: list[None] = []

    class Counting(Words):
        def prepare(self) -> None:
            super().prepare()
            calls.append(None)

    import tests.support.inspectors as module

    module.Counting = Counting  # type: ignore[attr-defined]
    try:
        work, _steps = prepare(configuration("Counting"))
    finally:
        del module.Counting  # type: ignore[attr-defined]
    assert isinstance(work, Work)
    work.inspect(b"secret")
    work.inspect(b"secret")
    assert len(calls) == 1


class Server:
    """A real fork server, spoken to with blocking sockets."""

    def __init__(self, **configured: Any) -> None:
        gateway, control = socket.socketpair()
        self.socket = gateway
        self.process = subprocess.Popen(
            [sys.executable, *COMMAND, str(os.getpid())],
            stdin=control.fileno(),
            env=clean_environment(os.environ, sys.path),
        )
        control.close()
        self.control = Endpoint(gateway, 100_000)
        pipeline = f"{MODULE}:plain_pipeline"
        limits = ChildLimits().to_json()
        self.control.send(configuration("Puppet", pipeline=pipeline, limits=limits, **configured))

    def hears(self) -> dict[str, Any]:
        frame = self.control.receive()
        assert frame is not None
        return frame.header

    def spawns(self, number: int) -> socket.socket:
        ours, theirs = socket.socketpair()
        socket.send_fds(self.socket, [encode({"spawn": number})], [theirs.fileno()])
        theirs.close()
        return ours

    def ends(self) -> int:
        self.control.close()
        return self.process.wait(30)


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    while "ready" not in server.hears():
        pass
    yield server
    server.process.kill()
    server.process.wait()
    server.control.close()


def greeting(connection: socket.socket) -> dict[str, Any]:
    frame = Endpoint(connection, 1000).receive()
    assert frame is not None
    return frame.header


def test_spawn_and_kill(server: Server) -> None:
    with server.spawns(1) as first, server.spawns(2) as second:
        assert greeting(first)["ready"] == greeting(second)["ready"] != []
        server.control.send({"kill": 1})
        assert server.hears() == {"died": 1, "status": -9}
        server.control.send({"kill": 1})  # known no more
        server.control.send({"kill": 2})
        assert server.hears() == {"died": 2, "status": -9}
        assert first.recv(1) == second.recv(1) == b""


def test_a_child_ends_with_its_socket(server: Server) -> None:
    with server.spawns(1) as connection:
        greeting(connection)
    assert server.hears() == {"died": 1, "status": 0}


def test_the_children_end_with_the_fork_server(server: Server) -> None:
    with server.spawns(1) as connection:
        greeting(connection)
        assert server.ends() == 0
        assert connection.recv(1) == b""


def test_signals_to_the_group_end_nobody(server: Server) -> None:
    """A service manager sends SIGTERM, a terminal SIGINT to all, and the gateway still drains then."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        server.process.send_signal(number)
    with server.spawns(1) as connection:
        assert "ready" in greeting(connection)


def test_the_gateway_is_gone_before_it_has_said_anything() -> None:
    gateway, control = socket.socketpair()
    gateway.close()
    command = [sys.executable, *COMMAND, str(os.getpid())]
    environment = clean_environment(os.environ, sys.path)
    with control:
        assert subprocess.run(command, stdin=control.fileno(), env=environment, timeout=30).returncode == 0


def test_preparation_that_fails_ends_it() -> None:
    server = Server(settings={}, specs=[{"kind": "crystal ball"}])
    while (heard := server.hears()) != {"preparing": "the built-in pipeline"}:
        assert "preparing" in heard
    assert server.hears()["failed"] == "the built-in pipeline"
    assert server.control.receive() is None
    assert server.process.wait(30) == 1
    server.control.close()
