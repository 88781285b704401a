"""What all sessions share: records, their bounds, and waiting for them."""

from __future__ import annotations

import pytest
from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.endpoints import TCP4ServerEndpoint
from twisted.internet.error import ConnectionDone
from twisted.internet.task import Clock
from twisted.internet.testing import MemoryReactorClock
from twisted.logger import globalLogPublisher
from twisted.python.failure import Failure

from skygw.rehearsal import FarServer, Script, SessionRecord, server
from skygw.rehearsal.record import Nobody
from tests.support.rehearsal import ENVELOPE, Talk

GONE = Failure(ConnectionDone())
MESSAGE = ENVELOPE + b"BDAT 3 LAST\r\nabc"


def _result(deferred: Deferred[object]) -> object:
    results: list[object] = []
    deferred.addBoth(results.append)
    return results[0] if results else None


def test_waiting_for_messages() -> None:
    talk = Talk.with_()
    two = talk.far.when_messages(2)
    talk.say(MESSAGE)
    assert not two.called
    talk.say(MESSAGE)
    assert _result(two) == talk.far.messages
    assert _result(talk.far.when_messages(1)) == talk.far.messages  # they are here already


def test_waiting_for_sessions() -> None:
    clock = Clock()
    far = FarServer(clock)
    begun, ended = far.when_sessions(1), far.when_sessions_ended(1)
    talk = Talk.to(far, clock)
    assert _result(begun) == far.sessions
    assert far.open_sessions == 1
    assert not ended.called
    talk.go(GONE)
    assert _result(ended) == far.sessions
    assert far.open_sessions == 0


def test_waiting_no_longer() -> None:
    talk = Talk.with_()
    waiting = talk.far.when_messages(1)
    waiting.cancel()
    failure = _result(waiting)
    assert isinstance(failure, Failure)
    assert isinstance(failure.value, CancelledError)
    talk.say(MESSAGE)  # and nobody is called


def test_the_oldest_messages_go_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "MAX_KEPT_OCTETS", 7)
    talk = Talk.with_()
    talk.say(MESSAGE * 3)
    assert [message.number for message in talk.far.messages] == [2, 3]
    assert talk.far.received == 3
    monkeypatch.setattr(server, "MAX_KEPT_MESSAGES", 1)
    talk.say(MESSAGE)
    assert [message.number for message in talk.far.messages] == [4]


def test_the_newest_message_is_kept_whatever_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "MAX_KEPT_OCTETS", 2)
    talk = Talk.with_()
    talk.say(MESSAGE)
    assert talk.far.messages[0].content == b"abc"


def test_another_script_holds_for_later_sessions() -> None:
    first = Talk.with_(Script.of(noop="250 old"))
    first.far.script = Script.of(noop="250 new")
    second = Talk.to(first.far, first.clock)
    first.say()
    second.say()
    assert first.say(b"NOOP\r\n") == b"250 old\r\n"
    assert second.say(b"NOOP\r\n") == b"250 new\r\n"


def test_listening_and_stopping() -> None:
    reactor = MemoryReactorClock()
    far = FarServer(reactor)
    port = Deferred.fromCoroutine(far.listen(TCP4ServerEndpoint(reactor, 2525)))
    assert isinstance(_result(port), int)
    talk = Talk.to(far, Clock())
    stopped = Deferred.fromCoroutine(far.stop())
    assert talk.wire.aborted
    assert not stopped.called
    talk.go(GONE)
    assert stopped.called


def test_stopping_without_having_listened() -> None:
    stopped = Deferred.fromCoroutine(FarServer(Clock()).stop())
    assert stopped.called


class _Clumsy(Nobody):
    def heard(self, session: SessionRecord, line: bytes) -> None:
        raise OSError("disk full")


def test_a_fault_of_our_own_ends_the_session_and_is_logged() -> None:
    events: list[str] = []

    def observe(event: dict[str, object]) -> None:
        events.append(str(event.get("log_failure", "")))

    globalLogPublisher.addObserver(observe)
    try:
        talk = Talk.with_(None, None, _Clumsy())
        talk.say(b"NOOP\r\n")
    finally:
        globalLogPublisher.removeObserver(observe)
    assert talk.wire.aborted
    assert talk.session.record.ended == "the far server failed"
    assert any("disk full" in event for event in events)
