"""Real children in a real pool that try to get out: each way is refused, and the child goes on to answer."""

from __future__ import annotations

import os
import platform
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from twisted.internet import reactor
from twisted.trial.unittest import TestCase

from skygw.inspect import landlock, seccomp
from skygw.inspect.failures import ScanFailed
from skygw.inspect.limits import MARGIN_OCTETS, ChildLimits, PoolLimits
from skygw.inspect.plugins import InspectorSpec
from skygw.inspect.pool import InspectionPool
from tests.support.inspectors import order
from tests.support.kernels import needs_seccomp

PRISONER = InspectorSpec("prisoner", "tests.support.prisoner:Prisoner")
LONG = 30.0
DATA, MAPPED = 64 << 20, 16 << 20
REFUSED = {"EPERM", "EACCES"}


class Prison(TestCase):
    timeout = 60

    async def started(self) -> InspectionPool:
        self.deaths: list[str] = []
        pool = InspectionPool(
            reactor,
            inspectors=[PRISONER],
            workers=1,
            limits=PoolLimits(child=ChildLimits(DATA, MAPPED)),
            on_restart=self.deaths.append,
            pipeline="tests.support.inspectors:plain_pipeline",
        )
        await pool.start()
        self.addCleanup(pool.stop)
        return pool

    async def escapes(self, pool: InspectionPool, *orders: str) -> dict[str, str]:
        """The ways out that were open, and what came of them.  The child that answers is always the same."""
        child = await self.answer(pool, "rest")
        assert child[0] == "here"
        found = {}
        for what in orders:
            result, pid = await self.answer(pool, what)
            if result not in REFUSED or pid != child[1]:
                found[what] = result
        assert await self.answer(pool, "rest") == child
        assert self.deaths == []
        return found

    async def answer(self, pool: InspectionPool, what: str) -> tuple[str, int]:
        report = await pool.scan(order(what), LONG, LONG)
        [finding] = report.findings
        return finding.type, finding.count

    async def test_files(self) -> None:
        pool = await self.started()
        if not {"landlock", "seccomp"} & named(pool):
            pytest.skip("neither Landlock nor seccomp")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "file")
            path.write_bytes(b"content")
            found = await self.escapes(
                pool,
                f"read {path}",
                "read /etc/passwd",
                f"read /proc/{os.getpid()}/environ",
                f"read /proc/{os.getpid()}/mem",
                "read /proc/self/environ",
                f"write {path}",
                f"write {folder}/new",
                f"write /proc/{os.getpid()}/mem",
                f"list {folder}",
                f"remove {path}",
                f"execute {sys.executable}",
            )
            assert found == {}
            assert os.listdir(folder) == ["file"]
            assert path.read_bytes() == b"content"

    async def test_the_network(self) -> None:
        version, _remedy = landlock.abi()
        pool = await self.started()
        if version < 6 and "seccomp" not in named(pool):
            pytest.skip("neither Landlock ABI 6 nor seccomp")
        name = f"skygw-test-{os.getpid()}"
        with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(socket.AF_UNIX) as unix:
            unix.bind(f"\0{name}")
            unix.listen()
            port = server.getsockname()[1]
            assert await self.escapes(pool, f"connect {port}", f"connect_unix {name}", "listen") == {}

    async def test_signals(self) -> None:
        version, _remedy = landlock.abi()
        pool = await self.started()
        if version < 6 and "seccomp" not in named(pool):
            pytest.skip("neither Landlock ABI 6 nor seccomp")
        # A process of the same user: the gateway (us), and one that has nothing to do with it.
        other = subprocess.Popen(["sleep", "300"])
        try:
            assert await self.escapes(pool, f"kill {os.getpid()}", f"kill {other.pid}", "kill -1") == {}
            assert other.poll() is None
        finally:
            other.kill()
            other.wait()

    async def test_limits_cannot_be_raised(self) -> None:
        pool = await self.started()
        assert await self.escapes(pool, "more") == {}

    async def test_shared_memory_is_bounded_like_any_other(self) -> None:
        pool = await self.started()
        space = DATA + MAPPED + MARGIN_OCTETS
        child = await self.answer(pool, "rest")
        assert await self.answer(pool, f"share {2 * space}") == ("ENOMEM", child[1])
        assert await self.answer(pool, f"share {space // 2}") == ("free", child[1])
        assert await self.answer(pool, "rest") == child
        assert self.deaths == []

    async def test_no_capability_is_left(self) -> None:
        if os.geteuid() != 0:
            pytest.skip("only root has capabilities that could be dropped")
        pool = await self.started()
        assert await self.escapes(pool, "capable") == {}

    async def test_what_only_a_filter_refuses(self) -> None:
        needs_seccomp()
        pool = await self.started()
        with tempfile.NamedTemporaryFile() as file:
            mode = os.stat(file.name).st_mode
            found = await self.escapes(
                pool,
                "fork",
                "tcp",
                "udp",
                "unix",
                f"chmod {file.name}",
                f"pidfd {os.getpid()}",
                f"ptrace {os.getpid()}",
                f"peek {os.getpid()}",
                f"slow {os.getpid()}",
                "namespace",
                "ring",
                "dumpable",
            )
            assert found == {}
            assert os.stat(file.name).st_mode == mode

    @pytest.mark.skipif(platform.machine() != "x86_64", reason="numbers of x32")
    async def test_the_last_word_of_the_filter_is_counted_as_such(self) -> None:
        needs_seccomp()
        pool = await self.started()
        with pytest.raises(ScanFailed) as caught:
            await pool.scan(order("x32"), LONG, LONG)
        assert (caught.value.reason, caught.value.detail) == ("crash", "killed by SIGSYS")
        assert (await self.answer(pool, "rest"))[0] == "here"
        assert self.deaths == ["seccomp"]

    async def test_what_is_in_force_is_what_the_kernel_has(self) -> None:
        pool = await self.started()
        status = pool.status()
        version, _remedy = landlock.abi()
        assert ("landlock" in named(pool)) == (version > 0)
        assert ("seccomp" in named(pool)) == (seccomp.compiled(False).remedy == "")
        assert named(pool) | status.lacking.keys() == {
            "rlimits", "no_new_privs", "undumpable", "landlock", "seccomp",
        }  # fmt: skip


def named(pool: InspectionPool) -> set[str]:
    """The measures in force, without what stands behind a hyphen."""
    return {measure.partition("-")[0] for measure in pool.status().measures}
