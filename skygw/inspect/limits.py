"""Every number that bounds the pool and its children, with its unit and its reason."""

from __future__ import annotations

import os
from typing import Any

import attrs

#: Messages up to this size travel through the socket; larger ones as a memfd.  Below it, copying is
#: cheaper than making, sealing and mapping a memfd (about 20 us here).
INLINE_OCTETS = 256 * 1024

#: The longest frame that a child may send.  10,000 findings fit several times over.
ANSWER_OCTETS = 4 * 1024 * 1024

#: The longest JSON that the gateway sends: the detectors, with their word lists.
CONFIGURATION_OCTETS = 256 * 1024 * 1024

#: How many findings a report may carry.
FINDINGS = 10_000

#: The largest leaf that a native parser is asked to read; it is held twice for a moment.
LEAF_OCTETS = 256 << 20

#: Address space of a child beyond what it is given for data and a message: for what nobody plans, such as the
#: stacks and arenas of threads that only reserve, or a library that is loaded late.
MARGIN_OCTETS = 64 << 20

#: Readers that one child may have at a time: for a leaf, for what lies in it as an archive, and once more.
LEVELS = 3

#: Readers that one message may cost; each may have taken all the CPU that a leaf is given.
LOSSES = 3


@attrs.frozen
class ChildLimits:
    """What one child may use; applied by ``sandbox.enter`` before it sees the first message.

    ``data_octets``: private memory on top of what the fork server had already (RLIMIT_DATA).
    ``mapped_octets``: the largest message; it is mapped for a moment, to be copied.  With ``data_octets`` and
    ``MARGIN_OCTETS`` this is the address space that a child may add (RLIMIT_AS): shared memory, which is not
    data, is bounded by that.
    ``cpu``: seconds of CPU per message (RLIMIT_CPU, raised message by message).
    ``descriptors``: open files (RLIMIT_NOFILE).
    ``messages`` (0 = any number), ``rss_octets``: after so many messages, or above this resident size, the
    child is replaced: what a parser leaked, or an attacker left behind, does not live on.
    """

    data_octets: int = 1 << 30
    mapped_octets: int = 150 << 20
    cpu: float = 300.0
    descriptors: int = 64
    messages: int = 1000
    rss_octets: int = 512 << 20

    def to_json(self) -> dict[str, Any]:
        return attrs.asdict(self)


@attrs.frozen
class NativeLimits:
    """What a child that runs native parsers may use; applied by ``sandbox.enter_native``.

    ``address_octets``: address space on top of what the fork server had already (RLIMIT_AS).  It counts what
    is mapped, a memfd with the part among it.
    ``cpu``: seconds of CPU per part (RLIMIT_CPU, raised part by part).
    ``parts``: how many parts one child reads, before it is replaced.
    ``descriptors``: open files (RLIMIT_NOFILE): the socket, one that came over it, and what Python keeps.
    """

    address_octets: int = 1 << 30
    cpu: float = 10.0
    parts: int = 100
    descriptors: int = 16

    def to_json(self) -> dict[str, Any]:
        return attrs.asdict(self)


@attrs.frozen
class PoolLimits:
    """What the pool may hold, and how long it waits for its own machinery (seconds).

    ``queue``: messages that wait for a child.  ``budget_octets``: sizes of all messages that wait or are
    worked on, including those whose sender has been answered already; one message alone is always taken.
    ``start``: until the first child is ready.  ``backoff``, ``backoff_max``: pause after a child (or the fork
    server) died before it was ready, doubled each time.  ``grace``: until a killed process must be gone, else
    the fork server is replaced.  ``child``, ``native``: of each process.
    """

    queue: int = 256
    budget_octets: int = 1 << 30
    start: float = 60.0
    backoff: float = 0.1
    backoff_max: float = 10.0
    grace: float = 5.0
    child: ChildLimits = attrs.field(factory=ChildLimits)
    native: NativeLimits = attrs.field(factory=NativeLimits)


def default_workers() -> int:
    """One child per processor that we may run on, at most 4: inspection is CPU, and so is the relay."""
    return min(len(os.sched_getaffinity(0)), 4)
