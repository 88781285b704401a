"""Readers on demand: how a child gets one from the fork server, and gets to know how it ended.

One SOCK_SEQPACKET pair per child; every packet is an octet that says what, and the number that the child gave
the reader:

==========  ========  ==================================================================================
from child  ``lend``  fork a reader; the answer is ``lent``, with the reader's socket as a descriptor
from child  ``back``  the child is done with it
from child  ``late``  it did not answer in time
from child  ``foul``  it broke the rules
to child    ``died``  it ended without being told to; with its status as in ``subprocess``
==========  ========  ==================================================================================

A child that was taken over can order forks and kills of readers of its own here, and nothing else.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import struct
from collections.abc import Callable, Mapping
from typing import Protocol

from skygw.extract.found import Reader
from skygw.inspect.limits import LEVELS, NativeLimits
from skygw.inspect.reader import OUT_OF_MEMORY, fork_reader

LEND, LENT, BACK, LATE, FOUL, DIED = b"n", b"l", b"e", b"t", b"p", b"d"

_PACKET = struct.Struct("!cIi")
_PACKET_OCTETS = 64
_PACKETS = 8
"""At most so many in a row: there are other children, and deaths to be told."""

#: Seconds for the fork server to answer: it only forks, kills and reaps.
PATIENCE = 5.0

CRASH, MEMORY, TIMEOUT, PROTOCOL = "crash", "memory", "timeout", "protocol"

#: What a reader that was given back this way is counted as.
_REASONS = {LATE: TIMEOUT, FOUL: PROTOCOL}


def cause_of_death(status: int) -> str:
    """Why a reader ended by itself; empty if nothing was wrong.

    SIGKILL comes from the kernel when memory runs out: the fork server knows whom it has killed itself.
    """
    if status == 0:
        return ""
    if status == -signal.SIGXCPU:
        return TIMEOUT
    return MEMORY if status in (OUT_OF_MEMORY, -signal.SIGKILL) else CRASH


class NoReader(Exception):  # noqa: N818 - it is what it says
    """No reader is to be had."""


class Supply(Protocol):
    """Where readers come from."""

    def lend(self, number: int) -> socket.socket:
        """A new reader; ``NoReader`` if there is none."""

    def give_back(self, number: int, how: bytes) -> None:
        """End a reader: ``BACK``, ``LATE`` or ``FOUL``."""

    def cause_of_death(self, number: int) -> str | None:
        """Why a reader ended that was not given back; None if it has not."""


class RemoteSupply:
    """The fork server, asked through the socket that came with the fork."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._socket.settimeout(PATIENCE)

    def lend(self, number: int) -> socket.socket:
        """See ``Supply``."""
        try:
            self._socket.send(_PACKET.pack(LEND, number, 0))
            descriptors = self._answer(LENT, number)[1]
        except OSError as error:
            raise NoReader from error
        if len(descriptors) != 1:
            raise NoReader
        return socket.socket(fileno=descriptors[0])

    def give_back(self, number: int, how: bytes) -> None:
        """See ``Supply``."""
        try:
            self._socket.send(_PACKET.pack(how, number, 0))
        except OSError:
            pass  # the fork server is gone, and so will we be

    def cause_of_death(self, number: int) -> str | None:
        """See ``Supply``."""
        try:
            return cause_of_death(self._answer(DIED, number)[0])
        except OSError:
            return None

    def _answer(self, what: bytes, number: int) -> tuple[int, list[int]]:
        """The packet that is waited for; what says how earlier readers died has been passed over by then."""
        while True:
            octets, descriptors, _flags, _address = socket.recv_fds(self._socket, _PACKET_OCTETS, 1)
            if not octets:
                raise ConnectionResetError
            kind, of, status = _PACKET.unpack(octets)
            if (kind, of) == (what, number):
                return status, descriptors
            for descriptor in descriptors:
                os.close(descriptor)


