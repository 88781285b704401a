"""Tallies and spreads give the same exposition as prometheus_client's own."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest

from skygw.ops.tally import Spread, Tally

BUCKETS = (0.001, 0.5, 1.0, 60)


def lines(registry: CollectorRegistry) -> list[bytes]:
    return [line for line in generate_latest(registry).splitlines() if b"_created" not in line]


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xy")), max_size=20))
def test_a_tally_counts_like_a_counter(observed: list[tuple[str, str]]) -> None:
    ours, theirs = CollectorRegistry(), CollectorRegistry()
    tally = Tally("t", "Text.", ["one", "two"], ours)
    counter = Counter("t", "Text.", ["one", "two"], registry=theirs)
    for values in observed:
        tally.add(*values)
        counter.labels(*values).inc()
    assert lines(ours) == lines(theirs)


@given(st.lists(st.sampled_from([0.0, 0.001, 0.0011, 0.5, 0.75, 1.0, 59.0, 60.0, 61.0]), max_size=20))
def test_a_spread_counts_like_a_histogram(observed: list[float]) -> None:
    ours, theirs = CollectorRegistry(), CollectorRegistry()
    spread = Spread("s", "Text.", BUCKETS, ours)
    histogram = Histogram("s", "Text.", registry=theirs, buckets=BUCKETS)
    for value in observed:
        spread.observe(value)
        histogram.observe(value)
    assert lines(ours) == lines(theirs)


def test_a_spread_with_a_label() -> None:
    ours, theirs = CollectorRegistry(), CollectorRegistry()
    spread = Spread("s", "Text.", BUCKETS, ours, "stage")
    histogram = Histogram("s", "Text.", ["stage"], registry=theirs, buckets=BUCKETS)
    for stage, value in (("a", 0.2), ("b", 70.0), ("a", 0.2)):
        spread.observe(value, stage)
        histogram.labels(stage).observe(value)
    assert lines(ours) == lines(theirs)
