"""Native parsers for the tests of readers: the real ones, and in their place ones that do what a file orders.

A file that says ``order: abort`` behind the signature of its format does that to the process that reads it;
several orders are obeyed one after the other.  Any other file goes to the real parser.
"""

from __future__ import annotations

import contextlib
import os
import re
import resource
import stat
import time
import zlib
from collections.abc import Iterator

from skygw.detect import Finding, Report
from skygw.extract import Budget, native
from skygw.extract.budget import Allowance
from skygw.extract.found import Found, Label, Leaf, Reader, Unfit
from skygw.extract.outcome import Outcome
from skygw.inspect.frames import encode
from skygw.inspect.pipeline import describe
from tests.support import foreign

_ORDER = re.compile(rb"order: (\w+) ?([^\r\n]*)")
#: So long that a PDF in it is none that begins here (formats look into 1024 octets).
_ARCHIVE = b"Rar!\x1a\x07\x01\0" + bytes(1024)
_MARKER = re.compile(r"\w+Marker\w*")
_WORDS = tuple(word for sample in foreign.samples() for word in sample.words)


def pdf(*orders: str) -> bytes:
    """A PDF that orders something of ``parsers``; its own text is the marker ``floorMarker``."""
    said = "".join(f"%order: {order}\n" for order in orders)
    return f"%PDF-1.4\n{said}1 0 obj<</Length 1>>stream\nBT (floorMarker) Tj ET\nendstream endobj\n".encode()


