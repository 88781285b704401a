"""Native parsers in readers, through a real pool: what a part does to its reader it does to itself alone."""

from __future__ import annotations

import os
import select
from email.message import EmailMessage
from typing import Any

import pytest
from twisted.internet import reactor
from twisted.internet.defer import Deferred
from twisted.trial.unittest import TestCase

from skygw.detect import Report
from skygw.inspect.limits import NativeLimits, PoolLimits
from skygw.inspect.plugins import InspectorSpec
from skygw.inspect.pool import InspectionPool
from tests.support import foreign, parsers
from tests.support import formats as made
from tests.support.inspectors import Held

pytest.importorskip("pypdfium2")
pytest.importorskip("libarchive")

LONG = 60.0
INSPECTORS = "tests.support.inspectors"


def mail(*files: bytes) -> Held:
    """A message with these files attached."""
    message = EmailMessage()
    message["Subject"] = "files"
    message.set_content("bodyMarker\n")
    for number, file in enumerate(files):
        message.add_attachment(
            file, maintype="application", subtype="octet-stream", filename=f"{number}.bin"
        )
    return Held(message.as_bytes().replace(b"\n", b"\r\n"))


def types(report: Report) -> set[str]:
    return {finding.type for finding in report.findings}


def numbers(report: Report, kind: str) -> list[int]:
    return [finding.count for finding in report.findings if finding.type.startswith(f"{kind} ")]


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


