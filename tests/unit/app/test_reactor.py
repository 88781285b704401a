"""The reactor is Twisted's, one call shorter."""

from __future__ import annotations

import errno
import inspect
import socket
import textwrap

import pytest
from twisted.internet.epollreactor import EPollReactor

from skygw.app.reactor import DirectEPollReactor


class Poller:
    def __init__(self, result: list[tuple[int, int]] | OSError) -> None:
        self.result = result
        self.asked: list[tuple[float, int]] = []

    def poll(self, timeout: float, most: int) -> list[tuple[int, int]]:
        self.asked.append((timeout, most))
        if isinstance(self.result, OSError):
            raise self.result
        return self.result


@pytest.fixture
def reactor():
    reactor = DirectEPollReactor()
    yield reactor
    reactor.removeAll()
    reactor._poller.close() if hasattr(reactor._poller, "close") else None


def test_an_event_reaches_its_descriptor_and_nobody_else(reactor: DirectEPollReactor) -> None:
    seen = []
    reactor._poller.close()
    reactor._poller = Poller([(7, 1), (8, 4)])
    reactor._selectables[7] = "seven"
    reactor._doReadOrWrite = lambda *call: seen.append(call)
    reactor.doPoll(None)
    assert seen == [("seven", 7, 1)]
    assert reactor._poller.asked[0][0] == -1
    del reactor._selectables[7]


@pytest.mark.parametrize("number", [errno.EINTR, errno.EBADF])
def test_an_interrupted_wait_is_no_error(reactor: DirectEPollReactor, number: int) -> None:
    reactor._poller.close()
    reactor._poller = Poller(OSError(number, "no"))
    if number == errno.EINTR:
        reactor.doPoll(0)
    else:
        with pytest.raises(OSError):
            reactor.doPoll(0)


def test_octets_are_read_from_a_real_socket(reactor: DirectEPollReactor) -> None:
    ours, theirs = socket.socketpair()
    got = []

    class Reader:
        def fileno(self) -> int:
            return ours.fileno()

        def doRead(self) -> None:
            got.append(ours.recv(10))

        def logPrefix(self) -> str:
            raise AssertionError("nobody asks for the log's context")

        def connectionLost(self, reason: object) -> None:
            pass

    reader = Reader()
    reactor.addReader(reader)
    theirs.sendall(b"hello")
    reactor.doPoll(5)
    assert got == [b"hello"]
    reactor.removeReader(reader)
    ours.close()
    theirs.close()


def test_the_parent_is_what_ours_was_written_after() -> None:
    """A Twisted whose ``doPoll`` does something else is a reason to look at ours again."""
    source = textwrap.dedent(inspect.getsource(EPollReactor.doPoll))
    code = [line.strip() for line in source.split('"""')[2].splitlines() if not line.strip().startswith("#")]
    assert [line for line in code if line] == [
        "if timeout is None:",
        "timeout = -1  # Wait indefinitely.",
        "try:",
        "l = self._poller.poll(timeout, len(self._selectables))",
        "except OSError as err:",
        "if err.errno == errno.EINTR:",
        "return",
        "raise",
        "_drdw = self._doReadOrWrite",
        "for fd, event in l:",
        "try:",
        "selectable = self._selectables[fd]",
        "except KeyError:",
        "pass",
        "else:",
        "log.callWithLogger(selectable, _drdw, selectable, fd, event)",
    ]
