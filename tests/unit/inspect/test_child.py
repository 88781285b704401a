from __future__ import annotations

import errno
import os
import threading
import time
from typing import Any

import pytest

from skygw.detect import Facts, Finding, Report
from skygw.inspect import child, sandbox
from skygw.inspect.answer import ChildFailure, decode_answer
from skygw.inspect.channel import pair
from skygw.inspect.child import CPUWatch, Work
from skygw.inspect.endpoint import Endpoint
from skygw.inspect.frames import Frame, FrameReader, encode
from skygw.inspect.limits import ANSWER_OCTETS, ChildLimits
from skygw.inspect.memfd import sealed_copy
from skygw.inspect.message import Message
from tests.support.inspectors import Puppet, Words, order


def pipeline(octets: bytes) -> Report:
    return Report(facts=Facts(size=len(octets)), findings=(Finding(type="card", detector="0123"),))


def words() -> Words:
    inspector = Words()
    inspector.prepare()
    return inspector


class Returns:
    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def inspect(self, message: Message) -> Any:
        if isinstance(self.answer, BaseException):
            raise self.answer
        return self.answer


def test_findings_of_all() -> None:
    work = Work(pipeline, (("words", words()), ("more", Returns([Finding(type="more")]))))
    report = work.inspect(b"secret secret")
    assert isinstance(report, Report)
    assert [(found.type, found.detector) for found in report.findings] == [
        ("card", "0123"),
        ("word", "words"),
        ("more", "more"),
    ]
    assert report.cpu > 0.0


def test_inspectors_get_the_whole_message_as_bytes() -> None:
    seen = []

    class Looking:
        def inspect(self, message: Message) -> list[Finding]:
            seen.append(message.octets)
            return []

    Work(pipeline, (("looking", Looking()),)).inspect(b"octets")
    assert seen == [b"octets"]


@pytest.mark.parametrize(
    ("answer", "reason", "detail"),
    [
        (ValueError("4111"), "inspector", "ValueError at test_child.py"),
        (SystemExit(0), "inspector", "SystemExit at"),
        (KeyboardInterrupt(), "inspector", "KeyboardInterrupt at"),
        (MemoryError(), "memory", "MemoryError at"),
        (None, "inspector", "returned NoneType"),
        ([1], "inspector", "int instead of"),
    ],
)
def test_an_inspector_that_fails_fails_the_scan(answer: Any, reason: str, detail: str) -> None:
    work = Work(pipeline, (("words", words()), ("bad", Returns(answer))))
    failure = work.inspect(b"secret")
    assert isinstance(failure, ChildFailure)
    assert (failure.reason, failure.inspector) == (reason, "bad")
    assert detail in failure.detail
    assert "4111" not in failure.detail


def test_the_pipeline_fails() -> None:
    def broken(octets: bytes) -> Report:
        raise IndexError(octets)

    failure = Work(broken).inspect(b"4111")
    assert isinstance(failure, ChildFailure)
    assert (failure.reason, failure.inspector) == ("pipeline", "")
    assert failure.detail.startswith("IndexError at test_child.py")
    assert "4111" not in failure.detail


def test_a_watch_knows_of_other_threads() -> None:
    watch = CPUWatch()
    end = threading.Event()

    def work() -> None:
        while time.thread_time() < 0.05:
            pass
        end.set()

    threading.Thread(target=work).start()
    end.wait()
    assert watch.seconds() >= 0.05


def test_read_memfd_closes_it() -> None:
    for content in (b"", b"abc" * 100_000):
        descriptor = sealed_copy(content)
        assert child.read_memfd(descriptor, len(content)) == content
        with pytest.raises(OSError):
            os.fstat(descriptor)


def test_an_inspector_that_is_refused_memory_by_the_kernel() -> None:
    for code, reason in ((errno.ENOMEM, "memory"), (errno.EPERM, "inspector")):
        inspector = Returns(OSError(code, "mmap"))
        failure = Work(pipeline, (("mapping", inspector),)).inspect(b"")
        assert isinstance(failure, ChildFailure)
        assert (failure.reason, failure.inspector) == (reason, "mapping")


def ask(request: dict[str, Any], octets: bytes = b"", work: Work | None = None) -> Any:
    ours, theirs = pair()
    endpoint = Endpoint(theirs, 4096)
    frame = child.answer(Frame(request, octets), endpoint, work or Work(pipeline), sandbox.ResidentSize())
    endpoint.close()
    ours.close()
    [read] = FrameReader(ANSWER_OCTETS).feed(frame)
    return decode_answer(read.header)


def test_answer() -> None:
    answer = ask({"scan": 3, "size": 6, "memfd": False}, b"octets")
    assert (answer.scan, answer.result.facts.size) == (3, 6)
    assert answer.rss > 1 << 20


def test_answer_to_what_cannot_be_read() -> None:
    # A memfd is announced and none came: a fault of ours, and still an answer.
    answer = ask({"scan": 3, "size": 6, "memfd": True})
    assert (answer.scan, answer.result.reason) == (3, "answer")
    assert answer.result.detail.startswith("IndexError")


def test_answer_that_does_not_fit() -> None:
    def talkative(octets: bytes) -> Report:
        return Report(facts=Facts(subject="x" * ANSWER_OCTETS))

    answer = ask({"scan": 3, "size": 0, "memfd": False}, b"", Work(talkative))
    assert answer.result.reason == "answer"


def test_a_sandbox_that_cannot_be_closed_is_told_and_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_limits: ChildLimits, _parent: int) -> tuple[str, ...]:
        raise OSError(1, "landlock (ABI 7): Operation not permitted")

    monkeypatch.setattr(sandbox, "enter", refuse)
    ours, theirs = pair()
    with pytest.raises(OSError, match="landlock"):
        child.run(theirs, Work(pipeline), ChildLimits(), os.getpid())
    [frame] = FrameReader(1000).feed(ours.recv(1000))
    refused = "the sandbox cannot be closed: [Errno 1] landlock (ABI 7): Operation not permitted"
    assert frame.header == {"refused": refused}
    ours.close()
    theirs.close()


def test_a_whole_life() -> None:
    """In a process of its own, because the sandbox is for good."""
    ours, theirs = pair()
    ours.setblocking(True)
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            ours.close()
            child.run(theirs, Work(pipeline, (("puppet", Puppet()),)), ChildLimits(), parent)
            status = 0
        finally:
            os._exit(status)
    theirs.close()
    gateway = Endpoint(ours, ANSWER_OCTETS)
    greeting = gateway.receive()
    assert greeting is not None
    in_force = {measure.partition("-")[0] for measure in greeting.header["ready"]}
    assert in_force | greeting.header["lacking"].keys() == set(sandbox.MEASURES)
    for number, message in enumerate((order("clean"), order("fail")), 1):
        request = encode({"scan": number, "size": message.size, "memfd": False}, message.size)
        ours.sendall(request + message.content)
        frame = gateway.receive()
        assert frame is not None
        assert decode_answer(frame.header).scan == number
    gateway.close()
    assert os.waitpid(pid, 0) == (pid, 0)
