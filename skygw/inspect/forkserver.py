"""The process that children are forked from: ``python -m skygw.inspect.forkserver``.

Started once per pool, with the control socket as standard input and an environment without the gateway's
secrets.  It loads the libraries, compiles the detectors and prepares the synchronous inspectors, so that a
child costs a fork and shares their memory; after that it does nothing but fork, kill and reap.

On the control socket (frames), from the gateway:

- ``{"specs": [...], "inspectors": [...], "limits": {...}, "native": {...}, "pipeline": "module:name",
  "parsers": "module:name", "settings": {...}}``, once, first;
- ``{"spawn": n}`` with the child's end of its socket as a descriptor;
- ``{"kill": n}``.  The gateway does not kill children itself: only their parent knows, without a race, that
  a process id still means the child.

From the fork server: ``{"preparing": what}`` before each step, ``{"ready": true}`` or ``{"failed": what,
"detail": text}``; then ``{"died": n, "status": s}`` with s as in ``subprocess`` (-9 = SIGKILL), and
``{"reader": why}`` for each reader of a child that did not end as it should.

Readers (``reader``) are forked for a child that asks for one (``supply``), and end with it at the latest.

It ends with the gateway (end of the control socket, or PR_SET_PDEATHSIG), and its children end with it.
"""

from __future__ import annotations

import functools
import gc
import os
import selectors
import signal
import socket
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from skygw.detect import compile_detectors, spec_from_json
from skygw.extract import Budget
from skygw.inspect import child, preload, sandbox
from skygw.inspect.endpoint import Endpoint
from skygw.inspect.guard import CPUGuard
from skygw.inspect.limits import CONFIGURATION_OCTETS, ChildLimits, NativeLimits
from skygw.inspect.reader import fork_reader
from skygw.inspect.readers import Readers
from skygw.inspect.reference import load
from skygw.inspect.supply import Lender, RemoteSupply

PIPELINE = "skygw.inspect.pipeline:inspect_octets"
PARSERS = "skygw.extract.native:parsers"


class PreparationError(Exception):
    """What was being prepared, and why it cannot be used."""

    def __init__(self, what: str, detail: str) -> None:
        super().__init__(f"{what}: {detail}")
        self.what = what
        self.detail = detail


class Preparation:
    """From the configuration frame to the ``Work`` that every child does."""

    def __init__(self, control: Endpoint, configuration: dict[str, Any]) -> None:
        self._control = control
        self._configuration = configuration

    def work(self) -> child.Work:
        """PreparationError if anything of it fails."""
        self._step("the sandbox", sandbox.prepare)
        self._step("the libraries", preload.load)
        parsers = self._step("the native parsers", load(self._configuration.get("parsers", PARSERS)))
        limits = NativeLimits(**self._configuration.get("native", {}))
        readers = Readers(parsers, limits)
        make = functools.partial(self._pipeline, readers)
        pipeline = self._step("the built-in pipeline", make)
        inspectors = []
        for entry in self._configuration["inspectors"]:
            make = functools.partial(self._inspector, entry)
            inspectors.append((entry["name"], self._step(f"inspector {entry['name']}", make)))
        fork = functools.partial(fork_reader, parsers, limits)
        return child.Work(pipeline, tuple(inspectors), readers, fork)

    def _step(self, what: str, make: Any) -> Any:
        # Told before it is tried: if it ends this process, the gateway still knows what it was.
        self._control.send({"preparing": what})
        threads = threading.active_count()
        try:
            made = make()
        except Exception as error:
            raise PreparationError(what, f"{type(error).__name__}: {error}") from error
        if threading.active_count() > threads:
            raise PreparationError(what, "a thread was started, and threads do not survive a fork")
        return made

    def _pipeline(self, readers: Readers) -> Any:
        configuration = self._configuration
        inspect_octets = load(configuration["pipeline"])
        cache = Path(configuration["cache"]) if configuration["cache"] else None
        scanner = compile_detectors([spec_from_json(spec) for spec in configuration["specs"]], cache)
        scanner.prepare()
        budget = functools.partial(Budget, native=readers.by_name, guard=CPUGuard())
        pipeline = functools.partial(
            inspect_octets, scanner=scanner, limits=configuration["settings"], budget=budget
        )
        # An empty message: loads what is loaded at the first use, and shows now what would fail every time.
        pipeline(b"")
        return pipeline

    def _inspector(self, entry: dict[str, Any]) -> Any:
        inspector = load(entry["reference"])()
        prepare = getattr(inspector, "prepare", None)
        if prepare is not None:
            prepare()
        return inspector


