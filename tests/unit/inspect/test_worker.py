from __future__ import annotations

import signal
from typing import Any

import pytest

from skygw.detect import Facts, Finding, Report
from skygw.inspect.channel import pair
from skygw.inspect.failures import ScanError, ScanFailed
from skygw.inspect.limits import INLINE_OCTETS, ChildLimits
from skygw.inspect.worker import TRANSITIONS, Happening, State, Worker, describe_status
from tests.support.inspection import Child, PumpedReactor
from tests.support.inspectors import Held

REPORT = Report(findings=(Finding(type="iban"),), facts=Facts(size=3))


class Shop:
    """An employer that writes down what it is told, a worker, and the child behind it."""

    def __init__(self, **limits: Any) -> None:
        self.reactor = PumpedReactor()
        self.told: list[str] = []
        self.outcomes: list[Report | ScanError] = []
        ours, theirs = pair()
        self.worker = Worker(1, self.reactor, ours, self, ChildLimits(**limits))
        self.child = Child(self.worker, theirs)

    def worker_ready(self, worker: Worker) -> None:
        self.told.append("ready")

    def worker_free(self, worker: Worker) -> None:
        self.told.append("free")

    def worker_ending(self, worker: Worker) -> None:
        self.told.append("ending")

    def worker_gone(self, worker: Worker) -> None:
        self.told.append(f"gone: {worker.end_reason}")

    def ready(self) -> Shop:
        self.child.greets()
        self.reactor.pump()
        return self

    def busy(self) -> Shop:
        self.ready().worker.scan(Held(b"abc"), self.outcomes.append)
        return self

    def hears(self, header: dict[str, Any]) -> None:
        self.child.says(header)
        self.reactor.pump()

    def failure(self) -> ScanFailed:
        [outcome] = self.outcomes
        assert isinstance(outcome, ScanFailed)
        return outcome


def test_every_state_can_end_and_nothing_follows_the_end() -> None:
    assert TRANSITIONS.keys() == set(State)
    assert not TRANSITIONS[State.GONE]
    for state in set(State) - {State.GONE}:
        assert TRANSITIONS[state][Happening.DIED] is State.GONE


def test_from_the_order_to_the_first_answer() -> None:
    shop = Shop()
    assert shop.worker.state is State.STARTING
    shop.ready()
    assert (shop.worker.state, shop.worker.measures, shop.told) == (State.IDLE, ("rlimits",), ["ready"])
    shop.worker.scan(Held(b"abc"), shop.outcomes.append)
    assert shop.worker.state is State.BUSY
    shop.child.answers(REPORT)
    shop.reactor.pump()
    assert (shop.worker.state, shop.outcomes, shop.told) == (State.IDLE, [REPORT], ["ready", "free"])


def test_a_small_message_goes_inline_and_a_large_one_as_a_descriptor() -> None:
    shop = Shop().ready()
    shop.worker.scan(Held(b"x" * INLINE_OCTETS), shop.outcomes.append)
    shop.reactor.pump()
    frame = shop.child.asked()
    assert (frame.header["memfd"], len(frame.octets)) == (False, INLINE_OCTETS)
    shop.hears({"scan": 1, "failed": {"reason": "answer", "inspector": "", "detail": ""}, "rss": 1})
    shop.worker.scan(Held(b"x" * (INLINE_OCTETS + 1)), shop.outcomes.append)
    frame = shop.child.asked()
    assert (frame.header, frame.octets) == ({"scan": 2, "size": INLINE_OCTETS + 1, "memfd": True}, b"")
    shop.child.endpoint.close()


def test_a_failure_that_the_child_reports() -> None:
    shop = Shop().busy()
    failed = {"reason": "inspector", "inspector": "icap", "detail": "KeyError"}
    shop.hears({"scan": 1, "failed": failed, "rss": 1})
    failure = shop.failure()
    assert (failure.reason, failure.inspector, failure.detail) == ("inspector", "icap", "KeyError")
    assert shop.worker.state is State.IDLE


def test_the_next_message_is_given_before_the_result_is_told() -> None:
    shop = Shop().ready()
    shop.worker.scan(Held(b"abc"), lambda _outcome: shop.told.append("result"))
    shop.child.answers()
    shop.reactor.pump()
    assert shop.told == ["ready", "free", "result"]


def test_a_crash() -> None:
    shop = Shop().busy()
    shop.child.hangs_up()
    shop.reactor.pump()
    assert (shop.worker.state, shop.outcomes) == (State.ENDING, [])  # only its parent knows how it died
    shop.worker.died(-11)
    assert (shop.failure().reason, shop.failure().detail) == ("crash", "killed by SIGSEGV")
    assert shop.told == ["ready", "ending", "gone: crash"]
    shop.worker.died(-11)
    assert len(shop.told) == 3


@pytest.mark.parametrize(
    ("status", "reason"),
    [(-signal.SIGXCPU, "cpu"), (-signal.SIGSYS, "seccomp"), (-signal.SIGKILL, "crash"), (1, "crash")],
)
@pytest.mark.parametrize("first", ["socket", "death"])
def test_what_it_died_of(status: int, reason: str, first: str) -> None:
    shop = Shop().busy()
    if first == "socket":
        shop.child.hangs_up()
        shop.reactor.pump()
    shop.worker.died(status)
    assert shop.told[-1] == f"gone: {reason}"
    assert shop.failure().reason == "crash"


