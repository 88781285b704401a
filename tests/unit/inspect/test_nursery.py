from __future__ import annotations

import gc
import os
import socket
from typing import Any

import pytest

from skygw.errors import LocalProtocolError
from skygw.inspect.channel import pair
from skygw.inspect.endpoint import Endpoint
from skygw.inspect.limits import INLINE_OCTETS, ChildLimits
from skygw.inspect.nursery import COMMAND, Nursery, clean_environment
from skygw.inspect.worker import Worker
from tests.support.inspection import PumpedReactor


class FakeProcess:
    """Stands for ``subprocess.Popen``: ends when the test says so, or when it is killed."""

    pid = 4711

    def __init__(self, command: list[str], stdin: int, **options: Any) -> None:
        self.command = command
        self.options = options
        self.control = Endpoint(socket.socket(fileno=os.dup(stdin)), 1 << 20)
        self.returncode: int | None = None
        self.kills = 0
        self.obstinate = False

    def poll(self) -> int | None:
        return self.returncode

    def kill(self) -> None:
        self.kills += 1
        if not self.obstinate:
            self.ends(-9)

    def ends(self, status: int) -> None:
        self.returncode = status
        self.control.close()


class Owner:
    """Who owns the nursery and employs the workers."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.told: list[object] = []
        self.reactor = PumpedReactor()
        self.processes: list[FakeProcess] = []
        monkeypatch.setattr("subprocess.Popen", self._popen)
        self.nursery = Nursery(self.reactor, {"specs": []}, self, 5.0)

    def _popen(self, *arguments: Any, **options: Any) -> FakeProcess:
        self.processes.append(FakeProcess(*arguments, **options))
        return self.processes[-1]

    @property
    def process(self) -> FakeProcess:
        return self.processes[-1]

    def nursery_ready(self, nursery: Nursery) -> None:
        self.told.append("ready")

    def reader_lost(self, why: str) -> None:
        self.told.append(f"reader {why}")

    def nursery_gone(self, nursery: Nursery, what: str, detail: str) -> None:
        self.told.append((what, detail))

    def worker_ready(self, worker: Worker) -> None:
        self.told.append("worker ready")

    def worker_free(self, worker: Worker) -> None:
        self.told.append("worker free")

    def worker_ending(self, worker: Worker) -> None:
        self.told.append("worker ending")

    def worker_gone(self, worker: Worker) -> None:
        self.told.append(f"worker gone: {worker.last_words}")

    def hears(self, header: dict[str, Any]) -> None:
        self.process.control.send(header)
        self.reactor.pump()

    def up(self) -> Owner:
        self.nursery.open()
        self.hears({"ready": True})
        return self

    def order(self, number: int = 1) -> Endpoint:
        """Order a child; what the fork server gets for it."""
        ours, theirs = pair()
        worker = Worker(number, self.reactor, ours, self, ChildLimits())
        self.nursery.spawn(worker, theirs)
        self.worker = worker
        frames = []
        while not frames or frames[-1].header != {"spawn": number}:
            frame = self.process.control.receive()
            assert frame is not None
            frames.append(frame)
        return Endpoint(socket.socket(fileno=self.process.control.take_descriptor()), 4096, INLINE_OCTETS)


@pytest.fixture
def owner(monkeypatch: pytest.MonkeyPatch) -> Owner:
    return Owner(monkeypatch)


def test_launch(owner: Owner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKYGW_SECRET", "1")
    owner.nursery.open()
    assert owner.process.command[1:] == [*COMMAND, str(os.getpid())]
    assert owner.process.options["cwd"] == "/"
    assert "SKYGW_SECRET" not in owner.process.options["env"]
    frame = owner.process.control.receive()
    assert frame is not None
    assert frame.header == {"specs": []}
    assert owner.nursery.pid == 4711
    assert not owner.nursery.ready
    owner.hears({"ready": True})
    assert (owner.nursery.ready, owner.told) == (True, ["ready"])


def test_launch_fails(owner: Owner, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object, **_options: object) -> None:
        raise OSError(12, "Cannot allocate memory")

    monkeypatch.setattr("subprocess.Popen", refuse)
    gc.collect()  # garbage of other tests
    before = len(os.listdir("/proc/self/fd"))
    with pytest.raises(OSError):
        owner.nursery.open()
    assert len(os.listdir("/proc/self/fd")) <= before
    assert (owner.nursery.pid, owner.reactor.readers) == (None, set())
    closed = owner.nursery.close()
    assert closed.called


def test_a_child_from_order_to_death(owner: Owner) -> None:
    child = owner.up().order()
    child.send({"ready": [], "rss": 1})
    owner.reactor.pump()
    owner.nursery.kill(owner.worker)
    frame = owner.process.control.receive()
    assert frame is not None
    assert frame.header == {"kill": 1}
    owner.hears({"died": 1, "status": -9})
    owner.hears({"died": 1, "status": -9})  # known no more
    assert owner.told == ["ready", "worker ready", "worker gone: killed by SIGKILL"]
    child.close()


def test_lost_readers_are_told_on(owner: Owner) -> None:
    owner.up().hears({"reader": "crash"})
    assert owner.told == ["ready", "reader crash"]
    owner.nursery.close()
    owner.reactor.pump()
    assert owner.told == ["ready", "reader crash"]


def test_no_child_before_it_is_launched(owner: Owner) -> None:
    with pytest.raises(LocalProtocolError):
        owner.order()
    owner.nursery.destroy()  # nothing to destroy
    assert owner.told == []


def test_preparation_fails(owner: Owner) -> None:
    owner.nursery.open()
    owner.hears({"preparing": "inspector words"})
    owner.hears({"failed": "inspector words", "detail": "KeyError: 'x'"})
    owner.process.ends(1)
    owner.reactor.pump()
    assert owner.told == [("inspector words", "KeyError: 'x'")]
    assert owner.process.kills == 0


def test_preparation_ends_the_process(owner: Owner) -> None:
    owner.nursery.open()
    owner.hears({"preparing": "inspector words"})
    owner.process.ends(-6)
    owner.reactor.pump()
    assert owner.told == [("inspector words", "killed by SIGABRT")]


def test_collapse_takes_the_children_along(owner: Owner) -> None:
    children = [owner.up().order(1), owner.order(2)]
    owner.process.ends(-9)
    owner.reactor.pump()
    # Both are known to be lost before the death of one of them is told.
    assert owner.told[1:] == [
        "worker ending",
        "worker ending",
        "worker gone: ended with the fork server",
        "worker gone: ended with the fork server",
        ("the fork server", "killed by SIGKILL"),
    ]
    for child in children:
        child.close()
    assert not owner.nursery.ready


def test_a_fork_server_that_closed_its_socket_and_lives_is_killed(owner: Owner) -> None:
    owner.up()
    owner.process.obstinate = True
    owner.process.control.close()
    owner.reactor.pump()
    assert owner.process.kills == 1
    assert owner.told == ["ready"]
    owner.process.ends(-9)
    owner.reactor.advance(0.01)
    assert owner.told[1:] == [("the fork server", "killed by SIGKILL")]
    assert owner.reactor.getDelayedCalls() == []


def test_close(owner: Owner) -> None:
    owner.up()
    closed = owner.nursery.close()
    assert not closed.called
    again = owner.nursery.close()
    assert owner.process.kills == 1
    owner.reactor.advance(0.01)
    assert closed.called
    assert again.called
    assert (owner.told, owner.reactor.getDelayedCalls()) == (["ready"], [])


def test_preparation_fails_and_the_process_does_not_end(owner: Owner) -> None:
    owner.nursery.open()
    owner.hears({"failed": "inspector words", "detail": "KeyError: 'x'"})
    owner.process.control.close()
    owner.reactor.pump()
    owner.reactor.advance(4.9)
    assert owner.process.kills == 0
    owner.reactor.advance(0.2)
    owner.reactor.advance(0.01)
    assert owner.process.kills == 1
    assert owner.told == [("inspector words", "KeyError: 'x'")]


def test_close_of_one_that_is_gone(owner: Owner) -> None:
    owner.up().process.ends(0)
    owner.reactor.pump()
    assert owner.nursery.close().called


def test_destroy(owner: Owner) -> None:
    owner.up()
    owner.nursery.destroy()
    owner.reactor.pump()
    assert owner.told[1:] == [("the fork server", "killed by SIGKILL")]


def test_the_environment_of_the_fork_server() -> None:
    environ = {"PATH": "/bin", "LANG": "C.UTF-8", "SKYGW_LINK_SECRET": "x", "PYTHONSTARTUP": "evil"}
    assert clean_environment(environ, ["/a", "b", ""]) == {
        "PATH": "/bin",
        "LANG": "C.UTF-8",
        "PYTHONPATH": f"/a:{os.getcwd()}/b:{os.getcwd()}",
    }
