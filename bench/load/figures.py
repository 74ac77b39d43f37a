"""What was measured: how long calls took by kind, and which were refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter

from sync.reaching import ServerRefused, Unreachable


@dataclass(slots=True)
class Figures:
    """Milliseconds of every call by its kind, and errors by kind and code."""

    times: dict[str, list[float]] = field(default_factory=dict)
    errors: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def timing(self, kind: str) -> Iterator[None]:
        """Measure what is done inside; a refusal is counted by its code and goes on."""
        begun = perf_counter()
        try:
            yield
        except ServerRefused as refused:
            self.errors[f"{kind} {refused.problem.status} {refused.problem.code}"] += 1
            raise
        except Unreachable as error:
            self.errors[f"{kind} unreachable {error}"] += 1
            raise
        self.took(kind, perf_counter() - begun)

    def took(self, kind: str, seconds: float) -> None:
        """A call was answered."""
        self.times.setdefault(kind, []).append(seconds * 1000)

    def add(self, other: Figures) -> None:
        """Take in what another process measured."""
        for kind, times in other.times.items():
            self.times.setdefault(kind, []).extend(times)
        self.errors.update(other.errors)
        self.counts.update(other.counts)

    def at(self, kind: str, part: float) -> float:
        """Milliseconds within which this part of the calls were answered; 0 when there were none."""
        return percentile(self.times.get(kind, ()), part)

    def lines(self) -> list[str]:
        """A table, one line a kind of call."""
        told = [f"{'':8}{'calls':>8}{'p50':>9}{'p95':>9}{'p99':>9}{'max':>9}  ms"]
        for kind, times in sorted(self.times.items()):
            cells = "".join(f"{percentile(times, part):9.1f}" for part in (0.5, 0.95, 0.99, 1.0))
            told.append(f"{kind:8}{len(times):8}{cells}")
        told += [f"refused {name}: {count}" for name, count in sorted(self.errors.items())]
        return told


def percentile(times: Sequence[float], part: float) -> float:
    """The value below which this part of the values lies."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))] if ordered else 0.0
