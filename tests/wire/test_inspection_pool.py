"""Real children on a real reactor: whatever happens to one message happens to no other."""

from __future__ import annotations

import gc
import os
import pathlib
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
from typing import Any

import pytest
from twisted.internet import reactor
from twisted.internet.defer import CancelledError, Deferred, gatherResults
from twisted.trial.unittest import TestCase

from skygw.detect import DataIdentifierSpec, Report
from skygw.inspect.failures import InspectionUnavailable, ScanFailed, ScanOverloaded, ScanTimeout
from skygw.inspect.limits import INLINE_OCTETS, ChildLimits, PoolLimits
from skygw.inspect.memfd import sealed_copy
from skygw.inspect.plugins import InspectorSpec
from skygw.inspect.pool import InspectionPool
from skygw.inspect.sandbox import MEASURES
from tests.support.inspectors import Held, Hold, make_fifos, order

MODULE = "tests.support.inspectors"
ROOT = pathlib.Path(__file__).resolve().parents[2]
LONG = 30.0


def inspector(name: str) -> InspectorSpec:
    return InspectorSpec(name.lower(), f"{MODULE}:{name}")


class Restarts:
    """Collects what ``on_restart`` is told; ``until`` waits for a word."""

    def __init__(self) -> None:
        self.reasons: list[str] = []
        self._waiting: list[tuple[str, Deferred[None]]] = []

    def __call__(self, reason: str) -> None:
        self.reasons.append(reason)
        for entry in [entry for entry in self._waiting if entry[0] == reason]:
            self._waiting.remove(entry)
            entry[1].callback(None)

    def until(self, reason: str) -> Deferred[None]:
        done: Deferred[None] = Deferred()
        if reason in self.reasons:
            done.callback(None)
        else:
            self._waiting.append((reason, done))
        return done


class PoolTestCase(TestCase):
    timeout = 60

    def make(
        self, workers: int = 1, inspectors: tuple[str, ...] = ("Words", "Puppet"), **limits: Any
    ) -> InspectionPool:
        child = ChildLimits(**limits.pop("child", {}))
        self.restarts = Restarts()
        return InspectionPool(
            reactor,
            inspectors=[inspector(name) for name in inspectors],
            workers=workers,
            limits=PoolLimits(child=child, **limits),
            on_restart=self.restarts,
            pipeline=f"{MODULE}:plain_pipeline",
        )

    async def started(self, **arguments: Any) -> InspectionPool:
        pool = self.make(**arguments)
        await pool.start()
        self.addCleanup(pool.stop)
        return pool

    def hold(self) -> Hold:
        """Where children stop upon ``order("wait")``.  To be made before the pool starts."""
        folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, folder)
        make_fifos(folder)
        sys.path.append(folder)
        self.addCleanup(sys.path.remove, folder)
        hold = Hold(folder)
        self.addCleanup(hold.forget)
        return hold


async def pids(pool: InspectionPool) -> dict[str, int]:
    """Process ids of the child that answers, and of the fork server."""
    report = await pool.scan(order("pid"), LONG, LONG)
    return {finding.type: finding.count for finding in report.findings}


