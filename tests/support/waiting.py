"""Waiting for something that another process does: poll until a deadline, then say what was awaited."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

POLL_SECONDS = 0.02
"""Short enough that a test does not feel it, long enough to leave the processor to the peers."""


def wait_for(
    probe: Callable[[], T | None], what: str, timeout: float = 30.0, evidence: Callable[[], str] | None = None
) -> T:
    """The first true value that ``probe`` gives.

    Args:
        probe: Called again and again; anything false means "not yet".
        what: What is awaited, for the message of the failure.
        timeout: Seconds until the failure.
        evidence: What a reader of the failure will want to see, such as the end of a log.

    Raises:
        AssertionError: After ``timeout``.
    """
    deadline = time.monotonic() + timeout
    while True:
        value = probe()
        if value:
            return value
        if time.monotonic() > deadline:
            tail = f"\n{evidence()}" if evidence else ""
            raise AssertionError(f"waited {timeout:g} s in vain for {what}{tail}")
        time.sleep(POLL_SECONDS)


def free_port() -> int:
    """A loopback port that nothing listens on now.

    Between this call and the listener's own bind somebody else might take it; ports that the kernel has
    just given are not given again soon, so this does not happen in practice.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def listens(port: int) -> bool:
    """Whether a loopback port takes connections."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
