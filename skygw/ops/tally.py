"""Counters and histograms for the path of every message: an addition, and nothing else until a scrape.

``prometheus_client``'s own take a lock and several calls for each observation; a gateway's are made by the
one thread of its reactor, so plain numbers do, and are given to the registry when it asks.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from prometheus_client import CollectorRegistry, Metric
from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily
from prometheus_client.registry import Collector


class Tally(Collector):
    """A counter with labels; ``counts`` maps the values of all labels to a number, to be added to."""

    def __init__(self, name: str, text: str, labels: Sequence[str], registry: CollectorRegistry) -> None:
        self.name, self.text, self.labels = name, text, tuple(labels)
        self.counts: dict[tuple[str, ...], int] = {}
        registry.register(self)

    def add(self, *values: str) -> None:
        """One more."""
        self.counts[values] = self.counts.get(values, 0) + 1

    def describe(self) -> Iterable[Metric]:
        """For the registry, which makes sure that names are single."""
        return [CounterMetricFamily(self.name, self.text, labels=self.labels)]

    def collect(self) -> Iterable[Metric]:
        """For the registry."""
        family = CounterMetricFamily(self.name, self.text, labels=self.labels)
        for values, count in self.counts.items():
            family.add_metric(values, count)
        return [family]


class Spread(Collector):
    """A histogram with at most one label; buckets as in ``prometheus_client``, without +Inf."""

    def __init__(
        self,
        name: str,
        text: str,
        buckets: Sequence[float],
        registry: CollectorRegistry,
        label: str = "",
    ) -> None:
        self.name, self.text = name, text
        self.labels = (label,) if label else ()
        self._buckets = tuple(map(float, buckets))
        self._cells: dict[str, list[int]] = {}
        self._sums: dict[str, float] = {}
        if not label:
            self._begin("")
        registry.register(self)

    def observe(self, value: float, label: str = "") -> None:
        """One more observation."""
        cells = self._cells.get(label)
        if cells is None:
            cells = self._begin(label)
        cells[bisect_left(self._buckets, value)] += 1
        self._sums[label] += value

    def _begin(self, label: str) -> list[int]:
        cells = self._cells[label] = [0] * (len(self._buckets) + 1)
        self._sums[label] = 0.0
        return cells

    def describe(self) -> Iterable[Metric]:
        """For the registry, which makes sure that names are single."""
        return [HistogramMetricFamily(self.name, self.text, labels=self.labels)]

    def collect(self) -> Iterable[Metric]:
        """For the registry."""
        family = HistogramMetricFamily(self.name, self.text, labels=self.labels)
        for label, cells in self._cells.items():
            total, rows = 0, []
            for bound, cell in zip([*map(str, self._buckets), "+Inf"], cells, strict=True):
                total += cell
                rows.append((bound, float(total)))
            family.add_metric([label] if self.labels else [], rows, self._sums[label])
        return [family]
