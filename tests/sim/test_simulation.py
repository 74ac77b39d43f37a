"""Seeded runs of devices and server under every fault, with the production code of both; PROTOCOL.md T2 and T3."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres import cluster
from tests.sim.databases import VARIABLE
from tests.sim.simulation import Simulation
from tests.sim.story import told

SEEDS = 20
STEPS = 200
GROUP = 10

SEEDS_ON_POSTGRES = 6
STEPS_ON_POSTGRES = 120
GROUP_ON_POSTGRES = 3

OLD_FAILURES = Path(__file__).parent / "seeds.txt"
"""Seeds that once failed, one `seed steps` a line, with what it was after a #."""


def old_failures() -> Iterator[tuple[int, int]]:
    for line in OLD_FAILURES.read_text("utf-8").splitlines():
        numbers = line.partition("#")[0].split()
        if numbers:
            yield int(numbers[0]), int(numbers[1])


def hold(seed: int, steps: int) -> Counter[str]:
    """Run a seed; the assertion carries the whole story of a failure."""
    trace = Simulation(seed).run(range(steps))
    if trace.failure is not None:
        pytest.fail(told(trace, steps), pytrace=False)
    return trace.counts


@pytest.mark.parametrize("first", range(0, SEEDS, GROUP))
def test_the_invariants_hold(first: int) -> None:
    for seed in range(first, first + GROUP):
        hold(seed, STEPS)


@pytest.mark.parametrize(("seed", "steps"), list(old_failures()))
def test_what_once_failed_holds(seed: int, steps: int) -> None:
    hold(seed, steps)


def test_one_seed_replays_one_run() -> None:
    one, two = (Simulation(7).run(range(120)) for _ in range(2))
    assert one.lines == two.lines
    assert one.counts == two.counts


@pytest.mark.parametrize("first", range(0, SEEDS_ON_POSTGRES, GROUP_ON_POSTGRES))
def test_the_invariants_hold_on_postgres(first: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, cluster().url())
    for seed in range(first, first + GROUP_ON_POSTGRES):
        hold(seed, STEPS_ON_POSTGRES)