class Lender:
    """The fork server's end: the readers of one child.

    One more than it has is kept ready from its first need on, forked while the child goes on with something
    else: a fork, with what it copies and the sandbox, takes longer than a page of a PDF.

    Args:
        connection: not the child's end.
        fork: a new reader, see ``fork_reader``.
        report: told a word for each reader that did not end as it should.
    """

    def __init__(
        self,
        connection: socket.socket,
        fork: Callable[[], tuple[int, socket.socket]],
        report: Callable[[str], None],
    ) -> None:
        self._socket = connection
        self._socket.setblocking(False)
        self._fork = fork
        self._report = report
        self._pids: dict[int, int] = {}  # by the child's numbers, the oldest first
        self._spare: tuple[int, socket.socket] | None = None

    def fileno(self) -> int:
        return self._socket.fileno()

    @property
    def pids(self) -> frozenset[int]:
        """The readers that are alive, as far as is known."""
        spare = () if self._spare is None else (self._spare[0],)
        return frozenset((*self._pids.values(), *spare))

    def obey(self) -> bool:
        """Do what the packets ask that are here; False once the child is gone, or sends what is no packet."""
        for _ in range(_PACKETS):
            try:
                octets = self._socket.recv(_PACKET_OCTETS)
                what, number, _none = _PACKET.unpack(octets)
            except BlockingIOError:
                break
            except (OSError, struct.error):
                return False
            self._do(what, number)
        return True

    def _do(self, what: bytes, number: int) -> None:
        if what == LEND:
            self._lend(number)
        elif number in self._pids and what in (BACK, LATE, FOUL):
            self._end(number)
            if what in _REASONS:
                self._report(_REASONS[what])
            self._make_spare()

    def died(self, pid: int, status: int) -> None:
        """One of ``pids`` has ended by itself."""
        if self._spare is not None and self._spare[0] == pid:
            self._spare[1].close()
            self._spare = None
        else:
            number = next(number for number, reader in self._pids.items() if reader == pid)
            del self._pids[number]
            self._send(_PACKET.pack(DIED, number, status))
        cause = cause_of_death(status)
        if cause:
            self._report(cause)

    def close(self) -> None:
        """End all readers."""
        for number in list(self._pids):
            self._end(number)
        if self._spare is not None:
            os.kill(self._spare[0], signal.SIGKILL)
        self.abandon()

    def abandon(self) -> None:
        """Close what is open in a fork, which has no business with it."""
        self._socket.close()
        if self._spare is not None:
            self._spare[1].close()
            self._spare = None

    def _lend(self, number: int) -> None:
        while number in self._pids or len(self._pids) >= LEVELS:
            self._end(number if number in self._pids else next(iter(self._pids)))
        if self._spare is None:
            self._make_spare()
        if self._spare is None:
            self._send(_PACKET.pack(LENT, number, 0))
            return
        (pid, connection), self._spare = self._spare, None
        with connection:
            self._pids[number] = pid
            self._send(_PACKET.pack(LENT, number, 0), connection)

    def _make_spare(self) -> None:
        if self._spare is None:
            with contextlib.suppress(OSError):  # no memory, or the limit of processes
                self._spare = self._fork()

    def _end(self, number: int) -> None:
        os.kill(self._pids.pop(number), signal.SIGKILL)

    def _send(self, packet: bytes, connection: socket.socket | None = None) -> None:
        try:
            socket.send_fds(self._socket, [packet], [connection.fileno()] if connection else [])
        except OSError:
            pass  # it does not listen, or is gone: it waits in vain then, not we


class OwnSupply:
    """Readers that this very process forks: for who inspects without a fork server.

    This process must have no other thread (a fork has only the one that called it).
    """

    def __init__(self, parsers: Mapping[str, Reader], limits: NativeLimits) -> None:
        self._parsers = parsers
        self._limits = limits
        self._pids: dict[int, int] = {}

    def lend(self, number: int) -> socket.socket:
        """See ``Supply``."""
        try:
            self._pids[number], connection = fork_reader(self._parsers, self._limits)
        except OSError as error:
            raise NoReader from error
        return connection

    def give_back(self, number: int, how: bytes) -> None:
        """See ``Supply``."""
        pid = self._pids.pop(number)
        os.kill(pid, signal.SIGKILL)  # not reaped yet, so still ours
        os.waitpid(pid, 0)

    def cause_of_death(self, number: int) -> str | None:
        """See ``Supply``."""
        descriptor = os.pidfd_open(self._pids[number])
        try:
            if not select.select([descriptor], [], [], PATIENCE)[0]:
                return None
        finally:
            os.close(descriptor)
        status = os.waitpid(self._pids.pop(number), 0)[1]
        return cause_of_death(os.waitstatus_to_exitcode(status))