class ReaderTests(TestCase):
    timeout = 90

    async def pool(self, **limits: Any) -> InspectionPool:
        self.reasons: list[str] = []
        self.told: Deferred[None] = Deferred()
        settings = {"leaf_seconds": 1}
        pool = InspectionPool(
            reactor,
            inspectors=[InspectorSpec("puppet", f"{INSPECTORS}:Puppet")],
            workers=1,
            limits=PoolLimits(native=NativeLimits(**limits)),
            settings=settings,
            on_restart=self.restarted,
            pipeline="tests.support.parsers:marker_pipeline",
            parsers="tests.support.parsers:parsers",
        )
        await pool.start()
        self.addCleanup(pool.stop)
        return pool

    def restarted(self, reason: str) -> None:
        self.reasons.append(reason)
        told, self.told = self.told, Deferred()
        told.callback(None)

    async def heard(self, *reasons: str) -> None:
        """Wait until so many reasons have been told."""
        while len(self.reasons) < len(reasons):
            await self.told
        assert self.reasons == list(reasons)

    async def child(self, pool: InspectionPool) -> int:
        """The process id of the child that answers, which an inspector in it tells."""
        content = b"Subject: x\r\n\r\norder: pid\r\n"
        report = await pool.scan(Held(content), LONG, LONG)
        return next(finding.count for finding in report.findings if finding.detector == "puppet")

    async def test_a_part_that_kills_its_reader_costs_itself(self) -> None:
        pool = await self.pool()
        before = await self.child(pool)
        files = (
            parsers.pdf("say firstMarker"),
            parsers.pdf("say earlyMarker", "abort"),
            parsers.pdf("say lastMarker"),
            made.docx().octets,
        )
        report = await pool.scan(mail(*files), LONG, LONG)
        assert report.facts.outcomes == ("text", "text", "failed", "text", "text")
        words = {"bodyMarker", "firstMarker", "earlyMarker", "floorMarker", "lastMarker"}
        assert words | set(made.docx().markers.values()) <= types(report)
        # The child has read all of it, and reads the next message.
        assert await self.child(pool) == before
        await self.heard("reader-crash")

    async def test_each_way_to_be_lost_has_its_outcome(self) -> None:
        for order, outcome, reason in (
            ("leave 3", "failed", "reader-crash"),
            ("leave 0", "failed", ""),
            ("hog", "limit", "reader-memory"),
            ("spin", "timeout", "reader-timeout"),
            ("hang", "timeout", "reader-timeout"),
            ("babble", "failed", "reader-protocol"),
            ("lie", "failed", "reader-protocol"),
            ("chatter", "failed", "reader-protocol"),
            ("flood", "failed", "reader-protocol"),
            ("fail 4111", "failed", ""),
            ("outcome encrypted", "encrypted", ""),
            ("unfit", "text", ""),
        ):
            with self.subTest(order):
                pool = await self.pool(address_octets=128 << 20)
                files = (parsers.pdf("say earlyMarker", order), parsers.pdf("say lateMarker"))
                report = await pool.scan(mail(*files), LONG, LONG)
                assert report.facts.outcomes == ("text", outcome, "text")
                assert types(report) >= {"bodyMarker", "earlyMarker", "floorMarker", "lateMarker"}
                await self.child(pool)
                await self.heard(*([reason] if reason else []))
                await pool.stop()

    async def test_too_many_losses_end_it_for_a_message(self) -> None:
        pool = await self.pool()
        files = [parsers.pdf("abort")] * 4 + [parsers.pdf("say unseenMarker")]
        report = await pool.scan(mail(*files), LONG, LONG)
        assert report.facts.outcomes == ("text", "failed", "failed", "failed", "limit", "limit")
        # Without the parser its comments are not read, its streams are.
        assert types(report) == {"bodyMarker", "floorMarker"}
        report = await pool.scan(mail(parsers.pdf("say seenMarker")), LONG, LONG)
        assert "seenMarker" in types(report)
        await self.heard(*["reader-crash"] * 3)

    async def test_a_reader_serves_one_message(self) -> None:
        pool = await self.pool()
        files = [parsers.pdf("pid"), parsers.pdf("pid")]
        first = await pool.scan(mail(*files), LONG, LONG)
        second = await pool.scan(mail(*files), LONG, LONG)
        assert len(set(numbers(first, "pid"))) == len(set(numbers(second, "pid"))) == 1
        assert set(numbers(first, "pid")).isdisjoint(numbers(second, "pid"))
        # Children of the fork server, not of the child.
        assert await self.child(pool) not in numbers(first, "parent")
        assert gone(numbers(first, "pid")[0])
        assert gone(numbers(second, "pid")[0])
        assert self.reasons == []

    async def test_a_worn_out_reader_is_replaced_within_a_message(self) -> None:
        pool = await self.pool(parts=1)
        report = await pool.scan(mail(*[parsers.pdf("pid")] * 3), LONG, LONG)
        assert len(set(numbers(report, "pid"))) == 3

    async def test_a_reader_holds_nothing_but_its_socket(self) -> None:
        pool = await self.pool()
        await self.child(pool)
        report = await pool.scan(mail(parsers.pdf("open_files")), LONG, LONG)
        assert "open null null null socket" in types(report)

    async def test_what_lies_in_an_archive_dies_alone(self) -> None:
        pool = await self.pool()
        rar = parsers.archive(
            b"firstMarker", parsers.pdf("abort"), parsers.pdf("say secondMarker"), b"thirdMarker"
        )
        report = await pool.scan(mail(rar, parsers.pdf("say outsideMarker")), LONG, LONG)
        assert report.facts.outcomes == ("text", "failed", "text")
        words = {"firstMarker", "floorMarker", "secondMarker", "thirdMarker", "outsideMarker"}
        assert words <= types(report)

    async def test_archives_in_archives_end_at_some_level(self) -> None:
        pool = await self.pool()
        rar = b"innermostMarker"
        for level in range(5):
            rar = parsers.archive(b"level%dMarker" % level, rar)
        report = await pool.scan(mail(rar), LONG, LONG)
        assert report.facts.outcomes == ("text", "limit")
        assert types(report) >= {"level4Marker", "level3Marker", "level2Marker"}

    async def test_large_parts_and_large_finds(self) -> None:
        pool = await self.pool()
        large = parsers.pdf(f"hold {8 << 20}", "say smallMarker") + b"%" * (3 << 20)
        report = await pool.scan(mail(large), LONG, LONG)
        assert "smallMarker" in types(report)
        report = await pool.scan(mail(parsers.pdf(f"hold {11 << 20}", "say smallMarker")), LONG, LONG)
        assert report.facts.outcomes == ("text", "limit")

    async def test_a_child_that_is_killed_takes_its_readers_along(self) -> None:
        pool = await self.pool()
        report = await pool.scan(mail(parsers.pdf("pid")), LONG, LONG)
        server = numbers(report, "parent")[0]
        child = await self.child(pool)
        scan = pool.scan(mail(parsers.pdf("hang")), LONG, LONG)
        scan.addErrback(lambda _failure: None)
        scan.cancel()
        assert gone(child)
        await self.child(pool)
        await pool.stop()
        assert gone(server)


class RealParserTests(TestCase):
    """PDFium and libarchive behind the sandbox, where no file can be opened any more."""

    timeout = 60

    async def test_real_files(self) -> None:
        reasons: list[str] = []
        told: Deferred[None] = Deferred()

        def restarted(reason: str) -> None:
            reasons.append(reason)
            told.callback(None)

        pool = InspectionPool(
            reactor,
            workers=1,
            on_restart=restarted,
            pipeline="tests.support.parsers:marker_pipeline",
        )
        await pool.start()
        self.addCleanup(pool.stop)
        report = await pool.scan(mail(made.pdf().octets), LONG, LONG)
        assert report.facts.outcomes == ("text", "text")
        assert set(made.pdf().markers.values()) <= types(report)
        # A real one that costs PDFium its process; what stands beside it is read by the next.
        report = await pool.scan(mail(parsers.flate_bomb(), made.pdf().octets), LONG, LONG)
        assert report.facts.outcomes == ("text", "failed", "text")
        assert set(made.pdf().markers.values()) <= types(report)
        while not reasons:
            await told
        assert reasons == ["reader-crash"]
        for sample in foreign.samples():
            report = await pool.scan(mail(sample.octets), LONG, LONG)
            assert report.facts.outcomes == ("text", sample.outcome), sample.name
            assert set(sample.words) <= types(report), sample.name
        assert reasons == ["reader-crash"]
