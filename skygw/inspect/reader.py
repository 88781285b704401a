"""A reader: the process that runs native parsers, one leaf at a time, for one inspection child.

Forked on demand by the fork server, which has loaded the parsers; confined more strictly than the child
(``sandbox.enter_native``).  It is asked by one frame with the leaf behind it::

    {"read": parser, "names": [...], "text": characters, "octets": octets, "cpu": seconds}

and answers with what it finds, as it finds it (``found``), the last frame being ``end``.  A parser that
crashes, hangs or eats memory takes this process along, and nothing else.
"""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Mapping
from typing import NoReturn

from skygw.extract.budget import Allowance, Budget
from skygw.extract.found import Leaf, Reader, Unfit
from skygw.inspect import sandbox
from skygw.inspect.endpoint import Endpoint
from skygw.inspect.found import End, encoded
from skygw.inspect.frames import Frame
from skygw.inspect.limits import LEAF_OCTETS, NativeLimits

#: Exit status of a reader that met its limit of memory and could say so.
OUT_OF_MEMORY = 12

REQUEST_OCTETS = 64 * 1024

#: The one descriptor that a reader has, besides those that lead nowhere.
_SOCKET = 3


def fork_reader(parsers: Mapping[str, Reader], limits: NativeLimits) -> tuple[int, socket.socket]:
    """A new reader: its process id, and the end of its socket for whoever asks it.  OSError if there is none.

    It dies with this process, and has nothing that is open here.
    """
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        parent, pid = os.getpid(), os.fork()
    except OSError:
        ours.close()
        theirs.close()
        raise
    if pid == 0:
        _become(theirs, parsers, limits, parent)
    theirs.close()
    return pid, ours


def _become(
    connection: socket.socket, parsers: Mapping[str, Reader], limits: NativeLimits, parent: int
) -> NoReturn:
    """Runs in the fork and ends it, whatever happens."""
    status = 1
    try:
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGCHLD, signal.SIGPROF):
            signal.signal(number, signal.SIG_DFL)
        sandbox.devnull(0, 1, 2)
        os.dup2(connection.detach(), _SOCKET)
        os.closerange(_SOCKET + 1, os.sysconf("SC_OPEN_MAX"))
        status = run(socket.socket(fileno=_SOCKET), parsers, limits, parent)
    except MemoryError:
        status = OUT_OF_MEMORY
    except ConnectionError:  # whoever asked has enough
        status = 0
    finally:
        os._exit(status)


def run(
    connection: socket.socket, parsers: Mapping[str, Reader], limits: NativeLimits, parent: int
) -> int:
    """The life of a reader, as an exit status."""
    endpoint = Endpoint(connection, REQUEST_OCTETS, LEAF_OCTETS)
    sandbox.enter_native(limits, parent)
    while (frame := endpoint.receive()) is not None:
        sandbox.allow_cpu(min(frame.header["cpu"], limits.cpu))
        answer(frame, connection, parsers)
        del frame  # not to hold two leaves at once
    return 0


def answer(frame: Frame, connection: socket.socket, parsers: Mapping[str, Reader]) -> None:
    """Read one leaf and tell what is found; MemoryError ends this process, any other exception this leaf."""
    request = frame.header
    leaf = Leaf(frame.octets, "application/octet-stream", names=tuple(request["names"]))
    text, octets = request["text"], request["octets"]
    budget = Budget(
        message_octets=text,
        leaf_octets=text,
        expanded_octets=octets,
        free_octets=octets,
        held_octets=octets,
        cpu_seconds=request["cpu"],
    )
    how = "done"
    try:
        for found in parsers[request["read"]](leaf, Allowance(budget, len(leaf.octets))):
            connection.sendall(b"".join(encoded(found)))
    except (MemoryError, ConnectionError):
        raise
    except Unfit:
        how = "unfit"
    except Exception:  # any fault of a parser; its text would quote content
        how = "failed"
    connection.sendall(b"".join(encoded(End(how))))