class ForkServer:
    """Forks, kills and reaps, until the control socket closes."""

    def __init__(self, control: Endpoint, work: child.Work, limits: ChildLimits) -> None:
        self._control = control
        self._work = work
        self._limits = limits
        self._pids: dict[int, int] = {}
        self._numbers: dict[int, int] = {}
        self._lenders: dict[int, Lender] = {}
        self._selector = selectors.DefaultSelector()
        self._wake_read, self._wake_write = socket.socketpair()
        self._wake_read.setblocking(False)
        self._wake_write.setblocking(False)

    def serve(self) -> None:
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        signal.set_wakeup_fd(self._wake_write.fileno(), warn_on_full_buffer=False)
        self._selector.register(self._control, selectors.EVENT_READ)
        self._selector.register(self._wake_read, selectors.EVENT_READ)
        while True:
            ready = [key.fileobj for key, _events in self._selector.select()]
            # First what children say of their readers: one that was given back may have ended since.
            for lender in set(self._lenders.values()).intersection(ready):
                if not lender.obey():
                    self._selector.unregister(lender)  # closed once the child is dead
            if self._wake_read in ready:
                self._wake_read.recv(4096)
                self._reap()
            if self._control in ready and not self._obey():
                return

    def _obey(self) -> bool:
        """Do what the gateway asks; False once it has closed."""
        frames = self._control.receive_ready()
        for frame in frames or ():
            match frame.header:
                case {"spawn": int(number)}:
                    self._spawn(number, socket.socket(fileno=self._control.take_descriptor()))
                case {"kill": int(number)}:
                    self._kill(number)
        return frames is not None

    def _spawn(self, number: int, connection: socket.socket) -> None:
        try:
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            parent, pid = os.getpid(), os.fork()
        except OSError:  # no memory, no descriptor, or the limit of processes: as if it had died at once
            connection.close()
            self._control.send({"died": number, "status": 1})
            return
        if pid == 0:
            ours.close()
            self._become_child(connection, theirs, parent)
        connection.close()
        theirs.close()
        self._pids[number], self._numbers[pid] = pid, number
        lender = Lender(ours, self._work.fork_reader or _no_reader, self._reader_lost)
        self._lenders[number] = lender
        self._selector.register(lender, selectors.EVENT_READ)

    def _reader_lost(self, why: str) -> None:
        self._control.send({"reader": why})

    def _become_child(self, connection: socket.socket, supply: socket.socket, parent: int) -> NoReturn:
        """Runs in the child and ends it, whatever happens: it must never come back into ``serve``."""
        status = 1
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            # Nothing of the server's may be open here: a child could order forks and kills with it.
            for lender in self._lenders.values():
                lender.abandon()
            self._control.close()
            self._selector.close()
            self._wake_read.close()
            self._wake_write.close()
            sandbox.devnull(0, 1, 2)
            child.run(connection, self._work, self._limits, parent, RemoteSupply(supply))
            status = 0
        finally:
            os._exit(status)

    def _kill(self, number: int) -> None:
        if number in self._pids:  # else it died meanwhile, and that has been told
            os.kill(self._pids[number], signal.SIGKILL)

    def _reap(self) -> None:
        while (ended := _ended()) is not None:
            pid, status = ended
            number = self._numbers.pop(pid, None)
            if number is not None:
                del self._pids[number]
                self._end_lender(self._lenders.pop(number))
                self._control.send({"died": number, "status": status})
                continue
            for lender in self._lenders.values():
                if pid in lender.pids:
                    lender.died(pid, status)

    def _end_lender(self, lender: Lender) -> None:
        if lender in (key.fileobj for key in self._selector.get_map().values()):
            self._selector.unregister(lender)
        lender.close()


def _no_reader() -> NoReturn:
    raise OSError("nothing to read with")


def _ended() -> tuple[int, int] | None:
    """A process of ours that has ended and its status, if there is one."""
    try:
        pid, status = os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return None
    return (pid, os.waitstatus_to_exitcode(status)) if pid else None


def main(arguments: Sequence[str]) -> int:
    """Serve the socket that is standard input, for the gateway with the process id ``arguments[0]``."""
    sandbox.ignore_group_signals()
    sandbox.die_with_parent(int(arguments[0]))
    sandbox.undumpable()
    control = Endpoint(socket.socket(fileno=os.dup(0)), CONFIGURATION_OCTETS)
    sandbox.devnull(0, 1)
    frame = control.receive()
    if frame is None:
        return 0
    limits = ChildLimits(**frame.header["limits"])
    try:
        work = Preparation(control, frame.header).work()
    except PreparationError as error:
        control.send({"failed": error.what, "detail": error.detail[:2000]})
        return 1
    gc.collect()
    gc.freeze()  # else the collector's marks in object heads would copy every page in every child
    control.send({"ready": True})
    ForkServer(control, work, limits).serve()
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (BrokenPipeError, ConnectionResetError):  # the gateway went away while we spoke
        os._exit(1)
