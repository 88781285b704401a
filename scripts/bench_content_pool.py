"""The part of bench_content.py that goes through real children: what a whole message costs in the pool.

The reference mail: 20 KiB of HTML, a docx of about 12 KiB that holds 120 KB of XML, an image of 75 KiB.
"""

from __future__ import annotations

import base64
import io
import statistics
import sys
import time
import zipfile
from pathlib import Path
from random import Random
from typing import Any

from bench_inspect import Held
from twisted.internet import reactor
from twisted.internet.defer import Deferred

from skygw.detect import DataIdentifierSpec, Facts, Report
from skygw.inspect.memfd import sealed_copy
from skygw.inspect.pool import InspectionPool

KIB, MIB = 1 << 10, 1 << 20

REFERENCE_MS, HAND_OVER_MS, CHILD_MIB = 2.5, 0.1, 200.0
"""What is asked: CPU of the reference mail in a child, p50 of the hand-over alone, memory for 50 MiB."""

_TEXT = (
    "the minutes of our last meeting show that delivery of all parts was agreed for next week while payment "
    "follows within thirty days after receipt please send any remarks about quantities prices and dates to us"
)
WORDS = _TEXT.split()


def held(content: bytes) -> Held:
    return Held(content, sealed_copy(content) if len(content) > 256 * KIB else None)


def prose(random: Random, octets: int) -> str:
    """Words, in sentences."""
    made: list[str] = []
    while octets > 0:
        sentence = " ".join(random.choices(WORDS, k=12)).capitalize() + ". "
        made.append(sentence)
        octets -= len(sentence)
    return "".join(made)


def document(random: Random) -> bytes:
    """A docx with 120 KB of XML, most of it marks around words, as Word writes it.

    Every paragraph has an id of its own, runs have those of a few sessions of editing.
    """
    paragraphs = []
    size = 0
    sessions = [f"00{random.randrange(16**6):06X}" for _ in range(12)]
    while size < 110_000:
        runs = "".join(
            f'<w:r w:rsidRPr="{random.choice(sessions)}"><w:rPr><w:rFonts w:ascii="Calibri"/>'
            f'<w:lang w:val="en-US"/></w:rPr><w:t xml:space="preserve">{prose(random, 60)}</w:t></w:r>'
            for _ in range(4)
        )
        paragraph = (
            f'<w:p w14:paraId="{random.randrange(16**8):08X}" w14:textId="77777777" w:rsidR="{sessions[0]}"'
            f' w:rsidRDefault="{random.choice(sessions)}"><w:pPr><w:pStyle w:val="Standard"/></w:pPr>{runs}'
            "</w:p>"
        )
        paragraphs.append(paragraph)
        size += len(paragraph)
    body = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="http://schemas.openxml'
        'formats.org/wordprocessingml/2006/main"><w:body>' + "".join(paragraphs) + "</w:body></w:document>"
    )
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "word/document.xml": body,
        "word/styles.xml": "<w:styles>" + '<w:style w:styleId="Standard"/>' * 300 + "</w:styles>",
        "docProps/core.xml": "<cp:coreProperties><dc:creator>A. Author</dc:creator></cp:coreProperties>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def reference() -> bytes:
    """The reference mail, as Outlook sends it."""
    random = Random(1)
    page = "".join(
        f'<p class="MsoNormal"><span lang="EN-US">{prose(random, 300)}</span></p>\n' for _ in range(60)
    )
    image = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + random.randbytes(75 * KIB - 12)
    return mixed(
        ("text/html; charset=utf-8", "", f"<html><body>{page[: 20 * KIB]}</body></html>".encode()),
        (
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "minutes.docx",
            document(random),
        ),
        ("image/jpeg", "photo.jpg", image),
    )


