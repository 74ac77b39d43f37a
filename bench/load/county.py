"""A county in one database: thousands of branches beside the few that are asked about, which must not notice them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from sqlalchemy import func, select

from bench.load import branches
from bench.load.figures import Figures
from bench.load.holder import Holder
from bench.load.line import Line
from bench.load.places import Place, Serving, serving
from bench.load.pushing import Pusher, epoch_of, push_for
from server_stub import tables

PUSHERS = 8
READS = 150


@dataclass
class County:
    """What was measured against one database."""

    branches: int
    rows: dict[str, int] = field(default_factory=dict)
    filled: float = 0.0
    megabytes: float = 0.0
    start: float = 0.0
    """Seconds until the server listened."""
    pushes: float = 0.0
    """A second, of ten edits each."""
    push_cpu: float = 0.0
    """Milliseconds of the serving processes' CPU for each."""
    figures: Figures = field(default_factory=Figures)
    peak_mb: float = 0.0
    wrong: list[str] = field(default_factory=list)


def measure(place: Place, count: int, seconds: float = 6.0, servers: int = 1) -> County:
    """Fill a new place with so many branches of 30 people, and measure a random few of them."""
    done, random = County(count), Random(count)
    store = place.opened()
    begun = time.perf_counter()
    some = list(branches.copies(store, branches.pattern(), count, 1 if count > 1 else PUSHERS))
    done.filled = time.perf_counter() - begun
    holders = [holder for each in random.sample(some, min(PUSHERS, count)) for holder in each]
    with store.read() as connection:
        for table in (tables.branch, tables.scope, tables.rec, tables.hist, tables.account):
            done.rows[table.name] = connection.scalar(select(func.count()).select_from(table)) or 0
    begun = time.perf_counter()
    with serving(place, servers) as server:
        done.start = time.perf_counter() - begun
        asyncio.run(_measure(server, holders, seconds, done))
        done.peak_mb = server.peak_mb()
    done.wrong = branches.wrong_sums(store, {each.branch for each in holders})
    store.close()
    done.megabytes = place.megabytes()
    return done


async def _measure(server: Serving, holders: Sequence[Holder], seconds: float, done: County) -> None:
    addresses = [server.addresses[n % len(server.addresses)] for n in range(len(holders))]
    epoch = await epoch_of(addresses[0])
    for turn in range(READS):
        await _read(holders[turn % len(holders)], addresses[turn % len(holders)], done.figures)
    pushers = [
        Pusher(holder, address, epoch, n) for n, (holder, address) in enumerate(zip(holders, addresses, strict=True))
    ]
    await push_for(pushers, 1.0, Figures())
    # Others may be at work on this machine: the best of three is told.
    rates, costs = [], []
    for _ in range(3):
        pushed, cpu, begun = Figures(), server.cpu(), time.perf_counter()
        await push_for(pushers, seconds / 3, pushed)
        count = len(pushed.times["push"])
        rates.append(count / (time.perf_counter() - begun))
        costs.append((server.cpu() - cpu) * 1000 / count)
        done.figures.add(pushed)
    done.pushes, done.push_cpu = max(rates), min(costs)
    await asyncio.gather(*(each.close() for each in pushers))


async def _read(holder: Holder, address: str, figures: Figures) -> None:
    """The first page of a device that has nothing yet, and a look whether anything is new."""
    line = Line(address, holder.token)
    await line.get("/v1/meta")
    begun = time.perf_counter()
    answer = await line.post("/v1/sync/pull", {"device": holder.device, "epoch": None, "cursors": {}, "limit": 500})
    figures.took("pull", time.perf_counter() - begun)
    if answer.status != 200 or not answer.json()["changes"]:
        raise SystemExit(f"nothing was pulled: {answer.status} {answer.body[:300].decode()}")
    begun = time.perf_counter()
    answer = await line.get("/v1/sync/heads")
    figures.took("heads", time.perf_counter() - begun)
    if answer.status != 200:
        raise SystemExit(f"no heads: {answer.status}")
    await line.close()


def told(place: Place, done: County) -> list[str]:
    """The outcome in lines."""
    rows = ", ".join(f"{count} {name}" for name, count in done.rows.items())
    return [
        f"{place.name}, {done.branches} branches of 30 people: {rows}; {done.megabytes:.0f} MB, filled in {done.filled:.0f} s",
        f"server ready after {done.start:.1f} s; memory at most {done.peak_mb:.0f} MB",
        f"{done.pushes:.0f} pushes/s of 10 edits each, {done.push_cpu:.2f} ms of CPU each",
        *done.figures.lines(),
        *(f"NOT EQUAL: {scope}" for scope in done.wrong),
    ]
