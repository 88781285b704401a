"""The numbers of a gateway, for Prometheus.

Each is declared here with its help text and its labels; ``docs/monitoring.md`` lists them, and a test
compares the two.  The label values that can occur are few and ours: never an address, a name or a text
that a peer can choose, which would let strangers make series without end.

What is counted for every message is a ``Tally`` or a ``Spread``: a look-up and an addition.  The rest is
``prometheus_client``'s own, its children kept by ``Labelled`` after their first use.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from skygw.ops.tally import Spread, Tally

Child = TypeVar("Child", Counter, Gauge, Histogram)

# From what a small clean message takes to the hard deadline of inspection.
_INSPECTION = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 55, 120, 300)
# From a relay on the same machine to the deadline of the final reply.
_STAGE = (0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 240, 480)
_WAIT = (0.001, 0.01, 0.1, 1, 5, 15, 30, 60)
_OCTETS = tuple(4**power * 1024 for power in range(10))  # 1 KiB to 256 MiB


class Labelled(Generic[Child]):
    """The children of one metric by their label values, each made once."""

    def __init__(self, metric: Child) -> None:
        self._metric: Child = metric
        self._children: dict[tuple[str, ...], Child] = {}

    def __call__(self, *values: str) -> Child:
        """The child for these label values, in the order in which the metric declares its labels."""
        child = self._children.get(values)
        if child is None:
            child = self._children[values] = self._metric.labels(*values)
        return child


class Metrics:
    """All metrics of one process, in a registry of their own."""

    content_type = CONTENT_TYPE_LATEST

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self.registry = CollectorRegistry()
        self._declare_sessions()
        self._declare_messages()
        self._declare_inspection()
        self._declare_state()

    def exposition(self) -> bytes:
        """All metrics in Prometheus' text format, of the content type ``content_type``."""
        return generate_latest(self.registry)

    def _declare_sessions(self) -> None:
        registry = self.registry
        self.sessions = Gauge("skygw_sessions", "Pairs of sessions that stand now.", registry=registry)
        self._sessions_ended = Labelled(
            Counter("skygw_sessions_ended", "Sessions that have ended.", ["outcome"], registry=registry)
        )
        self._refused_sessions = Labelled(
            Counter(
                "skygw_refused_sessions",
                "Connections that were turned away before a far leg was opened.",
                ["reason"],
                registry=registry,
            )
        )
        self._upstream_connects = Labelled(
            Counter(
                "skygw_upstream_connects",
                "Attempts to set up a session with the far server.",
                ["outcome"],
                registry=registry,
            )
        )
        self._replies = Tally(
            "skygw_replies",
            "Replies to the sender (inbound) and from the far server (upstream), by first digit.",
            ["leg", "class"],
            registry,
        )

    def _declare_messages(self) -> None:
        registry = self.registry
        self._messages = Tally(
            "skygw_messages", "Messages that were given a final reply.", ["verdict", "action"], registry
        )
        self.message_octets = Spread("skygw_message_octets", "Size of a message.", _OCTETS, registry)
        self._stage_seconds = Spread(
            "skygw_stage_seconds", "Time that a message spent in a stage.", _STAGE, registry, "stage"
        )
        self.in_flight_octets = Gauge(
            "skygw_in_flight_octets", "Memory that is reserved for messages now.", registry=registry
        )
        self.budget_wait_seconds = Histogram(
            "skygw_budget_wait_seconds",
            "Time that a message waited for memory.",
            registry=registry,
            buckets=_WAIT,
        )

    def _declare_inspection(self) -> None:
        registry = self.registry
        self.inspection_seconds = Spread(
            "skygw_inspection_seconds",
            "Time from handing a message to inspection to its findings, or to giving up.",
            _INSPECTION,
            registry,
        )
        self.workers = Gauge("skygw_workers", "Inspection children that are ready.", registry=registry)
        self.inspection_queue = Gauge(
            "skygw_inspection_queue", "Messages that wait for an inspection child.", registry=registry
        )
        self._inspector_restarts = Labelled(
            Counter(
                "skygw_inspector_restarts",
                "Inspection children that were replaced.",
                ["reason"],
                registry=registry,
            )
        )

        self._sandbox = Gauge(
            "skygw_sandbox",
            "1 for a measure that confines the inspection children, 0 for one that is not in force.",
            ["measure"],
            registry=registry,
        )

    def _declare_state(self) -> None:
        registry = self.registry
        self.breaker = Gauge(
            "skygw_breaker",
            "1 while the far server refuses the route and sessions get 421.",
            registry=registry,
        )
        self._policy_version = Gauge(
            "skygw_policy_version",
            "1 for the version of the policies in force.",
            ["version"],
            registry=registry,
        )
        self._certificate_expiry = Gauge(
            "skygw_certificate_expiry_seconds",
            "Time until a certificate of ours expires; negative when it has.",
            ["leg"],
            registry=registry,
        )
        self.log_lines_lost = Gauge(
            "skygw_log_lines_lost", "Log lines that could not be written since start.", registry=registry
        )

    # What the relay and its surroundings say.

    def session_opened(self) -> None:
        """A pair of sessions stands."""
        self.sessions.inc()

    def session_ended(self, outcome: str) -> None:
        """A pair has ended; the outcome is the relay's word for how: quit, lost, timeout ..."""
        self.sessions.dec()
        self._sessions_ended(outcome).inc()

    def session_refused(self, reason: str) -> None:
        """Somebody was turned away; the reason is one word of ours: network, sessions, breaker ..."""
        self._refused_sessions(reason).inc()

    def upstream_connected(self, outcome: str) -> None:
        """An attempt to set up a far leg ended: ``ok`` or ``failed`` (the log says why)."""
        self._upstream_connects(outcome).inc()

    def reply(self, leg: str, code: int) -> None:
        """A reply was given (``leg`` inbound) or got (upstream)."""
        key = leg, _CLASSES.get(code // 100, "other")
        counts = self._replies.counts
        counts[key] = counts.get(key, 0) + 1

    def message(self, verdict: str, action: str, size_octets: int) -> None:
        """A message got its final reply."""
        self._messages.add(verdict, action)
        self.message_octets.observe(size_octets)

    def stage(self, stage: str, seconds: float) -> None:
        """A message left a stage: receive, inspect, forward, total."""
        self._stage_seconds.observe(seconds, stage)

    def inspector_restarted(self, reason: str) -> None:
        """A child was replaced; the reason is a word of ``InspectionPool``: crash, deadline, recycled ..."""
        self._inspector_restarts(reason).inc()

    def sandboxed(self, in_force: Iterable[str], lacking: Iterable[str]) -> None:
        """Children run under these measures (names of ``skygw.inspect.sandbox``), and not under those."""
        self._sandbox.clear()
        for measures, value in ((in_force, 1), (lacking, 0)):
            for measure in measures:
                self._sandbox.labels(measure).set(value)

    def policy_loaded(self, version: str) -> None:
        """Another version of the policies is in force."""
        self._policy_version.clear()
        self._policy_version.labels(version).set(1)

    def certificate_loaded(self, leg: str, not_after: float) -> None:
        """A certificate of ours is in use on a leg, valid until then (seconds since the epoch)."""
        self._certificate_expiry.labels(leg).set_function(lambda: not_after - self._clock())


_CLASSES = {2: "2yz", 3: "3yz", 4: "4yz", 5: "5yz"}
