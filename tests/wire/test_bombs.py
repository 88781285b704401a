"""Bombs through a real pool: each has an end, the next message is served, and the gateway has not grown."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from twisted.internet import reactor
from twisted.trial.unittest import TestCase

from skygw.detect import DataIdentifierSpec, Report
from skygw.inspect.failures import ScanFailed, ScanTimeout
from skygw.inspect.memfd import sealed_copy
from skygw.inspect.pool import InspectionPool
from tests.support.bomb_mail import MESSAGES
from tests.support.bombs import BOMBS
from tests.support.inspectors import Held

ROOT = Path(__file__).resolve().parents[2]
DEADLINE = 120.0
"""Seconds, far beyond what any of them takes; the pool would end it."""
GROWTH = 50 << 20
SERVED = b"Subject: x\r\n\r\nCard 4111 1111 1111 1111.\r\n"

# What must not pass for read in full.  The others are long, odd or deep, and are read to their end.
HIDING = frozenset({
    "flat_zip", "wide_zip", "nested_zip", "growing_zip", "overlapping_zip", "crowded_zip", "nested_gzip",
    "dense_xlsx", "big_gzip", "big_bzip2", "big_xz", "flate_pdf", "long_tar", "huge_gzip", "quine_gzip",
    "nested_multiparts", "many_parts", "nested_messages",
})  # fmt: skip
UNREAD = frozenset({"limit", "truncated", "timeout", "failed", "unsupported"})


def resident() -> int:
    """Octets of this process in memory, without files and shared memory that are mapped."""
    pages = Path("/proc/self/statm").read_text().split()
    return (int(pages[1]) - int(pages[2])) * os.sysconf("SC_PAGE_SIZE")


class BombTests(TestCase):
    timeout = DEADLINE + 60
    folder: tempfile.TemporaryDirectory[str] | None = None

    @classmethod
    def messages(cls) -> Path:
        """The folder with the bombs, made once, by another process."""
        if cls.folder is None:
            cls.folder = tempfile.TemporaryDirectory()
            command = [sys.executable, "-m", "tests.support.bomb_mail", cls.folder.name]
            subprocess.run(command, cwd=ROOT, check=True)
        return Path(cls.folder.name)

    @classmethod
    def tearDownClass(cls) -> None:
        if cls.folder is not None:
            cls.folder.cleanup()

    async def goes_off(self, name: str) -> None:
        octets = (self.messages() / f"{name}.eml").read_bytes()
        descriptor = sealed_copy(octets)
        message = Held(octets, descriptor)
        pool = InspectionPool(reactor, [DataIdentifierSpec("credit_card")], workers=1)
        await pool.start()
        self.addCleanup(pool.stop)
        await pool.scan(Held(SERVED), DEADLINE, DEADLINE)
        gc.collect()
        before = resident()
        try:
            outcomes = self.read(await pool.scan(message, DEADLINE, DEADLINE))
        except (ScanFailed, ScanTimeout) as error:
            outcomes = frozenset({"failed", str(error)})
        os.close(descriptor)
        gc.collect()
        grown = resident() - before
        report = await pool.scan(Held(SERVED), DEADLINE, DEADLINE)
        assert [finding.count for finding in report.findings] == [1]
        status = pool.status()
        assert (status.alive, status.busy, status.octets) == (1, 0, 0)
        assert grown < GROWTH, f"{grown >> 20} MiB"
        if name in HIDING:
            assert outcomes & UNREAD, outcomes

    def read(self, report: Report) -> frozenset[str]:
        return frozenset(report.facts.outcomes) | ({"limit"} if report.status == "limited" else set())


def _test(name: str) -> object:
    async def test(self: BombTests) -> None:
        await self.goes_off(name)

    return test


for _name in (*BOMBS, *MESSAGES):
    setattr(BombTests, f"test_{_name}", _test(_name))