def mixed(*parts: tuple[str, str, bytes]) -> bytes:
    """A multipart/mixed of (media type, name, octets), each in base64."""
    head = (
        "From: a@example.com\r\nTo: b@example.net\r\nSubject: minutes\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/mixed; boundary="----=_outer"\r\n\r\n'
    )
    rows = [head]
    for media_type, name, octets in parts:
        named = f'Content-Disposition: attachment; filename="{name}"\r\n' if name else ""
        encoded = base64.encodebytes(octets).replace(b"\n", b"\r\n").decode()
        rows.append(
            f"------=_outer\r\nContent-Type: {media_type}\r\n{named}Content-Transfer-Encoding: base64\r\n\r\n"
            f"{encoded}"
        )
    return "".join([*rows, "------=_outer--\r\n"]).encode()


def nothing(octets: bytes, scanner: Any, limits: Any, budget: Any = None) -> Report:
    """A pipeline that does nothing."""
    return Report(facts=Facts(size=len(octets)))


async def repeated(message: Held, count: int, **options: Any) -> tuple[list[float], list[float], float]:
    """Seconds of ``count`` round trips, CPU of each in the child, and the child's peak memory in MiB."""
    pool = InspectionPool(reactor, [DataIdentifierSpec("credit_card")], workers=1, **options)
    await pool.start()
    trips: list[float] = []
    cpu: list[float] = []
    for _ in range(count):
        begun = time.perf_counter()
        report = await pool.scan(message, 60.0, 60.0)
        trips.append(time.perf_counter() - begun)
        cpu.append(report.cpu)
    peak = max(map(_peak, _grandchildren()), default=0.0)
    await pool.stop()
    return trips, cpu, peak


def _grandchildren() -> list[int]:
    """Children of the fork server, which is the only child of this process."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, ValueError):
                continue
    me = int(Path("/proc/self").readlink().name)
    return [pid for pid, parent in parents.items() if parents.get(parent) == me]


def _peak(pid: int) -> float:
    """VmHWM of proc_pid_status(5): what is mapped of a memfd is in it."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0


async def measured(rounds: int) -> list[str]:
    mail = held(reference())
    _, cpu, _ = await repeated(mail, 40 * rounds)
    milliseconds = statistics.median(cpu) * 1e3
    print(f"reference mail, {mail.size:,} octets: {milliseconds:.2f} ms CPU in the child")
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    small = held(mixed(("text/plain", "", b"x" * 55 * KIB)))
    trips, _, _ = await repeated(small, 400 * rounds, pipeline="bench_content_pool:nothing")
    hand_over, last = statistics.median(trips) * 1e3, sorted(trips)[-len(trips) // 100] * 1e3
    print(f"hand-over of {small.size:,} octets and back: p50 {hand_over:.3f} ms, p99 {last:.3f} ms")
    random = Random(2)
    large = held(mixed(("application/octet-stream", "data.bin", random.randbytes(37 * MIB))))
    _, cpu, binary = await repeated(large, 2)
    text = held(mixed(("text/plain", "log.txt", prose(random, 36 * MIB).encode())))
    _, text_cpu, textual = await repeated(text, 2)
    print(
        f"{large.size / MIB:.0f} MiB: child's peak {binary:.0f} MiB, {cpu[-1] * 1e3:.0f} ms (binary), "
        f"{textual:.0f} MiB, {text_cpu[-1] * 1e3:.0f} ms (text); the memfd is counted"
    )
    checks = (
        (milliseconds <= REFERENCE_MS, f"reference mail {milliseconds:.2f} ms, {REFERENCE_MS} wanted"),
        (hand_over <= HAND_OVER_MS, f"hand-over {hand_over:.3f} ms, at most {HAND_OVER_MS} wanted"),
        (binary <= CHILD_MIB, f"child {binary:.0f} MiB, at most {CHILD_MIB:.0f} wanted"),
        (textual <= CHILD_MIB, f"child with text {textual:.0f} MiB, at most {CHILD_MIB:.0f} wanted"),
    )
    return [text for good, text in checks if not good]


def pool(rounds: int) -> list[str]:
    """What fell below its floor."""
    missed: list[str] = []
    done = Deferred.fromCoroutine(measured(rounds))
    done.addCallbacks(missed.extend, lambda failure: missed.append(failure.getTraceback()))
    done.addBoth(lambda _none: reactor.callWhenRunning(reactor.stop))  # type: ignore[attr-defined]
    reactor.run()  # type: ignore[attr-defined]
    return missed