def gone(pid: int) -> bool:
    """Whether a process has ended; waits for it at most ten seconds."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([descriptor], [], [], 10.0)[0])
    finally:
        os.close(descriptor)


class ScanTests(PoolTestCase):
    async def test_clean(self) -> None:
        pool = await self.started()
        report = await pool.scan(Held(b"Subject: hello\r\n\r\n"), LONG, LONG)
        assert isinstance(report, Report)
        assert (report.status, report.findings, report.facts.size) == ("completed", (), 18)
        assert self.restarts.reasons == []

    async def test_findings_are_marked_with_the_inspector(self) -> None:
        pool = await self.started()
        report = await pool.scan(Held(b"\r\nsecret, secret"), LONG, LONG)
        [finding] = report.findings
        assert (finding.type, finding.count, finding.detector) == ("word", 2, "words")

    async def test_sizes_around_the_border_of_inline(self) -> None:
        pool = await self.started()
        for size in (0, 1, INLINE_OCTETS - 1, INLINE_OCTETS, INLINE_OCTETS + 1, 5 << 20):
            content = (b"secret" + b"x" * size)[-size:] if size else b""
            report = await pool.scan(Held(content), LONG, LONG)
            assert report.facts.size == size

    async def test_the_largest_message_fits(self) -> None:
        size = 50 << 20
        pool = await self.started(child={"mapped_octets": size, "data_octets": size + (16 << 20)})
        for _ in range(3):
            report = await pool.scan(Held(b"secret" + bytes(size - 6)), LONG, LONG)
            assert (report.facts.size, report.findings[0].count) == (size, 1)
        assert self.restarts.reasons == []

    async def test_a_sealed_memfd_is_passed_on_and_stays_the_callers(self) -> None:
        pool = await self.started()
        content = b"secret" * 100_000
        descriptor = sealed_copy(content)
        # What the message says of itself is wrong on purpose: the child must have read the descriptor.
        report = await pool.scan(Held(b"s" * len(content), descriptor), LONG, LONG)
        assert report.findings[0].count == 100000
        assert os.pread(descriptor, 6, 0) == b"secret"
        os.close(descriptor)

    async def test_a_memfd_that_could_be_written_is_copied(self) -> None:
        pool = await self.started()
        descriptor = os.memfd_create("unsealed")
        os.write(descriptor, b"x" * 600_000)
        report = await pool.scan(Held(b"secret" * 100_000, descriptor), LONG, LONG)
        assert report.findings[0].count == 100000
        os.close(descriptor)

    async def test_no_descriptor_is_leaked(self) -> None:
        pool = await self.started()
        await pool.scan(order("clean"), LONG, LONG)
        gc.collect()  # garbage of other tests
        before = len(os.listdir("/proc/self/fd"))
        for size in (100, 1 << 20):
            await pool.scan(order("clean", size), LONG, LONG)
        assert len(os.listdir("/proc/self/fd")) <= before

    async def test_many_at_once_by_two_children(self) -> None:
        pool = await self.started(workers=2)
        scans = [pool.scan(Held(b"\r\n" + b"secret" * n), LONG, LONG) for n in range(1, 101)]
        reports = await gatherResults(scans)
        assert [report.findings[0].count for report in reports] == list(range(1, 101))
        status = pool.status()
        assert (status.busy, status.queued, status.octets) == (0, 0, 0)

    async def test_a_scan_may_be_asked_for_before_the_first_child_is_ready(self) -> None:
        pool = self.make()
        self.addCleanup(pool.stop)
        started = pool.start()
        report = await pool.scan(order("clean"), LONG, LONG)
        await started
        assert report.status == "completed"

    async def test_the_child_is_confined(self) -> None:
        os.environ["SKYGW_TEST_SECRET"] = "1"
        self.addCleanup(os.environ.pop, "SKYGW_TEST_SECRET")
        pool = await self.started()
        report = await pool.scan(order("limits"), LONG, LONG)
        found = {finding.type: finding.count for finding in report.findings}
        # stdin, stdout, stderr, its socket, that for its readers, and statm.
        expected = {"core": 1, "nofile": 64, "descriptors": 6, "environment": 1, "no_new_privs": 2}
        assert found == expected
        status = pool.status()
        assert status.measures[:3] == ("rlimits", "no_new_privs", "undumpable")
        named = {measure.partition("-")[0] for measure in status.measures}
        assert named | status.lacking.keys() == set(MEASURES)
        assert not named & status.lacking.keys()


class PipelineTests(PoolTestCase):
    """The built-in pipeline in its place."""

    async def test_card_numbers_in_a_small_and_in_a_large_message(self) -> None:
        spec = DataIdentifierSpec("credit_card")
        pool = InspectionPool(reactor, [spec], workers=1, settings={"parts": 100})
        await pool.start()
        self.addCleanup(pool.stop)
        head = b"Subject: minutes \xf0\x9f\x98\x80\r\nContent-Type: text/plain\r\n\r\n"
        for filler in (b"", b"Kind regards.\r\n" * 40_000):
            content = head + filler + b"Card 4111 1111 1111 1111, valid until 12/30.\r\n"
            report = await pool.scan(Held(content), LONG, LONG)
            [finding] = report.findings
            assert (finding.type, finding.count, finding.detector) == ("credit_card", 1, spec.id)
            assert (report.status, report.facts.size) == ("completed", len(content))
            assert report.facts.subject == "minutes \N{GRINNING FACE}"
            assert report.cpu > 0.0

    async def test_an_unknown_limit_is_found_at_the_start(self) -> None:
        pool = InspectionPool(reactor, workers=1, settings={"patrs": 100})
        with pytest.raises(InspectionUnavailable, match=r"^the built-in pipeline: TypeError: .*patrs"):
            await pool.start()


class FaultTests(PoolTestCase):
    async def fails(self, pool: InspectionPool, what: str, deadline: float = LONG) -> ScanFailed:
        with pytest.raises(ScanFailed) as caught:
            await pool.scan(order(what), deadline, LONG)
        report = await pool.scan(order("clean"), LONG, LONG)
        assert report.status == "completed"
        return caught.value

    async def test_crashes_fail_one_message_only(self) -> None:
        pool = await self.started()
        for what, detail in (
            ("abort", "killed by SIGABRT"),
            ("segfault", "killed by SIGSEGV"),
            ("exit", "exit status 3"),
            ("hangup", "killed by SIGKILL"),
        ):
            error = await self.fails(pool, what)
            assert (error.reason, error.detail) == ("crash", detail)
        assert self.restarts.reasons == ["crash"] * 4

    async def test_a_crash_leaves_the_other_child_at_work(self) -> None:
        hold = self.hold()
        pool = await self.started(workers=2)
        slow = pool.scan(order("wait"), LONG, LONG)
        await self.fails(pool, "abort")
        hold.release()
        assert (await slow).findings[0].type == "waited"

    async def test_exceptions_name_the_inspector_and_nothing_of_the_message(self) -> None:
        pool = await self.started()
        error = await self.fails(pool, "fail 4111111111111111")
        assert (error.reason, error.inspector) == ("inspector", "puppet")
        assert re.search(r"^ValueError at inspectors\.py:\d+ in fail$", error.detail)
        assert "4111" not in str(error)
        error = await self.fails(pool, "quit")
        assert "SystemExit" in error.detail
        error = await self.fails(pool, "fail in the pipeline")
        assert (error.reason, error.inspector) == ("pipeline", "")
        assert "4111" not in str(error)
        assert self.restarts.reasons == []

    async def test_wrong_answers(self) -> None:
        pool = await self.started()
        error = await self.fails(pool, "nothing")
        assert "returned NoneType instead of a list" in error.detail
        error = await self.fails(pool, "wrong")
        assert "dict instead of skygw.detect.Finding" in error.detail
        error = await self.fails(pool, "many 10001")
        assert "more than 10000 findings" in error.detail

    async def test_an_answer_that_is_too_long_is_cut(self) -> None:
        """It says so where a verdict may change by it: excerpts are for people."""
        pool = await self.started()
        report = await pool.scan(order("many 10000"), LONG, LONG)
        assert (report.status, len(report.findings)) == ("completed", 10000)
        assert report.findings[0].excerpts == ()

    async def test_a_child_that_breaks_the_rules_is_killed(self) -> None:
        pool = await self.started()
        for what in ("babble", "flood"):
            error = await self.fails(pool, what)
            assert error.reason == "protocol"
        assert self.restarts.reasons == ["protocol"] * 2

    async def test_a_memory_hog_meets_its_limit_and_is_replaced(self) -> None:
        pool = await self.started(child={"data_octets": 64 << 20})
        error = await self.fails(pool, "hog")
        assert (error.reason, error.inspector) == ("memory", "puppet")
        assert self.restarts.reasons == ["memory"]

    async def test_cpu_runs_out(self) -> None:
        pool = await self.started(child={"cpu": 0.0})
        error = await self.fails(pool, "spin")
        assert (error.reason, error.detail) == ("crash", "killed by SIGXCPU")
        assert self.restarts.reasons == ["cpu"]

    async def test_recycled_after_so_many_messages(self) -> None:
        pool = await self.started(child={"messages": 3})
        first = await pids(pool)
        await pids(pool)
        await pids(pool)
        second = await pids(pool)
        assert first["pid"] != second["pid"]
        assert first["parent"] == second["parent"]
        assert self.restarts.reasons == ["recycled"]

    async def test_recycled_when_it_has_grown(self) -> None:
        pool = await self.started(child={"rss_octets": 256 << 20})
        first = await pids(pool)
        await pool.scan(order(f"grow {300 << 20}"), LONG, LONG)
        second = await pids(pool)
        assert first["pid"] != second["pid"]
        assert self.restarts.reasons == ["recycled"]

    async def test_the_fork_server_is_replaced(self) -> None:
        hold = self.hold()
        pool = await self.started(workers=2)
        before = await pids(pool)
        hanging = pool.scan(order("wait"), LONG, LONG)
        os.kill(before["parent"], signal.SIGKILL)
        with pytest.raises(ScanFailed) as caught:
            await hanging
        hold.release()
        assert caught.value.reason == "forkserver"
        after = await pids(pool)
        assert before["parent"] != after["parent"]
        assert self.restarts.reasons == ["forkserver"]
        assert gone(before["pid"])

    async def test_a_fork_server_that_stopped_is_replaced(self) -> None:
        pool = await self.started(grace=0.2)
        before = await pids(pool)
        os.kill(before["parent"], signal.SIGSTOP)
        with pytest.raises(ScanTimeout):
            await pool.scan(order("hang"), 0.1, 0.1)
        after = await pids(pool)
        assert before["parent"] != after["parent"]


class DeadlineTests(PoolTestCase):
    async def test_killed_at_the_deadline(self) -> None:
        pool = await self.started()
        with pytest.raises(ScanTimeout) as caught:
            await pool.scan(order("hang"), 0.2, LONG)
        assert (caught.value.reason, caught.value.late) == ("deadline", None)
        await self.restarts.until("deadline")
        assert (await pool.scan(order("clean"), LONG, LONG)).status == "completed"

    async def test_goes_on_and_reports_late(self) -> None:
        hold = self.hold()
        pool = await self.started()
        with pytest.raises(ScanTimeout) as caught:
            await pool.scan(order("wait"), 0.2, LONG, keep_going=True)
        late = caught.value.late
        assert late is not None
        assert pool.status().busy == 1
        assert pool.status().octets > 0
        hold.release()
        assert (await late).findings[0].type == "waited"
        assert (pool.status().octets, self.restarts.reasons) == (0, [])

    async def test_goes_on_until_the_hard_deadline(self) -> None:
        pool = await self.started()
        with pytest.raises(ScanTimeout) as caught:
            await pool.scan(order("hang"), 0.1, 0.3, keep_going=True)
        late = caught.value.late
        assert late is not None
        with pytest.raises(ScanTimeout) as caught:
            await late
        assert caught.value.reason == "hard_deadline"
        await self.restarts.until("deadline")

    async def test_what_waits_in_the_queue_is_given_up(self) -> None:
        hold = self.hold()
        pool = await self.started()
        first = pool.scan(order("wait"), LONG, LONG)
        with pytest.raises(ScanTimeout) as caught:
            await pool.scan(order("clean"), 0.1, LONG, keep_going=True)
        assert (caught.value.reason, caught.value.late) == ("queued", None)
        hold.release()
        await first

    async def test_cancelled_at_work(self) -> None:
        pool = await self.started()
        scan = pool.scan(order("hang"), LONG, LONG)
        scan.cancel()
        with pytest.raises(CancelledError):
            await scan
        await self.restarts.until("cancelled")
        assert (await pool.scan(order("clean"), LONG, LONG)).status == "completed"

    async def test_cancelled_while_it_waits(self) -> None:
        hold = self.hold()
        pool = await self.started()
        first = pool.scan(order("wait"), LONG, LONG)
        second = pool.scan(order("abort"), LONG, LONG)
        second.cancel()
        hold.release()
        await first
        with pytest.raises(CancelledError):
            await second
        assert (self.restarts.reasons, pool.status().octets) == ([], 0)

    async def test_overload(self) -> None:
        hold = self.hold()
        pool = await self.started(queue=1, budget_octets=1000)
        # Larger than the budget, but alone.
        first = pool.scan(order("wait", 2000), LONG, LONG)
        with pytest.raises(ScanOverloaded) as caught:
            await pool.scan(order("clean"), LONG, LONG)
        assert caught.value.reason == "budget"
        hold.release()
        await first
        first, second = (pool.scan(order(what), LONG, LONG) for what in ("wait", "clean"))
        with pytest.raises(ScanOverloaded) as caught:
            await pool.scan(order("clean"), LONG, LONG)
        assert caught.value.reason == "queue"
        hold.release()
        await gatherResults([first, second])


class StartTests(PoolTestCase):
    async def refuses(self, name: str, **limits: Any) -> str:
        pool = self.make(inspectors=(name,), **limits)
        with pytest.raises(InspectionUnavailable) as caught:
            await pool.start()
        return str(caught.value)

    async def test_prepare_raises(self) -> None:
        said = await self.refuses("Unprepared")
        assert said == "inspector unprepared: FileNotFoundError: no such table: /var/lib/words"

    async def test_prepare_ends_the_process(self) -> None:
        said = await self.refuses("Suicidal")
        assert said == "inspector suicidal: killed by SIGABRT"

    async def test_prepare_starts_a_thread(self) -> None:
        said = await self.refuses("Threaded")
        assert "inspector threaded: a thread was started" in said

    async def test_prepare_takes_for_ever(self) -> None:
        said = await self.refuses("Sluggish", start=0.3)
        assert said == "inspection: no child was ready after 0.3 s"

    async def test_class_is_missing(self) -> None:
        said = await self.refuses("Missing")
        assert "inspector missing: AttributeError" in said

    async def test_children_die_before_they_are_ready(self) -> None:
        # Not even the sandbox can be entered with so few descriptors.
        said = await self.refuses("Words", child={"descriptors": -5}, backoff=0.001)
        assert "died before its first message: exit status 1" in said


class StopTests(PoolTestCase):
    async def test_idle(self) -> None:
        pool = self.make(workers=2)
        await pool.start()
        ids = await pids(pool)
        await gatherResults([pool.stop(), pool.stop()])
        assert gone(ids["pid"])
        assert gone(ids["parent"])
        with pytest.raises(ScanOverloaded) as caught:
            await pool.scan(order("clean"), LONG, LONG)
        assert caught.value.reason == "stopping"

    async def test_finishes_what_it_has(self) -> None:
        hold = self.hold()
        pool = self.make()
        await pool.start()
        first, second = (pool.scan(order(what), LONG, LONG) for what in ("wait", "clean"))
        stopped = pool.stop(LONG)
        assert not stopped.called
        hold.release()
        await gatherResults([first, second])
        await stopped

    async def test_ends_what_takes_too_long(self) -> None:
        pool = self.make()
        await pool.start()
        first, second = (pool.scan(order(what), LONG, LONG) for what in ("hang", "clean"))
        stopped = pool.stop(0.2)
        for scan in (first, second):
            with pytest.raises(ScanFailed) as caught:
                await scan
            assert caught.value.reason == "stopped"
        await stopped

    async def test_while_it_starts(self) -> None:
        pool = self.make(inspectors=("Sluggish",))
        started = pool.start()
        stopped = pool.stop()
        with pytest.raises(InspectionUnavailable):
            await started
        await stopped

    def test_everything_dies_with_the_gateway(self) -> None:
        script = textwrap.dedent(
            """
            from twisted.internet import reactor
            from twisted.internet.defer import Deferred
            from skygw.inspect.plugins import InspectorSpec
            from skygw.inspect.pool import InspectionPool
            from tests.support.inspectors import order

            async def main():
                puppet = InspectorSpec("puppet", "tests.support.inspectors:Puppet")
                pipeline = "tests.support.inspectors:plain_pipeline"
                pool = InspectionPool(reactor, inspectors=[puppet], workers=1, pipeline=pipeline)
                await pool.start()
                report = await pool.scan(order("pid"), 30, 30)
                print(*(finding.count for finding in report.findings), flush=True)
                pool.scan(order("hang"), 300, 300)

            Deferred.fromCoroutine(main())
            reactor.run()
            """
        )
        environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
        gateway = subprocess.Popen(
            [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, env=environment
        )
        assert gateway.stdout is not None
        ids = [int(pid) for pid in gateway.stdout.readline().split()]
        gateway.kill()
        gateway.wait()
        gateway.stdout.close()
        assert len(ids) == 2
        assert all(gone(pid) for pid in ids)