def test_who_was_to_be_killed_did_not_die_of_anything_else() -> None:
    shop = Shop().busy()
    shop.worker.end("deadline")
    shop.worker.died(-signal.SIGXCPU)
    assert shop.told[-1] == "gone: deadline"


def test_a_sandbox_that_cannot_be_closed() -> None:
    shop = Shop()
    shop.hears({"refused": "the sandbox cannot be closed: landlock (ABI 7): Operation not permitted"})
    assert shop.told == []
    shop.child.hangs_up()
    shop.reactor.pump()
    shop.worker.died(1)
    assert shop.told == ["ending", "gone: crash"]
    assert shop.worker.last_words.endswith("landlock (ABI 7): Operation not permitted")


def test_what_is_lacking_is_told_with_the_greeting() -> None:
    shop = Shop()
    shop.hears({"ready": ["rlimits"], "lacking": {"seccomp": "install it"}, "rss": 1})
    assert (shop.worker.measures, shop.worker.lacking) == (("rlimits",), {"seccomp": "install it"})


def test_a_death_that_is_told_before_the_socket_closes() -> None:
    shop = Shop().busy()
    shop.worker.died(3)
    assert shop.failure().detail == "exit status 3"
    assert shop.told == ["ready", "gone: crash"]


def test_the_fork_server_dies() -> None:
    shop = Shop().busy()
    shop.worker.lost("closed by the peer")
    shop.worker.died(None)
    assert shop.told[-1] == "gone: forkserver"
    assert shop.failure().detail == "ended with the fork server"


def test_ended_by_the_employer() -> None:
    shop = Shop().busy()
    shop.worker.end("deadline")
    shop.worker.end("cancelled")
    shop.child.answers(REPORT)  # too late
    shop.reactor.pump()
    shop.worker.died(-9)
    assert (shop.outcomes, shop.told) == ([], ["ready", "ending", "gone: deadline"])
    shop.worker.end("deadline")
    assert shop.worker.state is State.GONE


@pytest.mark.parametrize(
    ("limits", "rss", "after"),
    [
        ({"messages": 2}, 1, ["free", "ending"]),
        ({"messages": 0}, 1, ["free", "free"]),
        ({"rss_octets": 100}, 100, ["free", "free"]),
        ({"rss_octets": 100}, 101, ["ending"]),
    ],
)
def test_recycled(limits: dict[str, int], rss: int, after: list[str]) -> None:
    shop = Shop(**limits).ready()
    for _ in after:
        shop.worker.scan(Held(b"abc"), shop.outcomes.append)
        shop.child.answers(REPORT, rss)
        shop.reactor.pump()
    assert shop.told[1:] == after
    assert shop.outcomes == [REPORT] * len(after)
    assert shop.worker.end_reason == ("recycled" if "ending" in after else "")


def test_out_of_memory_ends_the_child_after_its_answer() -> None:
    shop = Shop().busy()
    shop.hears({"scan": 1, "failed": {"reason": "memory", "inspector": "", "detail": ""}, "rss": 1})
    assert shop.failure().reason == "memory"
    assert (shop.told[-1], shop.worker.end_reason) == ("ending", "memory")


@pytest.mark.parametrize(
    ("header", "detail"),
    [
        ({"scan": 2, "report": REPORT.to_json(), "rss": 1}, "answered another scan"),
        ({"scan": 1, "report": {}, "rss": 1}, "findings: list of at most 10000 expected"),
        ({"ready": []}, "whole number expected"),
    ],
)
def test_rules_broken_at_work(header: dict[str, Any], detail: str) -> None:
    shop = Shop().busy()
    shop.hears(header)
    assert (shop.failure().reason, shop.failure().detail) == ("protocol", detail)
    assert (shop.told[-1], shop.worker.end_reason) == ("ending", "protocol")
    shop.worker.died(-9)
    assert len(shop.outcomes) == 1


def test_no_frame_at_work() -> None:
    shop = Shop().busy()
    shop.worker.lost("header is not JSON")
    assert shop.failure().detail == "header is not JSON"


def test_an_idle_child_has_nothing_to_say() -> None:
    shop = Shop().ready()
    shop.hears({"scan": 0, "report": REPORT.to_json(), "rss": 1})
    assert (shop.told, shop.worker.end_reason) == (["ready", "ending"], "protocol")


@pytest.mark.parametrize(
    "header",
    [
        {},
        {"ready": True},
        {"ready": [1]},
        {"ready": [], "lacking": []},
        {"ready": [], "lacking": {"x": 1}},
        {"refused": 1},
    ],
)
def test_a_child_must_greet(header: dict[str, Any]) -> None:
    shop = Shop()
    shop.hears(header)
    assert (shop.told, shop.worker.end_reason) == (["ending"], "protocol")


def test_no_descriptor_left_and_nothing_has_happened(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_message: object) -> int:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr("skygw.inspect.worker.descriptor_of", refuse)
    shop = Shop().ready()
    with pytest.raises(OSError):
        shop.worker.scan(Held(b"x" * (INLINE_OCTETS + 1)), shop.outcomes.append)
    assert shop.worker.state is State.IDLE


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (None, "ended with the fork server"),
        (0, "exit status 0"),
        (-9, "killed by SIGKILL"),
        (-63, "killed by signal 63"),
    ],
)
def test_describe_status(status: int | None, words: str) -> None:
    assert describe_status(status) == words
