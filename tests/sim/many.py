"""`make sim SEEDS=2000 STEPS=300 START=0`: many runs of the simulation, on all cores, with what was injected and what broke."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence

from tests.postgres import cluster
from tests.sim.databases import VARIABLE
from tests.sim.mutants import MUTANTS, broken
from tests.sim.simulation import Simulation, Trace
from tests.sim.story import told

BAR = 30
TOLD = 3
"""Failed runs whose steps are shrunk and told step by step; of the others only what broke is told."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run seeds START .. START+SEEDS-1; the exit status is 1 when an invariant was broken in any of them."""
    parser = argparse.ArgumentParser(prog="python -m tests.sim", description=__doc__)
    parser.add_argument("seeds", type=int, nargs="?", default=200, help="how many seeds")
    parser.add_argument("steps", type=int, nargs="?", default=200, help="steps of each run")
    parser.add_argument("start", type=int, nargs="?", default=0, help="the first seed")
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite", help="what the server runs on")
    args = parser.parse_args(argv)
    if args.database == "postgres":
        os.environ[VARIABLE] = cluster().url()
    name = os.environ.get("SIM_MUTANT")
    if name and name not in MUTANTS:
        parser.error(f"SIM_MUTANT={name} is none of: {', '.join(sorted(MUTANTS))}")
    begun = time.monotonic()
    counts: Counter[str] = Counter()
    failed: list[Trace] = []
    for done, trace in enumerate(_runs(range(args.start, args.start + args.seeds), args.steps), 1):
        counts.update(trace.counts)
        if trace.failure is not None:
            failed.append(trace)
            print(f"seed {trace.seed}, after {trace.counts['steps']} steps: {trace.failure}", flush=True)
        _show(done, args.seeds, len(failed), time.monotonic() - begun)
    for what, count in sorted(counts.items()):
        print(f"{count:>9}  {what}")
    print(f"{args.seeds} seeds x {args.steps} steps in {time.monotonic() - begun:.0f} s: {len(failed)} failed")
    with broken(name):
        for trace in failed[:TOLD]:
            print(told(trace, args.steps))
    return 1 if failed else 0


def _runs(seeds: range, steps: int) -> Iterator[Trace]:
    jobs = [(seed, steps) for seed in seeds]
    workers = min(len(jobs), os.cpu_count() or 1)
    if workers <= 1:
        yield from map(_run, jobs)
        return
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        yield from pool.imap_unordered(_run, jobs)


def _run(job: tuple[int, int]) -> Trace:
    seed, steps = job
    with broken(os.environ.get("SIM_MUTANT")):
        return Simulation(seed).run(range(steps))


def _show(done: int, of: int, failed: int, seconds: float) -> None:
    """One line that is written over; only where somebody watches."""
    if not sys.stderr.isatty():
        return
    filled = BAR * done // of
    left = seconds / done * (of - done)
    line = f"\r[{'#' * filled}{'.' * (BAR - filled)}] {done}/{of}  {failed} failed  {left:.0f} s left "
    print(line, end="\n" if done == of else "", file=sys.stderr, flush=True)
