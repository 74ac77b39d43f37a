"""Figures of several runs as one: median and quartiles, and how they grow with size."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spread:
    """What several measurements came to."""

    median: float
    low: float
    """A quarter of them lie below."""
    high: float
    """A quarter of them lie above."""
    count: int

    def times(self, factor: float) -> Spread:
        """The same in another unit."""
        return Spread(self.median * factor, self.low * factor, self.high * factor, self.count)


def spread(values: Sequence[float]) -> Spread:
    """Median and quartiles of at least one value."""
    if not values:
        raise ValueError("nothing was measured")
    if len(values) == 1:
        return Spread(values[0], values[0], values[0], 1)
    low, median, high = statistics.quantiles(values, n=4, method="inclusive")
    return Spread(median, low, high, len(values))


def percentile(values: Sequence[float], part: float) -> float:
    """The value at or below which this part of the values lies (nearest rank); raises ValueError for none."""
    if not values:
        raise ValueError("nothing was measured")
    ordered = sorted(values)
    return ordered[max(0, math.ceil(part * len(ordered)) - 1)]


def exponent(points: Mapping[int, float]) -> float:
    """The e of cost = c * size ** e that fits best (least squares of the logarithms); raises ValueError below two sizes."""
    found = [(math.log(size), math.log(cost)) for size, cost in points.items() if size > 0 and cost > 0]
    if len({x for x, _ in found}) < 2:
        raise ValueError("an exponent needs costs at two sizes at least")
    return statistics.linear_regression([x for x, _ in found], [y for _, y in found]).slope