def flate_bomb(mebibytes: int = 4096) -> bytes:
    """A PDF of a few hundred octets whose page is that long: Flate in Flate in Flate.  It kills PDFium."""
    packer = zlib.compressobj(9)
    first, block = (packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    octets = first + block * (mebibytes - 1) + packer.flush()
    for _ in range(2):
        octets = zlib.compress(octets, 9)
    filters = b"/FlateDecode" * 3
    return (
        b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R>>endobj\n"
        b"4 0 obj<</Filter[%s]/Length %d>>stream\n%s\nendstream endobj\n"
        b"trailer<</Root 1 0 R/Size 5>>\n%%%%EOF\n" % (filters, len(octets), octets)
    )


def archive(*files: bytes) -> bytes:
    """An archive (of RAR, says its signature) with these files, for ``parsers``."""
    return _ARCHIVE + b"".join(len(file).to_bytes(4, "big") + file for file in files)


def parsers() -> dict[str, Reader]:
    real = native.parsers()

    def read_pdf(leaf: Leaf, allowance: Allowance) -> Iterator[Found]:
        orders = _ORDER.findall(leaf.octets)
        if not orders:
            yield from real["pdfium"](leaf, allowance)
        for verb, argument in orders:
            yield from _VERBS[verb.decode()](argument.decode(), leaf)

    def read_archive(leaf: Leaf, allowance: Allowance) -> Iterator[Found]:
        octets = leaf.octets[len(_ARCHIVE) :]
        while octets:
            size = int.from_bytes(octets[:4], "big")
            file, octets = octets[4 : 4 + size], octets[4 + size :]
            allowance.expand(size)
            yield Leaf(file, "application/octet-stream", names=("inside",), within="archive")

    return {"pdfium": read_pdf, "libarchive": read_archive}


def say(text: str, _leaf: Leaf) -> Iterator[Found]:
    yield text


def hold(size: str, _leaf: Leaf) -> Iterator[Found]:
    yield Leaf(b"x " * (int(size) // 2), "application/octet-stream", names=("held",), within="pdf")


def outcome(word: str, _leaf: Leaf) -> Iterator[Found]:
    yield Outcome(word)


def label(name: str, _leaf: Leaf) -> Iterator[Found]:
    yield Label(name, "value")


def pid(_argument: str, _leaf: Leaf) -> Iterator[Found]:
    yield f"pid {os.getpid()} parent {os.getppid()}"


def open_files(_argument: str, _leaf: Leaf) -> Iterator[Found]:
    """Which descriptors this process has, and what may be done with it."""
    found = []
    for number in range(resource.getrlimit(resource.RLIMIT_NOFILE)[0]):
        try:
            kind = os.fstat(number).st_mode
        except OSError:
            continue
        found.append("socket" if stat.S_ISSOCK(kind) else "null" if stat.S_ISCHR(kind) else "other")
    yield "open " + " ".join(found)


def abort(_argument: str, _leaf: Leaf) -> Iterator[Found]:
    os.abort()
    yield ""


def leave(status: str, _leaf: Leaf) -> Iterator[Found]:
    os._exit(int(status))
    yield ""


def spin(_argument: str, _leaf: Leaf) -> Iterator[Found]:
    while True:
        pass
    yield ""


def hang(_argument: str, _leaf: Leaf) -> Iterator[Found]:
    time.sleep(3600.0)
    yield ""


def hog(_argument: str, _leaf: Leaf) -> Iterator[Found]:
    hoard = []
    while True:
        hoard.append(bytearray(8 << 20))
    yield ""


def fail(text: str, _leaf: Leaf) -> Iterator[Found]:
    raise ValueError(text)
    yield ""


def unfit(_argument: str, _leaf: Leaf) -> Iterator[Found]:
    raise Unfit
    yield ""


def babble(_argument: str, _leaf: Leaf) -> Iterator[Found]:
    """Write what is no frame, as a process does that was taken over."""
    _sends(b"\xff" * 64)
    yield ""


def flood(_argument: str, _leaf: Leaf) -> Iterator[Found]:
    """Find labels without an end."""
    while True:
        yield Label("name", "x" * 4000)


def lie(_argument: str, _leaf: Leaf) -> Iterator[Found]:
    """Claim to have found a part of a Word document."""
    _sends(encode({"found": "leaf", "name": "x", "within": "docx"}))
    yield ""


def chatter(_argument: str, _leaf: Leaf) -> Iterator[Found]:
    """Say more after the end."""
    _sends(encode({"found": "end", "how": "done"}) + encode({"found": "end", "how": "done"}))
    yield ""


def linger(_argument: str, _leaf: Leaf) -> Iterator[Found]:
    """Close the socket and live on."""
    os.close(_socket())
    while True:
        pass
    yield ""


def _sends(octets: bytes) -> None:
    os.write(_socket(), octets)


def _socket() -> int:
    """The only one that this process has."""
    for number in range(3, resource.getrlimit(resource.RLIMIT_NOFILE)[0]):
        with contextlib.suppress(OSError):
            if stat.S_ISSOCK(os.fstat(number).st_mode):
                return number
    raise AssertionError("no socket")


_VERBS = {
    verb.__name__: verb
    for verb in (
        say, hold, outcome, label, pid, open_files, abort, leave, spin, hang, hog, fail, unfit, babble, flood,
        lie, chatter, linger,
    )
}  # fmt: skip


def marker_pipeline(octets: bytes, scanner: object, limits: dict[str, int], budget: type[Budget]) -> Report:
    """Stands for the built-in pipeline: what it reads without what it looks for.

    A finding for every marker in the texts (see ``tests.support.formats.marker``), every word of
    ``tests.support.foreign``, and what ``pid`` and ``open_files`` say.
    """
    description = describe(octets, limits, texts=True, budget=budget)
    found: dict[str, int] = {}
    pending = [description.root]
    while pending:
        part = pending.pop()
        pending += part.children
        for text in part.texts:
            for word in (*_MARKER.findall(text), *(word for word in _WORDS if word in text)):
                found[word] = found.get(word, 0) + 1
            for kind, number in re.findall(r"(pid|parent) (\d+)", text):
                found[f"{kind} {len(found)}"] = int(number)
            for line in re.findall(r"open [a-z ]+", text):
                found[line] = 1
    findings = [Finding(type=name, count=count) for name, count in found.items()]
    return Report(findings=tuple(findings), facts=description.facts)
