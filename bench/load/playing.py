"""The run of many devices: some seconds of everything at once, then equal sums everywhere, or it fails."""

from __future__ import annotations

import time
from dataclasses import dataclass

from bench.load import branches
from bench.load.figures import Figures
from bench.load.places import Place, serving
from bench.load.players import Seat, Told, players
from server_stub.identity import Account
from server_stub.reading import heads_for
from server_stub.store import Store
from sync.wire import ScopeSum


@dataclass(frozen=True, slots=True)
class Run:
    """So many devices of so many branches, for so long; each waits `pause` seconds between its syncs on the average."""

    devices: int = 40
    branches: int = 4
    seconds: float = 60.0
    pause: float = 1.0
    generators: int = 2
    servers: int = 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a run."""

    figures: Figures
    seconds: float
    server_cpu: float
    database_cpu: float
    generator_cpu: float
    peak_mb: float
    memory_mb: float
    database_mb: float
    wrong: list[str]

    @property
    def pushes(self) -> float:
        """Pushes a second."""
        return len(self.figures.times.get("push", ())) / self.seconds

    @property
    def ops(self) -> float:
        """Edits a second that the server has carried out."""
        return self.figures.counts["edits sent"] / self.seconds


def play(place: Place, run: Run) -> Outcome:
    """Make the branches, serve them, let everybody play, and compare."""
    store = place.opened()
    try:
        each = -(-run.devices // run.branches)
        found = list(branches.copies(store, branches.pattern(), run.branches, each))
        holders = [holder for some in found for holder in some][: run.devices]
        with serving(place, run.servers) as server:
            seats = [Seat(one, server.addresses[n % len(server.addresses)]) for n, one in enumerate(holders)]
            with players(seats, min(run.generators, len(seats))) as people:
                server_cpu, database_cpu, begun = server.cpu(), place.cpu(), time.perf_counter()
                told = people.play(run.seconds, run.pause)
                seconds = time.perf_counter() - begun
                server_cpu, database_cpu = server.cpu() - server_cpu, place.cpu() - database_cpu
                memory, peak = server.memory_mb(), server.peak_mb()
                settled = people.settle()
            failures = server.failures()
        wrong = differences(store, settled)
        wrong += [f"failed within the server: {each}" for each in failures]
        wrong += [f"kept sum of {scope}" for scope in branches.wrong_sums(store, {one.branch for one in holders})]
        if settled.waiting:
            wrong.append(f"{settled.waiting} edits still wait")
        if told.healed or settled.healed:
            wrong.append(f"{max(told.healed, settled.healed)} scopes were read again")
    finally:
        store.close()
    size = place.megabytes()
    return Outcome(told.figures, seconds, server_cpu, database_cpu, told.cpu, peak, memory, size, wrong)


def told(place: Place, run: Run, done: Outcome) -> list[str]:
    """The outcome in lines."""
    servers = f"{run.servers} serving process{'es' if run.servers > 1 else ''}"
    rate = sum(len(times) for times in done.figures.times.values()) / done.seconds
    counts = ", ".join(f"{name} {count}" for name, count in sorted(done.figures.counts.items()))
    lines = [
        f"{place.name}, {servers}: {run.devices} devices of {run.branches} branches for {done.seconds:.0f} s",
        f"played by {run.generators} other processes on the same cores",
        f"{rate:.0f} calls/s, {done.pushes:.0f} pushes/s, {done.ops:.0f} edits/s",
        *done.figures.lines(),
        f"CPU s: server {done.server_cpu:.1f}, database {done.database_cpu:.1f}, devices {done.generator_cpu:.1f}",
        f"memory of the serving processes: {done.memory_mb:.0f} MB, at most {done.peak_mb:.0f} MB",
        f"database {done.database_mb:.1f} MB",
        counts,
    ]
    return [*lines, *(f"WRONG: {each}" for each in done.wrong[:20])] if done.wrong else [*lines, "all sums equal"]


def differences(store: Store, told: Told) -> list[str]:
    """Every scope whose checksum on a device is not the server's, and every scope that one has and the other has not."""
    found: list[str] = []
    today = store.clock.today()
    with store.read() as connection:
        for holder, sums in told.sums:
            account = Account(holder.account, holder.branch, holder.member)
            heads = heads_for(connection, [account], today)[account].rows
            kept = {name: ScopeSum(sum=f"{row.sum:032x}", live=row.live) for name, row in heads.items()}
            nothing = ScopeSum(sum="0" * 32, live=0)
            for scope in sorted({*kept, *sums}):
                here, there = sums.get(scope, nothing), kept.get(scope, nothing)
                found += [] if here == there else [f"{holder.device} {scope}: {here} here, {there} at the server"]
    return found
