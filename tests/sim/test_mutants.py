"""The simulation sees every way in which the protocol is broken on purpose (PROTOCOL.md T4)."""

from __future__ import annotations

import os
from itertools import chain

import pytest

from tests.sim.mutants import EQUIVALENT, MUTANTS, Mutant, broken
from tests.sim.oracle import Violation
from tests.sim.simulation import Simulation

STEPS = 200
SEEDS = 40
LONG_SEEDS = 1500

QUICK = [each for each in MUTANTS.values() if not each.rare]
RARE = [each for each in MUTANTS.values() if each.rare]


def killed(mutant: Mutant, seeds: int) -> Violation | None:
    """The first violation, looked for from the seed that is known to show it, in a run in which the whole protocol holds."""
    for seed in chain([mutant.seed], range(seeds)):
        with broken(mutant.name):
            failure = Simulation(seed).run(range(STEPS)).failure
        if failure is not None and Simulation(seed).run(range(STEPS)).failure is None:
            return failure
    return None


@pytest.mark.parametrize("mutant", QUICK, ids=lambda each: each.name)
def test_a_broken_protocol_is_seen(mutant: Mutant) -> None:
    assert killed(mutant, SEEDS) is not None, mutant.what


@pytest.mark.skipif("XINDE_SOAK" not in os.environ, reason="takes minutes a mutant; make soak runs it")
@pytest.mark.parametrize("mutant", RARE, ids=lambda each: each.name)
@pytest.mark.timeout(3600)
def test_what_shows_rarely_is_seen_in_the_long_run(mutant: Mutant) -> None:
    assert killed(mutant, LONG_SEEDS) is not None, mutant.what


def test_enough_ways_are_tried_and_the_others_have_a_reason() -> None:
    assert len(QUICK) >= 20
    assert len(RARE) >= 2
    assert all(len(reason) > 40 for reason in EQUIVALENT.values())


def test_nothing_stays_broken() -> None:
    for name in MUTANTS:
        with broken(name):
            pass
    assert Simulation(3).run(range(60)).failure is None
