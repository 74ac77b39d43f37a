"""A failed run told so that it can be mended: its seed, the fewest steps that still fail, and what they do."""

from __future__ import annotations

from collections.abc import Sequence

from tests.sim.shrink import shrink
from tests.sim.simulation import Simulation, Trace

MOST_LINES = 60


def told(trace: Trace, steps: int) -> str:
    """The report of a failure; the run is repeated until no step can be left out."""
    failure = trace.failure
    assert failure is not None
    invariant = failure.invariant

    def fails(kept: Sequence[int]) -> bool:
        again = Simulation(trace.seed).run(kept).failure
        return again is not None and again.invariant == invariant

    kept = shrink(range(steps), fails)
    short = Simulation(trace.seed).run(kept)
    lines = short.lines[-MOST_LINES:]
    return "\n".join(
        [
            f"seed {trace.seed}, {steps} steps: {failure}",
            f"shrunk to {len(kept)} steps {kept}: {short.failure}",
            *lines,
            short.where.rstrip(),
            f"again: make sim SEEDS=1 STEPS={steps} START={trace.seed}",
        ]
    )
