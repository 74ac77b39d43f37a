"""Two hundred people sign in at the same moment, with real Argon2 costs, while others push."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field

from bench.load import branches, processes
from bench.load.figures import Figures
from bench.load.holder import Holder
from bench.load.line import Line
from bench.load.places import Place, Serving, serving
from bench.load.pushing import Pusher, epoch_of, push_for
from server_stub.passwords import Passwords

PASSWORD = "学习心得2026！"
PUSHERS = 4
PACE = 0.1
"""Seconds from push to push of each device: some tens a second, far from the most there can be."""

BAR_MB = 500


@dataclass
class SignIns:
    """What was measured."""

    before_mb: float = 0.0
    peak_mb: float = 0.0
    seconds: float = 0.0
    answered: Counter[str] = field(default_factory=Counter)
    figures: Figures = field(default_factory=Figures)


def sign_in(place: Place, count: int = 200, before: float = 5.0) -> SignIns:
    """So many sign-ins at once; pushes are measured before them, and until the last is answered."""
    processes.raise_files()
    store = place.opened()
    try:
        (some,) = branches.copies(store, branches.pattern(max(30, count + PUSHERS)), 1, PUSHERS)
        everybody = branches.members_of(store, some[0].branch)
        people = [member for member in everybody if member not in {each.member for each in some}][:count]
        # One hash for all: what it costs is paid when it is checked.
        hashed = Passwords().hash(PASSWORD)
        doors = store.write(
            lambda connection: branches.sign_in(connection, store, some[0].branch, people, "", password=hashed)
        )
        with serving(place) as server:
            return asyncio.run(_sign_in(server, some, doors, before))
    finally:
        store.close()


async def _sign_in(server: Serving, some: list[Holder], doors: list[Holder], before: float) -> SignIns:
    address, done = server.addresses[0], SignIns()
    epoch = await epoch_of(address)
    pushers = [Pusher(each, address, epoch, number) for number, each in enumerate(some)]
    await push_for(pushers, before, done.figures, kind="before", pace=PACE)
    processes.forget_peak(server.counted)
    done.before_mb = server.memory_mb()
    begun = time.perf_counter()
    signing = asyncio.gather(*(_one(each, address, done) for each in doors))
    while not signing.done():
        await push_for(pushers, 0.5, done.figures, kind="during", pace=PACE)
    await signing
    done.seconds = time.perf_counter() - begun
    done.peak_mb = server.peak_mb()
    await asyncio.gather(*(each.close() for each in pushers))
    return done


async def _one(holder: Holder, address: str, done: SignIns) -> None:
    line = Line(address)
    device = {"name": "bench", "kind": "bench", "ver": "0"}
    begun = time.perf_counter()
    answer = await line.post("/v1/auth/login", {"login": holder.login, "password": PASSWORD, "device": device})
    done.figures.took("sign-in", time.perf_counter() - begun)
    done.answered["signed in" if answer.status == 200 else f"{answer.status} {answer.code}"] += 1
    await line.close()


def told(place: Place, done: SignIns) -> list[str]:
    """The outcome in lines."""
    answered = ", ".join(f"{count} x {what}" for what, count in sorted(done.answered.items()))
    return [
        f"{place.name}: {sum(done.answered.values())} sign-ins at once in {done.seconds:.1f} s: {answered}",
        f"memory {done.before_mb:.0f} MB before, at most {done.peak_mb:.0f} MB (bar {BAR_MB} MB)",
        *done.figures.lines(),
    ]
